"""What the pictures over time show, for people who do not see them."""

from analysis.core import format_number, format_percent, label_instrument, name_visit
from analysis.core.results import ArmCurve, InResponse, LossOfResponse, Trajectories
from analysis.privacy import Released

from .durability import CLOCKS, OUTCOMES
from .phrases import list_words, lower_first, name_together

_AXIS = {
    "lost": "response lost",
    "retreated": "retreated first",
    "still_in_response": "still in response",
    "between_visits": "still in response",
}


def describe_in_response(released: Released[InResponse]) -> str:
    """Shares in response by visit: each arm at its first and its last visit."""
    result = released.result
    rows = []
    for arm in dict.fromkeys(share.arm for share in result.shares):
        shares = [share for share in result.shares if share.arm == arm]
        first, last = shares[0], shares[-1]
        rows.append(
            f"{name_together(arm, result.data.substance)} {format_percent(first.share)} at "
            f"{name_visit(first.visit)}, {format_percent(last.share)} at {name_visit(last.visit)}"
        )
    return (
        "Line chart of the share of everyone who started that is in response and not retreated at "
        f"each visit, with 95% intervals: {'; '.join(rows)}."
    )


def describe_losses(released: Released[LossOfResponse]) -> str:
    """Curves of responders: each where it is last read."""
    result = released.result
    clock = lower_first(CLOCKS[result.clock])
    rows = [_read_curve(curve, result.data.substance) for curve in result.curves]
    return (
        f"Curves among people who responded, by week from {clock}: "
        f"{lower_first(OUTCOMES[result.outcome])}. {'; '.join(rows)}."
    )


def _read_curve(curve: ArmCurve, substance: str) -> str:
    shown = [point for point in curve.points or () if point.share is not None and point.at_risk]
    name = f"{name_together(curve.arm, substance)}, {_AXIS[curve.kind]}"
    if not shown:
        return f"{name} hidden"
    last = shown[-1]
    return f"{name} {format_percent(last.share)} at week {format_number(last.day / 7, 0)}"


def describe_courses(released: Released[Trajectories]) -> str:
    """Everyone's course: one panel an arm."""
    result = released.result
    people = [
        f"{sum(course.arm == arm for course in result.courses or ())} with "
        f"{name_together(arm, result.data.substance)}"
        for arm in result.arms
    ]
    return (
        f"One pale line a person: {label_instrument(result.instrument)} scores from visit to "
        f"visit, one panel an arm ({list_words(people)}), the mean of those seen drawn bold."
    )
