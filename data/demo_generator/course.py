"""How scores run over the visits, and who is still there to give them."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from .people import MEAN_PROGNOSIS, THERAPISTS, People, record_scores
from .scenarios import (
    EFFECT_AT,
    EVERYONE,
    GAIN_AT,
    HIGHEST,
    HIGHEST_WSAS_WITHOUT_WORK,
    JOURNALING_SHARE,
    VISITS,
    Scenario,
)

WEEK_12: Final = tuple(VISITS).index("week 12")
_FOLLOW_UP: Final = tuple(day > 0 for day in VISITS.values())

BASELINE_SLOPE: Final = 0.5
PERSON_SD: Final = 0.65
VISIT_SD: Final = 0.45
THERAPIST_SD: Final = 0.12
SITE_ON_OUTCOME: Final = np.array([-0.06, 0.0, 0.09])
"""Baseline SDs. Site changes the outcome a little and never the arm: it confounds nothing."""

OFTEN_MISSED: Final = 0.03
_LAST_SEEN: Final = {"week 26": 0.45, "week 52": 0.20}
"""Share of all still seen so late: most people of a clinic have not been followed so long."""

_EMPLOYMENT_ON_LOSS: Final = np.array([0.0, 0.5, -0.2])
_PRIOR_ON_LOSS: Final = np.array([0.0, 0.1, 0.4])
_AGE_ON_LOSS: Final = np.array([0.3, 0.0, -0.3])
_SEVERITY_ON_LOSS: Final = 0.25
"""Log odds of being lost, besides the arm: all of it recorded, so drop-out is at random."""


@dataclass(frozen=True, eq=False)
class Course:
    """Scores at each visit had nobody been lost, and who was seen, both people x visits."""

    primary: np.ndarray
    seen: np.ndarray
    standing: np.ndarray
    """Unrounded primary score in baseline SDs from the baseline mean."""


def draw_course(rng: np.random.Generator, scenario: Scenario, people: People) -> Course:
    """Draw the primary instrument's scores and the drop-out of a scenario's people.

    The same `rng` state with other arms gives each person's other potential outcome: chance does
    not depend on the arm.
    """
    n, z = len(people.arm), (people.baseline - scenario.mean) / scenario.sd
    person = PERSON_SD * rng.normal(size=n)
    therapist = THERAPIST_SD * rng.normal(size=len(THERAPISTS))
    by_therapist = np.where(people.arm == 2, (therapist - therapist.mean())[people.therapist], 0.0)
    arm = np.array([0.0, JOURNALING_SHARE, 1.0])[people.arm] * scenario.effect / scenario.sd
    fixed = BASELINE_SLOPE * z + scenario.prognosis * (people.prognosis - MEAN_PROGNOSIS)
    level = fixed + SITE_ON_OUTCOME[people.site] + person
    standing = (
        level[:, None]
        + np.outer(arm + by_therapist, EFFECT_AT)
        - scenario.gain / scenario.sd * np.array(GAIN_AT)
        + VISIT_SD * rng.normal(size=(n, len(VISITS)))
    )
    standing[:, 0] = z
    points = scenario.mean + scenario.sd * standing
    primary = record_scores(scenario.instrument, points, scenario.highest)
    return Course(primary, _draw_seen(rng, scenario, people), standing)


def _draw_seen(rng: np.random.Generator, scenario: Scenario, people: People) -> np.ndarray:
    """Who gives scores at each visit: the lost stay away, and a few visits are missed."""
    z = (people.baseline - scenario.mean) / scenario.sd
    loss = (
        _EMPLOYMENT_ON_LOSS[people.employment]
        + _PRIOR_ON_LOSS[people.prior_band]
        + _AGE_ON_LOSS[people.age_band]
        + _SEVERITY_ON_LOSS * z
        - 0.2
    )
    staying = np.array([_share_staying(followed) for followed in scenario.followed])[people.arm]
    odds = np.log(staying / (1 - staying)) - loss[:, None]
    # One draw a person against shares that only fall: once lost, nobody comes back.
    here = rng.random(len(z))[:, None] < 1 / (1 + np.exp(-odds))
    missed = rng.random(here.shape) < OFTEN_MISSED
    seen = here & ~missed
    seen[:, 0] = True
    return seen


def _share_staying(followed: float) -> list[float]:
    """Share not yet lost at each visit, for an arm with this share seen at week 12."""
    week_12 = min(followed / (1 - OFTEN_MISSED), 0.97)
    late = [share * followed / 0.8 / (1 - OFTEN_MISSED) for share in _LAST_SEEN.values()]
    return [0.999, 0.99, 0.975, 0.96, (0.96 + week_12) / 2, week_12, *late]


def draw_everyone(
    rng: np.random.Generator, scenario: Scenario, people: People, course: Course
) -> dict[str, np.ndarray]:
    """Scores on PHQ-9, GAD-7 and WSAS, people x visits; day 1 is NaN (they look back too far).

    Each is the primary's standing times a correlation, plus a part that is the instrument's own.
    """
    found = {}
    without_work = people.employment > 0
    for code, (mean, sd, correlation) in EVERYONE[scenario.condition].items():
        own = 0.7 * rng.normal(size=(len(without_work), 1))
        own = own + 0.714 * rng.normal(size=course.standing.shape)
        standing = correlation * course.standing + np.sqrt(1 - correlation**2) * own
        highest = np.full(standing.shape, HIGHEST[code], dtype=float)
        if code == "WSAS":
            highest[without_work] = HIGHEST_WSAS_WITHOUT_WORK
        found[code] = record_scores(code, mean + sd * standing, highest)
        found[code][:, 1] = np.nan
    return found


def draw_state_anxiety(rng: np.random.Generator, course: Course) -> np.ndarray:
    """STAI state scores (20 to 80) at baseline and day 1, people x 2."""
    own = rng.normal(size=(len(course.standing), 2))
    standing = 0.5 * course.standing[:, :2] + 0.87 * own
    return np.clip(np.rint(52 + 9 * standing), 20, 80)
