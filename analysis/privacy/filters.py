"""Which people a comparison is about: the substance, and fixed bands of at most two filters."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from analysis.core import (
    NOT_RECORDED,
    CannotEstimate,
    Catalogue,
    Cohort,
    Comparison,
    Filter,
    FilterName,
    Instrument,
    settings,
)

NO_BAND: Final = -1

_COLUMNS: Final[dict[FilterName, str]] = {
    "age": "age_band",
    "sex": "sex",
    "site": "site",
    "dose": "dose_band",
    "prior": "prior_treatment",
}
_FIXED: Final[dict[FilterName, tuple[str, ...]]] = {
    "age": tuple(label for _, _, label in settings.AGE_BANDS),
    "prior": tuple(label for _, _, label in settings.PRIOR_TREATMENT_BANDS),
}
"""Bands that are ours: any other label would be a finer cut than was agreed."""

SEVERITY_BANDS: Final = ("milder", "moderate", "more severe")
_MILDER: Final = ("non", "minimal", "mild", "subclinical", "normal", "borderline", "below",
                  "negative", "low", "very low")  # fmt: skip
_MODERATE: Final = ("moderate", "hazardous", "significant impairment")


@dataclass(frozen=True, eq=False)
class Bands:
    """Labels of one filter's bands, and the band of each person (NO_BAND: not recorded)."""

    labels: tuple[str, ...]
    codes: np.ndarray


_KEPT: Final[WeakKeyDictionary[Cohort, dict[FilterName, Bands]]] = WeakKeyDictionary()


def find_bands(cohort: Cohort, catalogue: Catalogue) -> dict[FilterName, Bands]:
    """Every person's band on every filter the cohort has, worked out once a cohort."""
    if cohort not in _KEPT:
        found = {name: _read_bands(cohort, name) for name in _COLUMNS}
        found["severity"] = _grade_severity(cohort, catalogue)
        _KEPT[cohort] = {name: bands for name, bands in found.items() if bands.labels}
    return _KEPT[cohort]


def recall_bands(cohort: Cohort) -> dict[FilterName, Bands] | None:
    """The bands `find_bands` worked out, None before anyone asked."""
    return _KEPT.get(cohort)


def list_bands(cohort: Cohort, catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """The fixed bands a person may filter on, by `FilterName`.

    A filter nobody has a value for is left out. Severity is the band of the baseline score on the
    first primary instrument of the person's condition that was used and has published bands, in
    three grades common to all instruments.
    """
    return {str(name): bands.labels for name, bands in find_bands(cohort, catalogue).items()}


def select_people(cohort: Cohort, comparison: Comparison, catalogue: Catalogue) -> np.ndarray:
    """Who was given the substance and is in the chosen band of every filter.

    Parameters
    ----------
    cohort : Cohort
    comparison : Comparison
        Its `substance` and `filters` (arms and conditions are not looked at).
    catalogue : Catalogue
        For the bands of baseline severity.

    Returns
    -------
    ndarray of bool, shape (participants,)

    Raises
    ------
    CannotEstimate
        When nobody was given the substance, or the cohort has no such band.
    """
    bands = find_bands(cohort, catalogue)
    people = was_given(cohort, choose_substance(cohort, comparison))
    for chosen in comparison.filters:
        people = people & _in_band(bands, chosen)
    return people


def choose_substance(cohort: Cohort, comparison: Comparison) -> str:
    """The substance asked for, else intravenous ketamine, else the most frequent one."""
    there = cohort.substances
    if comparison.substance in there:
        return comparison.substance
    if comparison.substance or not there:
        raise CannotEstimate(
            "unknown_substance",
            "Nobody in this cohort was given that substance.",
            "Choose one of: " + ", ".join(there) + ".",
        )
    return settings.DEFAULT_SUBSTANCE if settings.DEFAULT_SUBSTANCE in there else there[0]


def was_given(cohort: Cohort, substance: str) -> np.ndarray:
    """Who was given a substance, as a mask over all participants."""
    return np.asarray(cohort.participants["substance"] == substance)


def _in_band(bands: dict[FilterName, Bands], chosen: Filter) -> np.ndarray:
    found = bands.get(chosen.name)
    if found is None:
        raise CannotEstimate(
            "unknown_band", f"This cohort does not record {chosen.name}.", "Remove the filter."
        )
    if chosen.band not in found.labels:
        raise CannotEstimate(
            "unknown_band",
            f"This cohort has no such band of {chosen.name}.",
            "Choose one of: " + ", ".join(found.labels) + ".",
        )
    return np.asarray(found.codes == found.labels.index(chosen.band))


def _read_bands(cohort: Cohort, name: FilterName) -> Bands:
    column = cohort.participants[_COLUMNS[name]].astype("category")
    allowed = _FIXED.get(name)
    return _keep_used(
        tuple(str(c) for c in column.cat.categories),
        column.cat.codes.to_numpy().astype(np.int64),
        lambda label: label != NOT_RECORDED and (allowed is None or label in allowed),
    )


def _keep_used(
    labels: tuple[str, ...], codes: np.ndarray, may_keep: Callable[[str], bool]
) -> Bands:
    """Bands that someone is in, renumbered; everyone else has none."""
    used = set(np.unique(codes[codes >= 0]).tolist())
    kept = [i for i, label in enumerate(labels) if i in used and may_keep(label)]
    renumbered = np.full(len(labels) + 1, NO_BAND)
    renumbered[kept] = np.arange(len(kept))
    return Bands(tuple(labels[i] for i in kept), renumbered[codes])


def _grade_severity(cohort: Cohort, catalogue: Catalogue) -> Bands:
    codes = np.full(len(cohort.participants), NO_BAND)
    visit = cohort.baseline_visit
    for condition in cohort.conditions if visit >= 0 else ():
        instrument = _graded_instrument(cohort, catalogue, condition)
        if instrument is not None:
            there = np.asarray(cohort.participants["condition"] == condition)
            baseline = cohort.score_matrix(instrument.code)[there, visit]
            codes[there] = grade_scores(baseline, instrument)
    return _keep_used(SEVERITY_BANDS, codes, lambda label: True)


def _graded_instrument(cohort: Cohort, catalogue: Catalogue, condition: str) -> Instrument | None:
    """The first primary instrument of the condition that was used here and has bands."""
    known = catalogue.conditions.get(condition)
    declared = cohort.primary_instruments.get(condition)
    measured = cohort.instruments_of(condition)
    for code in (declared, *(known.primary_instruments if known else ())):
        instrument = catalogue.instruments.get(code or "")
        if code in measured and instrument is not None and instrument.bands:
            return instrument
    return None


def grade_scores(scores: np.ndarray, instrument: Instrument) -> np.ndarray:
    """Positions in `SEVERITY_BANDS` of scores by the instrument's own bands; NaN has NO_BAND."""
    bands = sorted(instrument.bands, key=lambda band: band.low)
    grades = np.array([NO_BAND, *(_grade(band.label) for band in bands)])
    position = np.searchsorted(np.array([band.low for band in bands]), scores, side="right")
    return np.where(np.isnan(scores), NO_BAND, grades[np.where(np.isnan(scores), 0, position)])


def _grade(label: str) -> int:
    if label.lower().startswith(_MILDER):
        return 0
    return 1 if label.lower() in _MODERATE else 2
