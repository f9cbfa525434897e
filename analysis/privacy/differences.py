"""The difference check: no filtered view may give a small group away by subtraction.

A view is everybody, one band, or two bands of different filters, in one cell (arm, condition,
substance). Someone who sees several views can subtract them, or add up the bands of a filter and
subtract the sum from the whole. So, in every cell and over all views at once, whatever was viewed:

1. a view of 1 to 10 people is not shown;
2. a view is not shown when a larger shown one holds the same people and 1 to 10 more (whether or
   not one was made from the other by adding a filter: what counts is who is in it);
3. when the bands of a filter split a shown view, those not shown (people without a value among
   them) add up to nobody or to at least 11, else the smallest shown band is hidden too;
4. a band that is not shown hides every pair made with it, since its pairs add up to it;
5. what is left is worked out as anyone could: while the total of a small group follows from shown
   totals by adding and subtracting, the smallest view it follows from is hidden.

Visits play no part: who came back is not a filter. All of it runs on the people enrolled.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from analysis.core import FilterName

from .filters import Bands

ViewKey = frozenset[tuple[FilterName, str]]
"""Filter and band of each filter in use: none, one or two."""

EVERYONE: Final[ViewKey] = frozenset()
_WHOLE_CELL: Final = 0
_TOLERANCE: Final = 1e-6


@dataclass(frozen=True, eq=False)
class CellViews:
    """All views of one cell over its kinds of people (those with the same band on every filter).

    The first view is everyone, which no filter hides.
    `people` counts each kind, `members` (views x kinds, 0 or 1) says which kinds a view holds,
    `splits` names for each view of fewer than two filters the views that split it by one more.
    """

    keys: tuple[ViewKey, ...]
    people: np.ndarray
    members: np.ndarray
    splits: tuple[tuple[int, tuple[int, ...]], ...]

    @property
    def sizes(self) -> np.ndarray:
        """People in each view."""
        return np.asarray(self.members @ self.people)


@dataclass(frozen=True, eq=False)
class Overlaps:
    """Kinds of people shared by views, by small groups and views, and held by each small group."""

    views: np.ndarray
    secrets: np.ndarray
    kinds: np.ndarray


def lay_out_views(bands: dict[FilterName, Bands], here: np.ndarray) -> CellViews:
    """Every view of the people in a mask over all participants."""
    codes = np.column_stack([b.codes[here] for b in bands.values()] or [np.zeros(here.sum())])
    kinds, people = np.unique(codes, axis=0, return_counts=True)
    single = {
        (name, label): kinds[:, i] == code
        for i, name in enumerate(bands)
        for code, label in enumerate(bands[name].labels)
    }
    masks: dict[ViewKey, np.ndarray] = {EVERYONE: np.ones(len(kinds), dtype=bool)}
    masks |= {frozenset([one]): mask for one, mask in single.items()}
    masks |= {
        frozenset([one, other]): single[one] & single[other]
        for one, other in combinations(single, 2)
        if one[0] != other[0]
    }
    members = np.array(list(masks.values()), dtype=float)
    return CellViews(tuple(masks), people.astype(float), members, _list_splits(bands, masks))


def _list_splits(
    bands: dict[FilterName, Bands], masks: dict[ViewKey, np.ndarray]
) -> tuple[tuple[int, tuple[int, ...]], ...]:
    place = {key: i for i, key in enumerate(masks)}
    return tuple(
        (place[key], tuple(place[key | {(name, label)}] for label in bands[name].labels))
        for key in masks
        if len(key) < 2
        for name in bands
        if name not in {used for used, _ in key}
    )


def find_hidden(cell: CellViews, minimum: int) -> np.ndarray:
    """Which views may not be shown, as a mask over the cell's views."""
    sizes, close = cell.sizes, _find_close(cell, minimum)
    overlaps = _measure_overlaps(cell, list_secrets(cell, close, minimum))
    hidden = (sizes > 0) & (sizes < minimum)
    while True:
        before = hidden.copy()
        _hide_close(hidden, close, sizes)
        _hide_splits(hidden, cell, minimum)
        _hide_parts(hidden, cell)
        if (hidden == before).all():
            _hide_derivable(hidden, sizes, overlaps)
        if (hidden == before).all():
            return hidden


def _find_close(cell: CellViews, minimum: int) -> np.ndarray:
    """close[v, w]: w holds only people of v, and v has 1 to 10 more."""
    shared = (cell.members * cell.people) @ cell.members.T
    more = cell.sizes[:, None] - cell.sizes[None, :]
    inside = shared == cell.sizes[None, :]
    return np.asarray(inside & (more > 0) & (more < minimum))


def _hide_close(hidden: np.ndarray, close: np.ndarray, sizes: np.ndarray) -> None:
    """From the largest view down: hide what differs from a shown larger one by few people."""
    for view in np.argsort(-sizes, kind="stable"):
        if sizes[view] > 0 and (close[:, view] & ~hidden).any():
            hidden[view] = True


def _hide_splits(hidden: np.ndarray, cell: CellViews, minimum: int) -> None:
    """Bands of a shown view that are not shown add up to nobody or to enough people."""
    sizes = cell.sizes
    for whole, bands in cell.splits:
        parts = list(bands)
        if hidden[whole] or not len(parts):
            continue
        away = hidden[parts]
        rest = sizes[whole] - sizes[parts][~away].sum()
        for band in sorted(parts, key=lambda i: (sizes[i] == 0, sizes[i])):
            if rest == 0 or rest >= minimum:
                break
            if not hidden[band]:
                hidden[band] = True
                rest += sizes[band]


def _hide_parts(hidden: np.ndarray, cell: CellViews) -> None:
    """What is not shown is not shown in parts either."""
    for whole, bands in cell.splits:
        if hidden[whole]:
            hidden[list(bands)] = True


def _measure_overlaps(cell: CellViews, secret: np.ndarray) -> Overlaps:
    members = cell.members
    return Overlaps(members @ members.T, secret @ members.T, np.square(secret).sum(axis=1))


def _hide_derivable(hidden: np.ndarray, sizes: np.ndarray, overlaps: Overlaps) -> None:
    """Hide the smallest filtered view behind every small group that shown totals add up to.

    A group follows from the shown views when its nearest sum of them (least squares) is itself.
    """
    shown = np.flatnonzero(~hidden & (sizes > 0))
    if not len(overlaps.kinds) or not len(shown):
        return
    inverse = np.linalg.pinv(overlaps.views[np.ix_(shown, shown)], rcond=1e-10, hermitian=True)
    coefficients = overlaps.secrets[:, shown] @ inverse
    missed = overlaps.kinds - (coefficients * overlaps.secrets[:, shown]).sum(axis=1)
    for used in np.abs(coefficients[missed < _TOLERANCE]) > _TOLERANCE:
        behind = shown[used & (shown != _WHOLE_CELL)]
        if len(behind) and not hidden[behind].any():
            hidden[behind[np.argmin(sizes[behind])]] = True


def list_secrets(cell: CellViews, close: np.ndarray, minimum: int) -> np.ndarray:
    """Small groups a reader could name: views, what is left of a split, and differences.

    Returns
    -------
    ndarray, shape (groups, kinds)
        Which kinds of people each group holds.
    """
    members = cell.members
    left = [members[whole] - members[list(bands)].sum(axis=0) for whole, bands in cell.splits]
    apart = [members[v] - members[w] for v, w in np.argwhere(close)]
    groups = np.array([*members, *left, *apart])
    sizes = groups @ cell.people
    small = groups[(sizes > 0) & (sizes < minimum)].astype(np.int8)
    return np.unique(small, axis=0).astype(float)
