"""Two shares at 12 an arm: what `python -m tests.simulation.proportions` measures, in a second."""

import numpy as np
import pytest

from analysis.effect_sizes import judge_change
from tests.simulation import proportions

SMALL = (12, 12)


@pytest.fixture(scope="module")
def covered() -> dict[str, proportions.Coverage]:
    return {
        row[1]: proportions.Coverage(*row[3:]) for row in proportions.measure_intervals((SMALL,))
    }


@pytest.mark.parametrize("name", [
    "Newcombe", "Agresti-Caffo", "Miettinen-Nurminen RD", "Mee", "Miettinen-Nurminen RR", "Koopman",
    "Miettinen-Nurminen OR",
])  # fmt: skip
def test_intervals_that_may_lead_hold_the_truth(covered, name):
    assert 0.94 <= covered[name].mean <= 0.965
    assert covered[name].lowest >= 0.90
    assert covered[name].given == pytest.approx(1)


def test_the_exact_interval_never_falls_below_its_level(covered):
    assert covered[proportions.EXACT].lowest >= 0.95


def test_why_the_plain_ones_do_not_lead(covered):
    assert covered["Wald"].lowest < 0.75
    assert covered["Katz"].lowest < 0.90
    assert covered["Katz"].given < 0.95
    assert covered["Woolf"].given < 0.85


def test_tests_keep_their_level():
    found = {name: highest for name, _, _, highest in proportions.measure_tests((SMALL,))}
    assert found["Fisher"] <= 0.05
    assert found["chi-square, Yates"] <= 0.05
    assert found["chi-square"] <= 0.065


def test_probabilities_of_all_tables_add_up():
    assert proportions.mass(12).sum(axis=1) == pytest.approx(np.ones(19))


def test_people_who_did_not_change_seldom_seem_to():
    improved, deteriorated, found = next(
        row[2:] for row in proportions.measure_change(6000) if row[:2] == ("100", "0.8")
    )
    assert improved + deteriorated == pytest.approx(0.05, abs=0.02)
    assert found > 0.95


def test_without_error_everybody_keeps_their_place():
    pre = np.arange(20.0)
    same = judge_change(pre, pre, 0.8, 0.0, 1.0)
    assert not same.improved.any()
    assert not same.deteriorated.any()
