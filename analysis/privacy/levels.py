"""Levels of a subgroup that may be shown: each is a filtered view, and what is left tells nobody.

The people of a level are those of a filter more, so the difference check decides of each. Beyond
it, among the people analysed, the levels not shown (and people without one) add up to nobody or to
enough people in each arm, else the smallest level shown goes too.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from analysis.core import FILTER_NAMES, Cohort, Comparison, Filter, settings
from analysis.core.results import ForWhom, SubgroupEffect

from .minimum import is_small, minimum_group
from .small_cells import drop_fields
from .views import hidden_cells

SUBSTANCE: Final = "substance"
TESTS: Final = ("f", "df1", "df2", "p", "p_holm", "p_bh")
"""What rests on all levels together."""


def ask_level(comparison: Comparison, name: str, level: str) -> Comparison | None:
    """The comparison among people of one level; None where that is one filter too many.

    Parameters
    ----------
    comparison : Comparison
        With the filters in use.
    name, level : str
        A filter and its band, or "substance" and a substance.
    """
    if name == SUBSTANCE:
        return replace(comparison, substance=level)
    known = next((one for one in FILTER_NAMES if one == name), None)
    used = [one.name for one in comparison.filters]
    if known is None or known in used or len(used) >= settings.MAXIMUM_FILTERS:
        return None
    return replace(comparison, filters=(*comparison.filters, Filter(known, level)))


def hidden_levels(
    cohort: Cohort,
    comparison: Comparison,
    condition: str,
    name: str,
    analysed: Mapping[str, tuple[int, int]],
    without: tuple[int, int],
) -> set[str]:
    """Levels of a subgroup that may not be shown in protected view.

    Parameters
    ----------
    cohort, comparison, condition
        What was asked.
    name : str
        A filter, or "substance" (whose strata nobody adds up, so that nothing follows from what
        is left).
    analysed : mapping of str to (int, int)
        People analysed in the treatment and the comparator arm of each level.
    without : (int, int)
        People analysed in each arm who have no level.
    """
    minimum = minimum_group()
    away = {
        level
        for level, counts in analysed.items()
        if _view_is_hidden(cohort, comparison, condition, name, level) or min(counts) < minimum
    }
    while name != SUBSTANCE:
        left = np.array([without, *(analysed[level] for level in away)]).sum(axis=0)
        shown = [level for level in analysed if level not in away]
        if not shown or not any(is_small(int(n), minimum) for n in left):
            break
        away.add(min(shown, key=lambda level: sum(analysed[level])))
    return away


def withhold_levels(result: ForWhom, cohort: Cohort) -> ForWhom:
    """The result without levels whose view may not be shown, whoever made it."""
    return replace(
        result,
        subgroups=tuple(_withhold(one, result, cohort) for one in result.subgroups),
    )


def _withhold(found: SubgroupEffect, result: ForWhom, cohort: Cohort) -> SubgroupEffect:
    away = {
        level
        for level in found.by_level or {}
        if _view_is_hidden(cohort, result.comparison, result.condition, found.name, level)
    }
    if not away:
        return found
    gone = found.reference in away
    changes = {
        "by_level": {k: e for k, e in found.by_level.items() if k not in away},
        "differences": {} if gone else
        {k: e for k, e in found.differences.items() if k not in away},
        **dict.fromkeys(TESTS),
    }  # fmt: skip
    return drop_fields(found, changes, list(changes))


def _view_is_hidden(
    cohort: Cohort, comparison: Comparison, condition: str, name: str, level: str
) -> bool:
    asked = ask_level(comparison, name, level)
    if asked is None:
        return True
    arms = {(comparison.treatment, condition), (comparison.comparator, condition)}
    return bool(arms & hidden_cells(cohort, asked, condition))
