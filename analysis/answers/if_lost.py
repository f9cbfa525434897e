"""What the difference would be had those lost done otherwise: imputed, moved, jumped, copied."""

import math
from dataclasses import replace
from typing import Final, Literal

import numpy as np

from analysis.core import CannotEstimate, Cohort, Comparison, Estimate, settings
from analysis.core.formulas import judge
from analysis.core.results import (
    Assumption,
    IfLostDidWorse,
    LostNeeded,
    ShiftedLost,
    TippingPoint,
)
from analysis.longitudinal import (
    ImputedScores,
    IncompleteScores,
    compare_imputed,
    find_tipping_points,
    impute_scores,
    mmrm_by_visit,
)
from analysis.privacy import Released, View, release

from .analysed import gather
from .asked import settle_condition
from .filled_in import SEED, fill_in
from .verdicts import margin_of

ASSUMPTIONS: Final[dict[str, Assumption]] = {"own_arm": "mar", "jump": "j2r", "copy": "cr"}
_MOST_STEPS: Final = 12
_STEPS: Final = (0.1, 0.25, 0.5, 1.0, 2.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0)
_REACH_SD: Final = 2.0


def if_lost_did_worse(
    cohort: Cohort, comparison: Comparison, condition: str, view: View = "protected"
) -> Released[IfLostDidWorse]:
    """The difference at the visit under what may have become of those without a score there.

    Parameters
    ----------
    cohort : Cohort
        Whose people.
    comparison : Comparison
        Which arms, visit, instrument and people.
    condition : str
        Code of a condition.
    view : {"protected", "full"}
        What is wanted; a shelf cohort is always protected.

    Returns
    -------
    Released[IfLostDidWorse]
        Signed as benefit. `worse` points are points worse on the scale, whichever way it runs.

    Raises
    ------
    CannotEstimate
        When an arm is too small, has no baseline, or its scores cannot be imputed.

    Notes
    -----
    Multiple imputation by arm from baseline and the visits up to the one asked for (fifty data
    sets, one seed), ANCOVA with HC3 errors, Rubin's rules; where people were not randomised with
    the confounders recorded. The curve and the tipping points add points to what was imputed.

    References
    ----------
    Cro S, Morris TP, Kenward MG, Carpenter JR (2020). Stat Med 39:2815-2842; Carpenter JR,
    Roger JH, Kenward MG (2013). J Biopharm Stat 23:1352-1371.
    """
    question = settle_condition(cohort, comparison, condition, view)
    instrument = question.instrument_for(condition)
    if not instrument.measures_benefit:
        raise CannotEstimate(
            "no_direction", f"{instrument.name} has no better and worse end.", "Choose another."
        )
    analysed = gather(question, condition, instrument)
    lost, imputed = fill_in(question, condition, instrument)
    sign = instrument.benefit_sign
    arms = (comparison.treatment, comparison.comparator)
    missing, treated = imputed.missing[:, -1], imputed.is_treatment
    counts: dict[str, int] = {arm: int((missing & there).sum())
              for arm, there in zip(arms, (treated, ~treated), strict=True)}  # fmt: skip
    whole = compare_imputed(imputed, settings.LEVEL)
    margin, _ = margin_of(question, analysed)
    result = IfLostDidWorse(
        data=question.data,
        comparison=comparison,
        condition=condition,
        condition_label=question.catalogue.label_condition(condition),
        instrument=instrument.code,
        visit=question.visit.label,
        better=instrument.better,
        lost=counts,
        people={arms[0]: int(treated.sum()), arms[1]: int((~treated).sum())},
        differences=_differences(lost.incomplete, imputed, sign),
        adjusted_for=lost.adjusted_for,
        fmi=whole.fmi,
        monte_carlo_se=whole.monte_carlo_se,
        imputations=imputed.m,
        seed=imputed.seed,
        notes=(*question.estimand_notes, *lost.notes),
    )
    result = _move(result, imputed, sign, margin) if missing.any() else result
    return release(result, cohort, view)


