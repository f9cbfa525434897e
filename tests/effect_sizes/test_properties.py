"""What must hold for any two arms: sign, scale, and that an interval holds its estimate."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import ArmSummary
from analysis.effect_sizes import (
    adjusted_difference,
    adjusted_g,
    d_average_variance,
    encode_covariates,
    hedges_g,
    joint_model,
    mean_difference,
    summarise_arm,
)

quick = settings(deadline=None, derandomize=True, max_examples=60)
SUMMARY_ESTIMATORS = [mean_difference, hedges_g, d_average_variance]
arms = st.builds(
    ArmSummary,
    arm=st.just("a"),
    n=st.integers(3, 200),
    mean=st.floats(0, 60),
    sd=st.floats(2, 15),
)
seeds = st.integers(0, 10_000)
NONE = encode_covariates(pd.DataFrame(index=range(30)))


def draw(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    baseline, arm = rng.normal(25, 5, 30), np.arange(30) % 2 == 0
    return 0.5 * baseline - 2 * arm + rng.normal(0, 4, 30), baseline, arm


def summarise(y: np.ndarray, baseline: np.ndarray, arm: np.ndarray) -> list[ArmSummary]:
    return [summarise_arm("a", baseline[who], y[who]) for who in (arm, ~arm)]


@pytest.mark.parametrize("estimator", SUMMARY_ESTIMATORS)
@quick
@given(arms, arms)
def test_swapping_arms_changes_the_sign(estimator, one, other):
    here, there = estimator(one, other, 0.95), estimator(other, one, 0.95)
    assert (there.value, there.low, there.high) == pytest.approx(
        (-here.value, -here.high, -here.low), abs=1e-9
    )


@pytest.mark.parametrize("estimator", SUMMARY_ESTIMATORS)
@quick
@given(arms, arms)
def test_every_interval_holds_its_estimate_and_widens_with_the_level(estimator, one, other):
    narrow, wide = estimator(one, other, 0.8), estimator(one, other, 0.99)
    assert wide.low < narrow.low < narrow.value < narrow.high < wide.high


@pytest.mark.parametrize("estimator", [hedges_g, d_average_variance])
@quick
@given(arms, arms, st.floats(0.01, 100), st.floats(-50, 50))
def test_standardised_effects_do_not_depend_on_the_unit(estimator, one, other, unit, shift):
    here = estimator(one, other, 0.95)
    scaled = [replace(a, mean=a.mean * unit + shift, sd=a.sd * unit) for a in (one, other)]
    there = estimator(*scaled, 0.95)
    assert (there.value, there.low, there.high) == pytest.approx(
        (here.value, here.low, here.high), rel=1e-6, abs=1e-8
    )


@quick
@given(seeds, st.floats(0.1, 10))
def test_adjusted_g_does_not_depend_on_the_unit(seed, unit):
    y, baseline, arm = draw(seed)
    found = []
    for scale in (1.0, unit):
        points = adjusted_difference(y * scale, baseline * scale, arm, NONE, 0.95)
        found.append(adjusted_g(points, *summarise(y * scale, baseline * scale, arm)))
    assert found[1].value == pytest.approx(found[0].value, rel=1e-8)
    assert found[1].se == pytest.approx(found[0].se, rel=1e-8)


@quick
@given(seeds)
def test_adjusted_effects_change_sign_when_arms_swap_and_hold_their_estimate(seed):
    y, baseline, arm = draw(seed)
    here, there = (adjusted_difference(y, baseline, a, NONE, 0.95) for a in (arm, ~arm))
    assert (there.value, there.low, there.high) == pytest.approx(
        (-here.value, -here.high, -here.low), rel=1e-8, abs=1e-10
    )
    g = adjusted_g(here, *summarise(y, baseline, arm))
    assert here.low < here.value < here.high
    assert g.low < g.value < g.high


@quick
@given(seeds)
def test_a_baseline_added_to_the_score_moves_no_adjusted_difference(seed):
    y, baseline, arm = draw(seed)
    change = adjusted_difference(y - baseline, baseline, arm, NONE, 0.95)
    score = adjusted_difference(y, baseline, arm, NONE, 0.95)
    assert (change.value, change.se) == pytest.approx((score.value, score.se), rel=1e-7)


@quick
@given(seeds)
def test_the_joint_model_does_not_depend_on_the_order_of_people(seed):
    y, baseline, arm = draw(seed)
    condition = np.array(["ptsd", "ocd", "anxiety"])[np.arange(30) // 10]
    order = np.random.default_rng(seed).permutation(30)
    here = joint_model(y, baseline, arm, condition, NONE, 0.95)
    there = joint_model(y[order], baseline[order], arm[order], condition[order], NONE, 0.95)
    assert there.f == pytest.approx(here.f, rel=1e-7)
    assert there.overall.se == pytest.approx(here.overall.se, rel=1e-8)
    for name, estimate in here.by_condition.items():
        assert there.by_condition[name].low == pytest.approx(estimate.low, rel=1e-8)
    alone = condition == "ptsd"
    some = encode_covariates(pd.DataFrame(index=range(10)))
    own = adjusted_difference(y[alone], baseline[alone], arm[alone], some, 0.95)
    assert here.by_condition["ptsd"].value == pytest.approx(own.value, rel=1e-8, abs=1e-10)
    assert here.by_condition["ptsd"].se == pytest.approx(own.se, rel=1e-8)
