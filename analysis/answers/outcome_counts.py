"""One rule counted in every arm: as seen, missing as not met, imputed, adjusted."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from analysis.core import Arm, CannotEstimate, Estimate, Instrument, Refusal, settings
from analysis.core.formulas import wilson
from analysis.core.results import ArmOutcome, Basis, PersonOutcome
from analysis.effect_sizes import Covariates, risk_difference
from analysis.privacy import is_small, minimum_group

from .analysed import CONFOUNDERS, covariates_of
from .imputed_outcomes import (
    ImputedVisit,
    SharedOut,
    answer_imputed,
    share_out_adjusted,
    share_out_imputed,
)
from .question import Question
from .rule_sets import Answered, Rules

_NO_ADJUSTING: Final = "Too few people for adjusted shares of “{}”: the unadjusted ones are shown."


@dataclass(frozen=True, eq=False)
class RulesAsked:
    """The question with the rules in force and the imputed scores, where there are any."""

    question: Question
    condition: str
    instrument: Instrument
    rules: Rules
    imputed: ImputedVisit | None
    arms: tuple[Arm, ...]

    def rows(self, arm: Arm) -> np.ndarray:
        return self.question.in_arm(arm, self.condition)


def compare_rule(asked: RulesAsked, one: Answered) -> PersonOutcome:
    """One rule in both arms, counted in every way that can be, and as seen in the other arms."""
    comparison = asked.question.comparison
    treatment, comparator = (_observe(asked, one, arm) for arm in
                             (comparison.treatment, comparison.comparator))  # fmt: skip
    outcome = PersonOutcome(one.code, one.label, one.worse, one.rule, one.source, one.among)
    if treatment is None or comparator is None:
        nobody = Refusal("nobody_eligible", "In an arm nobody seen could meet this rule.")
        return replace(outcome, refused=nobody)
    ways, notes = _share_out(asked, one)
    pairs = {"observed": ((treatment.events or 0, treatment.n or 0),
                          (comparator.events or 0, comparator.n or 0))}  # fmt: skip
    if not one.worse:
        pairs["not_met"] = ((treatment.events or 0, treatment.eligible or 0),
                            (comparator.events or 0, comparator.eligible or 0))  # fmt: skip
    differences = {basis: risk_difference(*more, *less, settings.LEVEL)
                   for basis, (more, less) in pairs.items()}  # fmt: skip
    others = (_observe(asked, one, arm) for arm in asked.arms
              if arm not in (comparison.treatment, comparison.comparator))  # fmt: skip
    few = tuple(arm.arm for arm in (treatment, comparator)
                if one.worse and is_small(arm.events or 0, minimum_group()))  # fmt: skip
    leading: Basis = (
        "adjusted" if "adjusted" in ways else "imputed" if "imputed" in ways else "observed"
    )
    return replace(
        outcome,
        treatment=_with(treatment, {basis: way.treatment for basis, way in ways.items()}),
        comparator=_with(comparator, {basis: way.comparator for basis, way in ways.items()}),
        others=tuple(arm for arm in others if arm),
        differences=differences | {basis: way.difference for basis, way in ways.items()},
        leading=leading,
        adjusted_for=_adjusted_for(asked) if leading == "adjusted" else (),
        few=few,
        notes=notes,
    )


def _with(arm: ArmOutcome, shares: dict[str, Estimate]) -> ArmOutcome:
    return replace(arm, shares={**(arm.shares or {}), **shares})


def _observe(asked: RulesAsked, one: Answered, arm: Arm) -> ArmOutcome | None:
    """Those of an arm who were seen, and everyone with missing as not met; None without anyone."""
    answers = one.met[asked.rows(arm) & one.able]
    eligible, n = len(answers), int((~np.isnan(answers)).sum())
    events = int((answers == 1).sum())
    if not n:
        return None
    shares = {"observed": _share(events, n)}
    if not one.worse:
        shares["not_met"] = _share(events, eligible)
    return ArmOutcome(arm, events, n, eligible, shares, one.worse)


def _share(events: int, n: int) -> Estimate:
    low, high = wilson(events, n, settings.LEVEL)
    return Estimate("share", events / n, low, high, settings.LEVEL, {"n": n}, "Wilson's interval.",
                    "Wilson 1927, J Am Stat Assoc 22:209-212", "probability")  # fmt: skip


def _share_out(asked: RulesAsked, one: Answered) -> tuple[dict[str, SharedOut], tuple[str, ...]]:
    """Imputed shares, and adjusted ones where people were not randomised."""
    ways: dict[str, SharedOut] = {}
    baseline: np.ndarray | None
    met, baseline, treated, covariates = _answers_seen(asked, one)
    if asked.imputed is not None:
        try:
            met = answer_imputed(asked.imputed, asked.instrument, asked.rules, one)
            ways["imputed"] = share_out_imputed(asked.imputed, met)
            found = asked.imputed
            baseline, covariates = found.imputed.baseline, found.covariates
            treated = found.imputed.is_treatment
        except CannotEstimate as fault:
            return ways, (f"{one.label}: {fault.refusal.sentence}",)
    if asked.question.cohort.randomised or baseline is None:
        return ways, ()
    try:
        ways["adjusted"] = share_out_adjusted(met, baseline, treated, covariates)
    except CannotEstimate:
        return ways, (_NO_ADJUSTING.format(one.label.lower()),)
    return ways, ()


def _answers_seen(
    asked: RulesAsked, one: Answered
) -> tuple[np.ndarray, np.ndarray, np.ndarray, Covariates]:
    """Answers of those seen as one data set: met (1, people), baseline, arm, covariates."""
    question = asked.question
    treated = asked.rows(question.comparison.treatment)
    rows = np.flatnonzero(treated | asked.rows(question.comparison.comparator))
    met = np.where(one.able, one.met, np.nan)[rows][None, :]
    scores = question.scores(asked.instrument.code)
    baseline = scores[rows, question.cohort.baseline_visit][None, :]
    return met, baseline, treated[rows], covariates_of(question, rows)


def _adjusted_for(asked: RulesAsked) -> tuple[str, ...]:
    question = asked.question
    either = asked.rows(question.comparison.treatment) | asked.rows(question.comparison.comparator)
    names = covariates_of(question, np.flatnonzero(either)).names
    return ("baseline", *(CONFOUNDERS[name] for name in names))
