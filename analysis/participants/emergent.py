"""Getting worse, and suicidal thoughts that were not there before."""

from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from analysis.core import CannotEstimate, Cohort, settings
from analysis.core.results import HarmComparison

from .harm_comparison import compare_harm

SERIOUS_IDEATION: Final = 4
"""C-SSRS ideation 4 or 5: active thoughts with some intent."""

_ROUNDING: Final = 1e-9
SUICIDALITY_SOURCES: Final = (("CSSRS_SI", None), ("PHQ9", 9))
"""Where suicidality is read, in order: a score, or an item of an instrument."""


class Emergent(NamedTuple):
    """Who was assessed before and after, and whose worst after is worse than their worst before.

    `new` had none before and any after; `serious` reached active thoughts with intent and had not
    (C-SSRS only, else nobody is assessed for it).
    """

    source: str
    assessed: np.ndarray
    worse: np.ndarray
    new: np.ndarray
    serious: np.ndarray | None


def deteriorated(
    baseline: np.ndarray, visit: np.ndarray, threshold: float, benefit_sign: int
) -> tuple[np.ndarray, np.ndarray]:
    """Who got worse by at least a reliable change, among those with both scores.

    Parameters
    ----------
    baseline, visit : ndarray, shape (people,)
        Points, NaN where missing: a missing score is never "did not deteriorate".
    threshold : float
        Reliable change of one person, points, above 0.
    benefit_sign : int
        +1 where higher is better, -1 where lower is.

    Returns
    -------
    tuple of ndarray of bool
        Assessed, and deteriorated.

    Raises
    ------
    CannotEstimate
        "bad_threshold" when it is not above zero.
    """
    if not threshold > 0:
        raise CannotEstimate("bad_threshold", "The reliable change is a number above zero.",
                             "Give the published one.")  # fmt: skip
    gain = benefit_sign * (np.asarray(visit, dtype=float) - np.asarray(baseline, dtype=float))
    return ~np.isnan(gain), gain <= -threshold + _ROUNDING


def emergent_suicidality(cohort: Cohort, until: int | None = None) -> Emergent:
    """Whose worst suicidality after the first infusion is worse than their worst before it.

    Parameters
    ----------
    cohort : Cohort
        With C-SSRS ideation scores, or item 9 of the PHQ-9 among its items.
    until : int, optional
        Last study day counted.

    Raises
    ------
    CannotEstimate
        "no_suicidality" when neither is recorded before and after for anybody.

    Notes
    -----
    Before: every assessment on or before day 0, its worst (a lifetime rating among them counts);
    after: every later one, its worst. Improvement from a bad day is not protection, so last values
    are not used.

    References
    ----------
    Nilsson ME et al. (2013). Columbia-Suicide Severity Rating Scale Scoring and Data Analysis
    Guide: treatment-emergent relative to the baseline worst.
    """
    for code, item in SUICIDALITY_SOURCES:
        name = code if item is None else f"{code} item {item}"
        serious_from = SERIOUS_IDEATION if code == "CSSRS_SI" else None
        found = find_emergent(name, *_worst(cohort, code, item, until), serious_from)
        if found.assessed.any():
            return found
    raise CannotEstimate(
        "no_suicidality",
        "Nobody has suicidality recorded both before and after the first infusion.",
        "Add C-SSRS scores, or item 9 of the PHQ-9 in items.csv.",
    )


def find_emergent(
    source: str, before: np.ndarray, after: np.ndarray, serious_from: float | None = None
) -> Emergent:
    """Whose worst value after the first infusion is worse than their worst before it.

    Parameters
    ----------
    source : str
        What was rated.
    before, after : ndarray, shape (people,)
        Each person's worst up to day 0 and after it, higher worse; NaN where there is none.
    serious_from : float, optional
        From which value on it is serious.
    """
    assessed = ~np.isnan(before) & ~np.isnan(after)
    serious = None
    if serious_from is not None:
        serious = assessed & (before < serious_from) & (after >= serious_from)
    return Emergent(source, assessed, assessed & (after > before),
                    assessed & (before == 0) & (after > 0), serious)  # fmt: skip


def compare_emergent(
    cohort: Cohort,
    treatment: str,
    comparator: str,
    assessed: np.ndarray,
    had: np.ndarray,
    code: str,
    label: str,
    level: float = settings.LEVEL,
) -> HarmComparison:
    """People per 100 of those assessed who had it, arm by arm.

    Parameters
    ----------
    cohort : Cohort
        For the planned arms.
    treatment, comparator : str
        Arms compared.
    assessed, had : ndarray of bool, shape (participants,)
        Who was assessed, and who had it.
    code, label : str
        The harm ("deterioration", "suicidality"), and its name.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        "no_people" when nobody of an arm was assessed.
    """
    arm = cohort.participants["arm"].to_numpy()
    rows = assessed & np.isin(arm, (treatment, comparator))
    return compare_harm(code, label, (treatment, comparator), had[rows].astype(int),
                        arm[rows] == treatment, None, level, serious=True)  # fmt: skip


def _worst(
    cohort: Cohort, code: str, item: int | None, until: int | None
) -> tuple[np.ndarray, np.ndarray]:
    """Worst value up to day 0 and after it, NaN where there is none."""
    if item is None:
        rows, column = cohort.scores, "score"
        rows = rows[rows["instrument"].astype(str) == code]
    else:
        rows, column = cohort.items, "answer"
        numbers = pd.to_numeric(rows["item"], errors="coerce").to_numpy(dtype=float)
        rows = rows[(rows["instrument"].astype(str).to_numpy() == code) & (numbers == item)]
    rows = rows[rows[column].notna()]
    return worst_before_and_after(
        rows["participant"].to_numpy(dtype=np.int64), rows["day"].to_numpy(dtype=float),
        rows[column].to_numpy(dtype=float), len(cohort.participants), until,
    )  # fmt: skip


def worst_before_and_after(
    people: np.ndarray, days: np.ndarray, values: np.ndarray, count: int, until: float | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Each person's highest value up to day 0, and after it up to a day; NaN without one.

    Parameters
    ----------
    people : ndarray of int, shape (ratings,)
        Whose rating it is, from 0.
    days, values : ndarray, shape (ratings,)
        Study day of each rating, and what it says, none missing.
    count : int
        People there are.
    until : float, optional
        Last study day counted.
    """
    ends = np.inf if until is None else until
    found = []
    for inside in (days <= 0, (days > 0) & (days <= ends)):
        worst = np.full(count, -np.inf)
        np.maximum.at(worst, people[inside], values[inside])
        found.append(np.where(np.isinf(worst), np.nan, worst))
    return found[0], found[1]
