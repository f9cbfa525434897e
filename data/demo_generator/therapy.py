"""Therapy sessions, nurses' debriefs and journaling: what was received, and when."""

from typing import Final

import numpy as np

from .doses import Row
from .people import THERAPISTS

TRAININGS: Final = (
    "psychologist", "licensed_therapist", "psychologist", "trainee", "licensed_therapist",
    "psychologist", "licensed_therapist", "psychologist", "licensed_therapist", "trainee",
)  # fmt: skip
"""Training of each of `THERAPISTS`, in their order."""

_TYPES: Final = ("integration", "cbt", "emdr_informed", "supportive")
_TYPE_SHARES: Final = {
    "ptsd": (0.40, 0.10, 0.40, 0.10), "complex_ptsd": (0.40, 0.10, 0.35, 0.15),
    "ocd": (0.40, 0.50, 0.0, 0.10), "addiction": (0.45, 0.35, 0.0, 0.20),
    "depression": (0.50, 0.30, 0.0, 0.20), "anxiety": (0.45, 0.40, 0.0, 0.15),
}  # fmt: skip


def name_therapist(therapist: int) -> str:
    """A therapist's name in the tables: marked synthetic, the letter is the site."""
    return f"SYNTHETIC therapist {THERAPISTS[therapist]}"


def draw_sessions(
    rng: np.random.Generator,
    received: int,
    condition: str,
    therapist: int,
    infusion_days: list[int],
) -> list[Row]:
    """One person's rows (day, minutes, type, timing, hours_after_infusion, therapist, training).

    `received` is the arm as received: infusion only has no sessions.
    """
    if received == 0:
        return []
    if received == 1:
        return _draw_journaling(rng, therapist, infusion_days)
    who = (name_therapist(therapist), TRAININGS[therapist])
    rows: list[Row] = []
    for day in sorted(rng.choice(np.arange(-12, 0), int(rng.integers(1, 3)), replace=False)):
        minutes = int(rng.choice((50, 60, 75, 90)))
        rows.append((int(day), minutes, "preparation", "preparation", "", *who))
    for day in _draw_therapy_days(rng, infusion_days):
        kind = str(rng.choice(_TYPES, p=_TYPE_SHARES[condition]))
        minutes = int(rng.choice((45, 50, 60, 90), p=(0.2, 0.4, 0.25, 0.15)))
        rows.append((day, minutes, kind, *_time_after(rng, day, infusion_days), *who))
    return rows


def _draw_therapy_days(rng: np.random.Generator, infusion_days: list[int]) -> list[int]:
    """Same day and the days after each infusion, then about weekly for a while."""
    days = {day + int(rng.integers(1, 4)) for day in infusion_days if rng.random() < 0.45}
    days |= {day for day in infusion_days if rng.random() < 0.35}
    start = infusion_days[-1] + 8
    weekly = range(start, start + 7 * int(rng.integers(0, 7)), 7)
    days |= {day + int(rng.integers(0, 3)) for day in weekly}
    return sorted(days or {infusion_days[0]})


def _draw_journaling(
    rng: np.random.Generator, therapist: int, infusion_days: list[int]
) -> list[Row]:
    nurse = f"SYNTHETIC nurse {THERAPISTS[therapist][0]}{1 + int(rng.integers(0, 2))}"
    rows: list[Row] = []
    for position, day in enumerate(infusion_days):
        if position == 0 or rng.random() < 0.6:
            minutes = int(rng.choice((15, 20, 30)))
            when = _time_after(rng, day, infusion_days)
            rows.append((day, minutes, "nurse_debrief", *when, nurse, "nurse"))
        if rng.random() < 0.3:
            after = day + int(rng.integers(1, 4))
            when = _time_after(rng, after, infusion_days)
            rows.append((after, int(rng.choice((20, 30))), "journaling", *when, "", ""))
    return sorted(rows, key=lambda row: (int(str(row[0])), str(row[2])))


def _time_after(rng: np.random.Generator, day: int, infusion_days: list[int]) -> tuple[str, float]:
    """Timing and hours since the last infusion on or before a day."""
    days = day - max(d for d in infusion_days if d <= day)
    hours = 24 * days + float(rng.uniform(1.5, 5)) - (0 if days == 0 else 3)
    timing = "same_day" if days == 0 else "within_week" if days <= 7 else "later"
    return timing, round(hours, 1)
