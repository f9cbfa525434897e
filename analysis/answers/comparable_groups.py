"""Are the groups comparable? Table 1, what else each arm had, weighting, and what was not seen."""

from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.adjustment import (
    balancing_weights,
    check_balance,
    effective_n,
    estimate_propensity,
    evalue,
    exposure_parity,
    tipping_point,
)
from analysis.core import CannotEstimate, Cohort, Comparison, Refusal
from analysis.core.results import (
    BalanceRow,
    ComparableGroups,
    Confounder,
    OverlapBin,
    Unmeasured,
)
from analysis.effect_sizes import Covariates, encode_covariates
from analysis.privacy import Released, View, release

from .analysed import Analysed, gather
from .asked import arms_shown, settle_condition
from .baseline_table import describe_baseline
from .comparability import Comparability, judge_comparability
from .headline import choose_lead
from .question import Question
from .weighted_for import WEIGHTED_FOR, read_weighted_for

_SITE: Final = {"site": "site"}
"""Recorded and never weighted for: a site is no trait of a person."""

_BIN: Final = 0.1
_IMAGINED: Final = ((0.6, 0.4), (0.7, 0.3), (0.8, 0.2))
"""Shares of people, treatment and comparator, who have something that was not recorded."""

_SEVERITY: Final = "severity at baseline"


def groups_compared(
    cohort: Cohort, comparison: Comparison, condition: str, view: View = "protected"
) -> Released[ComparableGroups]:
    """Who was in each group before treatment, and how alike weighting makes them.

    Parameters
    ----------
    cohort : Cohort
        Whose people.
    comparison : Comparison
        Which two arms, visit and people; other arms are described in Table 1.
    condition : str
        Code of a condition.
    view : {"protected", "full"}
        What is wanted; a shelf cohort is always protected.

    Raises
    ------
    CannotEstimate
        When nobody has the condition, or an arm is too small to show.
    """
    question = settle_condition(cohort, comparison, condition, view)
    instrument = question.instrument_for(condition)
    arms = arms_shown(question, condition, view)
    more, less = (
        question.in_arm(arm, condition) for arm in (comparison.treatment, comparison.comparator)
    )
    exposure = exposure_parity(question.cohort, more, less, float(question.visit.day))
    result = ComparableGroups(
        data=question.data,
        comparison=comparison,
        condition=condition,
        condition_label=question.catalogue.label_condition(condition),
        instrument=instrument.code,
        visit=question.visit.label,
        better=instrument.better,
        arms=arms,
        table=describe_baseline(question, condition, arms),
        exposure=tuple(one for one in exposure if one.n_treatment and one.n_comparator),
        notes=question.estimand_notes,
    )
    if not question.cohort.randomised:
        result = _weigh(question, condition, result)
    return release(result, cohort, view)


def _weigh(question: Question, condition: str, result: ComparableGroups) -> ComparableGroups:
    """With what weighting gives, or the reason why there is none."""
    try:
        analysed = gather(question, condition, question.instrument_for(condition))
        judged = judge_comparability(question, condition, analysed)
    except CannotEstimate as fault:
        return replace(result, unweighted=fault.refusal)
    treated = analysed.is_treatment
    propensity = estimate_propensity(treated, _columns(analysed, judged))
    weights = balancing_weights("overlap", treated, propensity).values
    arms = (question.comparison.treatment, question.comparison.comparator)
    return replace(
        result,
        n_treatment=int(treated.sum()),
        n_comparator=int((~treated).sum()),
        effective=(effective_n(weights[treated]), effective_n(weights[~treated])),
        overlap=tuple(
            one
            for arm, there in zip(arms, (treated, ~treated), strict=True)
            for one in _count_bins(arm, propensity.probabilities[there])
        ),
        balance=_balance(question, analysed, weights),
        gate=judged.gate,
        weighted_for=judged.weighted_for,
        notes=tuple(dict.fromkeys((*result.notes, *judged.notes))),
        **_measure(question, condition, analysed),
    )


def _columns(analysed: Analysed, judged: Comparability) -> np.ndarray:
    return np.column_stack([analysed.baseline, judged.covariates])


def _count_bins(arm: str, probabilities: np.ndarray) -> list[OverlapBin]:
    """People in fixed bins of probability, not ones that the data choose."""
    edges = np.linspace(0, 1, round(1 / _BIN) + 1)
    counts, _ = np.histogram(probabilities, edges)
    return [
        OverlapBin(arm, float(low), float(high), int(n), int(n) / len(probabilities))
        for low, high, n in zip(edges[:-1], edges[1:], counts, strict=True)
    ]


def _balance(question: Question, analysed: Analysed, weights: np.ndarray) -> tuple[BalanceRow, ...]:
    """Every level of what was weighted for, severity's square and products, what was left out."""
    people = question.cohort.participants.iloc[analysed.rows]
    found = read_weighted_for(people, analysed.smaller_arm)
    coded = found.inside
    names = [_SEVERITY, *_name(coded.columns, coded.levels, WEIGHTED_FOR)]
    others, other_names = _outside(people, found.outside)
    rows = check_balance(
        analysed.is_treatment, weights, np.column_stack([analysed.baseline, coded.matrix]), names,
        others, other_names,
    )  # fmt: skip
    return tuple(row for row in rows if row.kind != "interaction" or row.name.startswith(_SEVERITY))


def _outside(people: pd.DataFrame, left: Covariates) -> tuple[np.ndarray, list[str]]:
    """Columns of what was recorded and not weighted for, and their names."""
    sites = encode_covariates(people[list(_SITE)])
    names = [
        *_name(left.columns, left.levels, WEIGHTED_FOR),
        *_name(sites.columns, sites.levels, _SITE),
    ]
    return np.hstack([left.matrix, sites.matrix]), names


def _name(columns: tuple[str, ...], levels: tuple[str, ...], known: dict[str, str]) -> list[str]:
    """ "age: 18-34", "sex: male"; yes is the thing itself."""
    return [
        known[column] + ("" if level == "yes" else f": {level.replace('_', ' ')}")
        for column, level in zip(columns, levels, strict=True)
    ]


def _measure(question: Question, condition: str, analysed: Analysed) -> dict[str, Any]:
    """The difference that leads, signed as benefit, and what something unmeasured would need."""
    sign = analysed.instrument.benefit_sign
    if not analysed.instrument.measures_benefit:
        return {}
    lead = choose_lead(question, condition, analysed)
    if lead.name != "weighted":
        why = " ".join(lead.notes) or "The arms could not be weighted to be alike."
        return {"unweighted": Refusal("not_weighted", why, "")}
    size, points = (one.signed(sign) for one in lead.estimates)
    found = {"difference": points, "standardised": size}
    if analysed.instrument.looks_back_past(question.visit.day):
        return found
    strength = evalue(size.value, size.low, size.high, "SMD")
    confounders = []
    for shares in _IMAGINED:
        needed = tipping_point(points, *shares)
        confounders.append(Confounder(*shares, needed.for_estimate, needed.for_limit))
    return found | {
        "unmeasured": Unmeasured(strength.value, strength.limit, tuple(confounders),
                                 f"{strength.method} {needed.method}",
                                 f"{strength.source}; {needed.source}")
    }  # fmt: skip
