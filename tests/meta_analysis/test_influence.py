"""Leave-one-out: all at once equals one by one, in the time of a few poolings."""

import time

import numpy as np
import pytest

from analysis.core import CannotEstimate
from analysis.meta_analysis import TAU2_ESTIMATORS, leave_one_out, pool_studies

from .made_up_studies import draw_studies


@pytest.mark.parametrize("estimator", TAU2_ESTIMATORS)
@pytest.mark.parametrize(("k", "tau2"), [(3, 0.3), (8, 0.0), (21, 0.5)])
def test_all_at_once_are_one_by_one(estimator, k, tau2):
    y, v = draw_studies(k, tau2, seed=k)
    found = leave_one_out(y, v, estimator)
    for i in range(k):
        alone = pool_studies(np.delete(y, i), np.delete(v, i), estimator)
        assert found.tau2[i] == pytest.approx(alone.tau2, rel=1e-8, abs=1e-10)
        assert found.estimate[i] == pytest.approx(alone.wald.value, rel=1e-8)
        assert found.se[i] == pytest.approx(alone.wald.se, rel=1e-8)
        assert found.i2[i] == pytest.approx(alone.heterogeneity.i2, rel=1e-7, abs=1e-7)
        assert found.q[i] == pytest.approx(alone.heterogeneity.q, rel=1e-9)


def test_two_thousand_studies_take_seconds_at_most():
    y, v = draw_studies(2000)
    started = time.perf_counter()
    found = leave_one_out(y, v)
    assert time.perf_counter() - started < 5  # about 0.4 s on a free core
    alone = pool_studies(y[1:], v[1:])
    assert found.tau2[0] == pytest.approx(alone.tau2, rel=1e-9)


def test_two_studies_cannot_do_without_one():
    with pytest.raises(CannotEstimate) as fault:
        leave_one_out(np.array([0.1, 0.2]), np.array([0.1, 0.2]))
    assert fault.value.refusal.code == "too_few_studies"
