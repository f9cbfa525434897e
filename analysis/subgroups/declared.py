"""The subgroups declared beforehand, at most five, and their tests taken together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from analysis.core import NOT_RECORDED, Band, CannotEstimate, Cohort, Instrument, settings
from analysis.core.results import SubgroupEffect

from .interaction import interaction
from .multiplicity import benjamini_hochberg, holm

DECLARABLE: Final = {
    "sex": "Sex",
    "age_band": "Age",
    "severity": "Severity at baseline",
    "prior_treatment": "Failed treatments before",
    "comorbidity": "Comorbid conditions",
    "dose_band": "First dose",
    "other_medication": "Other psychiatric medication",
    "outside_psychotherapy": "Psychotherapy elsewhere",
    "employment": "Employment",
}
"""What may be declared, by its name for a reader."""

DECLARED: Final = ("sex", "age_band", "severity", "prior_treatment", "comorbidity")
"""Declared where nobody says otherwise: known before treatment, recorded by most clinics."""


def compare_subgroups(
    y: np.ndarray,
    baseline: np.ndarray,
    is_treatment: np.ndarray,
    declared: Mapping[str, np.ndarray],
    covariates: np.ndarray,
    level: float,
) -> tuple[SubgroupEffect, ...]:
    """The interaction of each declared subgroup, with p-values adjusted over all of them.

    Parameters
    ----------
    y, baseline : ndarray, shape (people,)
        Points at the visit and at baseline.
    is_treatment : ndarray of bool, shape (people,)
        Who was in the treatment arm.
    declared : mapping of str to ndarray of object
        Each subgroup's code and everybody's level in it (None where not recorded).
    covariates : ndarray, shape (people, columns)
        Further columns adjusted for in every model, possibly none.
    level : float
        Confidence level.

    Returns
    -------
    tuple of SubgroupEffect
        In the order declared; one that cannot be estimated stays with its refusal, and counts in
        neither adjustment.

    Raises
    ------
    CannotEstimate
        "too_many_subgroups" when more than `settings.MOST_SUBGROUPS` are declared.

    Notes
    -----
    Intervals are not adjusted: they say how large an interaction may be, and with five of them one
    in four families holds one that misses by chance. Holm keeps the chance of any false finding at
    the level, Benjamini-Hochberg the expected share of false ones.

    References
    ----------
    Holm S (1979). Scand J Stat 6:65-70; Benjamini Y, Hochberg Y (1995). JRSS B 57:289-300;
    Wang R et al. (2007). N Engl J Med 357:2189-2194.
    """
    if len(declared) > settings.MOST_SUBGROUPS:
        raise CannotEstimate(
            "too_many_subgroups",
            f"{len(declared)} subgroups are declared; with more than {settings.MOST_SUBGROUPS} "
            "something is found by chance.",
            "Declare those that matter most.",
        )
    found = [
        _try_interaction(y, baseline, is_treatment, levels, covariates, level, name)
        for name, levels in declared.items()
    ]
    tested = [effect.p for effect in found if effect.p is not None]
    adjusted = iter(zip(holm(tested), benjamini_hochberg(tested), strict=True)) if tested else None
    return tuple(
        effect if effect.p is None or adjusted is None else _with_p(effect, *next(adjusted))
        for effect in found
    )


def levels_in_cohort(
    cohort: Cohort, instrument: Instrument, names: Sequence[str] = DECLARED
) -> dict[str, np.ndarray]:
    """Everybody's level in each subgroup that the cohort records.

    Parameters
    ----------
    cohort : Cohort
        Whose participants are asked.
    instrument : Instrument
        On which severity at baseline is judged: by its published bands, else at the median.
    names : sequence of str
        Codes in `DECLARABLE`; those recorded for nobody are left out.

    Returns
    -------
    dict of str to ndarray of object, shape (participants,)
        None where a person's level is not recorded.
    """
    found = {}
    for name in names:
        if name == "severity":
            levels = _severity(cohort, instrument)
        elif name == "comorbidity":
            levels = np.array([_comorbid(v) for v in _texts(cohort, name)], dtype=object)
        else:
            levels = _texts(cohort, name)
        if any(level is not None for level in levels):
            found[name] = levels
    return found


def severity_bands(baseline: np.ndarray, instrument: Instrument) -> np.ndarray:
    """Each person's published severity band at baseline, or the side of the median they are on.

    Parameters
    ----------
    baseline : ndarray, shape (people,)
        Points, NaN where missing.
    instrument : Instrument
        Whose bands are used, if any are published.

    Returns
    -------
    ndarray of object, shape (people,)
        Labels numbered in order of the scale ("2 moderate"), so that they sort; None where the
        score is missing or in no band.
    """
    labels = np.full(len(baseline), None, dtype=object)
    known = ~np.isnan(baseline)
    if instrument.bands:
        ordered = sorted(instrument.bands, key=lambda band: band.low)
        for place, band in enumerate(ordered, start=1):
            inside = known & (baseline >= band.low) & (baseline < _next_low(ordered, place))
            labels[inside] = f"{place} {band.label}"
    elif known.any():
        middle = float(np.median(baseline[known]))
        labels[known & (baseline < middle)] = "1 below the median"
        labels[known & (baseline >= middle)] = "2 at the median or above"
    return labels


def _next_low(ordered: Sequence[Band], place: int) -> float:
    """Where the next band starts: 9.5 lies in "5 to 9", not between bands."""
    return float(ordered[place].low) if place < len(ordered) else np.inf


def _severity(cohort: Cohort, instrument: Instrument) -> np.ndarray:
    if cohort.baseline_visit < 0:
        return np.full(len(cohort.participants), None, dtype=object)
    return severity_bands(cohort.score_matrix(instrument.code)[:, cohort.baseline_visit],
                          instrument)  # fmt: skip


def _texts(cohort: Cohort, name: str) -> np.ndarray:
    texts = cohort.participants[name].astype(str).to_numpy(dtype=object)
    return np.array([None if text == NOT_RECORDED else text for text in texts], dtype=object)


def _comorbid(text: str | None) -> str | None:
    return text if text in (None, "none") else "one or more"


def _try_interaction(
    y: np.ndarray,
    baseline: np.ndarray,
    is_treatment: np.ndarray,
    levels: np.ndarray,
    covariates: np.ndarray,
    level: float,
    name: str,
) -> SubgroupEffect:
    label = DECLARABLE.get(name, name)
    try:
        return interaction(y, baseline, is_treatment, levels, covariates, level,
                           name=name, label=label)  # fmt: skip
    except CannotEstimate as fault:
        return SubgroupEffect(name, label, "", {}, {}, None, None, None, None,
                              refused=fault.refusal)  # fmt: skip


def _with_p(effect: SubgroupEffect, p_holm: float, p_bh: float) -> SubgroupEffect:
    return replace(effect, p_holm=float(p_holm), p_bh=float(p_bh))
