"""Means at every visit by one repeated-measures model of the two arms compared."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from analysis.core import CannotEstimate, Instrument, settings
from analysis.core.results import RepeatedMeasures
from analysis.longitudinal import mmrm_by_visit

from .analysed import CONFOUNDERS, covariates_of
from .question import Question

_FEWEST_VISITS = 2
_SHARED = (
    "Too few people for a covariance of each arm in the repeated-measures model, so both arms "
    "share one: where the smaller arm varies more, its intervals are too narrow."
)


@dataclass(frozen=True)
class ModelledMeans:
    """A model of both arms, raw sign; the mean baseline of everyone in it; what was adjusted for.

    `model` is None where none was fitted; `notes` then say why.
    """

    model: RepeatedMeasures | None = None
    baseline: float | None = None
    adjusted_for: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Rows:
    """Everyone in the two arms: baseline, scores at the visits in the model, arm, covariates."""

    baseline: np.ndarray
    scores: np.ndarray
    treated: np.ndarray
    covariates: np.ndarray
    visits: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def mean_baseline(self) -> float:
        """Mean baseline of those in the model."""
        there = ~np.isnan(self.baseline) & (~np.isnan(self.scores)).any(axis=1)
        return float(self.baseline[there].mean())


def model_means(question: Question, condition: str, instrument: Instrument) -> ModelledMeans:
    """Least-squares means of both arms at every visit with enough people in each.

    Randomised: the model that leads (see `headline`), a covariance for each arm. Not randomised:
    adjusted for the confounders recorded too; it leads nowhere, so one covariance serves both arms.
    With fewer than two such visits there is no model.
    """
    cohort = question.cohort
    if cohort.baseline_visit < 0:
        return ModelledMeans()
    found = _gather(question, condition, instrument)
    if len(found.visits) < _FEWEST_VISITS:
        return ModelledMeans()
    covariates = covariates_of(question, _rows_of(question, condition))
    try:
        model, notes = _fit(replace(found, covariates=covariates.matrix), cohort.randomised)
    except CannotEstimate as fault:
        why = fault.refusal
        said = f"Repeated-measures model: {why.sentence} {why.mend}".strip()
        return ModelledMeans(notes=(said,))
    if found.left_out:
        notes = (*notes, "Left out of the repeated-measures model, as too few were seen: "
                 f"{', '.join(found.left_out)}.")  # fmt: skip
    names = ("baseline", *(CONFOUNDERS[name] for name in covariates.names))
    return ModelledMeans(model, found.mean_baseline, names, notes)


def _fit(rows: _Rows, randomised: bool) -> tuple[RepeatedMeasures, tuple[str, ...]]:
    fit = partial(
        mmrm_by_visit, rows.baseline, rows.scores, rows.treated, rows.covariates, settings.LEVEL,
        visits=rows.visits,
    )  # fmt: skip
    if not randomised:
        return fit("kenward-roger"), ()
    try:
        return fit("kenward-roger-mar", by_arm=True), ()
    except CannotEstimate:
        return fit("kenward-roger-mar"), (_SHARED,)


def _rows_of(question: Question, condition: str) -> np.ndarray:
    comparison = question.comparison
    either = question.in_arm(comparison.treatment, condition) | question.in_arm(
        comparison.comparator, condition
    )
    return np.flatnonzero(either)


def _gather(question: Question, condition: str, instrument: Instrument) -> _Rows:
    """Scores at the visits at which enough people of each arm, with a baseline, were seen."""
    cohort, rows = question.cohort, _rows_of(question, condition)
    treated = question.in_arm(question.comparison.treatment, condition)[rows]
    scores = question.scores(instrument.code)[rows]
    baseline = scores[:, cohort.baseline_visit]
    known = ~np.isnan(scores) & ~np.isnan(baseline)[:, None]
    seen = {
        place: min(int(known[arm, place].sum()) for arm in (treated, ~treated))
        for place, visit in enumerate(cohort.visits)
        if visit.day > question.first_day and known[:, place].any()
    }
    names = {place: cohort.visits[place].label for place in seen}
    kept = [place for place, n in seen.items() if n >= settings.RARE_COVARIATE_LEVEL]
    left_out = tuple(names[place] for place in seen if place not in kept)
    return _Rows(baseline, scores[:, kept], treated, np.zeros((len(rows), 0)),
                 tuple(names[place] for place in kept), left_out)  # fmt: skip
