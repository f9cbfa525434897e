"""Conditions joined by one arm x condition model on an instrument everyone has."""

import numpy as np

from analysis.core import CannotEstimate, Instrument, settings
from analysis.core.results import JointModel
from analysis.effect_sizes import joint_model
from analysis.privacy import View, guard_filters, minimum_group

from .analysed import CONFOUNDERS, covariates_of
from .question import Question


def join_conditions(question: Question, view: View) -> tuple[JointModel | None, tuple[str, ...]]:
    """The joint model on the instrument asked for, else the first one everyone has.

    None where no instrument was used in at least two conditions with enough people in both arms;
    where there was one but the model could not be fitted, a note says why.
    """
    if question.visit.day <= question.first_day:
        return None, ()
    asked = question.comparison.instrument
    candidates = (
        (asked,) if asked in question.catalogue.instruments else settings.EVERYONE_INSTRUMENTS
    )
    for code in candidates:
        instrument = question.catalogue.instruments[code]
        if instrument.measures_benefit and not instrument.looks_back_past(question.visit.day):
            rows, kept, smallest = _gather_joint(question, instrument, view)
            if len(kept) > 1:
                try:
                    return _fit(question, instrument, rows, kept, smallest), ()
                except CannotEstimate as fault:
                    return None, (f"Conditions could not be joined: {fault.refusal.sentence}",)
    return None, ()


def _gather_joint(
    question: Question, instrument: Instrument, view: View
) -> tuple[np.ndarray, tuple[str, ...], int]:
    """Rows with both scores in the conditions that have enough people in both arms."""
    matrix = question.scores(instrument.code)
    both = ~np.isnan(matrix[:, question.cohort.baseline_visit])
    both &= ~np.isnan(matrix[:, question.visit_index])
    enough = minimum_group() if view == "protected" else settings.RARE_COVARIATE_LEVEL
    rows, kept, sizes = [], [], []
    for condition in question.conditions:
        if view == "protected" and guard_filters(question.cohort, question.comparison, condition):
            continue
        arms = [
            np.flatnonzero(question.in_arm(arm, condition) & both)
            for arm in (question.comparison.treatment, question.comparison.comparator)
        ]
        if min(map(len, arms)) >= enough:
            rows += arms
            kept.append(condition)
            sizes.append(min(map(len, arms)))
    together = np.concatenate(rows) if rows else np.array([], dtype=int)
    return np.sort(together), tuple(kept), min(sizes, default=0)


def _fit(
    question: Question,
    instrument: Instrument,
    rows: np.ndarray,
    kept: tuple[str, ...],
    smallest: int,
) -> JointModel:
    people = question.cohort.participants.iloc[rows]
    matrix = question.scores(instrument.code)[rows]
    covariates = covariates_of(question, rows)
    fit = joint_model(
        matrix[:, question.visit_index],
        matrix[:, question.cohort.baseline_visit],
        (people["arm"] == question.comparison.treatment).to_numpy(),
        people["condition"].astype(str).to_numpy(),
        covariates,
        settings.LEVEL,
    )
    sign, label = instrument.benefit_sign, question.catalogue.label_condition
    return JointModel(
        instrument=instrument.code,
        instrument_name=instrument.name,
        visit=question.visit.label,
        overall=fit.overall.signed(sign),
        by_condition={label(c): e.signed(sign) for c, e in fit.by_condition.items()},
        f=fit.f,
        df1=fit.df1,
        df2=fit.df2,
        p=fit.p,
        adjusted_for=("baseline", *(CONFOUNDERS[name] for name in covariates.names)),
        left_out=tuple(label(c) for c in question.conditions if c not in kept),
        smallest_group=smallest,
        notes=covariates.notes,
    )
