"""People counted in bands, before and after: no band, and no total, gives a small group away."""

from dataclasses import replace

import numpy as np

from analysis.core.results import ArmOneByOne, ChangeBin, Move, OneByOne

from .minimum import hide_to_protect, is_small

_TOLERANCE = 1e-8


def close_bands(whole: OneByOne, hidden: OneByOne, minimum: int) -> OneByOne:
    """Hide further bands, and put steps of change together, until nothing small follows.

    Parameters
    ----------
    whole : OneByOne
        As counted.
    hidden : OneByOne
        The same without its small groups, one by one.
    minimum : int
        Fewest people that may be shown.
    """
    arms = tuple(
        shown if shown.n is None else _close_arm(arm, shown, minimum)
        for arm, shown in zip(whole.arms, hidden.arms, strict=True)
    )
    return replace(hidden, arms=arms)


def _close_arm(whole: ArmOneByOne, shown: ArmOneByOne, minimum: int) -> ArmOneByOne:
    bands = len(whole.began)
    counts = np.array([move.n or 0 for move in whole.moves]).reshape(bands, bands)
    cells, ended = hide_in_table(counts, minimum)
    return replace(
        shown,
        bins=merge_bins(whole.bins, minimum),
        began=(),
        ended=_drop(whole.ended, ended),
        moves=_drop(whole.moves, cells.ravel()),
    )


def _drop(moves: tuple[Move, ...], away: np.ndarray) -> tuple[Move, ...]:
    return tuple(
        replace(move, n=None, share=None, hidden=("n", "share")) if hide else move
        for move, hide in zip(moves, away, strict=True)
    )


def merge_bins(bins: tuple[ChangeBin, ...], minimum: int) -> tuple[ChangeBin, ...]:
    """Neighbouring steps put together until each holds nobody or enough people.

    Those who got better stay apart from the others where both are enough. The outermost steps lose
    their far end: it would tell the largest change of anybody.
    """
    if not bins:
        return ()
    better = [one for one in bins if (one.high or 0.0) > 0]
    others = [one for one in bins if (one.high or 0.0) <= 0]
    if any(is_small(_count(side), minimum) for side in (better, others)):
        merged = _gather(list(bins), minimum)
    else:
        merged = [*_gather(better, minimum), *_gather(others[::-1], minimum)[::-1]]
    ends = [replace(merged[0], high=None), *merged[1:]]
    return (*ends[:-1], replace(ends[-1], low=None))


def _count(bins: list[ChangeBin]) -> int:
    return sum(one.n or 0 for one in bins)


def _gather(bins: list[ChangeBin], minimum: int) -> list[ChangeBin]:
    """Groups of bins from the outermost in; what is left over joins the last one."""
    groups: list[list[ChangeBin]] = []
    open_group: list[ChangeBin] = []
    for one in bins:
        open_group.append(one)
        if _count(open_group) >= minimum:
            groups.append(open_group)
            open_group = []
    if open_group and groups:
        groups[-1] += open_group
    elif open_group:
        groups.append(open_group)
    return [_join(group) for group in groups]


def _join(group: list[ChangeBin]) -> ChangeBin:
    n, of = _count(group), group[0].of
    lows = [one.low for one in group if one.low is not None]
    highs = [one.high for one in group if one.high is not None]
    share = n / of if of else None
    same = any(one.same for one in group)
    return ChangeBin(group[0].arm, min(lows), max(highs), n, of, share, same)


def hide_in_table(counts: np.ndarray, minimum: int) -> tuple[np.ndarray, np.ndarray]:
    """What to hide of a table with its column totals: cells, columns.

    Parameters
    ----------
    counts : ndarray, shape (k, k)
        People of one arm by band before (rows) and after (columns).
    minimum : int
        Fewest people that may be shown.

    Notes
    -----
    Row totals are not shown: they are baselines of those seen at the visit, and baselines are those
    of everyone. A filter on severity tells about how many they are, so rows are closed all the
    same. Small cells and totals, and those with a small complement, are hidden; then the next
    smallest in their row, their column or the table until those hidden there are nobody or enough.
    Last, a hidden small number that a sum of shown ones still gives (it lies in their span) costs
    the smallest of them.
    """
    total, sums = int(counts.sum()), counts.sum(axis=0)
    columns = np.array(hide_to_protect(sums.tolist(), total, minimum), dtype=bool)
    cells = _is_secret(counts, total, minimum)
    cells |= _is_secret(counts.sum(axis=1), total, minimum)[:, None]
    cells |= columns & _is_secret(sums, total, minimum)
    while True:
        before = int(cells.sum() + columns.sum())
        for i in range(len(counts)):
            _close_line(counts[i], cells[i], minimum)
            _close_line(counts[:, i], cells[:, i], minimum)
        _close_line(counts.ravel(), cells.reshape(-1), minimum)
        if int(cells.sum() + columns.sum()) == before:
            _hide_derivable(counts, cells, columns, minimum)
        if int(cells.sum() + columns.sum()) == before:
            return cells, columns


def _is_secret(counts: np.ndarray, total: int, minimum: int) -> np.ndarray:
    """Whether each count is 1 to 10, or all but 1 to 10."""
    rest = total - counts
    return ((counts > 0) & (counts < minimum)) | ((rest > 0) & (rest < minimum))


def _close_line(counts: np.ndarray, hidden: np.ndarray, minimum: int) -> None:
    """Hide the next smallest of a line until those hidden are nobody or enough."""
    while True:
        away, known = int(counts[hidden].sum()), int((hidden & (counts > 0)).sum())
        shown = np.flatnonzero(~hidden)
        if away == 0 or (away >= minimum and away > known) or not len(shown):
            return
        hidden[min(shown, key=lambda i: (counts[i] == 0, counts[i]))] = True


def _hide_derivable(
    counts: np.ndarray, cells: np.ndarray, columns: np.ndarray, minimum: int
) -> None:
    """Hide the smallest shown number behind one that follows from those shown."""
    k, total = len(counts), int(counts.sum())
    groups = _lay_out(k)
    sizes = groups @ counts.ravel()
    rows = np.array(hide_to_protect(counts.sum(axis=1).tolist(), total, minimum), dtype=bool)
    away = np.concatenate([cells.ravel(), rows, columns, [False]])
    shown = np.flatnonzero(~away)
    inverse = np.linalg.pinv(groups[shown].T, rcond=1e-10)
    for secret in np.flatnonzero(away & _is_secret(sizes, total, minimum)):
        used = inverse @ groups[secret]
        if np.abs(groups[shown].T @ used - groups[secret]).max() > _TOLERANCE:
            continue
        behind = [i for i in shown[np.abs(used) > _TOLERANCE] if _may_hide(int(i), k)]
        if not behind:
            continue
        first = min(behind, key=lambda i: (sizes[i] == 0, sizes[i]))
        if first < k * k:
            cells.reshape(-1)[first] = True
        else:
            columns[first - k * k - k] = True
        return


def _may_hide(group: int, k: int) -> bool:
    """Whether a group is a cell or a column: rows are not shown here, the total always is."""
    return group < k * k or k * k + k <= group < k * k + 2 * k


def _lay_out(k: int) -> np.ndarray:
    """Which cells each cell, row, column and the total hold, (k * k + 2 k + 1, k * k)."""
    one = np.eye(k)
    rows = np.repeat(one, k, axis=1)
    columns = np.tile(one, (1, k))
    return np.vstack([np.eye(k * k), rows, columns, np.ones((1, k * k))])
