"""Verb `session-measures`: what was measured while infusions ran, each person's worst."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.core import NOT_RECORDED, CannotEstimate
from analysis.core.results import SessionMeasure
from analysis.participants import WATCHED, summarise_sessions

from .request import Request, levels_of
from .said import say_limits

_COLUMNS = {"id": "patient_id", "visit": "day", "time": "minutes_after_start",
            "outcome": "measure", "score": "value"}  # fmt: skip
"""What the file of a cohort calls these columns."""


def session_measures_verb(request: Request) -> dict[str, Any]:
    """Peaks of blood pressure, heart rate, CADSS, ...: by --group and --dose, a person once.

    A row a measurement: --id, --visit (day of the session), --time (minutes after the start, up to
    0 before it), --outcome (what was measured) and --score (its value); without these options the
    columns of a cohort's session_measures.csv. --instrument systolic says what a file without such
    a column holds.
    """
    rows, arm, dose, arms = _read(request)
    found = summarise_sessions(rows, arm, dose, arms, request.level)
    if not found:
        raise CannotEstimate(
            "not_measured", "None of the measures known was measured in anybody.",
            f"Known are: {', '.join(name for one in WATCHED for name in one.names)}.",
        )  # fmt: skip
    told: dict[str, Any] = {}
    for one in found:
        told.setdefault(one.measure, {}).setdefault(one.arm, {})[one.dose] = _say(one)
    return {
        "measures": told,
        "thresholds": {one.measure: one.threshold or None for one in found},
        "method": "Each person once, with their worst session; change from the last value before "
        "the start. Means with t intervals, people beyond the threshold with Wilson's.",
        "source": "Wilson 1927; thresholds as printed",
    }


def _read(request: Request) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, list[str]]:
    """The measurements, and arm and dose of each person."""
    table = request.table
    name = {option: getattr(request.options, option) or usual for option, usual in _COLUMNS.items()}
    people = table.labels(name["id"])
    labels = request.groups()
    bands = request.labels("dose") if request.options.dose else _all(table.rows, NOT_RECORDED)
    known = [i for i in range(table.rows) if people[i] is not None and labels[i] is not None]
    if not known:
        raise CannotEstimate("nobody", "No row names a person and an arm.",
                             "Check --id and --group.")  # fmt: skip
    _, first, person = np.unique(people[known].astype(str), return_index=True, return_inverse=True)
    rows = pd.DataFrame(
        {
            "participant": person,
            "day": table.numbers(name["visit"])[known],
            "minutes_after_start": table.numbers(name["time"])[known],
            "measure": _measures(request, name["outcome"])[known],
            "value": table.numbers(name["score"])[known],
        }
    )
    dose = np.array([NOT_RECORDED if band is None else band for band in bands[known]], dtype=object)
    arm = labels[known]
    _require_one_arm(person, arm, first)
    return rows, arm[first], dose[first], levels_of(arm)


def _measures(request: Request, column: str) -> np.ndarray:
    if request.options.instrument and column not in request.table.columns:
        return _all(request.table.rows, request.options.instrument)
    return np.array([one or "" for one in request.table.labels(column)], dtype=object)


def _require_one_arm(person: np.ndarray, arm: np.ndarray, first: np.ndarray) -> None:
    if (arm != arm[first][person]).any():
        raise CannotEstimate("two_arms", "A person stands in two arms.",
                             "Give --group a column of the planned arm.")  # fmt: skip


def _all(rows: int, said: str) -> np.ndarray:
    return np.full(rows, said, dtype=object)


def _say(one: SessionMeasure) -> dict[str, Any]:
    return {
        "people": one.people, "sessions": one.sessions, "worst": say_limits(one.worst),
        "change": say_limits(one.change), "beyond": one.beyond_people,
        "beyond_per_100": say_limits(one.beyond),
    }  # fmt: skip
