"""The only door: what is shown, drawn, said, tabled or downloaded has passed here."""

from dataclasses import InitVar, dataclass, fields, replace
from typing import Any, Final, Generic, Literal, TypeVar

from analysis.core import Cohort, Comparison
from analysis.core.results import (
    ConditionEffect,
    DataNote,
    EffectsByCondition,
    ForWhom,
    OneByOne,
    Participation,
    Result,
    Safety,
    Trajectories,
    VisitMean,
)

from .coarsen import ROUNDING_NOTE, coarsen
from .comparable import close_groups, widen_bins
from .harm_tables import close_severities
from .levels import withhold_levels
from .minimum import minimum_group
from .one_by_one import close_bands
from .small_cells import TOO_SMALL, drop_fields, hide_small_cells
from .views import hidden_cells
from .who_took_part import close_tables, count_in_shown_arms

View = Literal["protected", "full"]
R = TypeVar("R", bound=Result)

SYNTHETIC: Final = "SYNTHETIC DATA"
NOT_FOR_SHARING: Final = "NOT FOR SHARING: full detail of an uploaded cohort"

_KEY: Final = object()


@dataclass(frozen=True)
class Released(Generic[R]):
    """A result that passed the disclosure rules, and what was hidden on the way.

    `mark` must stand on everything made from it: "SYNTHETIC DATA", "NOT FOR SHARING: ...", both
    (full detail of an upload that says it is synthetic), or nothing. Made by `release` alone.
    """

    result: R
    view: View
    notes: tuple[str, ...]
    mark: str
    key: InitVar[object] = None

    def __post_init__(self, key: object) -> None:
        if key is not _KEY:
            raise TypeError("only analysis.privacy.release makes a released result")


def release(result: R, cohort: Cohort, wanted: View = "protected") -> Released[R]:
    """A result as it may be shown.

    Parameters
    ----------
    result : Result
        Any result, with everything in it.
    cohort : Cohort
        Whose people it is about.
    wanted : {"protected", "full"}
        Full detail is given of the demonstration cohort always, of one's own upload when wanted,
        of a cohort on the shelf never.

    Notes
    -----
    In protected view, in this order: cells the filters may not show, small cells wherever they
    stand, tables that would give a hidden cell away, totals, then rounding (see `coarsen`).
    """
    view = view_for(cohort, wanted)
    if view == "full":
        return Released(result, view, (), _mark(cohort, view), _KEY)
    minimum = minimum_group()
    data = getattr(result, "data", None)
    substance = data.substance if isinstance(data, DataNote) else "ketamine_iv"
    result = widen_bins(result, minimum)
    shown, notes = hide_small_cells(_withhold_views(result, cohort), minimum, substance)
    if isinstance(shown, Participation) and isinstance(result, Participation):
        shown = close_tables(result, shown, minimum)
    if isinstance(shown, Safety) and isinstance(result, Safety):
        shown = close_severities(result, shown, minimum)
    if isinstance(shown, OneByOne) and isinstance(result, OneByOne):
        shown = close_bands(result, shown, minimum)
    shown = close_groups(result, shown, minimum)
    if isinstance(data, DataNote):
        total = count_in_shown_arms(cohort, minimum)
        shown = replace(shown, data=replace(data, participants=total))
    notes = (*notes, ROUNDING_NOTE.format(minimum=minimum))
    return Released(coarsen(shown, minimum), view, notes, _mark(cohort, view), _KEY)


def view_for(cohort: Cohort, wanted: View) -> View:
    """The view a cohort is shown in, whatever is wanted."""
    if cohort.origin == "demonstration":
        return "full"
    if cohort.origin in ("own_upload", "command_line") and wanted == "full":
        return "full"
    return "protected"


def _mark(cohort: Cohort, view: View) -> str:
    marks = [SYNTHETIC] if cohort.synthetic else []
    if view == "full" and cohort.origin != "demonstration":
        marks.append(NOT_FOR_SHARING)
    return "; ".join(marks)


def _withhold_views(result: Any, cohort: Cohort) -> Any:
    """Without the arms that the filters in use may not show (the difference check)."""
    if isinstance(result, EffectsByCondition):
        away = hidden_cells(cohort, result.comparison)
        effects = tuple(_withhold_effect(e, result.comparison, away) for e in result.effects)
        gone = any(new.refused is TOO_SMALL for new in effects)
        return replace(result, effects=effects, joint=None if gone else result.joint)
    if isinstance(result, Trajectories) and result.comparison is not None:
        return _withhold_means(result, result.comparison, hidden_cells(cohort, result.comparison))
    if isinstance(result, ForWhom):
        return withhold_levels(result, cohort)
    return result


def _withhold_effect(
    effect: ConditionEffect, comparison: Comparison, away: set[tuple[str, str]]
) -> ConditionEffect:
    also_show = tuple(a for a in effect.also_show if (a.arm, effect.condition) not in away)
    effect = replace(effect, also_show=also_show)
    asked = {(comparison.treatment, effect.condition), (comparison.comparator, effect.condition)}
    if not asked & away or effect.refused is not None:
        return effect
    emptied = {
        field.name: field.default
        for field in fields(effect)
        if field.name in {name for cell in effect.cells() for name in cell.fields}
    }
    return drop_fields(effect, emptied, list(emptied))


def _withhold_means(
    result: Trajectories, comparison: Comparison, away: set[tuple[str, str]]
) -> Trajectories:
    means = tuple(
        _empty_mean(mean) if (mean.arm, result.condition) in away else mean for mean in result.means
    )
    asked = {(arm, result.condition) for arm in (comparison.treatment, comparison.comparator)}
    if asked & away:
        gone: dict[str, Any] = {
            "differences": {},
            "verdicts": {},
            "model": None,
            "model_baseline": None,
        }
        result = drop_fields(result, gone | {"refused": TOO_SMALL}, list(gone))
    return replace(result, means=means)


def _empty_mean(mean: VisitMean) -> VisitMean:
    names = ("n", "enrolled", "mean", "low", "high")
    return drop_fields(mean, dict.fromkeys(names), list(names))
