"""What a forest shows, row by row, before any of it is placed."""

from dataclasses import dataclass
from typing import Final

from analysis.core import Estimate, decimals_of, format_brackets, format_number, label_instrument
from analysis.core.results import ConditionEffect

from .colours import INCONCLUSIVE, style_of

SMALLEST_SQUARE, LARGEST_SQUARE = 8.0, 17.0
_UNDECIDED: Final = ("too_imprecise", "cannot_answer")
_WORSE: Final = ("meaningfully_worse", "worse_possibly_too_little")
_REASONS: Final = {
    "too_few": "too few people",
    "no_comparison": "no comparison possible",
    "group_too_small": "hidden: too few people",
    "no_direction": "no better or worse end",
    "not_measured": "not assessed with it",
    "instrument_not_chosen": "no scale chosen",
    "no_baseline": "no baseline",
    "no_variation": "scores do not vary",
}
_BESIDE: Final[dict[str, dict[str, str]]] = {
    "headline_g": {"not adjusted": "hedges_g", "adjusted at the visit": "adjusted_g"},
    "headline_difference": {"not adjusted": "mean_difference",
                            "adjusted at the visit": "adjusted_difference"},
}  # fmt: skip
"""Estimates drawn small beside the leading one."""

_CRUDE: Final = ("hedges_g", "d_average_variance", "mean_difference")


@dataclass(frozen=True)
class Row:
    """One row: its names, and either an estimate with its looks or a reason for none.

    `margin` is half the width of the band in the unit of the axis, None where there is none.
    `beside` are other estimates of the same difference by their names, drawn small.
    """

    label: str
    detail: str
    estimate: Estimate | None
    reason: str
    colour: str
    size: float
    hollow: bool
    margin: float | None
    beside: tuple[tuple[str, Estimate], ...] = ()

    @property
    def value_text(self) -> str:
        """The estimate as its column writes it."""
        return "" if self.estimate is None else format_number(
            self.estimate.value, decimals_of(self.estimate)
        )  # fmt: skip

    @property
    def limits_text(self) -> str:
        """The interval as its column writes it."""
        found = self.estimate
        return "" if found is None else format_brackets(found.low, found.high, decimals_of(found))


def read_rows(
    effects: tuple[ConditionEffect, ...], measure: str, arms: tuple[str, str]
) -> tuple[Row, ...]:
    """Rows of a forest, in the order of the effects.

    Parameters
    ----------
    effects : tuple of ConditionEffect
        Conditions, or sites.
    measure : str
        Which estimate is drawn.
    arms : tuple of str
        Treatment and comparator: a row has the colour of the arm that did better.
    """
    sizes = size_squares([_precision(effect, measure) for effect in effects])
    return tuple(
        Row(
            label=effect.condition_label,
            detail=_describe(effect),
            estimate=effect.estimate(measure),
            reason=_reason(effect, measure),
            colour=_colour(effect, arms),
            size=size,
            hollow=effect.looks_back,
            margin=margin_in(effect, measure),
            beside=_find_beside(effect, measure),
        )
        for effect, size in zip(effects, sizes, strict=True)
    )


def _find_beside(effect: ConditionEffect, measure: str) -> tuple[tuple[str, Estimate], ...]:
    """What the leading estimate would be without adjustment, and adjusted at the visit only."""
    names = _BESIDE.get(measure, {})
    leading = {measure.replace("headline", effect.headline, 1)}
    found = ((label, effect.estimate(name)) for label, name in names.items() if name not in leading)
    return tuple((label, estimate) for label, estimate in found if estimate is not None)


def margin_in(effect: ConditionEffect, measure: str) -> float | None:
    """The margin of the verdict in the unit of a measure.

    In SD units it is divided by the same SD as the estimate: the ratio of the two estimates, or of
    their intervals where the estimates are too near zero to be divided.
    """
    shown = effect.estimate(measure)
    points = effect.estimate(_in_points(measure))
    if effect.verdict is None or shown is None or points is None:
        return None
    if shown.unit == "points":
        return effect.verdict.margin
    if abs(shown.value) >= 0.1 and points.value:
        return effect.verdict.margin * shown.value / points.value
    width = points.high - points.low
    return effect.verdict.margin * (shown.high - shown.low) / width if width > 0 else None


def _in_points(measure: str) -> str:
    """The measure in points that goes with one in SD units."""
    return "mean_difference" if measure in _CRUDE else measure.replace("_g", "_difference")


def _precision(effect: ConditionEffect, measure: str) -> float | None:
    """One over the standard error in SD units, which rows on different scales share."""
    found = effect.estimate("headline_g") or effect.estimate(measure)
    return 1 / found.se if found is not None and found.se else None


def size_squares(precisions: list[float | None]) -> list[float]:
    """Sizes of squares in pixels, the largest for the most precise; None has the smallest."""
    best = max((p for p in precisions if p is not None), default=1.0)
    room = LARGEST_SQUARE - SMALLEST_SQUARE
    return [SMALLEST_SQUARE + room * (p or 0.0) / best for p in precisions]


def _describe(effect: ConditionEffect) -> str:
    parts = [label_instrument(effect.instrument)] if effect.instrument else []
    if effect.treatment is not None and effect.comparator is not None:
        parts.append(f"n = {format_number(effect.treatment.n + effect.comparator.n, 0)}")
    if effect.looks_back:
        parts.append("too early")
    return " · ".join(parts)


def _reason(effect: ConditionEffect, measure: str) -> str:
    if effect.estimate(measure) is not None:
        return ""
    if effect.refused is None or "estimates" in effect.hidden:
        return _REASONS["group_too_small"]
    return _REASONS.get(effect.refused.code, "no estimate")


def _colour(effect: ConditionEffect, arms: tuple[str, str]) -> str:
    code = effect.verdict.code if effect.verdict is not None else ""
    if code in _UNDECIDED:
        return INCONCLUSIVE
    return style_of(arms[1] if code in _WORSE else arms[0]).colour
