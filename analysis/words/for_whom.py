"""For whom the difference between the arms is another one: what cannot be told comes first."""

from typing import Final, Literal

from analysis.core import (
    Comparison,
    Estimate,
    format_interval,
    format_number,
    format_percent,
    name_level,
    name_people_in,
)
from analysis.core.formulas import ContrastCode, judge_contrast
from analysis.core.results import DataNote, ForWhom, ShrunkenSubgroups, SubgroupEffect
from analysis.privacy import Released

from .phrases import (
    count_words,
    list_words,
    lower_first,
    name_had,
    name_when,
    raise_first,
    say_adjustment,
    say_assignment,
    say_limits,
    say_scale,
)

Finding = Literal["none", "cannot_tell", "alike", "another"]

LEAST_MARGIN: Final = 1e-9
"""A margin rounded to nothing in protected view is still one."""

_CHANCE: Final = 0.05
"""Adjusted p under which chance seldom does as much."""


def title_for_whom(data: DataNote, comparison: Comparison | None = None) -> str:
    """The question of the page: whether help may be claimed depends on randomisation."""
    asked = comparison or Comparison()
    if not data.randomised:
        return "For whom was the difference between the arms larger?"
    adding = "adding " if asked.comparator == "infusion_only" else ""
    return f"For whom does {adding}{name_had(asked.treatment, data.substance)} help more?"


def judge_level(result: ForWhom, estimate: Estimate) -> ContrastCode:
    """What one difference between differences says against the margin of the verdict."""
    margin = result.verdict.margin if result.verdict is not None else 0.0
    return judge_contrast(estimate.low, estimate.high, max(margin, LEAST_MARGIN))


def judge_subgroup(result: ForWhom, found: SubgroupEffect) -> Finding:
    """What a subgroup says: one level apart is enough, and all must be alike to be alike."""
    codes = {judge_level(result, estimate) for estimate in (found.differences or {}).values()}
    return next((code for code in ("another", "cannot_tell", "alike") if code in codes), "none")


def count_people(estimate: Estimate) -> int:
    """People of both arms behind an estimate."""
    return estimate.counts["n_treatment"] + estimate.counts["n_comparator"]


def is_answerable(result: ForWhom) -> bool:
    """Whether the arms of the condition may be compared at all."""
    return result.verdict is None or result.verdict.code != "cannot_answer"


def say_for_whom(released: Released[ForWhom]) -> str:
    """What cannot be told, what stands apart, what is alike; then on whom it rests."""
    result = released.result
    if not is_answerable(result):
        reasons = result.verdict.reasons if result.verdict is not None else ()
        why = reasons[0] if reasons else "the arms cannot be compared"
        return (
            "These data cannot answer for whom the difference between the arms is another one in "
            f"{lower_first(result.condition_label)}: {why}; "
            f"{say_assignment(result.data.randomised)}. What is drawn below decides nothing."
        )
    found = [(one, judge_subgroup(result, one)) for one in result.subgroups]
    said = [
        _say_unknown([one for one, code in found if code in ("cannot_tell", "none")]),
        *(_say_apart(result, one) for one, code in found if code == "another"),
        _say_alike(result, [one for one, code in found if code == "alike"]),
        _say_rest(released),
    ]
    return " ".join(filter(None, said))


def _say_unknown(found: list[SubgroupEffect]) -> str:
    if not found:
        return ""
    lead = "These data cannot tell us whether the difference between the arms"
    if len(found) == 1 and len(found[0].differences or {}) == 1:
        (level,) = found[0].differences
        return f"{lead} is another one {_compare_people(found[0], level)}."
    names = [lower_first(one.label) for one in found]
    return f"{lead} depends on {list_words(names).replace(' and ', ' or ')}."


def _compare_people(found: SubgroupEffect, level: str) -> str:
    """Whom a difference between differences compares: "for men than for women"."""
    people = name_people_in(found.name, level)
    return f"for {people} than for {name_people_in(found.name, found.reference)}"