def _differences(
    incomplete: IncompleteScores, imputed: ImputedScores, sign: int
) -> dict[str, Estimate]:
    """By what is assumed of those lost; what cannot be estimated is left out."""
    own = compare_imputed(imputed, settings.LEVEL)
    found: dict[str, Estimate | None] = {
        "seen": own.observed_cases,
        "repeated": _repeat(incomplete),
        "own_arm": own.difference,
    }
    if imputed.missing[:, -1].any():
        for name in ("jump", "copy"):
            found[name] = _impute_again(incomplete, ASSUMPTIONS[name])
    return {name: one.signed(sign) for name, one in found.items() if one is not None}


def _impute_again(incomplete: IncompleteScores, assumption: Assumption) -> Estimate | None:
    try:
        again = impute_scores(incomplete, assumption, settings.IMPUTATIONS, SEED)
        return compare_imputed(again, settings.LEVEL).difference
    except CannotEstimate:
        return None


def _repeat(incomplete: IncompleteScores) -> Estimate | None:
    """The repeated-measures model of the same scores."""
    if incomplete.baseline is None:
        return None
    try:
        found = mmrm_by_visit(
            incomplete.baseline, incomplete.scores, incomplete.is_treatment, incomplete.covariates,
            settings.LEVEL, visits=incomplete.visits,
        )  # fmt: skip
    except CannotEstimate:
        return None
    return found.at(incomplete.visits[-1]).difference


def _move(
    result: IfLostDidWorse, imputed: ImputedScores, sign: int, margin: float
) -> IfLostDidWorse:
    """The curve of the arm with more support, and where a finding of either arm changes."""
    first = find_tipping_points(imputed, settings.LEVEL, np.zeros(1))
    verdict = find_tipping_points(
        imputed, settings.LEVEL, np.zeros(1), lambda low, high: _judge(low, high, margin, sign)
    )
    sd = first.tipping[0].sd
    worse = _grid(sd, first.tipping[0].delta)
    # Points worse are points away from the better end of the scale.
    curve = find_tipping_points(imputed, settings.LEVEL, -sign * worse)
    arms = (result.comparison.treatment, result.comparison.comparator)
    return replace(
        result,
        sd=sd,
        curve=tuple(
            ShiftedLost(float(points), one.signed(sign))
            for points, one in zip(worse, curve.treatment, strict=True)
        ) if result.lost and result.lost[arms[0]] else (),
        needed=(
            *(_describe(one, arm, "no_difference", sign)
              for arm, one in zip(arms, first.tipping, strict=True)),
            *(_describe(one, arm, "verdict", sign)
              for arm, one in zip(arms, verdict.tipping, strict=True)),
        ),
    )  # fmt: skip


def _judge(low: float, high: float, margin: float, sign: int) -> str:
    return judge(low, high, margin) if sign > 0 else judge(-high, -low, margin)


def _grid(sd: float, delta: float | None) -> np.ndarray:
    """Round points from better to worse: two SDs each way, and past the tipping point."""
    reach = max(_REACH_SD * sd, 1.1 * abs(delta or 0.0))
    step = next((s for s in _STEPS if reach / s <= _MOST_STEPS), _STEPS[-1])
    most = math.ceil(reach / step - 1e-9)
    return np.arange(-most, most + 1) * step


def _describe(
    one: TippingPoint, arm: str, about: Literal["no_difference", "verdict"], sign: int
) -> LostNeeded:
    flipped = {"above zero": "below zero", "below zero": "above zero"} if sign < 0 else {}
    beyond = one.finding_beyond
    return LostNeeded(
        arm=arm,
        lost=one.lost,
        about=about,
        worse=None if one.delta is None else -sign * one.delta,
        in_sd=None if one.in_sd is None else -sign * one.in_sd,
        size=one.size,
        searched_to=one.searched_to,
        finding=flipped.get(one.finding, one.finding),
        beyond=None if beyond is None else flipped.get(beyond, beyond),
    )
