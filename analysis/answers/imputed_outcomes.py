"""Rules answered of imputed scores, arm by arm, adjusted where people were not randomised."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from analysis.core import CannotEstimate, Estimate, Instrument, settings
from analysis.core.formulas import find_denominator, meets, t_quantile, upper
from analysis.effect_sizes import Covariates, standardised_risks
from analysis.longitudinal import (
    ImputedScores,
    IncompleteScores,
    impute_scores,
    pool_imputations,
    pool_imputed_risks,
)

from .analysed import covariates_of
from .question import Question
from .rule_sets import Answered, Rules

SEED = 1


@dataclass(frozen=True)
class SharedOut:
    """One way of counting: shares in the treatment and comparator arm, and their difference."""

    treatment: Estimate
    comparator: Estimate
    difference: Estimate


@dataclass(frozen=True, eq=False)
class ImputedVisit:
    """Imputed scores of the two arms at the visit asked for, and the people's rows."""

    rows: np.ndarray
    imputed: ImputedScores
    covariates: Covariates


def impute_visit(question: Question, condition: str, instrument: Instrument) -> ImputedVisit:
    """Fifty complete data sets of the two arms compared, up to the visit asked for.

    Raises
    ------
    CannotEstimate
        As `impute_scores`: too few people seen in an arm.
    """
    comparison, cohort = question.comparison, question.cohort
    treated = question.in_arm(comparison.treatment, condition)
    rows = np.flatnonzero(treated | question.in_arm(comparison.comparator, condition))
    scores = question.scores(instrument.code)[rows]
    seen = ~np.isnan(scores)
    places = [
        place
        for place, visit in enumerate(cohort.visits)
        if place == question.visit_index
        or (0 < visit.day < question.visit.day
            and min(int(seen[arm, place].sum()) for arm in (treated[rows], ~treated[rows]))
            >= settings.RARE_COVARIATE_LEVEL)
    ]  # fmt: skip
    incomplete = IncompleteScores(
        scores[:, places], scores[:, cohort.baseline_visit], treated[rows],
        np.zeros((len(rows), 0)), tuple(cohort.visits[place].label for place in places),
    )  # fmt: skip
    imputed = impute_scores(incomplete, "mar", settings.IMPUTATIONS, SEED)
    return ImputedVisit(rows, imputed, covariates_of(question, rows))


def answer_imputed(
    visit: ImputedVisit, instrument: Instrument, rules: Rules, one: Answered
) -> np.ndarray:
    """A rule answered in every data set: 1 met, 0 not, nan who could not meet it; (m, people)."""
    definition = one.definition
    if definition is None:
        raise CannotEstimate("not_imputed", "This rule is not answered of imputed scores.")
    scores = visit.imputed.scores[:, :, -1]
    baseline = visit.imputed.baseline
    if baseline is None:
        raise CannotEstimate("no_baseline", "There is no baseline to count change from.")
    before = np.broadcast_to(baseline, scores.shape)
    able = find_denominator(rules, definition.name, instrument, before).people
    return np.where(able, meets(definition, instrument, before, scores), np.nan)


def share_out_imputed(visit: ImputedVisit, met: np.ndarray) -> SharedOut:
    """Shares of everybody who started and could meet the rule, not adjusted."""
    found = pool_imputed_risks(visit.imputed, lambda scores, baseline: met, settings.LEVEL)
    return SharedOut(found.treatment, found.comparator, found.difference)


def share_out_adjusted(
    met: np.ndarray, baseline: np.ndarray, treated: np.ndarray, covariates: Covariates
) -> SharedOut:
    """Shares if everybody counted had been in one arm, or in the other, over the data sets.

    Parameters
    ----------
    met : ndarray, shape (m, people)
        1 met, 0 not, nan not counted.
    baseline : ndarray, shape (m, people) or (1, people)
    treated : ndarray of bool, shape (people,)
    covariates : Covariates
        Rows as people.

    Raises
    ------
    CannotEstimate
        As `standardised_risks`, from any data set: adjusted in some of them would be neither.

    Notes
    -----
    G-computation in each data set, pooled by Rubin's rules; limits of a share on the logit scale.
    """
    fits = []
    for answers, before in zip(met, np.broadcast_to(baseline, met.shape), strict=True):
        there = ~np.isnan(answers) & ~np.isnan(before)
        own = Covariates(covariates.matrix[there], covariates.names, (), covariates.columns)
        fits.append(standardised_risks(answers[there] == 1, before[there], treated[there], own,
                                       settings.LEVEL))  # fmt: skip
    counted = (~np.isnan(met)).mean(axis=0)
    n = [max(1, round(float(counted[arm].sum()))) for arm in (treated, ~treated)]
    return SharedOut(
        _pool([one.risk_treatment for one in fits], {"n": n[0]}, is_share=True),
        _pool([one.risk_comparator for one in fits], {"n": n[1]}, is_share=True),
        _pool([one.difference for one in fits], {"n_treatment": n[0], "n_comparator": n[1]},
              is_share=False),
    )  # fmt: skip


def _pool(found: list[Estimate], counts: dict[str, int], is_share: bool) -> Estimate:
    """One estimate of all data sets; the only one as it is."""
    first = found[0]
    value, se, df = first.value, first.se or 0.0, first.df or np.inf
    if len(found) > 1:
        pooled = pool_imputations(
            np.array([one.value for one in found]),
            np.array([(one.se or 0.0) ** 2 for one in found]), df,
        )  # fmt: skip
        value, se, df = pooled.qbar, pooled.se, pooled.df
    half = t_quantile(upper(settings.LEVEL), df) * se
    if is_share:
        reach = half / (value * (1 - value))
        low, high = (float(expit(logit(value) + side * reach)) for side in (-1, 1))
    else:
        low, high = max(-1.0, value - half), min(1.0, value + half)
    sets = f"Multiple imputation by arm ({len(found)} data sets), then " if len(found) > 1 else ""
    return Estimate(
        first.measure, value, low, high, settings.LEVEL, counts, sets + first.method,
        first.source, "probability", se, df,
    )  # fmt: skip
