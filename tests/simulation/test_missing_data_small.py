"""A small version of the study of people lost: bias gone, intervals honest, completers not."""

import numpy as np
import pytest

from tests.simulation.missing_data import LEAVING, draw_people, find_truth, measure_cell


@pytest.fixture(scope="module")
def rows() -> dict[str, tuple]:
    return {row[0]: row for row in measure_cell((30, 30), (1.0, 1.0), 500)}


def test_imputing_takes_the_bias_away_and_covers(rows):
    row = rows["imputed, missing at random"]
    assert abs(float(row[6])) < 4 * float(row[7])
    assert 0.92 < row[8] < 0.99


def test_those_seen_alone_are_biased(rows):
    row = rows["those seen alone"]
    assert float(row[6]) < -0.1
    assert row[8] < 0.92


def test_jump_to_reference_finds_its_own_truth_and_errs_on_the_safe_side(rows):
    row = rows["jump to reference"]
    assert abs(float(row[6])) < 4 * float(row[7])
    assert row[8] > 0.96
    assert float(row[10]) > 1.2


def test_responders_are_covered(rows):
    assert rows["responders, imputed"][8] > 0.94


def test_the_shares_lost_are_as_said():
    rng = np.random.default_rng(1)
    for said, leaving in LEAVING.items():
        for treated in (True, False):
            seen = draw_people(rng, 50_000, 1.0, treated, leaving)[1]
            assert f"{1 - seen[:, -1].mean():.0%}".replace("%", " %") == said


def test_the_truth_of_jumping_lies_between_none_and_all_of_the_effect():
    truth = find_truth((1.0, 1.0), LEAVING["30 %"])
    assert truth.difference < truth.jump < 0
    assert truth.jump == pytest.approx(0.7 * truth.difference, abs=0.02)
