"""What each person had received by a day, and who was still followed and not retreated then."""

from typing import Literal

import numpy as np
import pandas as pd

from analysis.core import Cohort

Counted = Literal["sessions", "hours", "same_day", "within_week", "later"]
"""How therapy is counted: sessions, hours, or sessions at one time after an infusion."""


def therapy_by(cohort: Cohort, day: float, counted: Counted = "sessions") -> np.ndarray:
    """Therapy each person had received by the end of a study day, preparation included.

    Returns
    -------
    ndarray, shape (participants,)
        Sessions or hours, 0 for people without a row.
    """
    rows = cohort.therapy_sessions
    rows = rows[rows["day"].to_numpy(dtype=float) <= day]
    if counted in ("same_day", "within_week", "later"):
        rows = rows[rows["timing"].astype(str) == counted]
    weights = rows["minutes"].fillna(0).to_numpy(dtype=float) / 60 if counted == "hours" else None
    return _count(rows, len(cohort.participants), weights)


def infusions_by(cohort: Cohort, day: float) -> np.ndarray:
    """Infusions (or other doses) each person had received by the end of a study day."""
    rows = cohort.infusions
    rows = rows[rows["day"].to_numpy(dtype=float) <= day]
    return _count(rows, len(cohort.participants), None)


def first_doses(cohort: Cohort) -> np.ndarray:
    """First dose of each person, mg per kg, NaN where none is recorded: set at day 0."""
    rows = cohort.infusions.sort_values(["participant", "day"], kind="stable")
    first = rows.drop_duplicates("participant")
    doses = np.full(len(cohort.participants), np.nan)
    doses[first["participant"].to_numpy(dtype=np.int64)] = first["mg_per_kg"].to_numpy(dtype=float)
    return doses


def mean_doses(cohort: Cohort) -> np.ndarray:
    """Mean dose over all infusions of each person, mg per kg, NaN where none is recorded."""
    means = cohort.infusions.groupby("participant")["mg_per_kg"].mean()
    return means.reindex(range(len(cohort.participants))).to_numpy(dtype=float)


def followed_past(cohort: Cohort, day: float) -> np.ndarray:
    """Who has any score after a day, and no first retreatment by it.

    Returns
    -------
    ndarray of bool, shape (participants,)
    """
    scores = cohort.scores
    after = (scores["day"].to_numpy(dtype=float) > day) & scores["score"].notna().to_numpy()
    followed = np.zeros(len(cohort.participants), dtype=bool)
    followed[scores["participant"].to_numpy()[after]] = True
    again = cohort.first_retreatments
    return followed if again is None else followed & (again > day)


def _count(rows: pd.DataFrame, people: int, weights: np.ndarray | None) -> np.ndarray:
    numbers = rows["participant"].to_numpy(dtype=np.int64)
    return np.bincount(numbers, weights, minlength=people).astype(float)
