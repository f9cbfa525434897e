"""A small made-up cohort with every table of care: sessions, infusions, events, measurements."""

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.core import ARMS, Cohort
from tests.made_up import draw_matrix, make_cohort

SESSIONS = ["participant", "day", "minutes", "type", "timing", "hours_after_infusion", "therapist",
            "training"]  # fmt: skip
INFUSIONS = ["participant", "day", "number", "drug", "mg", "mg_per_kg", "route", "purpose"]
EVENTS = ["participant", "day", "kind", "term", "severity", "serious"]
MEASURES = ["participant", "day", "minutes_after_start", "measure", "value"]


def care_cohort(each: int = 40, conditions: tuple[str, ...] = ("depression",), **choices: object):
    """Three arms of `each` people a condition; psychotherapy 4 points better; see the tables below.

    Psychotherapy: person i has 4 + i % 5 sessions, the first after day 0 on the same day where i
    is even and two days later where it is odd. Journaling: two debriefs the same day. Events:
    nausea in every fourth person, one serious event in person 0.
    """
    cells = [(condition, arm) for condition in conditions for arm in ARMS]
    people = each * len(cells)
    arm = np.repeat([arm for _, arm in cells], each)
    random = np.random.default_rng(7)
    columns = {
        "arm": list(arm),
        "condition": list(np.repeat([condition for condition, _ in cells], each)),
        "substance": ["ketamine_iv"] * people,
        "sex": list(random.choice(["female", "male"], people)),
        "age_band": list(random.choice(["18-34", "35-54", "55+"], people)),
        "outside_psychotherapy": ["yes" if i % 3 == 0 else "no" for i in range(people)],
    }
    shift = np.where(arm == ARMS[2], -4.0, 0.0)
    matrix = draw_matrix(3, people, shift)
    cohort: Cohort = make_cohort(columns, {"PHQ9": matrix}, **choices)
    return replace(
        cohort,
        therapy_sessions=pd.DataFrame(_sessions(arm), columns=SESSIONS),
        infusions=pd.DataFrame(_infusions(people), columns=INFUSIONS),
        events=pd.DataFrame(_events(people), columns=EVENTS),
        session_measures=pd.DataFrame(_measures(people), columns=MEASURES),
        screening=pd.DataFrame(
            {
                "outcome": ["enrolled"] * people + ["screened_out"] * 15 + ["declined"] * 12,
                "reason": [""] * people + ["extreme paranoia"] * 15 + ["cost"] * 12,
            }
        ),
    )


def _sessions(arm: np.ndarray) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for i, name in enumerate(arm):
        if name == ARMS[1]:
            rows += [(i, day, 30, "nurse_debrief", "same_day", 2.0, "n", "nurse")
                     for day in (0, 7)]  # fmt: skip
        if name == ARMS[2]:
            rows.append((i, -2, 60, "preparation", "preparation", np.nan, "t", "psychologist"))
            first = ("same_day", 0, 2.0) if i % 2 == 0 else ("within_week", 2, 50.0)
            rows.append((i, first[1], 60, "integration", first[0], first[2], "t", "psychologist"))
            rows += [(i, 9 + 2 * k, 60, "integration", "later", 200.0, "t", "psychologist")
                     for k in range(2 + i % 5)]  # fmt: skip
    return rows


def _infusions(people: int) -> list[tuple[object, ...]]:
    return [(i, 7 * k, k + 1, "ketamine", 40.0, 0.5, "iv", "initial" if k < 4 else "maintenance")
            for i in range(people) for k in range(4 + i % 3)]  # fmt: skip


def _events(people: int) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [
        (i, 0, "adverse", "nausea", "mild", "no") for i in range(people) if i % 4 == 0
    ]
    rows.append((0, 9, "adverse", "hospital admission", "severe", "yes"))
    rows += [(i, 40, "withdrawal", "moved away", "", "no") for i in range(people) if i % 2 == 1]
    return rows


def _measures(people: int) -> list[tuple[object, ...]]:
    return [(i, 0, minute, "systolic", 120.0 + i % 5 + rise)
            for i in range(people) for minute, rise in ((0, 0), (40, 20), (80, 5))]  # fmt: skip
