"""The difference looked at again and again, as people come in."""

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from analysis.core import NOT_RECORDED, CannotEstimate, Cohort, Comparison, settings
from analysis.core.results import LookedAgain, WatchedDifference
from analysis.privacy import Released, View, release, view_for
from analysis.sequential import confidence_sequence

from .analysed import CONFOUNDERS, Analysed, gather
from .asked import blur_refusals, settle_condition
from .effects import estimate_measures
from .headline import choose_lead
from .question import Question
from .verdicts import reach_verdict

NO_ORDER: Final = (
    "This cohort does not record in which order people were enrolled, so nobody can tell what "
    "would have been seen when.",
    "Upload participants.csv with a column enrolment_rank: 1 for the first person, 2 for the "
    "second, and so on.",
)
_ONLY_LAST: Final = (
    "Protected view shows the last look alone: two looks one person apart would tell that "
    "person's score."
)
_NOT_WEIGHTED: Final = (
    "Adjusted by a regression in each arm, not weighted as the headline is: weights learnt from "
    "everyone would look ahead."
)


def looking_again(
    cohort: Cohort, comparison: Comparison, condition: str, view: View = "protected"
) -> Released[LookedAgain]:
    """The difference after each person with a mature visit, in order of enrolment.

    Raises
    ------
    CannotEstimate
        "not_recorded" without an order of enrolment; where an arm has under 30 people with the
        visit, or its scores do not vary.
    """
    question = settle_condition(cohort, comparison, condition, view)
    if question.cohort.enrolment_rank is None:
        raise CannotEstimate("not_recorded", *NO_ORDER)
    instrument = question.instrument_for(condition)
    if not instrument.measures_benefit or instrument.looks_back_past(question.visit.day):
        raise CannotEstimate("no_direction", f"{instrument.name} cannot say here who did better.",
                             "Choose another scale, or a later visit.")  # fmt: skip
    protected = view_for(cohort, view) == "protected"
    with blur_refusals(cohort, view):
        analysed = gather(question, condition, instrument)
        watched, adjusted_for = _watch(question, analysed)
        lead = choose_lead(question, condition, analysed)
        headline = estimate_measures(analysed, lead)[f"{lead.name}_difference"]
    if protected:
        watched = watched.latest_only()
    result = LookedAgain(
        data=question.data,
        comparison=comparison,
        condition_label=question.catalogue.label_condition(condition),
        instrument=instrument.code,
        instrument_name=instrument.name,
        better=instrument.better,
        visit=question.visit.label,
        is_primary=_is_primary(question, condition, instrument.code),
        watched=watched,
        verdict=reach_verdict(question, analysed, headline, lead),
        adjusted_for=adjusted_for,
        notes=(*watched.notes, *([] if cohort.randomised else [_NOT_WEIGHTED]),
               *([_ONLY_LAST] if protected else []), *question.estimand_notes),
    )  # fmt: skip
    return release(result, cohort, view)


def _watch(question: Question, analysed: Analysed) -> tuple[WatchedDifference, tuple[str, ...]]:
    """The sequence signed as benefit, and what it is adjusted for."""
    rank = question.cohort.enrolment_rank
    order = None if rank is None else rank[analysed.rows]
    columns, names = score_confounders(question, analysed.rows)
    found = confidence_sequence(
        analysed.score, analysed.is_treatment, order,
        adjust=np.column_stack([analysed.baseline, columns]),
    )  # fmt: skip
    sign = analysed.instrument.benefit_sign
    looks = found.looks if sign == 1 else tuple(
        replace(look, value=-look.value, low=-look.high, high=-look.low) for look in found.looks
    )  # fmt: skip
    latest = None if found.latest is None else found.latest.signed(sign)
    fixed = None if found.fixed is None else found.fixed.signed(sign)
    return replace(found, looks=looks, latest=latest, fixed=fixed), ("baseline", *names)


def score_confounders(question: Question, rows: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    """One column a confounder, so that the first 60 people can carry them; none at random.

    Bands in order are scored 0, 1, 2, other categories by whether a person has the most common
    one; not recorded counts as the mean. What is the same for everyone is left out.
    """
    if question.cohort.randomised:
        return np.zeros((len(rows), 0)), ()
    found = {
        name: _score(question.cohort.participants[column].iloc[rows], column)
        for column, name in CONFOUNDERS.items()
    }
    kept = {name: values for name, values in found.items() if np.ptp(values) > 0}
    return np.column_stack([np.zeros((len(rows), 0)), *kept.values()]), tuple(kept)


def _score(values: "pd.Series[str]", column: str) -> np.ndarray:
    texts = values.astype(str).to_numpy()
    known = texts != NOT_RECORDED
    if not known.any():
        return np.zeros(len(texts))
    if column in ("age_band", "prior_treatment"):
        bands = settings.AGE_BANDS if column == "age_band" else settings.PRIOR_TREATMENT_BANDS
        place = {label: float(i) for i, (_, _, label) in enumerate(bands)}
        scores = np.array([place.get(text, np.nan) for text in texts])
    else:
        labels, counts = np.unique(texts[known], return_counts=True)
        scores = np.where(known, (texts == labels[counts.argmax()]).astype(float), np.nan)
    return np.where(np.isnan(scores), np.nanmean(scores), scores)


def _is_primary(question: Question, condition: str, instrument: str) -> bool:
    usual = replace(question, comparison=replace(question.comparison, instrument="primary"))
    try:
        declared = usual.instrument_for(condition).code
    except CannotEstimate:
        declared = ""
    return question.visit.label == question.cohort.primary_visit and instrument == declared