def _say_apart(result: ForWhom, found: SubgroupEffect) -> str:
    """Each level that stands apart, and how far chance alone may do as much."""
    parts = [
        f"{_say_contrast(estimate, _compare_people(found, level), result.instrument)}"
        for level, estimate in found.differences.items()
        if judge_level(result, estimate) == "another"
    ]
    looked = count_words(sum(bool(one.differences) for one in result.subgroups), "subgroup",
                         "subgroups")  # fmt: skip
    seldom = found.p_holm is not None and found.p_holm < _CHANCE
    chance = (
        f"with {looked} looked at, chance alone seldom does as much"
        if seldom
        else f"with {looked} looked at, this may be chance"
    )
    return f"It was {list_words(parts)}; {chance}."


def _say_contrast(estimate: Estimate, whom: str, instrument: str) -> str:
    size = format_number(abs(estimate.value), 1)
    noun = "point" if size == "1.0" else "points"
    way = "larger" if estimate.value >= 0 else "smaller"
    limits = say_limits(estimate, 1, "larger", "smaller")
    return (
        f"{size} {noun} {way} {whom} {say_scale(instrument)} ({name_level(estimate.level)} "
        f"{limits})"
    )


def _say_alike(result: ForWhom, found: list[SubgroupEffect]) -> str:
    if not found:
        return ""
    margin = result.verdict.margin if result.verdict is not None else 0.0
    names = [f"by {lower_first(one.label)}" for one in found]
    return (
        f"It is much the same {list_words(names)}: any further difference is under the "
        f"{format_number(margin, 1)} points that would matter."
    )


def _say_rest(released: Released[ForWhom]) -> str:
    result, about = released.result, "about " if released.view == "protected" else ""
    n = count_people(result.everyone) if result.everyone is not None else 0
    people = raise_first(about + count_words(n, "person", "people")) if n else "People"
    return (
        f"{people} at {name_when(result.comparison, result.visit)}; "
        f"{say_adjustment(result.adjusted_for)}; {say_assignment(result.data.randomised)}."
    )


def say_exploratory(released: Released[ForWhom]) -> str:
    """That all of this is exploratory, and why a level is never read on its own."""
    looked = len(released.result.subgroups)
    return (
        f"Exploratory: {count_words(looked, 'subgroup', 'subgroups')}, declared beforehand. Each "
        "row asks whether the difference between the arms is larger or smaller in one group than "
        "in another; only where a whole interval lies to one side is there a sign of it."
    )


def say_levels(released: Released[ForWhom]) -> str:
    """How the picture by level is read, and the difference among everyone beside it."""
    found = released.result.everyone
    everyone = "" if found is None else (
        f" Among everyone it was {format_number(found.value, 1)} points better with more support "
        f"({name_level(found.level)} {format_interval(found.low, found.high, 1)})."
    )  # fmt: skip
    return (
        "An interval that holds no difference in one group and not in another does not mean that "
        f"the groups differ: the picture above says that.{everyone}"
    )


def say_slope(released: Released[ForWhom]) -> str:
    """Whether the arm difference changes with baseline severity, without any band."""
    slope = released.result.severity_slope
    if slope is None:
        return ""
    way = "larger" if slope.value >= 0 else "smaller"
    limits = say_limits(slope, 1, "larger", "smaller")
    return (
        "Severity at baseline without bands: for each SD worse at baseline the difference between "
        f"the arms was {format_number(abs(slope.value), 1)} points {way} "
        f"({name_level(slope.level)} {limits})."
    )


def say_shrunken(released: Released[ShrunkenSubgroups]) -> str:
    """What the shrunken differences are for, and how far their intervals may be trusted."""
    found = [e.worst_coverage for e in released.result.effects if e.worst_coverage is not None]
    least = f" (as few as {format_percent(min(found))})" if found else ""
    return (
        "Each difference pulled towards the mean of its subgroup, where a subgroup has three "
        "levels or more. Their intervals hold the truth on average over a model of the spread, and "
        f"less often{least} where one level truly stands apart; so they feed no sentence and no "
        "colour."
    )
