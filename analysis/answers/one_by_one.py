"""Before and after, one by one: how each person's score changed, arm by arm."""

import numpy as np

from analysis.core import CannotEstimate, Cohort, Comparison, Estimate, Instrument, settings
from analysis.core.results import ArmOneByOne, Curve, OneByOne
from analysis.effect_sizes import Bootstrapped, bootstrap, bootstrap_mean, smooth_density
from analysis.privacy import Released, View, blur_refusal, release, view_for

from .analysed import Analysed, gather
from .asked import settle_condition
from .bands_of import (
    bands_of,
    choose_change_step,
    count_changes,
    count_moves,
    list_moves,
    place_in_bands,
)
from .question import Question

_METHOD = "Mean change since baseline; BCa bootstrap, people redrawn within their arm, fixed seed."
_SOURCE = "Efron 1987, JASA 82:171-185"
_BOX = (0.05, 0.25, 0.5, 0.75, 0.95)
FALLS_ANYWAY = (
    "People start treatment when they feel bad, and many would feel less bad later without it: "
    "change within an arm is not what the treatment did. Only the arms against one another say "
    "something, and only as far as the people in them are alike."
)
NOT_ADJUSTED = (
    "Changes are those of people seen at the visit, not adjusted for anything; the answer to the "
    "question is the adjusted difference."
)


def one_by_one(
    cohort: Cohort, comparison: Comparison, condition: str, view: View = "protected"
) -> Released[OneByOne]:
    """Every person's score before and at the visit, in the two arms compared.

    In protected view people are counted in bands only, and only for everyone: with a filter, or
    with scores or people left out, bands of two answers could be subtracted from one another.

    Raises
    ------
    CannotEstimate
        When the condition cannot be compared, or in protected view with filters.
    """
    question = settle_condition(cohort, comparison, condition, view)
    protected = view_for(cohort, view) == "protected"
    if protected:
        _require_everyone(comparison)
    instrument = question.instrument_for(condition)
    require_direction(instrument)
    try:
        analysed = gather(question, condition, instrument)
    except CannotEstimate as fault:
        if not protected:
            raise
        blurred = blur_refusal(fault.refusal)
        raise CannotEstimate(blurred.code, blurred.sentence, blurred.mend) from None
    return release(_describe(question, condition, analysed), cohort, view)


def require_direction(instrument: Instrument) -> None:
    """Refuse a scale on which nobody can be said to be better."""
    if not instrument.measures_benefit:
        raise CannotEstimate("no_direction", f"{instrument.name} has no better and worse end.",
                             "Choose another instrument.")  # fmt: skip


def _require_everyone(comparison: Comparison) -> None:
    if comparison.filters or comparison.estimand != "treatment_policy":
        raise CannotEstimate(
            "bands_for_everyone",
            "In protected view people are counted in bands for everyone only: with filters, or "
            "with scores left out, small groups could be worked out.",
            "Remove the filters and use all scores.",
        )


def _describe(question: Question, condition: str, analysed: Analysed) -> OneByOne:
    instrument = analysed.instrument
    sides = (~analysed.is_treatment, analysed.is_treatment)
    better = instrument.benefit_sign * (analysed.score - analysed.baseline)
    difference, curve = _compare(better[sides[1]], better[sides[0]])
    return OneByOne(
        data=question.data,
        comparison=question.comparison,
        condition_label=question.catalogue.label_condition(condition),
        instrument=instrument.code,
        instrument_name=instrument.name,
        visit=question.visit.label,
        better=instrument.better,
        minimum=instrument.minimum,
        maximum=instrument.maximum,
        arms=tuple(
            _describe_arm(analysed, arm, side, better[side], _step(question, condition, analysed))
            for arm, side in zip(
                (question.comparison.comparator, question.comparison.treatment), sides, strict=True
            )
        ),
        difference=difference,
        difference_curve=curve,
        bands=bands_of(instrument),
        published=bool(instrument.bands),
        looks_back=instrument.looks_back_past(question.visit.day),
        notes=(FALLS_ANYWAY, NOT_ADJUSTED, *question.estimand_notes),
    )


def _step(question: Question, condition: str, analysed: Analysed) -> float:
    arms = (analysed.treatment, analysed.comparator)
    spread = max((arm.enrolled_baseline_sd or 0.0) for arm in arms)
    return choose_change_step(analysed.instrument, spread or 1.0)


def _describe_arm(
    analysed: Analysed, arm: str, side: np.ndarray, better: np.ndarray, step: float
) -> ArmOneByOne:
    before, after = analysed.baseline[side], analysed.score[side]
    change, change_curve = _average(better)
    began, ended, moves = list_moves(arm, _count_in_bands(analysed.instrument, before, after))
    return ArmOneByOne(
        arm=arm,
        n=len(before),
        before=float(before.mean()),
        after=float(after.mean()),
        change=change,
        change_curve=change_curve,
        pairs=tuple(zip(before.tolist(), after.tolist(), strict=True)),
        box=tuple(np.quantile(better, _BOX).tolist()),
        curve=_outline(better),
        bins=count_changes(arm, better, step),
        began=began,
        ended=ended,
        moves=moves,
    )


def _count_in_bands(instrument: Instrument, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """People by band before and after; a table without rows where the scale has no bands."""
    bands = bands_of(instrument)
    if not bands:
        return np.zeros((0, 0), dtype=int)
    places = (place_in_bands(before, bands), place_in_bands(after, bands))
    return count_moves(places[0], places[1], len(bands))


def _average(better: np.ndarray) -> tuple[Estimate | None, Curve | None]:
    """Mean change in points better; nothing where too few changed to be redrawn."""
    try:
        found = bootstrap_mean(better, settings.LEVEL)
    except CannotEstimate:
        return None, None
    return _estimate("mean_change", found, {"n": len(better)}), _outline(found.values)


def _compare(more: np.ndarray, less: np.ndarray) -> tuple[Estimate | None, Curve | None]:
    try:
        found = bootstrap(more, less, level=settings.LEVEL)
    except CannotEstimate:
        return None, None
    counts = {"n_treatment": len(more), "n_comparator": len(less)}
    return _estimate("difference_in_change", found, counts), _outline(found.values)


def _estimate(measure: str, found: Bootstrapped, counts: dict[str, int]) -> Estimate:
    low, high = found.bca
    return Estimate(measure, found.value, low, high, settings.LEVEL, counts, _METHOD, _SOURCE)


def _outline(values: np.ndarray) -> Curve | None:
    try:
        x, y = smooth_density(values)
    except CannotEstimate:
        return None
    return Curve(tuple(x.tolist()), tuple(y.tolist()))
