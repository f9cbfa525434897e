"""What would become of the difference had those lost done otherwise, in sentences."""

from typing import Final

from analysis.core import (
    HIDDEN,
    Estimate,
    format_number,
    name_visit,
)
from analysis.core.results import IfLostDidWorse, LostNeeded
from analysis.privacy import Released

from .phrases import list_words, name_together, say_adjustment, say_assignment, say_points

_SIZES: Final = {
    "under_half_sd": "less than half of how much people differ from one another (under 0.5 SD), "
    "which may well be so",
    "half_to_one_sd": "half to all of how much people differ from one another (0.5 to 1 SD), which "
    "is possible, but much",
    "over_one_sd": "more than people differ from one another (over 1 SD), which is hard to believe",
}


def say_if_lost(released: Released[IfLostDidWorse]) -> str:
    """How many have no score at the visit, and the difference with their scores filled in."""
    result = released.result
    found = (result.differences or {}).get("own_arm")
    about = "about " if released.view == "protected" else ""
    lost = [
        f"{_write_lost(result, arm, about)} with {name_together(arm, result.data.substance)}"
        for arm in (result.comparison.comparator, result.comparison.treatment)
    ]
    said = f"Without a score at {name_visit(result.visit)}: {list_words(lost)}."
    if found is None:
        return f"{said} Too few people for their scores to be filled in."
    value, limits = say_points(found, result.better)
    more = name_together(result.comparison.treatment, result.data.substance)
    return (
        f"{said} Filling their scores in from people of their own group who were alike until then "
        f"(imputation), the difference is {value} with {more} ({limits}), "
        f"{say_adjustment(result.adjusted_for)}; {say_assignment(result.data.randomised)}."
    )


def _write_lost(result: IfLostDidWorse, arm: str, about: str) -> str:
    n, of = (result.lost or {}).get(arm), (result.people or {}).get(arm)
    if n is None or of is None:
        return HIDDEN
    return f"{about if n else ''}{format_number(n, 0)} of {format_number(of, 0)}"


def say_needed(released: Released[IfLostDidWorse]) -> str:
    """How much worse those lost would have to be for the finding to vanish, and how likely that is.

    Where the interval takes in no difference there is no finding to vanish, which is said.
    """
    result = released.result
    rows = {one.arm: one for one in result.needed if one.about == "no_difference"}
    if not rows:
        seen = result.lost is not None and not any(result.lost.values())
        return "Everybody in both groups was seen, so nothing rests on those lost." if seen else ""
    known = [one for one in rows.values() if one.size is not None]
    if not known:
        return "How much rests on those lost is hidden, as too few were lost."
    if known[0].finding == "includes zero":
        return (
            "There is no clear difference that could vanish: with those lost filled in, the "
            "interval takes in no difference."
            + (" The curve shows what it would take for one to appear." if result.curve else "")
        )
    vanish = "For the finding to vanish, those lost"
    first, *others = [_say_arm(one, result) for one in known]
    return " ".join([first, *(text.replace(vanish, "Or those lost") if vanish in first else text
                              for text in others)])  # fmt: skip


def _say_arm(one: LostNeeded, result: IfLostDidWorse) -> str:
    arm = name_together(one.arm, result.data.substance)
    if one.size == "nobody_lost" or one.size is None:
        return f"Nobody with {arm} was lost."
    if one.worse is None:
        return (
            f"Even if those lost with {arm} had done {format_number(one.searched_to, 0)} points "
            f"{_way(one, result)} than that, the finding would stand."
        )
    return (
        f"For the finding to vanish, those lost with {arm} would have had to do "
        f"{write_points(one.worse)} than that: {_SIZES[one.size]}."
    )


def _way(one: LostNeeded, result: IfLostDidWorse) -> str:
    """The direction searched: away from what was found."""
    good = one.finding == "above zero"
    return "worse" if good == (one.arm == result.comparison.treatment) else "better"


def write_points(worse: float) -> str:
    """Points to one decimal with their direction."""
    return f"{format_number(abs(worse), 1)} points {'worse' if worse >= 0 else 'better'}"


def say_shifted(released: Released[IfLostDidWorse], worse: float) -> str:
    """The difference had those lost from the arm with more support done so many points worse."""
    result = released.result
    point, now = result.at(worse), result.at(0.0)
    if point is None or now is None:
        return ""
    value, limits = say_points(point.difference, result.better)
    arm = name_together(result.comparison.treatment, result.data.substance)
    did = "as expected" if point.worse == 0 else f"{write_worse(point.worse)} than expected"
    return (
        f"If those lost with {arm} had done {did}, the difference would be {value} ({limits}): "
        f"{_compare(now.difference, point.difference)}."
    )


def _side(one: Estimate) -> int:
    return 1 if one.low > 0 else -1 if one.high < 0 else 0


def _compare(now: Estimate, then: Estimate) -> str:
    before, after = _side(now), _side(then)
    if after == 0:
        return "no clear difference" if before == 0 else "the finding would have vanished"
    if before == 0:
        return "a difference would appear"
    return "the finding would stand" if before == after else "the finding would be turned round"


def write_worse(worse: float) -> str:
    """So many points worse, or better where it is below zero."""
    size = f"{abs(worse):g}"
    noun = "point" if size == "1" else "points"
    return f"{size} {noun} {'worse' if worse >= 0 else 'better'}"


def name_shift(worse: float) -> str:
    """A stop of the slider: "as expected", "4 points worse"."""
    return "as expected" if worse == 0 else write_worse(worse)


def say_imputation(released: Released[IfLostDidWorse]) -> str:
    """How the scores were filled in, for researchers: data sets, seed, information missing."""
    result = released.result
    if not result.differences or result.fmi is None or result.monte_carlo_se is None:
        return ""
    return (
        f"{result.imputations} imputed data sets, seed {result.seed}; fraction of missing "
        f"information {format_number(result.fmi, 2)}; another seed would move the difference by "
        f"about {format_number(result.monte_carlo_se, 2)} points. Pooled SD of the scores seen: "
        f"{format_number(result.sd, 1)} points."
    )
