"""Who takes part, how severe they are, and which arm they are planned for: not at random."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from .scenarios import Scenario

SEXES: Final = ("female", "male", "other")
EMPLOYMENTS: Final = ("employed", "not_employed", "retired_or_student")
SITES: Final = ("A", "B", "C")
THERAPISTS: Final = ("A1", "A2", "A3", "A4", "B1", "B2", "B3", "C1", "C2", "C3")
"""Nested in sites: the letter is the site."""

_SITE_SHARES: Final = (0.45, 0.33, 0.22)
_EMPLOYED_BY_AGE: Final = np.array([[0.60, 0.22, 0.18], [0.68, 0.30, 0.02], [0.42, 0.22, 0.36]])

# How the bands act: rows are what they act on, columns the bands in order.
AGE_ON_OUTCOME: Final = np.array([0.0, 0.08, 0.25])
EMPLOYMENT_ON_OUTCOME: Final = np.array([0.0, 0.40, 0.15])
PRIOR_ON_OUTCOME: Final = np.array([0.0, 0.18, 0.45])
SEX_ON_OUTCOME: Final = np.array([0.0, 0.08, 0.0])
"""Baseline SDs that a band adds to the later scores (higher is worse)."""

MEAN_PROGNOSIS: Final = 0.444
"""About the mean of `People.prognosis`, so that a scenario's means are those of everyone."""

_AGE_ON_ARM: Final = np.array([0.35, 0.0, -0.45])
_EMPLOYMENT_ON_ARM: Final = np.array([0.35, -0.55, -0.20])
_PRIOR_ON_ARM: Final = np.array([0.40, 0.0, -0.50])
_SEX_ON_ARM: Final = np.array([0.10, -0.15, 0.0])
"""Log odds of psychotherapy rather than infusion only, before `Scenario.lean`."""

_JOURNALING_LEAN: Final = 0.5
"""Journaling is chosen by the same things, half as strongly."""


@dataclass(frozen=True, eq=False)
class People:
    """One entry a person; categories are positions in the tuples of this file and in `ARMS`.

    `baseline` is the score as recorded; everything later rests on it, not on an unseen truth.
    """

    arm: np.ndarray
    sex: np.ndarray
    age: np.ndarray
    age_band: np.ndarray
    employment: np.ndarray
    prior: np.ndarray
    prior_band: np.ndarray
    site: np.ndarray
    therapist: np.ndarray
    baseline: np.ndarray

    @property
    def prognosis(self) -> np.ndarray:
        """Baseline SDs by which age, employment, failed treatments and sex worsen the outcome."""
        return (
            AGE_ON_OUTCOME[self.age_band]
            + EMPLOYMENT_ON_OUTCOME[self.employment]
            + PRIOR_ON_OUTCOME[self.prior_band]
            + SEX_ON_OUTCOME[self.sex]
        )


def draw_people(rng: np.random.Generator, scenario: Scenario, size: int | None = None) -> People:
    """Draw the people of a scenario and plan each one's arm by what is recorded of them."""
    n = size or scenario.size
    age = np.clip(np.rint(rng.normal(43, 13.5, n)), 18, 82).astype(int)
    age_band = np.digitize(age, (35, 55))
    prior = rng.poisson(2.5, n)
    site = rng.choice(len(SITES), n, p=_SITE_SHARES)
    found = {
        "sex": rng.choice(len(SEXES), n, p=(0.56, 0.42, 0.02)),
        "age": age,
        "age_band": age_band,
        "employment": _draw_rows(rng, _EMPLOYED_BY_AGE[age_band]),
        "prior": prior,
        "prior_band": np.digitize(prior, (2, 4)),
        "site": site,
        "therapist": _draw_therapists(rng, site),
    }
    nobody = np.zeros(n, dtype=int)
    people = People(arm=nobody, baseline=nobody, **found)
    baseline = _draw_baseline(rng, scenario, people)
    arm = _draw_rows(rng, _arm_probabilities(scenario, people, baseline))
    return People(arm=arm, baseline=baseline, **found)


def _draw_baseline(rng: np.random.Generator, scenario: Scenario, people: People) -> np.ndarray:
    """Baseline scores as recorded: the same bands that worsen the outcome worsen these."""
    worse = people.prognosis - MEAN_PROGNOSIS
    latent = scenario.mean + scenario.sd * (0.5 * worse + 0.98 * rng.normal(size=len(worse)))
    return record_scores(scenario.instrument, latent, scenario.highest)


def record_scores(instrument: str, latent: np.ndarray, highest: float | np.ndarray) -> np.ndarray:
    """Scores as an instrument records them: whole points, or whole days of 28 as a percentage."""
    if instrument == "TLFB_PHDD":
        return np.round(100 * np.clip(np.rint(28 * latent / 100), 0, 28) / 28, 1) + 0.0
    # Adding 0 turns -0.0 into 0.0, which would be written with its sign.
    return np.clip(np.rint(latent), 0, highest) + 0.0


def _arm_probabilities(scenario: Scenario, people: People, baseline: np.ndarray) -> np.ndarray:
    lean = (
        _AGE_ON_ARM[people.age_band]
        + _EMPLOYMENT_ON_ARM[people.employment]
        + _PRIOR_ON_ARM[people.prior_band]
        + _SEX_ON_ARM[people.sex]
    )
    z = (baseline - scenario.mean) / scenario.sd
    odds = scenario.lean * (lean - 0.02) + scenario.pull * z
    weights = np.array(scenario.shares) * np.exp(np.outer(odds, (0.0, _JOURNALING_LEAN, 1.0)))
    return weights / weights.sum(axis=1, keepdims=True)


def _draw_therapists(rng: np.random.Generator, site: np.ndarray) -> np.ndarray:
    """The therapist at their site whom each would see, were they planned for psychotherapy."""
    sizes = np.array([sum(name[0] == letter for name in THERAPISTS) for letter in SITES])
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return first[site] + np.floor(rng.random(len(site)) * sizes[site]).astype(int)


def _draw_rows(rng: np.random.Generator, probabilities: np.ndarray) -> np.ndarray:
    """One category a row, by that row's probabilities."""
    below = np.cumsum(probabilities, axis=1)[:, :-1]
    return (rng.random(len(probabilities))[:, None] >= below).sum(axis=1)
