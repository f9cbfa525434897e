"""How many people responded or were in remission, arm by arm."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from analysis.core import CannotEstimate, Instrument, Rule, settings
from analysis.core.formulas import find_responders, in_remission, responds
from analysis.core.results import RiskComparison
from analysis.effect_sizes import compare_risks, standardised_risks

from .analysed import CONFOUNDERS, Analysed, covariates_of
from .question import Question

Outcome = Literal["response", "remission"]
_RULES = {
    "percent_drop": "improved by at least {:g}% since baseline",
    "points_drop": "improved by at least {:g} points since baseline",
    "at_most": "score of {:g} or less",
    "below": "score below {:g}",
    "at_least": "score of {:g} or more",
}


def describe_rule(rule: Rule) -> str:
    """A rule in words."""
    return _RULES[rule.kind].format(rule.threshold)


@dataclass(frozen=True)
class _Eligible:
    """Those a rule can count: who may be counted, and in which words."""

    rows: np.ndarray
    among: str


def compare_outcome(
    question: Question, condition: str, analysed: Analysed, outcome: Outcome
) -> tuple[RiskComparison | None, RiskComparison | None]:
    """Response or remission of those observed, and of everyone with missing as not met.

    (None, None) where the instrument has no published rule or the visit looks back past day 0.
    """
    instrument = analysed.instrument
    rule = instrument.response if outcome == "response" else instrument.remission
    if rule is None or instrument.looks_back_past(question.visit.day):
        return None, None
    eligible = _find_eligible(question, condition, instrument, outcome, rule)
    matrix = question.scores(instrument.code)
    baseline = matrix[eligible.rows, question.cohort.baseline_visit]
    score = matrix[eligible.rows, question.visit_index]
    seen = ~np.isnan(score)
    met = np.zeros(len(score), dtype=bool)
    met[seen] = (
        responds(baseline[seen], score[seen], rule, instrument)
        if outcome == "response"
        else in_remission(score[seen], rule)
    )
    observed = _compare(question, outcome, rule, eligible, met, seen, "observed")
    everyone = _compare(question, outcome, rule, eligible, met, np.ones_like(seen), "not_met")
    return _standardise(
        question, observed, eligible.rows[seen], baseline[seen], met[seen]
    ), everyone


def _find_eligible(
    question: Question, condition: str, instrument: Instrument, outcome: Outcome, rule: Rule
) -> _Eligible:
    comparison = question.comparison
    either = question.in_arm(comparison.treatment, condition) | question.in_arm(
        comparison.comparator, condition
    )
    baseline = question.scores(instrument.code)[:, question.cohort.baseline_visit]
    known = either & ~np.isnan(baseline)
    if outcome == "remission":
        return _Eligible(
            np.flatnonzero(known & ~in_remission(baseline, rule)),
            "people not in remission at baseline",
        )
    able = find_responders(rule, instrument.caseness, instrument, baseline)
    return _Eligible(np.flatnonzero(either & able.people), able.among)


def _compare(
    question: Question,
    outcome: Outcome,
    rule: Rule,
    eligible: _Eligible,
    met: np.ndarray,
    counted: np.ndarray,
    missing_as: Literal["observed", "not_met"],
) -> RiskComparison | None:
    arm = question.cohort.participants["arm"].iloc[eligible.rows].to_numpy()
    arms = (question.comparison.treatment, question.comparison.comparator)
    n = [int((counted & (arm == a)).sum()) for a in arms]
    if min(n) == 0:
        return None
    events = [int((met & counted & (arm == a)).sum()) for a in arms]
    return compare_risks(
        outcome, describe_rule(rule), rule.source, missing_as, eligible.among,
        events[0], n[0], events[1], n[1], arms, question.cohort.randomised, settings.LEVEL,
    )  # fmt: skip


def _standardise(
    question: Question,
    crude: RiskComparison | None,
    rows: np.ndarray,
    baseline: np.ndarray,
    met: np.ndarray,
) -> RiskComparison | None:
    """Where the means are adjusted, so are the risks; where they cannot be, the crude ones stay."""
    if crude is None or question.cohort.randomised:
        return crude
    arm = question.cohort.participants["arm"].iloc[rows].to_numpy()
    covariates = covariates_of(question, rows)
    try:
        risks = standardised_risks(
            met, baseline, arm == question.comparison.treatment, covariates, settings.LEVEL
        )
    except CannotEstimate:
        return crude
    return replace(
        crude,
        adjusted_treatment=risks.risk_treatment,
        adjusted_comparator=risks.risk_comparator,
        adjusted_difference=risks.difference,
        adjusted_for=("baseline", *(CONFOUNDERS[name] for name in covariates.names)),
    )
