"""Whether both arms had as much of everything but the therapy, and what is recorded at all."""

from collections.abc import Mapping
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from analysis.core import NOT_RECORDED, Cohort
from analysis.core.results import ExposureParity

from .balance import standardised_differences

_CONCURRENT = {
    "outside_psychotherapy": "Psychotherapy elsewhere",
    "other_medication": "Other medication",
}
_COVARIATES = {
    "age": ("age_band",),
    "sex": ("sex",),
    "prior_treatment": ("prior_treatment",),
    "concurrent_therapy": tuple(_CONCURRENT),
}


_KEPT: Final[WeakKeyDictionary[Cohort, dict[float, list[tuple[str, str, np.ndarray]]]]] = (
    WeakKeyDictionary()
)
"""Forgotten with the cohort."""


def exposure_parity(
    cohort: Cohort, treatment: np.ndarray, comparator: np.ndarray, until_day: float = np.inf
) -> tuple[ExposureParity, ...]:
    """What each arm had besides the therapy compared, up to a day, and how far apart they are.

    Parameters
    ----------
    cohort : Cohort
        With its tables of infusions and scores.
    treatment, comparator : ndarray of bool, shape (participants,)
        People of either arm.
    until_day : float
        Last study day counted; the visit compared, so that later follow-up does not count.

    Returns
    -------
    tuple of ExposureParity
        Infusions of the first course, maintenance infusions, dose, days with an assessment after
        day 0, and shares with psychotherapy elsewhere and other medication. A table that is empty
        was not recorded, and its amounts are left out; a person without a row in a table that is
        there had none.

    Notes
    -----
    SMD: difference in means over sqrt((s_t^2 + s_c^2) / 2); None with under two people in an arm.
    """
    amounts = _kept_amounts(cohort, until_day)
    return tuple(compare_exposure(what, unit, values, treatment, comparator)
                 for what, unit, values in amounts)  # fmt: skip


def compare_exposure(
    what: str, unit: str, values: np.ndarray, treatment: np.ndarray, comparator: np.ndarray
) -> ExposureParity:
    """How much of one thing each arm had, and how far apart they are in SDs.

    Parameters
    ----------
    what, unit : str
        What was had, counted in what.
    values : ndarray, shape (n,)
        Amount of each person, nan where it is not known.
    treatment, comparator : ndarray of bool, shape (n,)
        People of either arm.

    Returns
    -------
    ExposureParity
        SMD: difference in means over sqrt((s_t^2 + s_c^2) / 2); None with under two people in an
        arm.
    """
    known = np.isfinite(values)
    arms = [values[arm & known] for arm in (treatment, comparator)]
    both = np.concatenate(arms)[:, None]
    smd = float(standardised_differences(both, np.arange(len(both)) < len(arms[0]))[0])
    means = [float(arm.mean()) if len(arm) else None for arm in arms]
    return ExposureParity(what, unit, len(arms[0]), means[0], len(arms[1]), means[1],
                          smd if np.isfinite(smd) else None)  # fmt: skip


def shares_recorded(
    cohort: Cohort, people: np.ndarray, baseline: np.ndarray
) -> Mapping[str, float]:
    """For which share of people each covariate a fair comparison needs is recorded.

    Parameters
    ----------
    cohort : Cohort
        With its participants.
    people : ndarray of bool, shape (participants,)
        Those compared.
    baseline : ndarray, shape (participants,)
        Baseline score, nan where there is none.

    Returns
    -------
    mapping of str to float
        "baseline_severity", "age", "sex", "prior_treatment", "concurrent_therapy" (psychotherapy
        elsewhere and other medication both): shares between 0 and 1; 0 with nobody.
    """
    count = max(int(people.sum()), 1)
    table = cohort.participants[people]
    shares = {"baseline_severity": int(np.isfinite(baseline[people]).sum()) / count}
    for name, columns in _COVARIATES.items():
        there = np.ones(len(table), dtype=bool)
        for column in columns:
            there &= _is_recorded(table[column])
        shares[name] = int(there.sum()) / count
    return shares


def _kept_amounts(cohort: Cohort, until_day: float) -> list[tuple[str, str, np.ndarray]]:
    """Everybody's amounts up to a day, worked out once for all conditions of a cohort."""
    kept = _KEPT.setdefault(cohort, {})
    if until_day not in kept:
        kept[until_day] = _amounts(cohort, until_day)
    return kept[until_day]


def _amounts(cohort: Cohort, until_day: float) -> list[tuple[str, str, np.ndarray]]:
    people, found = len(cohort.participants), []
    if len(cohort.infusions):
        drug = cohort.infusions[cohort.infusions["day"].astype(float) <= until_day]
        upkeep = (drug["purpose"].astype(str) == "maintenance").to_numpy()
        dose = drug.groupby("participant")["mg_per_kg"].mean().reindex(range(people))
        found += [
            ("Infusions", "per person", _count(drug[~upkeep], people)),
            ("Maintenance infusions", "per person", _count(drug[upkeep], people)),
            ("Dose", "mg/kg", dose.to_numpy(dtype=float)),
        ]
    scores = cohort.scores[["participant", "day"]].drop_duplicates()
    day = scores["day"].to_numpy(dtype=float)
    later = scores[(day > 0) & (day <= until_day)]
    found.append(("Follow-up contacts", "days with an assessment", _count(later, people)))
    for column, label in _CONCURRENT.items():
        values = cohort.participants[column]
        there = np.where(_is_recorded(values), (values.astype(str) == "yes").to_numpy(), np.nan)
        if np.isfinite(there).any():
            found.append((label, "share", there))
    return found


def _is_recorded(column: pd.Series) -> np.ndarray:
    if isinstance(column.dtype, pd.CategoricalDtype):
        told = [str(name) != NOT_RECORDED for name in column.cat.categories]
        return np.array([*told, False], dtype=bool)[column.cat.codes.to_numpy()]
    return np.asarray(column.notna() & (column.astype(str) != NOT_RECORDED), dtype=bool)


def _count(table: pd.DataFrame, people: int) -> np.ndarray:
    return np.bincount(table["participant"].to_numpy(dtype=np.int64), minlength=people).astype(
        float
    )
