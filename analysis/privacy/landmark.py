"""A landmark shows nearly the same people in nearly the same arms: what may follow from both views.

Someone who sees an arm with everyone in it, and again with only those still followed at the
landmark, can subtract one from the other. So a landmark takes no filters in protected view, and an
arm of a condition is not shown at it when, for the arm or any arms taken together,

1. 1 to 10 people are in it at the landmark;
2. 1 to 10 people are in it without the landmark and not at it, or at it and not without;
3. it is 1 to 10 people away from what the shown bands of any filter, or pair of filters, of all
   arms add up to (whichever sum of them lies nearest).

The arms without a landmark stay as they were: it is always the landmark that is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from analysis.core import ARMS, Cohort, FilterName

from .differences import ViewKey, find_hidden, lay_out_views
from .filters import Bands, recall_bands, was_given
from .minimum import is_small

NO_PIECE: Final = 0
"""Where nobody of the three arms is: people whose arm is not known."""

_Hidden = dict[tuple[str, str, int], frozenset[str]]


@dataclass(frozen=True, eq=False)
class TwoViews:
    """The arm of each person without and with the landmark ("" or any other word: in none)."""

    without: np.ndarray
    at: np.ndarray
    bands: dict[FilterName, Bands]
    hidden: _Hidden = field(default_factory=dict)


_KEPT: Final[WeakKeyDictionary[Cohort, TwoViews]] = WeakKeyDictionary()


def keep_landmark(cohort: Cohort, at_landmark: Cohort) -> None:
    """Remember the arms of a cohort at the landmark, for the difference check of both.

    Parameters
    ----------
    cohort : Cohort
        As it stands; `select_people` must have been asked about it.
    at_landmark : Cohort
        The same participants in their arms at the landmark.
    """
    bands = recall_bands(cohort)
    if at_landmark in _KEPT or bands is None:
        return
    views = TwoViews(_read_arms(cohort), _read_arms(at_landmark), bands)
    _KEPT[cohort] = _KEPT[at_landmark] = views


def arms_hidden_at_landmark(
    cohort: Cohort, condition: str, substance: str, minimum: int
) -> frozenset[str]:
    """Arms of a condition that may not be shown at the landmark; all of an unknown landmark."""
    views = _KEPT.get(cohort)
    if views is None:
        return frozenset(ARMS)
    key = (condition, substance, minimum)
    if key not in views.hidden:
        here = np.asarray(cohort.participants["condition"] == condition)
        views.hidden[key] = _find_unsafe(views, here & was_given(cohort, substance), minimum)
    return views.hidden[key]


def _read_arms(cohort: Cohort) -> np.ndarray:
    return cohort.participants["arm"].astype(str).to_numpy()


def _find_unsafe(views: TwoViews, here: np.ndarray, minimum: int) -> frozenset[str]:
    groups = [group for size in (1, 2, 3) for group in combinations(ARMS, size)]
    unsafe: set[str] = set()
    for group in groups:
        before, after = (np.isin(arm, group) & here for arm in (views.without, views.at))
        apart = (after, before & ~after, after & ~before)
        if any(is_small(int(people.sum()), minimum) for people in apart):
            unsafe |= set(group)
    # The filtered views are worked out only for arms that pass without them.
    left = [group for group in groups if not set(group) <= unsafe]
    for pieces in _list_pieces(views, here, minimum) if left else ():
        for group in left:
            after = np.isin(views.at, group) & here
            if is_small(_measure_distance(pieces[here], after[here]), minimum):
                unsafe |= set(group)
    return frozenset(unsafe)


def _list_pieces(views: TwoViews, here: np.ndarray, minimum: int) -> Iterator[np.ndarray]:
    """For each filter and pair of filters, the number of the shown group each person is in.

    People of an arm in no shown band are a group too: it is what is left of the arm.
    """
    shown: dict[str, set[ViewKey]] = {}
    for arm in ARMS:
        cell = here & (views.without == arm)
        laid_out = lay_out_views(views.bands, cell)
        away = find_hidden(laid_out, minimum)
        shown[arm] = {key for key, hide in zip(laid_out.keys, away, strict=True) if not hide}
    for size in (0, 1, 2):
        for names in combinations(views.bands, size):
            yield _number_groups(views, names, shown)


def _number_groups(
    views: TwoViews, names: tuple[FilterName, ...], shown: dict[str, set[ViewKey]]
) -> np.ndarray:
    groups = np.full(len(views.without), NO_PIECE)
    last = NO_PIECE
    for arm in ARMS:
        last += 1
        inside = views.without == arm
        groups[inside] = last
        for key in shown[arm]:
            if {name for name, _ in key} == set(names):
                last += 1
                groups[inside & _in_bands(views.bands, key)] = last
    return groups


def _in_bands(bands: dict[FilterName, Bands], key: ViewKey) -> np.ndarray:
    masks = [bands[name].codes == bands[name].labels.index(label) for name, label in key]
    return np.asarray(np.logical_and.reduce(masks)) if masks else np.asarray(True)


def _measure_distance(pieces: np.ndarray, people: np.ndarray) -> int:
    """People in whom a group differs from the sum of pieces that is nearest to it."""
    inside = np.bincount(pieces[people], minlength=pieces.max(initial=0) + 1)
    outside = np.bincount(pieces[~people], minlength=len(inside))
    nearest = np.minimum(inside, outside)
    nearest[NO_PIECE] = inside[NO_PIECE]
    return int(nearest.sum())
