"""How long a response lasted, in sentences: of everyone who started, and among responders."""

from typing import Final

from analysis.core import (
    Estimate,
    format_interval,
    format_number,
    format_percent,
    name_level,
    name_visit,
)
from analysis.core.results import (
    CurvePoint,
    InResponse,
    LossComparison,
    LossOfResponse,
    StateShare,
)
from analysis.privacy import Released, minimum_group

from .phrases import list_words, name_together, say_assignment, say_limits

AMONG_RESPONDERS: Final = (
    "Among responders; groups no longer comparable: who responded was not decided by chance, so a "
    "difference between these curves is no difference between the arms as they started."
)

OUTCOMES: Final = {
    "incidence": "Response lost, or retreated first",
    "still_in_response": "Still in response and not retreated",
    "between_visits": "Still in response, loss between visits",
}
"""What of the responders is drawn, by its code in a link."""

CLOCKS: Final = {
    "first_response": "The first visit in response",
    "first_infusion": "The first infusion",
    "last_infusion": "The last infusion of the first course",
    "last_integration_session": "The last integration session (psychotherapy only)",
}
"""What the responders' time is counted from, by its code in a link."""

_LEAST_SEEN: Final = 0.5


def say_in_response(released: Released[InResponse]) -> tuple[str, ...]:
    """The share of each arm in response and not retreated at the primary and at the last visit."""
    result = released.result
    primary = _at(result, result.primary_visit)
    last = _at(result, result.shares[-1].visit) if result.shares else []
    visits = [there for there in (primary, last) if there]
    said = [_say_visit(result, there) for there in visits[: 1 if primary == last else 2]]
    said = said or ["At the visits here the shares are hidden."]
    recorded = " and not retreated" if result.retreatment_recorded else ""
    rule = (
        f"In response: {result.rule}{recorded}, among {result.among} who started. People not seen "
        f"count as not in response{_say_unseen(result)}; {say_assignment(result.data.randomised)}."
    )
    return (" ".join(said), rule)


def _at(result: InResponse, visit: str) -> list[StateShare]:
    asked = (result.comparison.comparator, result.comparison.treatment)
    there = [share for arm in asked for share in result.shares
             if share.arm == arm and share.visit == visit]  # fmt: skip
    return there if len(there) == len(asked) else []


def _say_visit(result: InResponse, there: list[StateShare]) -> str:
    visit = there[0].visit
    shares = [
        f"{format_percent(share.share)} with {name_together(share.arm, result.data.substance)}"
        for share in there
    ]
    found = (result.differences or {}).get(visit)
    difference = f": {say_per_hundred(found)}" if found else ""
    return f"At {name_visit(visit)}, {list_words(shares)} were in response{difference}."


def _say_unseen(result: InResponse) -> str:
    """How many were not seen at the last visit, where that is most of them."""
    last = _at(result, result.shares[-1].visit) if result.shares else []
    n, missed = sum(s.n or 0 for s in last), [s.missed for s in last]
    if not last or None in missed or not n:
        return ""
    unseen = sum(one or 0 for one in missed)
    if unseen / n < _LEAST_SEEN:
        return ""
    return (
        f" ({format_number(unseen, 0)} of {format_number(n, 0)} at {name_visit(last[0].visit)}: "
        "the truth lies between these shares and those of the people seen)"
    )


def say_per_hundred(found: Estimate) -> str:
    """A difference of shares: "18 more of every 100 (95% CI 11 to 25)"."""
    per_100 = round(100 * found.value)
    word = "more" if per_100 >= 0 else "fewer"
    hundred = Estimate(
        found.measure, 100 * found.value, 100 * found.low, 100 * found.high, found.level,
        found.counts, found.method, found.source,
    )  # fmt: skip
    limits = say_limits(hundred, 0, "more", "fewer")
    size = f"{abs(per_100)} {word} of every 100" if per_100 else "as many"
    return f"{size} ({name_level(found.level)} {limits})"


def say_losses(released: Released[LossOfResponse]) -> tuple[str, ...]:
    """What became of responders by the last day that both arms are followed, in plain words."""
    result = released.result
    said = [text for one in result.comparisons if (text := _say_comparison(result, one))]
    responders = [
        f"{format_number(curve.n, 0)} with {name_together(curve.arm, result.data.substance)}"
        for curve in {curve.arm: curve for curve in result.curves}.values()
    ]
    about = "about " if released.view == "protected" else ""
    counted = f"People who responded: {about}{list_words(responders)} ({result.rule})."
    return (counted, " ".join(said) or _say_without_comparison(result))


