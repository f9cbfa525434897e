"""The drug's dose and how people stood, in sentences."""

from analysis.core import format_number, label_arm, name_level, name_visit
from analysis.core.results import DoseOutcome
from analysis.privacy import Released

from .phrases import list_words, say_adjustment, say_limits, say_scale


def say_dose(released: Released[DoseOutcome]) -> str:
    """Whether people with a higher first dose stood better; who chose the dose."""
    result = released.result
    dose = result.dose
    if dose is None:
        return "Doses are hidden, as too few people stand behind them."
    if dose.slope is None:
        why = dose.no_slope.sentence if dose.no_slope is not None else "It is hidden."
        return f"Whether a higher first dose goes with better outcomes is not estimated. {why}"
    slope = dose.slope
    way = "better" if slope.value >= 0 else "worse"
    size = f"{format_number(abs(slope.value), 1)} points {way} {say_scale(result.instrument)}"
    limits = f"{name_level(slope.level)} {say_limits(slope, 1, 'better', 'worse')}"
    number = f"{size} for each {dose.unit} more at {name_visit(result.visit)} ({limits})"
    arms = [f"“{label_arm(arm, result.data.substance)}”" for arm in result.arms]
    together = f"{list_words(arms)}{' taken together' if len(arms) > 1 else ''}"
    rest = (
        f"{together}; {say_adjustment(dose.adjusted_for)}. Clinicians chose the dose, not chance."
    )
    if slope.low <= 0 <= slope.high:
        return (
            "These data cannot tell us whether people with a higher first dose stood better: "
            f"{number}; {rest}"
        )
    return f"People with a higher first dose had {way} outcomes: {number}; {rest}"
