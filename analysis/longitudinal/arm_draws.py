"""One arm's scores as a chain of regressions, drawn from what the data leave possible.

Columns stand in the order 1, covariates, baseline, visits. Each column is regressed on those before
it; together the regressions are the multivariate normal. A person's `last` is the last column
seen; a column missing before it is a gap. Without gaps the regressions' posterior is exact; with
gaps their values are drawn in turn with the regressions (monotone data augmentation).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analysis.core import CannotEstimate

SWEEPS = 50
"""Turns of the chain that fills gaps, each imputation a chain of its own. What a start leaves
behind shrinks each turn by the share of information the gaps miss: 0.5^50 is 1e-15, 0.8^50 1e-5."""

FEWEST_DF = 3
"""With fewer degrees of freedom a drawn variance has no finite mean."""

_SMALLEST_PIVOT = 1e-10
"""Of a column's sum of squares: what is left below it follows from the columns before."""


class Regressions(NamedTuple):
    """Draws of the regressions: `slopes` (m, columns, columns), `sd` (m, columns).

    Row j of `slopes` weighs the columns before j; rows not drawn are nan.
    """

    slopes: np.ndarray
    sd: np.ndarray


class Gap(NamedTuple):
    """People who share a last column and the columns missed before it."""

    people: np.ndarray
    missed: np.ndarray
    last: int


def last_seen(columns: np.ndarray) -> np.ndarray:
    """The last column seen of each person; the first is always there."""
    seen = ~np.isnan(columns)
    return columns.shape[1] - 1 - seen[:, ::-1].argmax(axis=1)


def find_gaps(columns: np.ndarray, last: np.ndarray) -> tuple[Gap, ...]:
    """People with a column missing before their last, by pattern."""
    missing = np.isnan(columns) & (np.arange(columns.shape[1]) < last[:, None])
    people = np.flatnonzero(missing.any(axis=1))
    together: dict[tuple[int, bytes], list[int]] = {}
    for person in people:
        together.setdefault((int(last[person]), missing[person].tobytes()), []).append(int(person))
    return tuple(
        Gap(np.array(same), np.flatnonzero(missing[same[0]]), end)
        for (end, _), same in together.items()
    )


def draw_arm(
    columns: np.ndarray, first: int, upto: int, m: int, rng: np.random.Generator,
    names: Sequence[str],
) -> tuple[np.ndarray, Regressions]:  # fmt: skip
    """m draws of an arm's regressions, and its scores with gaps filled and the rest nan.

    Parameters
    ----------
    columns : ndarray, shape (people, columns)
        1, covariates, baseline, visits; columns before `first` complete.
    first, upto : int
        First and last column whose regression is drawn; no gap lies behind `upto`.
    m : int
        Draws, independent of one another.
    names : sequence of str
        What each column is called in a refusal.

    Returns
    -------
    filled : ndarray, shape (m, people, columns)
    regressions : Regressions

    Raises
    ------
    CannotEstimate
        "too_few_seen" or "no_variation", naming the visit.

    Notes
    -----
    Prior 1/sigma for each regression: sigma^2 ~ RSS / chi2(n - p), slopes normal around least
    squares. Given the regressions the gaps of a person are normal, with the precision that the
    regressions up to the last column seen add up to.

    References
    ----------
    Schafer JL (1997). Analysis of Incomplete Multivariate Data, section 6.5. Chapman & Hall;
    Rubin DB (1987). Multiple Imputation for Nonresponse in Surveys, section 5.4. Wiley.
    """
    last = last_seen(columns)
    gaps = find_gaps(columns, last)
    _require_enough(last, first, upto, names)
    chain = _Chain(columns, last, gaps, first, upto, names)
    filled = np.repeat(columns[None], m, axis=0)
    for gap in gaps:
        filled[np.ix_(np.arange(m), gap.people, gap.missed)] = 0
    drawn = chain.draw_regressions(filled, rng)
    for _ in range(SWEEPS if gaps else 0):
        for gap in gaps:
            _fill(filled, gap, drawn, first, rng)
        drawn = chain.draw_regressions(filled, rng)
    for gap in gaps:
        _fill(filled, gap, drawn, first, rng)
    return filled, drawn