def _say_without_comparison(result: LossOfResponse) -> str:
    """What stands where the two arms are not compared: why, or what is known between visits."""
    if result.clock == "last_integration_session":
        return "Only people with psychotherapy have integration sessions, so arms are not compared."
    if result.outcome != "between_visits":
        return "Too few are followed, or too few lost their response, to compare the arms."
    day = find_last_day(result)
    read = [
        f"{_say_bounds(point)} with {name_together(curve.arm, result.data.substance)}"
        for curve in result.curves
        for point in curve.points or ()
        if point.day == day and point.share is not None
    ]
    if not read or day is None:
        return "Too few are followed for a share that can be shown."
    return (
        f"After {say_weeks(day)}, {list_words(read)} were still in response and not retreated. "
        "Loss is known only to lie between two visits, so a least and a most share may be all that "
        "can be told."
    )


def _say_bounds(point: CurvePoint) -> str:
    least, most = format_percent(point.share), format_percent(point.most)
    return least if point.most is None or least == most else f"{least} to {most}"


def find_last_day(result: LossOfResponse) -> int | None:
    """The last fixed day with enough people still followed in both arms compared."""
    asked, fewest = (result.comparison.treatment, result.comparison.comparator), minimum_group()
    one_arm = len({curve.arm for curve in result.curves}) == 1
    lasts = [
        max((p.day for p in curve.points or () if (p.at_risk or 0) >= fewest), default=None)
        for curve in result.curves
        if curve.arm in asked or one_arm
    ]
    return min((day for day in lasts if day is not None), default=None)


def _say_comparison(result: LossOfResponse, one: LossComparison) -> str:
    """Both arms up to one day; empty where they are hidden."""
    less, more, difference = one.comparator, one.treatment, one.difference
    if less is None or more is None or difference is None:
        return ""
    arms = [
        (estimate, name_together(arm, result.data.substance))
        for estimate, arm in ((less, result.comparison.comparator),
                              (more, result.comparison.treatment))
    ]  # fmt: skip
    if one.what == "restricted_mean":
        days = [f"{format_number(found.value, 0)} days with {arm}" for found, arm in arms]
        limits = say_limits(difference, 0, "longer", "shorter")
        word = "longer" if difference.value >= 0 else "shorter"
        return (
            f"Of the first {format_number(one.day, 0)} days, people were in response and not "
            f"retreated for {list_words(days)} on average: "
            f"{format_number(abs(difference.value), 0)} days {word} "
            f"({name_level(difference.level)} {limits})."
        )
    done = {"lost": "had lost their response", "retreated": "had been retreated first"}[one.what]
    shares = [f"{format_percent(found.value)} with {arm}" for found, arm in arms]
    return (
        f"Within {say_weeks(one.day)}, {list_words(shares)} {done}: {say_per_hundred(difference)}."
    )


def say_weeks(days: float) -> str:
    """Days in weeks: "26 weeks", "24.3 weeks"."""
    weeks = days / 7
    return f"{weeks:.0f} weeks" if weeks == round(weeks) else f"{weeks:.1f} weeks"


def say_hazards(released: Released[LossOfResponse] | None) -> tuple[str, ...]:
    """Cox's hazard ratio, whether it is constant, and the log-rank test, for researchers."""
    tests = released.result.tests if released is not None else None
    if tests is None or tests.hazard_ratio is None:
        return ()
    ratio = tests.hazard_ratio
    said = [
        f"Hazard of a response being over, treatment over comparator: "
        f"{format_number(ratio.value, 2)} ({name_level(ratio.level)} "
        f"{format_interval(ratio.low, ratio.high, 2)}; Cox, robust error), "
        f"{say_p(ratio.p)}."
    ]
    if tests.log_rank_p is not None:
        said.append(
            f"Log-rank: chi-square {format_number(tests.log_rank_chisq, 1)}, 1 df, "
            f"{say_p(tests.log_rank_p)}."
        )
    if tests.proportional_p is not None:
        said.append(
            f"Test that the hazard ratio stays the same over time: {say_p(tests.proportional_p)}."
        )
    return tuple(said)


def say_p(p: float | None) -> str:
    """A p-value: "p = 0.034", "p < 0.001"."""
    return "p < 0.001" if p is not None and p < 0.001 else f"p = {format_number(p, 3)}"
