"""The mean of true effects: conventions, properties, and refusals for what cannot be pooled."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import CannotEstimate
from analysis.meta_analysis import (
    TAU2_ESTIMATORS,
    begg_rank_test,
    egger_line,
    egger_mixed,
    leave_one_out,
    pool_fixed,
    pool_studies,
    pool_three_levels,
    profile_q,
    trim_and_fill,
)

from .made_up_studies import QUICK, draw_studies

studies = st.lists(st.tuples(st.floats(-3, 3), st.floats(0.01, 2)), min_size=3, max_size=12)


def test_knapp_hartung_can_be_narrower_than_wald_and_ad_hoc_is_not():
    y, v = np.array([0.30, 0.31, 0.29, 0.32]), np.array([0.04, 0.05, 0.06, 0.05])
    found = pool_studies(y, v)
    assert found.tau2 == 0
    assert found.knapp_hartung.se < found.wald.se
    assert found.ad_hoc.se == found.wald.se
    assert found.ad_hoc.high - found.ad_hoc.low > found.wald.high - found.wald.low
    assert found.wald.value == pytest.approx(pool_fixed(y, v).value)


@settings(**QUICK)
@given(studies, st.sampled_from(TAU2_ESTIMATORS))
def test_intervals_hold_the_mean_and_predictions_hold_intervals(found, estimator):
    y, v = (np.array(column) for column in zip(*found, strict=True))
    r = pool_studies(y, v, estimator)
    for one in (r.wald, r.knapp_hartung, r.ad_hoc):
        assert one.low < one.value < one.high
        assert one.low < one.high
        assert 0 <= one.p <= 1
    assert r.weights.sum() == pytest.approx(100)
    assert r.predictions["classic_t_km1"][0] <= r.wald.low + 1e-9
    assert r.predictions["knapp_hartung_t_km1"][1] >= r.knapp_hartung.high - 1e-9
    swapped = pool_studies(-y, v, estimator).knapp_hartung
    assert swapped.value == pytest.approx(-r.wald.value, abs=1e-7)
    assert swapped.low == pytest.approx(-r.knapp_hartung.high, abs=1e-6)


CALLS = {
    "pool": pool_studies, "fixed": pool_fixed, "leave one out": leave_one_out,
    "egger": egger_line, "mixed egger": egger_mixed, "begg": begg_rank_test,
    "trim and fill": trim_and_fill, "profile": lambda y, v: profile_q(y, v, 0.95),
    "three levels": lambda y, v: pool_three_levels(y, v, [str(i // 2) for i in range(len(y))]),
}  # fmt: skip
BAD = {
    "none": ([], []),
    "missing effect": ([0.1, np.nan, 0.2, 0.4], [0.1, 0.1, 0.2, 0.3]),
    "infinite effect": ([0.1, np.inf, 0.2, 0.4], [0.1, 0.1, 0.2, 0.3]),
    "missing variance": ([0.1, 0.3, 0.2, 0.4], [0.1, np.nan, 0.2, 0.3]),
    "no variance": ([0.1, 0.3, 0.2, 0.4], [0.1, 0.0, 0.2, 0.3]),
    "negative variance": ([0.1, 0.3, 0.2, 0.4], [0.1, -0.1, 0.2, 0.3]),
    "infinite variance": ([0.1, 0.3, 0.2, 0.4], [0.1, np.inf, 0.2, 0.3]),
    "all missing": ([np.nan] * 4, [np.nan] * 4),
    "variances worlds apart": ([0.1, 0.3, 0.2, 0.4], [1e-20, 0.1, 0.2, 0.3]),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("name", CALLS)
def test_what_cannot_be_pooled_is_refused_in_words(name, what):
    y, v = (np.array(column, dtype=float) for column in BAD[what])
    with pytest.raises(CannotEstimate) as fault:
        CALLS[name](y, v)
    assert fault.value.refusal.sentence
    assert fault.value.refusal.mend


@pytest.mark.parametrize("name", [name for name in CALLS if name != "fixed"])
def test_one_study_is_too_few(name):
    with pytest.raises(CannotEstimate) as fault:
        CALLS[name](np.array([0.3]), np.array([0.1]))
    assert fault.value.refusal.code in ("too_few_studies", "moderators_overlap")


@pytest.mark.parametrize("name", ["egger", "mixed egger", "begg", "trim and fill"])
def test_equal_standard_errors_tell_nothing_of_small_studies(name):
    with pytest.raises(CannotEstimate) as fault:
        CALLS[name](np.array([0.3, 0.1, 0.5, 0.2]), np.full(4, 0.1))
    assert fault.value.refusal.code == "same_precision"


@pytest.mark.parametrize("estimator", TAU2_ESTIMATORS)
def test_identical_effects_keep_an_interval(estimator):
    found = pool_studies(np.full(4, 0.3), np.array([0.1, 0.2, 0.1, 0.3]), estimator)
    assert found.tau2 == pytest.approx(0, abs=1e-12)
    assert found.knapp_hartung.low < 0.3 < found.knapp_hartung.high
    assert "classic" in found.knapp_hartung.method


def test_a_known_tau2_is_taken():
    y, v = draw_studies(6)
    found = pool_studies(y, v, tau2=0.25)
    assert found.tau2 == 0.25
    assert found.wald.se == pytest.approx((1 / (1 / (v + 0.25)).sum()) ** 0.5)