def _require_enough(last: np.ndarray, first: int, upto: int, names: Sequence[str]) -> None:
    for column in range(first, upto + 1):
        seen = int((last >= column).sum())
        if seen - column < FEWEST_DF:
            raise CannotEstimate(
                "too_few_seen",
                f"In one arm {seen} people were still seen at {names[column]}: too few for a "
                f"regression on the {column} columns before it.",
                "Leave out visits in between or covariates, or choose an earlier visit.",
            )


class _Chain:
    """Cross-products of the people without gaps, kept; those with gaps are added each turn."""

    def __init__(
        self, columns: np.ndarray, last: np.ndarray, gaps: Sequence[Gap], first: int, upto: int,
        names: Sequence[str],
    ) -> None:  # fmt: skip
        self.first, self.upto, self.names = first, upto, names
        self.width = columns.shape[1]
        with_gaps = np.concatenate([np.zeros(0, int), *(gap.people for gap in gaps)])
        whole = np.setdiff1d(np.arange(len(columns)), with_gaps)
        self.n = [int((last >= column).sum()) for column in range(self.width)]
        self.kept, self.added = {}, {}
        for column in range(first, upto + 1):
            rows = columns[whole[last[whole] >= column], : column + 1]
            self.kept[column] = rows.T @ rows
            self.added[column] = with_gaps[last[with_gaps] >= column]

    def draw_regressions(self, filled: np.ndarray, rng: np.random.Generator) -> Regressions:
        m = len(filled)
        slopes = np.full((m, self.width, self.width), np.nan)
        sd = np.full((m, self.width), np.nan)
        for j in range(self.first, self.upto + 1):
            product = self.kept[j][None]
            if len(self.added[j]):
                rows = filled[:, self.added[j], : j + 1]
                product = product + rows.transpose(0, 2, 1) @ rows
            root = self._factor(product, j)
            chi2 = rng.chisquare(self.n[j] - j, size=m)
            sd[:, j] = root[:, j, j] / np.sqrt(chi2)
            noise = rng.standard_normal((m, j, 1)) * sd[:, j, None, None]
            target = root[:, j, :j, None] + noise
            back = np.linalg.inv(root[:, :j, :j]).transpose(0, 2, 1)
            slopes[:, j, :j] = (back @ target)[:, :, 0]
        return Regressions(slopes, sd)

    def _factor(self, product: np.ndarray, j: int) -> np.ndarray:
        """Cholesky factor; its last row holds the regression of column j on those before."""
        try:
            root = np.linalg.cholesky(product)
        except np.linalg.LinAlgError:
            raise no_variation(self.names[j]) from None
        pivots = root[:, range(j + 1), range(j + 1)] ** 2
        if (pivots < _SMALLEST_PIVOT * product[:, range(j + 1), range(j + 1)]).any():
            raise no_variation(self.names[j])
        return np.asarray(root)


def no_variation(name: str) -> CannotEstimate:
    """The refusal of scores that do not vary, or follow from the ones before."""
    return CannotEstimate(
        "no_variation",
        f"Up to {name} the scores of one arm do not vary, or follow from the columns before.",
        "Leave out that visit or a covariate, or check that the right columns are read.",
    )


def _fill(
    filled: np.ndarray, gap: Gap, drawn: Regressions, first: int, rng: np.random.Generator
) -> None:
    """Draw a pattern's gaps given everything else, in place."""
    m, width = len(filled), gap.last + 1
    # A row of `weights` times the columns is a standardised residual of one regression.
    rows = range(max(first, int(gap.missed[0])), width)
    weights = -np.nan_to_num(drawn.slopes[:, rows, :width])
    weights[:, range(len(rows)), rows] = 1
    weights /= drawn.sd[:, rows, None]
    seen = np.setdiff1d(np.arange(width), gap.missed)
    of_missed = weights[:, :, gap.missed]
    known = filled[:, gap.people][:, :, seen]
    residual = weights[:, :, seen] @ known.transpose(0, 2, 1)
    root = np.linalg.cholesky(of_missed.transpose(0, 2, 1) @ of_missed)
    back = np.linalg.inv(root)
    noise = rng.standard_normal((m, len(gap.missed), len(gap.people)))
    inner = noise - back @ (of_missed.transpose(0, 2, 1) @ residual)
    values = back.transpose(0, 2, 1) @ inner
    filled[np.ix_(np.arange(m), gap.people, gap.missed)] = values.transpose(0, 2, 1)
