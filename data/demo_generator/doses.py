"""Infusions and other doses, and what was measured while they ran."""

from dataclasses import dataclass
from typing import Final

import numpy as np

Row = tuple[object, ...]


@dataclass(frozen=True)
class Dosing:
    """How one substance is given: doses in mg (or mg/kg), how many, and days between them."""

    drug: str
    route: str
    doses: tuple[float, ...]
    shares: tuple[float, ...]
    per_kg: bool
    counts: tuple[int, ...]
    count_shares: tuple[float, ...]
    gaps: tuple[int, ...]
    cadss: float
    """Mean dissociation 40 minutes after the start."""


DOSINGS: Final = {
    "ketamine_iv": Dosing("ketamine", "iv", (0.3, 0.5, 0.75, 1.0), (0.08, 0.70, 0.13, 0.09), True,
                          (1, 4, 5, 6, 7, 8), (0.07, 0.10, 0.10, 0.53, 0.08, 0.12), (3, 4), 18),
    "ketamine_nasal": Dosing("esketamine", "nasal", (56, 84), (0.6, 0.4), False,
                             (6, 8), (0.3, 0.7), (3, 4), 12),
    "psilocybin": Dosing("psilocybin", "oral", (15, 25), (0.2, 0.8), False,
                         (1, 2), (0.6, 0.4), (21, 28), 24),
    "mdma": Dosing("mdma", "oral", (80, 120), (0.5, 0.5), False, (2, 3), (0.4, 0.6), (21, 28), 14),
    "lsd": Dosing("lsd", "oral", (0.1, 0.2), (0.4, 0.6), False, (1, 2), (0.5, 0.5), (28, 35), 22),
}  # fmt: skip

_MAINTAINED: Final = 0.22
_MEASURED_INFUSIONS: Final = 2
"""Blood pressure and dissociation are kept for the first two only, so that the file stays small."""


def draw_infusions(rng: np.random.Generator, substance: str, retreated_on: int | None) -> list[Row]:
    """One person's rows (day, number, drug, mg, mg_per_kg, route, purpose), the first on day 0."""
    dosing = DOSINGS[substance]
    weight = float(np.clip(rng.normal(78, 15), 48, 130))
    dose = float(rng.choice(dosing.doses, p=dosing.shares))
    days = _draw_initial_days(rng, dosing)
    planned = [(day, "initial") for day in days]
    if substance.startswith("ketamine") and rng.random() < _MAINTAINED:
        first = days[-1] + int(rng.integers(26, 33))
        planned += [(first + 30 * k, "maintenance") for k in range(int(rng.integers(1, 4)))]
    if retreated_on is not None:
        again = [retreated_on + 4 * k for k in range(int(rng.integers(1, 4)))]
        planned = [(day, why) for day, why in planned if day < retreated_on]
        planned += [(day, "retreatment") for day in again]
    rows: list[Row] = []
    for number, (day, purpose) in enumerate(planned, start=1):
        dose = _raise_dose(rng, dosing, dose) if number > 1 else dose
        mg = dose * weight if dosing.per_kg else dose
        per_kg = mg / weight
        rows.append((day, number, dosing.drug, round(mg, 1), round(per_kg, 4 if mg < 1 else 2),
                     dosing.route, purpose))  # fmt: skip
    return rows


def _draw_initial_days(rng: np.random.Generator, dosing: Dosing) -> list[int]:
    count = int(rng.choice(dosing.counts, p=dosing.count_shares))
    return [0, *np.cumsum(rng.choice(dosing.gaps, count - 1)).tolist()]


def _raise_dose(rng: np.random.Generator, dosing: Dosing, dose: float) -> float:
    """Now and then the next higher dose is tried, and kept."""
    higher = [step for step in dosing.doses if step > dose]
    return higher[0] if higher and rng.random() < 0.06 else dose


def draw_measures(
    rng: np.random.Generator, substance: str, age: int, infusions: list[Row]
) -> list[Row]:
    """One person's rows (day, minutes_after_start, measure, value) of the first two infusions."""
    usual = 112 + 0.25 * age + 9 * rng.normal()
    dissociates = rng.gamma(2.2, DOSINGS[substance].cadss / 2.2)
    rows: list[Row] = []
    for day, *_ in infusions[:_MEASURED_INFUSIONS]:
        for minutes, rise in ((0, 0), (40, 17), (80, 6)):
            systolic = round(usual + rise + 5 * rng.normal())
            diastolic = round(0.62 * systolic + 4 * rng.normal())
            rows.append((day, minutes, "systolic", systolic))
            rows.append((day, minutes, "diastolic", diastolic))
            if minutes == 40:
                cadss = min(round(dissociates * rng.uniform(0.7, 1.3)), 84)
                rows.append((day, minutes, "cadss", cadss))
    return rows
