"""The drug's first dose, and how people stood."""

from dataclasses import replace
from typing import Final

import numpy as np

from analysis.core import CannotEstimate, Cohort, Comparison, Filter, Instrument
from analysis.core.results import DoseBand, DoseOutcome, DoseResponse
from analysis.privacy import (
    Released,
    View,
    ask_level,
    hidden_cells,
    is_small,
    list_bands,
    minimum_group,
    release,
    select_people,
    view_for,
)
from analysis.subgroups import DOSE_EDGES, drug_dose, first_doses

from .asked import arms_shown, blur_refusals, require_table, settle_condition
from .question import Question
from .weighted_for import WEIGHTED_FOR, read_weighted_for

_BANDS: Final = {
    "0 to under 0.501": "up to 0.5", "0.501 to under 0.751": "above 0.5, up to 0.75",
    "0.751 or more": "above 0.75", "0.501 or more": "above 0.5",
}  # fmt: skip
"""Bands as a reader knows them: the thousandth only keeps a dose written 0.50 in its band."""

_NOT_BY_CHANCE: Final = (
    "Clinicians chose the dose, in a randomised cohort too: a difference between doses may come "
    "from what differed between the people before.",
)


def dose_and_outcome(
    cohort: Cohort, comparison: Comparison, condition: str, view: View = "protected"
) -> Released[DoseOutcome]:
    """How people stood by their first dose, and per 0.1 mg/kg more of it, all arms together.

    Raises
    ------
    CannotEstimate
        "not_recorded" without infusions, "no_doses" without a dose per kg; where a filter is on
        the dose, two filters are in use, or groups are too small.
    """
    require_table(cohort, "infusions")
    question = settle_condition(cohort, comparison, condition, view)
    if ask_level(comparison, "dose", "") is None:
        raise CannotEstimate("too_many_filters", "Doses are not compared while one dose is chosen, "
                             "or two filters are in use.", "Remove a filter.")  # fmt: skip
    instrument = question.instrument_for(condition)
    if not instrument.measures_benefit or instrument.looks_back_past(question.visit.day):
        raise CannotEstimate("no_direction", f"{instrument.name} cannot say here who did better.",
                             "Choose another scale, or a later visit.")  # fmt: skip
    protected = view_for(cohort, view) == "protected"
    arms = arms_shown(question, condition, view)
    if protected:
        arms = tuple(arm for arm in arms if _shows_doses(question, arm, condition))
    with blur_refusals(cohort, view):
        dose = _relate(question, condition, instrument, arms, protected)
    result = DoseOutcome(
        data=question.data,
        condition_label=question.catalogue.label_condition(condition),
        instrument=instrument.code,
        instrument_name=instrument.name,
        better=instrument.better,
        visit=question.visit.label,
        arms=arms,
        dose=dose,
        notes=(*_NOT_BY_CHANCE, *question.estimand_notes),
    )
    return release(result, cohort, view)


def _shows_doses(question: Question, arm: str, condition: str) -> bool:
    """Whether every dose of an arm may be shown: else the arm less its dose would tell it."""
    cohort, comparison = question.cohort, question.comparison
    asked = [ask_level(comparison, "dose", band)
             for band in list_bands(cohort, question.catalogue).get("dose", ())]  # fmt: skip
    return not any((arm, condition) in hidden_cells(cohort, one, condition) for one in asked if one)


def _relate(
    question: Question, condition: str, instrument: Instrument, arms: tuple[str, ...],
    protected: bool,
) -> DoseResponse:  # fmt: skip
    cohort = question.cohort
    masks = [question.in_arm(arm, condition) for arm in arms]  # type: ignore[arg-type]
    people = np.logical_or.reduce([np.zeros(len(cohort.participants), bool), *masks])
    matrix = question.scores(instrument.code)
    baseline, y = matrix[:, cohort.baseline_visit], matrix[:, question.visit_index]
    rows = np.flatnonzero(people & ~np.isnan(baseline) & ~np.isnan(y))
    if not len(rows):
        raise CannotEstimate("too_few", "Nobody has a score both before and at the visit.",
                             "Choose an earlier visit.")  # fmt: skip
    if protected and _gives_few_away(question, rows):
        raise CannotEstimate("group_too_small", "A dose is recorded for too few, or for all but "
                             "a few.", "Choose another condition.")  # fmt: skip
    covariates, names = _covariates(question, rows, masks)
    found = drug_dose(cohort, people, baseline, y, covariates, adjusted_for=names,
                      edges=DOSE_EDGES[:2] if protected else DOSE_EDGES)  # fmt: skip
    sign = instrument.benefit_sign
    bands = tuple(_sign_band(band, sign) for band in found.bands)
    if protected and any(is_small(band.n or 0, minimum_group()) for band in bands):
        bands = ()
    slope = None if found.slope is None else found.slope.signed(sign)
    return replace(found, bands=bands, slope=slope)


def _gives_few_away(question: Question, rows: np.ndarray) -> bool:
    """Whether the doses of the infusions and the filter on dose part in a few people."""
    doses = first_doses(question.cohort)[rows]
    unknown = int(np.isnan(doses).sum())
    band = next(iter(list_bands(question.cohort, question.catalogue).get("dose", ())), None)
    if band is None:
        return is_small(unknown, minimum_group())
    filters = (*question.comparison.filters, Filter("dose", band))
    asked = replace(question.comparison, filters=filters)
    low = select_people(question.cohort, asked, question.catalogue)[rows]
    differ = int((low != (doses < DOSE_EDGES[1])).sum())
    return any(is_small(n, minimum_group()) for n in (unknown, differ))


def _covariates(
    question: Question, rows: np.ndarray, masks: list[np.ndarray]
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Arm and everything the headline is weighted for: the dose is never assigned at random."""
    fewest = min(int(mask[rows].sum()) for mask in masks if mask[rows].any())
    coded = read_weighted_for(question.cohort.participants.iloc[rows], fewest).inside
    arms = [mask for mask in masks if mask[rows].any()][1:]
    full = np.zeros((len(question.people), len(arms) + coded.matrix.shape[1]))
    full[rows] = np.column_stack([*(mask[rows] for mask in arms), coded.matrix])
    return full, (*(["arm"] if arms else []), *(WEIGHTED_FOR[name] for name in coded.names))


def _sign_band(band: DoseBand, sign: int) -> DoseBand:
    """A band in a reader's words, whose change is positive where people got better."""
    band = replace(band, label=_BANDS[band.label])
    if sign == 1 or band.change_mean is None:
        return band
    low = None if band.high is None else -band.high
    high = None if band.low is None else -band.low
    return replace(band, change_mean=-band.change_mean, low=low, high=high)
