"""Which cells may be shown with which filters, worked out once a cohort and kept."""

from itertools import product
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from analysis.core import ARMS, Cohort, Comparison, Refusal

from .differences import EVERYONE, ViewKey, find_hidden, lay_out_views
from .filters import choose_substance, recall_bands, was_given
from .landmark import arms_hidden_at_landmark
from .minimum import is_small, minimum_group

CellKey = tuple[str, str, str, int]
"""Arm, condition, substance, minimum."""

LANDMARK_WITHOUT_FILTERS: Final = Refusal(
    "landmark_without_filters",
    "In protected view a landmark is shown for everyone only: with filters it would give small "
    "groups away.",
    "Remove the filters.",
)
LANDMARK_TOO_CLOSE: Final = Refusal(
    "landmark_too_close",
    "At the landmark a group is too small to show, or so near to the group without it that both "
    "would give a small group away.",
    "Count everyone instead.",
)

_KEPT: Final[WeakKeyDictionary[Cohort, dict[CellKey, frozenset[ViewKey]]]] = WeakKeyDictionary()


def guard_filters(cohort: Cohort, comparison: Comparison, condition: str) -> Refusal | None:
    """Why a comparison may not be shown for a condition in protected view; None when it may.

    Notes
    -----
    `select_people` must have been asked about the cohort before (`answers` does): without its
    bands nothing filtered can be checked, and everything filtered is refused.
    """
    if comparison.estimand == "landmark" and comparison.filters:
        return LANDMARK_WITHOUT_FILTERS
    hidden = hidden_cells(cohort, comparison)
    if not hidden & {(comparison.treatment, condition), (comparison.comparator, condition)}:
        return None
    if comparison.estimand == "landmark":
        return LANDMARK_TOO_CLOSE
    if not comparison.filters:
        return Refusal(
            "group_too_small",
            f"Fewer than {minimum_group()} people in an arm: too few to show.",
            "Choose other arms, or another substance.",
        )
    return Refusal(
        "group_too_small",
        "With these filters a group is too small to show, or would give a small group away.",
        "Remove a filter.",
    )


def hidden_cells(
    cohort: Cohort, comparison: Comparison, condition: str | None = None
) -> set[tuple[str, str]]:
    """Arm and condition of every cell that may not be shown with the comparison's filters.

    With `condition` only its cells are looked at: the first look at a cell takes a while.
    """
    substance = choose_substance(cohort, comparison)
    if comparison.estimand == "landmark":
        return _hidden_at_landmark(cohort, comparison, substance)
    asked: ViewKey = frozenset((f.name, f.band) for f in comparison.filters)
    conditions = cohort.conditions if condition is None else (condition,)
    return {
        (arm, one)
        for arm, one in product(ARMS, conditions)
        if _is_hidden(cohort, arm, one, substance, asked)
    }


def _hidden_at_landmark(
    cohort: Cohort, comparison: Comparison, substance: str
) -> set[tuple[str, str]]:
    minimum = minimum_group()
    if comparison.filters:
        return set(product(ARMS, cohort.conditions))
    return {
        (arm, condition)
        for condition in cohort.conditions
        for arm in arms_hidden_at_landmark(cohort, condition, substance, minimum)
    }


def _is_hidden(cohort: Cohort, arm: str, condition: str, substance: str, asked: ViewKey) -> bool:
    people, minimum = cohort.participants, minimum_group()
    key = (arm, condition, substance, minimum)
    kept = _KEPT.setdefault(cohort, {})
    if asked and key in kept:
        return asked in kept[key]
    here = np.asarray(people["arm"] == arm) & np.asarray(people["condition"] == condition)
    here = here & was_given(cohort, substance)
    if asked == EVERYONE or not here.any():
        return is_small(int(here.sum()), minimum)
    bands = recall_bands(cohort)
    if bands is None:
        return True
    cell = lay_out_views(bands, here)
    away = find_hidden(cell, minimum)
    kept[key] = frozenset(view for view, hide in zip(cell.keys, away, strict=True) if hide)
    return asked in kept[key]
