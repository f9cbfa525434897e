"""Pooling against metafor, and what must hold for any set of sites."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import CannotEstimate
from analysis.meta_analysis import estimate_tau2, pool

from .made_up_studies import restricted_log_likelihood

quick = settings(deadline=None, derandomize=True, max_examples=80)


@pytest.fixture(scope="module")
def reference(project):
    return json.loads((project / "tests/reference/pooled.json").read_text("utf-8"))["reml"]


def pool_all(y, v, level: float = 0.95):
    return pool(np.array(y), np.array(v), level, tuple(f"site {i}" for i in range(len(y))))


def test_reml_with_knapp_hartung_is_metafors(reference):
    assert len(reference) == 5
    for r in reference.values():
        found = pool_all(r["yi"], r["vi"])
        assert found.tau2 == pytest.approx(r["tau2"], rel=1e-5, abs=1e-9)
        assert found.estimate.value == pytest.approx(r["estimate"], rel=1e-6)
        assert found.estimate.se == pytest.approx(r["hk_se"], rel=1e-6)
        limits = (found.estimate.low, found.estimate.high)
        assert limits == pytest.approx(r["hk_ci"], rel=1e-6, abs=1e-7)
        assert found.estimate.p == pytest.approx(r["hk_p"], rel=1e-5)
        assert found.i2 == pytest.approx(r["I2"], rel=1e-5, abs=1e-7)
        assert (found.q, found.q_p) == pytest.approx((r["Q"], r["Q_p"]), rel=1e-7)
        prediction = (found.prediction_low, found.prediction_high)
        assert prediction == pytest.approx(r["prediction_hk_t_km1"], rel=1e-6, abs=1e-7)
        assert found.estimate.counts == {"k": len(r["yi"])}


def test_bcg_as_printed(reference):
    r = reference["meta.bcg.RR"]
    found = pool_all(r["yi"], r["vi"])
    assert found.tau2 == pytest.approx(0.3132, abs=5e-5)
    assert found.estimate.value == pytest.approx(-0.7145, abs=5e-5)
    assert found.estimate.se == pytest.approx(0.1808, abs=5e-5)
    assert found.i2 == pytest.approx(92.22, abs=5e-3)
    classic = (1 / (1 / (np.array(r["vi"]) + found.tau2)).sum()) ** 0.5
    assert classic == pytest.approx(0.1798, abs=5e-5)


def test_one_site_pools_to_itself():
    found = pool_all([0.4], [0.04])
    assert (found.estimate.value, found.estimate.se, found.tau2) == (0.4, 0.2, 0)
    assert found.estimate.high == pytest.approx(0.4 + 0.2 * 1.959963984540054)
    assert found.prediction_low is None


def test_prediction_interval_from_five_sites_with_its_convention():
    four, five = pool_all([0.1, 0.5, 0.9, 0.2], [0.04] * 4), pool_all([0.1, 0.5, 0.9, 0.2, 0.4],
                                                                       [0.04] * 5)  # fmt: skip
    assert four.prediction_low is None
    assert four.prediction_method == ""
    assert five.prediction_low < five.estimate.low
    assert "t(k - 1)" in five.prediction_method
    assert "Knapp-Hartung" in five.prediction_method


def test_sites_that_agree_exactly_keep_an_interval():
    found = pool_all([0.3, 0.3, 0.3], [0.04, 0.05, 0.06])
    assert found.tau2 == 0
    assert found.estimate.low < 0.3 < found.estimate.high
    assert "classic" in found.estimate.method


@pytest.mark.parametrize("v", [[0.04, 0.0], [0.04, np.nan], [0.04, -1.0]])
def test_a_site_without_variance_is_named(v):
    with pytest.raises(CannotEstimate) as fault:
        pool_all([0.1, 0.2], v)
    assert "site 1" in fault.value.refusal.sentence
    assert "site 0" not in fault.value.refusal.sentence


def test_nothing_is_not_pooled():
    with pytest.raises(CannotEstimate) as fault:
        pool_all([], [])
    assert fault.value.refusal.code == "nothing_to_pool"


studies = st.lists(st.tuples(st.floats(-3, 3), st.floats(0.002, 2)), min_size=2, max_size=15)


@quick
@given(studies)
def test_tau2_is_never_negative_and_nowhere_is_likelier(found):
    y, v = (np.array(column) for column in zip(*found, strict=True))
    tau2 = float(estimate_tau2(y, v))
    assert tau2 >= 0
    grid = np.concatenate([[tau2, 0.0], np.geomspace(1e-6, 40, 400)])
    height = restricted_log_likelihood(grid, y, v)
    assert height[0] >= height.max() - 1e-7


@quick
@given(studies, st.floats(0.1, 10), st.floats(-5, 5))
def test_pooling_follows_unit_and_shift(found, unit, shift):
    y, v = (np.array(column) for column in zip(*found, strict=True))
    here, there = pool_all(y, v), pool_all(y * unit + shift, v * unit**2)
    assert there.tau2 == pytest.approx(here.tau2 * unit**2, rel=1e-4, abs=1e-7 * unit**2)
    assert there.estimate.value == pytest.approx(here.estimate.value * unit + shift, abs=1e-4)
    assert here.estimate.low <= here.estimate.value <= here.estimate.high
    assert 0 <= here.i2 < 100
    assert 0 <= here.q_p <= 1


@quick
@given(studies)
def test_pooled_is_between_the_studies_and_blind_to_their_order(found):
    y, v = (np.array(column) for column in zip(*found, strict=True))
    here, there = pool_all(y, v), pool_all(y[::-1], v[::-1])
    assert y.min() - 1e-9 <= here.estimate.value <= y.max() + 1e-9
    assert there.tau2 == pytest.approx(here.tau2, rel=1e-6, abs=1e-9)
