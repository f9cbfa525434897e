"""What each arm received: infusions, dose, therapy."""

import numpy as np
import pandas as pd

from analysis.core import ARMS, Cohort
from analysis.core.results import Amount


def measure_exposure(cohort: Cohort) -> tuple[Amount, ...]:
    """Mean infusions, dose, therapy sessions, therapy hours and expectancy by planned arm.

    People without a row in a table that is there had none (0); a table that is empty was not
    recorded, and its amounts are left out.
    """
    people = len(cohort.participants)
    per_person: list[tuple[str, str, np.ndarray]] = []
    if len(cohort.infusions):
        drug = cohort.infusions
        per_person.append(("Infusions or doses", "per person", _count(drug, people)))
        dose = drug.groupby("participant")["mg_per_kg"].mean().reindex(range(people))
        per_person.append(("Dose", "mg/kg", dose.to_numpy(dtype=float)))
    if len(cohort.therapy_sessions):
        therapy = cohort.therapy_sessions
        hours = therapy.groupby("participant")["minutes"].sum().reindex(range(people)).fillna(0.0)
        per_person.append(("Support sessions", "per person", _count(therapy, people)))
        per_person.append(("Support time", "hours", hours.to_numpy(dtype=float) / 60))
        same_day = therapy[therapy["timing"] == "same_day"]
        per_person.append(("Support on the infusion day", "sessions", _count(same_day, people)))
    expectancy = cohort.participants["expectancy"].to_numpy(dtype=float)
    per_person.append(("Expected improvement", "0 to 10", expectancy))
    arm = cohort.participants["arm"].to_numpy()
    amounts = [
        _average(what, unit, name, values[arm == name])
        for what, unit, values in per_person
        for name in ARMS
        if (arm == name).any()
    ]
    return tuple(amount for amount in amounts if amount.n)


def _count(table: pd.DataFrame, people: int) -> np.ndarray:
    rows = table["participant"].to_numpy(dtype=np.int64)
    return np.bincount(rows, minlength=people).astype(float)


def _average(what: str, unit: str, arm: str, values: np.ndarray) -> Amount:
    known = values[~np.isnan(values)]
    mean = float(known.mean()) if len(known) else None
    sd = float(known.std(ddof=1)) if len(known) > 1 else None
    return Amount(what, unit, arm, len(known), mean, sd)
