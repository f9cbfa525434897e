"""All tables of the SYNTHETIC cohort from one seed, and the files they are written to."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from .course import Course, draw_course, draw_everyone, draw_state_anxiety
from .doses import Row, draw_infusions, draw_measures
from .events import draw_events, draw_retreatment, draw_screening
from .participants import Column, describe_people, draw_received
from .people import People, draw_people
from .scenarios import ARMS, SCENARIOS, VISITS, Scenario
from .therapy import draw_sessions

SEED: Final = 148
"""One sample of many, kept because it is typical of the truth (see `data/README.md`)."""

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "participants": (
        "patient_id", "arm_planned", "arm_received", "condition", "substance", "sex", "age",
        "employment", "site", "therapist", "prior_treatments", "comorbidity",
        "outside_psychotherapy", "other_medication", "self_pay", "arm_reason", "expectancy",
        "dose_mg_per_kg", "enrolment_rank",
    ),
    "scores": ("patient_id", "visit", "day", "instrument", "score", "rater_blinded"),
    "infusions": ("patient_id", "day", "number", "drug", "mg", "mg_per_kg", "route", "purpose"),
    "therapy_sessions": (
        "patient_id", "day", "minutes", "type", "timing", "hours_after_infusion", "therapist",
        "training",
    ),
    "session_measures": ("patient_id", "day", "minutes_after_start", "measure", "value"),
    "events": ("patient_id", "day", "kind", "term", "severity", "serious"),
    "screening": ("screening_number", "outcome", "reason"),
}  # fmt: skip

JITTER: Final = (0, 0, 1, 2, 4, 8, 14, 21)
"""Most days a visit is away from its scheduled day; baseline is 14 to 0 days before."""

_BLINDED_BY_SITE: Final = (0.95, 0.55, 0.05)
_SCORE_MISSING: Final = 0.02
"""A questionnaire other than the primary instrument left out at a visit, by chance alone."""


@dataclass(frozen=True, eq=False)
class Group:
    """The people of one scenario, drawn."""

    scenario: Scenario
    people: People
    course: Course
    scores: dict[str, np.ndarray]
    columns: dict[str, Column]
    received: np.ndarray


def make_cohort(seed: int = SEED) -> dict[str, list[Row]]:
    """Draw the cohort: rows of each table by its name, columns as in `COLUMNS`."""
    streams = np.random.SeedSequence(seed).spawn(len(SCENARIOS) + 3)
    rngs = [np.random.Generator(np.random.PCG64(stream)) for stream in streams]
    groups = [_draw_group(rng, s) for rng, s in zip(rngs, SCENARIOS, strict=False)]
    places = [(g, i) for g in groups for i in range(len(g.people.arm))]
    order, care, screening = rngs[-3:]
    tables: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    for number, place in enumerate(order.permutation(len(places)), start=1):
        _add_person(care, tables, number, *places[place])
    tables["screening"] = draw_screening(screening, len(places))
    return tables


def _draw_group(rng: np.random.Generator, scenario: Scenario) -> Group:
    people = draw_people(rng, scenario)
    course = draw_course(rng, scenario, people)
    scores = {scenario.instrument: course.primary.copy()}
    scores[scenario.instrument][:, 1] = np.nan
    scores |= draw_everyone(rng, scenario, people, course)
    scores["STAIS"] = np.full(course.primary.shape, np.nan)
    scores["STAIS"][:, :2] = draw_state_anxiety(rng, course)
    received = draw_received(rng, people)
    columns = describe_people(rng, scenario, people, received)
    return Group(scenario, people, course, scores, columns, received)


def _add_person(
    rng: np.random.Generator, tables: dict[str, list[Row]], number: int, group: Group, i: int
) -> None:
    people, substance = group.people, group.scenario.substance
    days = _draw_days(rng)
    last = int(np.flatnonzero(group.course.seen[i])[-1])
    left_on = None if last >= 5 else days[last] + int(rng.integers(1, 15))
    followed = 365 if last == len(days) - 1 else days[last + 1]
    retreated_on = draw_retreatment(rng, group.course.standing[i], followed)
    infusions = draw_infusions(rng, substance, retreated_on)
    initial = [int(str(row[0])) for row in infusions if row[-1] == "initial"]
    found = {
        "participants": [
            (*(column[i] for column in group.columns.values()), infusions[0][4], number)
        ],
        "scores": _list_scores(rng, group, i, days),
        "infusions": infusions,
        "therapy_sessions": draw_sessions(
            rng, int(group.received[i]), group.scenario.condition, int(people.therapist[i]), initial
        ),
        "session_measures": draw_measures(rng, substance, int(people.age[i]), infusions),
        "events": draw_events(rng, initial, retreated_on, left_on),
    }
    for table, rows in found.items():
        tables[table] += [(f"SYN-{number:04d}", *row) for row in rows]


def _draw_days(rng: np.random.Generator) -> list[int]:
    shifts = [int(rng.integers(-most, most + 1)) for most in JITTER]
    days = [day + shift for day, shift in zip(VISITS.values(), shifts, strict=True)]
    return [-int(rng.integers(0, 15)), *days[1:]]


def _list_scores(rng: np.random.Generator, group: Group, i: int, days: list[int]) -> list[Row]:
    scenario = group.scenario
    blinded = "yes" if rng.random() < _BLINDED_BY_SITE[group.people.site[i]] else "no"
    rows: list[Row] = []
    for visit, label in enumerate(VISITS):
        for code, scores in group.scores.items():
            primary = code == scenario.instrument
            there = group.course.seen[i, visit] and not np.isnan(scores[i, visit])
            if not there or (not primary and rng.random() < _SCORE_MISSING):
                continue
            rated = blinded if primary and scenario.clinician else ""
            rows.append((label, days[visit], code, f"{scores[i, visit]:g}", rated))
    return rows


def make_mapping() -> dict[str, object]:
    """The meaning of the tables' columns and labels, as a mapping JSON holds it."""
    roles = [*COLUMNS["participants"], *COLUMNS["scores"]]
    conditions = list(dict.fromkeys(s.condition for s in SCENARIOS))
    return {
        "version": 1,
        "shape": "tables",
        "delimiter": ",",
        "encoding": "utf-8",
        "decimal": ".",
        "header_row": 1,
        "roles": {role: role for role in dict.fromkeys(roles)},
        "arms": {arm: arm for arm in ARMS},
        "conditions": {condition: condition for condition in conditions},
        "visits": dict(VISITS),
        "primary_visit": "week 12",
        "primary_instruments": {s.condition: s.instrument for s in SCENARIOS},
        "randomised": False,
        "synthetic": True,
        "clock": "first infusion",
    }


def write_cohort(folder: Path, seed: int = SEED) -> list[Path]:
    """Write one CSV a table into `folder`, the mapping beside it; return the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, rows in make_cohort(seed).items():
        files.append(folder / f"{name}.csv")
        with files[-1].open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS[name])
            writer.writerows(rows)
    files.append(folder.with_name(f"{folder.name}.map.json"))
    text = json.dumps(make_mapping(), indent=2) + "\n"
    files[-1].write_text(text, encoding="utf-8", newline="\n")
    return files
