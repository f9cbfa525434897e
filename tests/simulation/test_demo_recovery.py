"""Over simulated cohorts of the demonstration's generator: what recovers its truth and what misses.

The claims are read from `data/README.md`, so that the page and the generator cannot part.
"""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data.demo_generator import (
    SCENARIOS,
    VISITS,
    People,
    Scenario,
    draw_course,
    draw_people,
    make_cohort,
)

README = Path(__file__).resolve().parents[2] / "data" / "README.md"
WEEK_12 = list(VISITS).index("week 12")
REPLICATES = 1500
"""Monte Carlo error of a mean bias: 1 / sqrt(1500) = 0.026 SE, so 0.1 SE is nearly four of them."""

COMPARED = {s.condition: s for s in SCENARIOS if s.substance == "ketamine_iv"}


def read_claims(column: int) -> dict[str, bool]:
    """By condition, whether the README says that an estimate misses (columns 5 and 6)."""
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in README.read_text("utf-8").splitlines()
        if re.match(r"\| \w+ \| ketamine_iv \|", line)
    ]
    return {cells[0]: cells[column] == "yes" for cells in lines}


def fit(columns: list[np.ndarray], y: np.ndarray) -> tuple[float, float]:
    """Least squares coefficient of the first column after the intercept, and its SE."""
    x = np.column_stack([np.ones(len(y)), *columns])
    inverse = np.linalg.pinv(x.T @ x)
    coefficients = inverse @ (x.T @ y)
    residual = y - x @ coefficients
    df = len(y) - np.linalg.matrix_rank(x)
    return float(coefficients[1]), float(np.sqrt(inverse[1, 1] * (residual @ residual) / df))


def band_columns(people: People) -> list[np.ndarray]:
    """Dummy columns of the generating confounders: three bands each, the first as reference."""
    found = (people.age_band, people.sex, people.employment, people.prior_band)
    return [(band == level).astype(float) for band in found for level in (1, 2)]


def estimate_once(rng: np.random.Generator, scenario: Scenario) -> list[tuple[float, float]]:
    """Crude, baseline-only and fully adjusted effect in one simulated cohort with its drop-out."""
    people = draw_people(rng, scenario)
    course = draw_course(rng, scenario, people)
    kept = course.seen[:, WEEK_12] & (people.arm != 1)
    y = course.primary[kept, WEEK_12]
    arm, baseline = (people.arm == 2)[kept].astype(float), people.baseline[kept]
    bands = [column[kept] for column in band_columns(people)]
    return [fit([arm], y), fit([arm, baseline], y), fit([arm, baseline, *bands], y)]


@pytest.fixture(scope="module")
def biases() -> dict[str, tuple[float, float, float]]:
    """Mean error of the three estimates in units of the mean SE, by condition."""
    found = {}
    for number, (condition, scenario) in enumerate(COMPARED.items()):
        rng = np.random.default_rng([20260101, number])
        draws = np.array([estimate_once(rng, scenario) for _ in range(REPLICATES)])
        error = (draws[:, :, 0] - scenario.effect).mean(axis=0) / draws[:, :, 1].mean(axis=0)
        found[condition] = tuple(error)
    return found


@pytest.mark.parametrize("condition", COMPARED)
def test_ancova_with_all_confounders_recovers_the_truth(biases, condition):
    assert abs(biases[condition][2]) < 0.1


@pytest.mark.parametrize("condition", [c for c, misses in read_claims(5).items() if misses])
def test_the_crude_estimate_misses_where_the_readme_says_so(biases, condition):
    assert abs(biases[condition][0]) > 0.5


@pytest.mark.parametrize("condition", [c for c, misses in read_claims(6).items() if misses])
def test_baseline_alone_misses_where_the_readme_says_so(biases, condition):
    assert abs(biases[condition][1]) > 0.5


def test_the_readme_claims_a_miss_by_confounding_alone():
    assert COMPARED["addiction"].effect == 0
    assert read_claims(5)["addiction"]
    assert read_claims(6)["addiction"]
    assert read_claims(5).keys() == COMPARED.keys()


def test_confounding_alone_looks_like_a_benefit(biases):
    crude, baseline_only, _ = biases["addiction"]
    assert crude < -1.5
    assert baseline_only < -1


@pytest.mark.parametrize("scenario", COMPARED.values(), ids=COMPARED.keys())
def test_recorded_potential_outcomes_differ_by_the_stated_effect(scenario):
    """Rounding and the ends of the scale take nothing away: under 0.01 baseline SD."""
    people = draw_people(np.random.default_rng(3), scenario, 100_000)
    arms = [replace(people, arm=np.full(100_000, arm)) for arm in range(3)]
    only, journaling, therapy = (
        draw_course(np.random.default_rng(4), scenario, p).primary[:, WEEK_12].mean() for p in arms
    )
    near = 0.01 * scenario.sd
    assert therapy - only == pytest.approx(scenario.effect, abs=near)
    assert journaling - only == pytest.approx(scenario.effect / 3, abs=near)


def test_drop_out_rests_on_arm_and_what_is_recorded_alone():
    """Given those, who is seen at week 12 does not go with the score they had or would have had."""
    scenario = COMPARED["depression"]
    people = draw_people(np.random.default_rng(5), scenario, 100_000)
    course = draw_course(np.random.default_rng(6), scenario, people)
    seen = course.seen[:, WEEK_12].astype(float)
    arms = [(people.arm == arm).astype(float) for arm in (1, 2)]
    known = [people.baseline, people.baseline**2, *arms, *band_columns(people)]
    slope, error = fit([course.primary[:, WEEK_12], *known], seen)
    assert abs(slope / error) < 3
    shares = [seen[people.arm == arm].mean() for arm in range(3)]
    assert shares == pytest.approx(scenario.followed, abs=0.04)


def test_another_seed_is_another_cohort():
    other = make_cohort(seed=1)
    assert other["scores"] != make_cohort()["scores"]
    assert other["participants"] != make_cohort()["participants"]
