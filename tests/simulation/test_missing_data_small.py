"""A small version of the study of people lost: bias gone, intervals honest, completers not."""

import numpy as np
import pytest

from analysis.longitudinal import (
    IncompleteScores,
    compare_imputed,
    impute_scores,
    pool_imputed_risks,
)
from analysis.longitudinal.imputation import ImputedScores
from tests.simulation import imputed_batches as ib
from tests.simulation.missing_data import (
    LEAVING,
    draw_gaps,
    draw_people,
    estimate_real,
    find_truth,
    measure_cell,
    responds,
)

LEFT = LEAVING["30 %"]


def draw_arms(seed: int, trials: int = 1, n: tuple[int, int] = (20, 26)) -> list[ib.Arm]:
    rng, arms = np.random.default_rng(seed), []
    for people, treated in zip(n, (True, False), strict=True):
        scores, seen = draw_people(rng, (trials, people), 1.0, treated, LEFT)
        ones = np.ones((trials, people, 1))
        arms.append(ib.Arm(np.concatenate([ones, scores], axis=2), seen.sum(axis=2) + 1))
    return arms


def as_incomplete(arms: list[ib.Arm], trial: int = 0) -> IncompleteScores:
    """One trial as the real functions take it."""
    columns, last = (np.concatenate([getattr(arm, k)[trial] for arm in arms])
                     for k in ("columns", "last"))  # fmt: skip
    seen = np.arange(2, 5) <= last[:, None]
    treated = np.arange(len(last)) < arms[0].last.shape[1]
    scores = np.where(seen, columns[:, 2:], np.nan)
    return IncompleteScores(scores, columns[:, 1], treated, np.zeros((len(last), 0)))


@pytest.fixture(scope="module")
def rows() -> dict[str, tuple]:
    return {row[0]: row for row in measure_cell((30, 30), (1.0, 1.0), 1500)}


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


@pytest.mark.parametrize("assumption", ["mar", "j2r"])
def test_batched_draws_are_those_of_the_real_imputation(assumption):
    """Means and SDs of 8,000 draws of each lost person's last visit."""
    arms, m, rng = draw_arms(4), 8000, np.random.default_rng(5)
    own, reference = (ib.draw_regressions(rng, arm, m) for arm in arms)
    jumps = assumption == "j2r"
    mine = ib.complete_last(rng, arms[0], reference if jumps else own, m, own if jumps else None)
    drawn = np.concatenate([mine, ib.complete_last(rng, arms[1], reference, m)], axis=2)[0]
    real = impute_scores(as_incomplete(arms), assumption, m, 1).scores[:, :, -1]
    lost = np.concatenate([arm.last[0] for arm in arms]) < 4
    assert lost.sum() >= 8
    assert drawn[:, ~lost] == pytest.approx(real[:, ~lost])
    spread = real[:, lost].std(axis=0)
    assert np.abs(drawn[:, lost].mean(axis=0) - real[:, lost].mean(axis=0)).max() < 0.07
    assert np.abs(drawn[:, lost].std(axis=0) / spread - 1).max() < 0.07


def test_batched_pools_are_the_real_ones():
    arms = draw_arms(6, trials=3)
    for trial in range(3):
        incomplete = as_incomplete(arms, trial)
        imputed: ImputedScores = impute_scores(incomplete, "mar", 20, 7)
        y, treated = imputed.scores[None, :, :, -1], incomplete.is_treatment
        baseline, real = incomplete.baseline[None], compare_imputed(imputed, 0.95)
        seen = ~np.isnan(incomplete.scores[None, :, -1])
        risk = pool_imputed_risks(imputed, responds, 0.95).difference
        pairs = (
            (ib.pool_ancova(y, baseline, treated), real.difference),
            (ib.compare_seen(y[:, 0], baseline, treated, seen), real.observed_cases),
            (ib.pool_risks(responds(y, baseline[:, None]), treated), risk),
        )
        for batched, one in pairs:
            told = [float(part[0]) for part in batched]
            assert told == pytest.approx([one.value, one.se, one.low, one.high], rel=1e-9)


def test_trials_refused_in_batches_are_the_real_refusals():
    arms = draw_arms(8, trials=60, n=(12, 12))
    good = ib.can_be_imputed(arms[0]) & ib.can_be_imputed(arms[1])
    real = [estimate_real(as_incomplete(arms, trial), 1) is not None for trial in range(60)]
    assert good.tolist() == real
    assert 0 < good.sum() < 60


def test_a_trial_with_gaps_has_gaps():
    trial = draw_gaps(np.random.default_rng(9), (30, 30), (1.0, 1.0), LEFT, 0.1)
    behind = np.isnan(trial.scores[:, 0]) & ~np.isnan(trial.scores[:, 2])
    assert behind.any()
