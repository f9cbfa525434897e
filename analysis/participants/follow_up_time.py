"""How long each person was followed, and how often they were asked."""

import numpy as np

from analysis.core import ARMS, Cohort, settings
from analysis.core.results import Amount


def last_days(cohort: Cohort, until: int | None = None) -> np.ndarray:
    """Last study day on which anything is recorded of each person, at least 0, at most `until`.

    Returns
    -------
    ndarray, shape (participants,)
    """
    last = np.zeros(len(cohort.participants))
    for table in (cohort.scores, cohort.events, cohort.infusions, cohort.therapy_sessions,
                  cohort.session_measures):  # fmt: skip
        people = table["participant"].to_numpy(dtype=np.int64)
        np.maximum.at(last, people, table["day"].to_numpy(dtype=float))
    return last if until is None else np.minimum(last, until)


def months_followed(cohort: Cohort, until: int | None = None) -> np.ndarray:
    """Person-months from the first infusion on; the day of the infusion itself counts as one."""
    return (last_days(cohort, until) + 1) / settings.DAYS_A_MONTH


def measure_asking(
    cohort: Cohort, until: int | None = None, people: np.ndarray | None = None
) -> tuple[Amount, ...]:
    """Assessments and contacts a person after the first infusion, by planned arm.

    Whoever is seen more often is asked more often and reports more harms. Assessments are days with
    a score; contacts are days with a score, an infusion or a session of therapy. `people` is a mask
    of those asked about, everyone by default.
    """
    arm = cohort.participants["arm"].to_numpy()
    inside = np.ones(len(arm), dtype=bool) if people is None else people
    asked = _count_days(cohort, (cohort.scores,), until)
    seen = _count_days(cohort, (cohort.scores, cohort.infusions, cohort.therapy_sessions), until)
    amounts = []
    for what, days in (("Assessments", asked), ("Days seen", seen)):
        for name in ARMS:
            values = days[(arm == name) & inside]
            if len(values):
                sd = float(values.std(ddof=1)) if len(values) > 1 else None
                amounts.append(Amount(what, "per person", name, len(values), float(values.mean()),
                                      sd))  # fmt: skip
    return tuple(amounts)


def _count_days(cohort: Cohort, tables: tuple, until: int | None) -> np.ndarray:
    """Distinct days from day 0 on with a row in any of the tables."""
    people = np.concatenate([t["participant"].to_numpy(dtype=np.int64) for t in tables])
    days = np.concatenate([t["day"].to_numpy(dtype=np.int64) for t in tables])
    inside = (days >= 0) & (days <= (np.inf if until is None else until))
    pairs = np.unique(np.stack([people[inside], days[inside]], axis=1), axis=0)
    return np.bincount(pairs[:, 0], minlength=len(cohort.participants)).astype(float)
