"""Tables of what became of those who responded."""

import pandas as pd

from analysis.core import HIDDEN, format_brackets, format_number, format_percent
from analysis.core.results import ArmCurve, CurvePoint, LossOfResponse
from analysis.privacy import Released, minimum_group

from .durability import find_last_day
from .tables import INTERVAL
from .tables_of_people import name_arm

_KINDS = {
    "lost": "Response lost",
    "retreated": "Retreated first",
    "still_in_response": "Response over (lost or retreated)",
    "between_visits": "Response over (lost or retreated)",
}


def table_of_losses(released: Released[LossOfResponse]) -> pd.DataFrame:
    """One row an arm and kind of event: responders, events, and the share where it is last read.

    That is the last fixed day with enough people still followed in both arms compared.
    """
    result = released.result
    rows, day = [], find_last_day(result)
    for curve in result.curves:
        last = next((point for point in curve.points or () if point.day == day), None)
        rows.append(
            {
                "Arm": name_arm(curve.arm, result.data.substance),
                "What": _KINDS[curve.kind],
                "Responders": format_number(curve.n, 0),
                "Events": _say_events(curve),
                "Read at": "–" if last is None else f"week {last.day / 7:g}",
                **_say_share(curve, last),
                "Half by": _say_median(curve),
            }
        )
    table = pd.DataFrame(rows)
    return table if result.outcome == "still_in_response" else table.drop(columns="Half by")


def table_at_risk(released: Released[LossOfResponse]) -> pd.DataFrame:
    """One row an arm, kind of event and fixed day: those still followed, and the curve there."""
    result = released.result
    return pd.DataFrame(
        [
            {
                "Arm": name_arm(curve.arm, result.data.substance),
                "What": _KINDS[curve.kind],
                "Week": f"{point.day / 7:g}",
                "Still followed": format_number(point.at_risk, 0),
                **_say_share(curve, point),
            }
            for curve in result.curves
            for point in curve.points or ()
            if point.at_risk != 0
        ]
    )


def _say_share(curve: ArmCurve, point: CurvePoint | None) -> dict[str, str]:
    name = "Share by then" if curve.kind in ("lost", "retreated") else "Still in response"
    if point is None:
        return {name: HIDDEN if curve.n is None else "–", INTERVAL: "–"}
    if point.share is None:
        return {name: HIDDEN, INTERVAL: HIDDEN}
    share = format_percent(point.share)
    if point.most is not None and round(100 * point.most) > round(100 * point.share):
        share = f"{share} to {format_percent(point.most)}"
    limits = "–" if point.low is None else write_percent_limits(point.low, point.high)
    return {name: share, INTERVAL: limits}


def _say_events(curve: ArmCurve) -> str:
    if curve.events is None and curve.few:
        return f"<{minimum_group()}"
    return format_number(curve.events, 0)


def _say_median(curve: ArmCurve) -> str:
    if curve.median is None:
        return "not reached" if "median" not in curve.hidden else HIDDEN
    low, high = curve.median.low, curve.median.high
    end = "no end" if high == float("inf") else f"{high / 7:.0f}"
    return f"week {curve.median.value / 7:.0f} [{low / 7:.0f}, {end}]"


def write_percent_limits(low: float | None, high: float | None) -> str:
    """Limits of a share in percent, in brackets."""
    if low is None or high is None:
        return HIDDEN
    return format_brackets(100 * low, 100 * high, 0)
