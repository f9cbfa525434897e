"""Harms, retreatment, leaving, and the people who were never taken on."""

from typing import Final

import numpy as np

from .course import WEEK_12
from .doses import Row

ADVERSE: Final = {
    "nausea": 0.24, "dizziness": 0.20, "headache": 0.16, "raised blood pressure": 0.12,
    "anxiety during the session": 0.12, "distressing dissociation": 0.08, "tiredness": 0.08,
}  # fmt: skip
"""Share of adverse events by term; no arm has more of them than another."""

SERIOUS: Final = ("suicidal crisis", "hospital admission", "hypertensive emergency")
_ADVERSE_EACH: Final = 0.55
_SERIOUS_SHARE: Final = 0.006
_WITHDRAWAL_REASONS: Final = ("no contact", "moved away", "no time", "cost", "felt no benefit",
                              "felt well")  # fmt: skip
"""Reasons for leaving, drawn without regard to the scores: drop-out stays at random."""

SCREENED_OUT: Final = {
    "active psychosis or extreme paranoia": 58, "uncontrolled hypertension": 71,
    "active substance intoxication": 44, "pregnancy": 19, "recent mania": 47,
    "unstable cardiac disease": 38, "severe liver disease": 16,
}  # fmt: skip
DECLINED: Final = {"declined after information": 92, "cost": 51, "distance or time": 34}


def draw_retreatment(rng: np.random.Generator, standing: np.ndarray, last_day: int) -> int | None:
    """Day of one person's first retreatment: likelier the worse they stand at week 12.

    `standing` is in baseline SDs; retreatment is known only while the person is followed.
    """
    day = int(rng.integers(60, 330))
    chance = 1 / (1 + np.exp(-(0.4 + 1.3 * standing[WEEK_12])))
    return day if rng.random() < chance and day < last_day else None


def draw_events(
    rng: np.random.Generator,
    infusion_days: list[int],
    retreated_on: int | None,
    left_on: int | None,
) -> list[Row]:
    """One person's rows (day, kind, term, severity, serious), in order of day."""
    rows: list[Row] = []
    for _ in range(rng.poisson(_ADVERSE_EACH)):
        term = str(rng.choice(list(ADVERSE), p=list(ADVERSE.values())))
        severity = str(rng.choice(("mild", "moderate", "severe"), p=(0.66, 0.29, 0.05)))
        rows.append((int(rng.choice(infusion_days)), "adverse", term, severity, "no"))
    if rng.random() < _SERIOUS_SHARE:
        term = str(rng.choice(SERIOUS))
        rows.append((int(rng.integers(0, 60)), "adverse", term, "severe", "yes"))
    if retreated_on is not None:
        rows.append((retreated_on, "retreatment", "further infusions", "", "no"))
    if left_on is not None and rng.random() < 0.6:
        rows.append((left_on, "withdrawal", str(rng.choice(_WITHDRAWAL_REASONS)), "", "no"))
    return sorted(dict.fromkeys(rows), key=lambda row: int(str(row[0])))


def draw_screening(rng: np.random.Generator, enrolled: int) -> list[Row]:
    """Rows (screening_number, outcome, reason) in an order that has nothing to do with ids."""
    rows = [("enrolled", "")] * enrolled
    rows += [("screened_out", why) for why, n in SCREENED_OUT.items() for _ in range(n)]
    rows += [("declined", why) for why, n in DECLINED.items() for _ in range(n)]
    order = rng.permutation(len(rows))
    return [(f"SYNSCREEN-{k + 1:04d}", *rows[place]) for k, place in enumerate(order)]
