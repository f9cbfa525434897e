"""What else is recorded of people: none of it acts on the scores."""

from typing import Final

import numpy as np

from .people import EMPLOYMENTS, SEXES, SITES, People
from .scenarios import ARMS, Scenario
from .therapy import name_therapist

Column = list[object]

COMORBID_SHARES: Final = {
    "depression": 0.40, "ptsd": 0.14, "complex_ptsd": 0.05, "anxiety": 0.34, "ocd": 0.05,
    "addiction": 0.10,
}  # fmt: skip
OUTSIDE_PSYCHOTHERAPY: Final = (0.34, 0.27, 0.11)
"""Share with psychotherapy elsewhere, by planned arm: those with infusions only have it most."""

EXPECTANCY: Final = (6.2, 6.3, 6.6)
REASONS: Final = ("offered_to_all", "preference", "cost", "therapist_capacity", "clinical_advice")
REASON_SHARES: Final = np.array([
    [0.06, 0.28, 0.37, 0.20, 0.09], [0.46, 0.28, 0.10, 0.10, 0.06], [0.20, 0.46, 0.0, 0.0, 0.34],
])  # fmt: skip
"""Reason for the arm, rows by planned arm."""

RECEIVED_SHARES: Final = np.array([[0.97, 0.03, 0.0], [0.06, 0.94, 0.0], [0.07, 0.03, 0.90]])
"""Arm as received (columns) by arm as planned (rows): some never come to a session."""


def draw_received(rng: np.random.Generator, people: People) -> np.ndarray:
    """The arm each received, as a position in `ARMS`; chance alone decides who never comes."""
    below = np.cumsum(RECEIVED_SHARES[people.arm], axis=1)[:, :-1]
    received: np.ndarray = (rng.random(len(people.arm))[:, None] >= below).sum(axis=1)
    return received


def describe_people(
    rng: np.random.Generator, scenario: Scenario, people: People, received: np.ndarray
) -> dict[str, Column]:
    """The columns of participants.csv but for the id and the first dose."""
    n, arm = len(people.arm), people.arm
    working = people.employment == 0
    reasons = [REASONS[rng.choice(len(REASONS), p=REASON_SHARES[a])] for a in arm]
    expectancy = np.clip(np.rint(rng.normal(np.array(EXPECTANCY)[arm], 1.9)), 0, 10).astype(int)
    return {
        "arm_planned": [ARMS[a] for a in arm],
        "arm_received": [ARMS[a] for a in received],
        "condition": [scenario.condition] * n,
        "substance": [scenario.substance] * n,
        "sex": [SEXES[s] for s in people.sex],
        "age": people.age.tolist(),
        "employment": [EMPLOYMENTS[e] for e in people.employment],
        "site": [f"SYNTHETIC site {SITES[s]}" for s in people.site],
        "therapist": [
            name_therapist(t) if a == 2 else "" for t, a in zip(people.therapist, arm, strict=True)
        ],
        "prior_treatments": people.prior.tolist(),
        "comorbidity": _draw_comorbidity(rng, scenario.condition, n),
        "outside_psychotherapy": _say_yes(rng.random(n) < np.array(OUTSIDE_PSYCHOTHERAPY)[arm]),
        "other_medication": _say_yes(rng.random(n) < 0.45 + 0.05 * people.prior_band),
        "self_pay": _say_yes(rng.random(n) < np.where(working, 0.72, 0.48)),
        "arm_reason": reasons,
        "expectancy": expectancy.tolist(),
    }


def _draw_comorbidity(rng: np.random.Generator, condition: str, n: int) -> Column:
    others = {code: share for code, share in COMORBID_SHARES.items() if code != condition}
    has = rng.random((n, len(others))) < np.array(list(others.values()))
    codes = np.array(list(others))
    return [";".join(codes[row]) or "none" for row in has]


def _say_yes(yes: np.ndarray) -> Column:
    return ["yes" if y else "no" for y in yes]
