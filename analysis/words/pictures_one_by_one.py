"""What the pictures of each person's change show, for people who do not see them."""

from analysis.core import (
    HIDDEN,
    format_interval,
    format_number,
    format_percent,
    label_instrument,
    name_visit,
)
from analysis.core.results import ArmOneByOne, OneByOne, ShrunkenByCondition
from analysis.privacy import Released

from .phrases import lower_first, name_together
from .pictures import fit_rows
from .tables_one_by_one import name_change


def describe_before_after(released: Released[OneByOne]) -> str:
    """The paired plot: a line a person, mean before and after, mean change."""
    result = released.result
    rows = []
    for arm in result.arms:
        name = name_together(arm.arm, result.data.substance)
        means = f"{format_number(arm.before, 1)} to {format_number(arm.after, 1)}"
        rows.append(f"mean from {means} with {name} (n = {format_number(arm.n, 0)})")
    if result.difference is not None:
        found = result.difference
        limits = format_interval(found.low, found.high, 1)
        rows.append(f"difference in change {format_number(found.value, 1)} points ({limits})")
    return fit_rows(
        f"{label_instrument(result.instrument)} scores at baseline and {name_visit(result.visit)}, "
        "one line a person, with means and below them the mean changes: ",
        rows,
    )


def describe_changes(released: Released[OneByOne]) -> str:
    """The raincloud of change: the middle half of each arm, or its fullest step."""
    result = released.result
    rows = [_describe_change(result, arm) for arm in result.arms]
    kind = "single people, box and density" if released.view == "full" else "steps of change"
    return fit_rows(
        f"How far {label_instrument(result.instrument)} scores changed by "
        f"{name_visit(result.visit)} in each arm ({kind}), right is better: ",
        rows,
    )


def _describe_change(result: OneByOne, arm: ArmOneByOne) -> str:
    name = name_together(arm.arm, result.data.substance)
    if arm.box is not None:
        low, high = format_number(arm.box[1], 1), format_number(arm.box[3], 1)
        middle = format_number(arm.box[2], 1)
        return f"{name} middle half {low} to {high} points better, median {middle}"
    shown = [one for one in arm.bins if one.share is not None]
    if not shown:
        return f"{name} {HIDDEN}"
    most = max(shown, key=lambda one: one.share or 0.0)
    return f"{name} most often {lower_first(name_change(most))} ({format_percent(most.share)})"


def describe_bands(released: Released[OneByOne]) -> str:
    """The bands people moved through: the share in each at the visit, most severe first."""
    result = released.result
    rows = []
    for arm in result.arms:
        name = name_together(arm.arm, result.data.substance)
        shares = [
            f"{result.bands[move.after or 0].label} {format_percent(move.share)}"
            for move in reversed(arm.ended)
        ]
        rows.append(f"{name}: {', '.join(shares) or HIDDEN}")
    kind = "Streams of people" if released.view == "full" else "Grid of shares of people"
    return fit_rows(
        f"{kind} from their {label_instrument(result.instrument)} band at baseline to that at "
        f"{name_visit(result.visit)}, where they were by then: ",
        rows,
    )


def describe_shrunken_conditions(released: Released[ShrunkenByCondition]) -> str:
    """The small forest of shrunken effects."""
    result = released.result
    found = result.shrunken.by_condition if result.shrunken is not None else {}
    rows = [
        f"{name} {format_number(one.value, 2)} ({format_interval(one.low, one.high, 2)})"
        for name, one in (found or {}).items()
    ]
    lead = "Forest plot, one row a condition: effect in SD as estimated (pale) and shrunken. "
    return fit_rows(lead, rows)
