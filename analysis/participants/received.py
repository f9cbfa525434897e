"""What people of each arm received: medians and quartiles, and how their sessions divide."""

from collections.abc import Mapping
from typing import Final, cast, get_args

import numpy as np
import pandas as pd

from analysis.core import NOT_RECORDED, Cohort
from analysis.core.results import Received, SessionMix, SessionShare, Split

ORDER: Final[dict[str, tuple[str, ...]]] = {
    "timing": ("preparation", "same_day", "within_week", "later", NOT_RECORDED),
    "type": ("preparation", "integration", "cbt", "emdr_informed", "supportive", "nurse_debrief",
             "journaling", NOT_RECORDED),
    "training": ("psychologist", "licensed_therapist", "nurse", "trainee", NOT_RECORDED),
}  # fmt: skip
"""Kinds of sessions in the order they are told; one the file adds comes after them."""

_Amount = tuple[str, str, str, np.ndarray]


def describe_received(
    cohort: Cohort, arms: Mapping[str, np.ndarray], drug: str = "Infusions"
) -> tuple[Received, ...]:
    """Sessions, hours of support, infusions, maintenance and dose a person had, arm by arm.

    Parameters
    ----------
    cohort : Cohort
        Its therapy sessions and infusions.
    arms : mapping of str to ndarray of bool, shape (participants,)
        Who is in each arm.
    drug : str
        What a dose is called ("Infusions", "Doses").

    Returns
    -------
    tuple of Received
        By amount, then arm. A table that is empty was not recorded and its amounts are left out;
        people without a row in one that is there had none (0). A dose counts those it is known for.

    Notes
    -----
    Quartiles by linear interpolation (R's type 7).

    References
    ----------
    Hyndman RJ, Fan Y (1996). Am Stat 50:361-365.
    """
    found = [
        _summarise(amount, arm, amount[3][there])
        for amount in _amounts(cohort, drug)
        for arm, there in arms.items()
    ]
    return tuple(one for one in found if one.n)


def _amounts(cohort: Cohort, drug: str) -> list[_Amount]:
    people, found = len(cohort.participants), []
    if len(cohort.therapy_sessions):
        rows = cohort.therapy_sessions
        minutes = rows["minutes"].fillna(0).to_numpy(dtype=float)
        found += [
            ("sessions", "Support sessions", "sessions", _count(rows, people)),
            ("hours", "Support time", "hours", _count(rows, people, minutes / 60)),
        ]
    if len(cohort.infusions):
        given = cohort.infusions
        upkeep = given[given["purpose"].astype(str) == "maintenance"]
        dose = given.groupby("participant")["mg_per_kg"].mean().reindex(range(people))
        found += [
            ("infusions", drug, drug.lower(), _count(given, people)),
            ("maintenance", f"of these for maintenance ({drug.lower()})", drug.lower(),
             _count(upkeep, people)),
            ("dose", "Dose", "mg/kg", dose.to_numpy(dtype=float)),
        ]  # fmt: skip
    return found


def _count(rows: pd.DataFrame, people: int, weights: np.ndarray | None = None) -> np.ndarray:
    numbers = rows["participant"].to_numpy(dtype=np.int64)
    return np.bincount(numbers, weights, minlength=people).astype(float)


def _summarise(amount: _Amount, arm: str, values: np.ndarray) -> Received:
    what, label, unit, _ = amount
    known = values[~np.isnan(values)]
    if not len(known):
        return Received(what, label, unit, arm, 0, None, None, None, None)
    low, middle, high = (float(q) for q in np.quantile(known, (0.25, 0.5, 0.75)))
    return Received(what, label, unit, arm, len(known), middle, low, high, float(known.mean()))


def divide_sessions(cohort: Cohort, arms: Mapping[str, np.ndarray]) -> tuple[SessionMix, ...]:
    """How the sessions of each arm divide by when they were, of which kind, and who gave them.

    Parameters
    ----------
    cohort : Cohort
        Its therapy sessions.
    arms : mapping of str to ndarray of bool, shape (participants,)
        Who is in each arm.

    Returns
    -------
    tuple of SessionMix
        By split, then arm; a split the cohort records for no session is left out, an arm without
        a session has no shares.
    """
    rows = cohort.therapy_sessions
    participant = rows["participant"].to_numpy(dtype=np.int64)
    found = []
    for split in get_args(Split):
        kinds = rows[split].astype(object).fillna(NOT_RECORDED).astype(str).to_numpy()
        if len(kinds) and (kinds != NOT_RECORDED).any():
            for arm, there in arms.items():
                inside = there[participant]
                shares = _share_out(kinds[inside], participant[inside], split)
                found.append(SessionMix(cast("Split", split), arm, int(there.sum()),
                                        int(inside.sum()), shares))  # fmt: skip
    return tuple(found)


def _share_out(kinds: np.ndarray, participant: np.ndarray, split: str) -> tuple[SessionShare, ...]:
    there = set(kinds)
    order = [kind for kind in ORDER[split] if kind in there]
    order += sorted(there - set(order))
    return tuple(
        SessionShare(
            kind,
            len(np.unique(participant[kinds == kind])),
            float((kinds == kind).mean()),
        )
        for kind in order
    )
