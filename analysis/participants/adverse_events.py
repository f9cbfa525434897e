"""Treatment-emergent adverse events of two arms, from the first infusion on."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from analysis.core import CannotEstimate, Cohort, settings
from analysis.core.results import Harms

from .adverse_event_groups import GROUPS, match_terms
from .follow_up_time import last_days, measure_asking, months_followed
from .harm_comparison import compare_harm

SEVERITIES: Final = ("mild", "moderate", "severe")
WINDOWS: Final = (
    ("day_0", "On the day of an infusion", 0, 0),
    ("day_1_2", "1 to 2 days after an infusion", 1, 2),
    ("day_3_7", "3 to 7 days after an infusion", 3, 7),
    ("day_8_28", "8 to 28 days after an infusion", 8, 28),
    ("day_29", "More than 28 days after an infusion", 29, np.inf),
)
"""Days since the last infusion on or before the event (the first, where none are recorded)."""

ASKED_MORE: Final = (
    "Harms are counted as they were reported: an arm that is seen more often is asked more often, "
    "and reports more. Assessments and days seen stand beside them."
)
_YES: Final = frozenset({"yes", "true", "1", "serious"})


def compare_harms(
    cohort: Cohort,
    treatment: str,
    comparator: str,
    *,
    people: np.ndarray | None = None,
    until: int | None = None,
    level: float = settings.LEVEL,
) -> Harms:
    """Adverse events since the first infusion: people per 100 and events per 100 person-months.

    Parameters
    ----------
    cohort : Cohort
        Its events (kind "adverse"), and all tables for how long people were followed.
    treatment, comparator : str
        Planned arms compared.
    people : ndarray of bool, shape (participants,), optional
        Those asked about (one substance, chosen conditions); everyone by default.
    until : int, optional
        Last study day counted, so that arms followed for different times can be compared.
    level : float
        Confidence level.

    Returns
    -------
    Harms
        Any event; by worst severity; serious; by time since an infusion; by group of terms, those
        that matter most first, counted though nobody had them (with their upper limit).

    Raises
    ------
    CannotEstimate
        "no_events_recorded" when the cohort has no adverse events table, "no_people" when an arm
        is empty.

    Notes
    -----
    Treatment-emergent: events on or after day 0. Infusions stopped are looked for among all kinds
    of events. Deaths by any cause.
    """
    if not len(cohort.events):
        raise CannotEstimate(
            "no_events_recorded",
            "The cohort records no events, which is not the same as none having happened.",
            "Add events.csv to the cohort.",
        )
    arm = cohort.participants["arm"].to_numpy()
    asked = np.isin(arm, (treatment, comparator))
    asked &= True if people is None else people
    place = np.cumsum(asked) - 1
    events = _emergent_events(cohort, asked, until)
    months = months_followed(cohort, until)[asked]
    treated = arm[asked] == treatment
    found = []
    for code, label, serious, chosen in _choose(events):
        rows = place[events["participant"].to_numpy(dtype=np.int64)[chosen]]
        counts = np.bincount(rows, minlength=len(treated))
        found.append(compare_harm(code, label, (treatment, comparator), counts, treated, months,
                                  level, serious))  # fmt: skip
    asking = measure_asking(cohort, until, people)
    asking = tuple(amount for amount in asking if amount.arm in (treatment, comparator))
    return Harms(treatment, comparator, tuple(found), asking, until, (ASKED_MORE,))


def _emergent_events(cohort: Cohort, asked: np.ndarray, until: int | None) -> pd.DataFrame:
    """Events of the people asked about, from day 0, with days since the last infusion."""
    events = cohort.events
    days = events["day"].to_numpy(dtype=float)
    people = events["participant"].to_numpy(dtype=np.int64)
    kept = (days >= 0) & (days <= (np.inf if until is None else until)) & asked[people]
    since = days_since_infusion(cohort, people, days)
    return events.assign(since=since)[kept].reset_index(drop=True)


def days_since_infusion(cohort: Cohort, people: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Days from each person's last infusion on or before a day; from day 0 where none is.

    Parameters
    ----------
    cohort : Cohort
        Its infusions.
    people, days : ndarray, shape (events,)
        Participant and study day of each event.
    """
    width = float(last_days(cohort).max()) + 2
    given = cohort.infusions
    at = given["participant"].to_numpy(dtype=float) * width + given["day"].to_numpy(dtype=float)
    starts = np.arange(len(cohort.participants)) * width  # day 0 is the first infusion of all
    at = np.sort(np.concatenate([at[given["day"].to_numpy(dtype=float) >= 0], starts]))
    event_at = people * width + np.clip(days, 0, width - 1)
    return event_at - at[np.searchsorted(at, event_at, side="right") - 1]


def _choose(events: pd.DataFrame) -> Iterator[tuple[str, str, bool, np.ndarray]]:
    """Code, label, seriousness and rows of each harm told."""
    adverse = (events["kind"].astype(str) == "adverse").to_numpy()
    yield "any", "Any adverse event", False, adverse
    severity = events["severity"].astype(str).to_numpy()
    worst = _worst_by_person(events, adverse, severity)
    for grade in SEVERITIES:
        yield grade, f"{grade.capitalize()} at worst", False, adverse & (worst == grade)
    serious = np.isin(events["serious"].astype(str).str.lower().to_numpy(), list(_YES))
    yield "serious", "Serious adverse event", True, adverse & serious
    since = events["since"].to_numpy(dtype=float)
    for code, label, low, high in WINDOWS:
        yield code, label, False, adverse & (since >= low) & (since <= high)
    terms = events["term"].astype(str).to_numpy()
    for group in GROUPS:
        rows = match_terms(terms, group)
        if group.code != "stopped":
            rows = rows & adverse
        yield group.code, group.label, group.serious, rows


def _worst_by_person(
    events: pd.DataFrame, adverse: np.ndarray, severity: np.ndarray
) -> np.ndarray:  # fmt: skip
    """Each event's grade where it is its person's worst, else nothing: a person counts once."""
    grade = np.array([SEVERITIES.index(s) if s in SEVERITIES else -1 for s in severity], dtype=int)
    people = events["participant"].to_numpy(dtype=np.int64)
    worst = np.full(int(people.max(initial=-1)) + 1, -1)
    np.maximum.at(worst, people[adverse], grade[adverse])
    is_worst = (grade >= 0) & (grade == worst[people]) if len(people) else np.zeros(0, dtype=bool)
    return np.where(is_worst, severity, "")
