"""The batches of the pooling study are the real estimators, and a small run covers as it says."""

import numpy as np
import pytest

from analysis.meta_analysis import (
    begg_rank_test,
    egger_line,
    egger_mixed,
    pool_studies,
    profile_q,
    regress_on_moderators,
)
from tests.simulation import pooling, pools


def rng() -> np.random.Generator:
    return np.random.default_rng(41)


@pytest.mark.parametrize("estimator", pooling.ESTIMATORS)
@pytest.mark.parametrize("k", pooling.SIZES)
def test_batched_intervals_are_the_real_ones(k, estimator):
    y, v = pooling.draw(rng(), 12, k, 0.1), pooling.variances(k)
    found = pooling.intervals(y, v, estimator)
    for i in range(12):
        one = pool_studies(y[i], v, estimator)
        assert found["tau2"][i] == pytest.approx(one.tau2, abs=1e-10)
        for name, rule in (("Wald", one.wald), ("Knapp-Hartung", one.knapp_hartung),
                           ("ad hoc", one.ad_hoc)):  # fmt: skip
            assert found["mean"][i] - found[name][i] == pytest.approx(rule.low, abs=1e-8)
        for name, key in (("classic, t(k - 2)", "classic_t_km2"), ("classic, z", "classic_z"),
                          ("Knapp-Hartung, t(k - 1)", "knapp_hartung_t_km1")):  # fmt: skip
            high = found["mean"][i] + found[name][i]
            assert high == pytest.approx(one.predictions[key][1], abs=1e-8)


def test_batched_tests_are_the_real_ones():
    y, v = pooling.draw(rng(), 8, 9, 0.1), pooling.variances(9)
    p = pooling.small_study_p(y, v)
    design = np.column_stack([np.ones(9), np.arange(9) % 2.0])
    q = pooling.moderator_p(y, v, design)
    ranks = pools.begg_p(y, v)
    for i in range(8):
        assert ranks[i] == pytest.approx(begg_rank_test(y[i], v).p)
        assert p["line"][i] == pytest.approx(egger_line(y[i], v).slope.p)
        assert p["mixed"][i] == pytest.approx(egger_mixed(y[i], v).coefficients["sei"].p, rel=1e-6)
        for test in ("z", "knha"):
            one = regress_on_moderators(y[i], v, design, ("a", "b"), "REML", test)
            assert q[test][i] == pytest.approx(one.coefficients["b"].p, rel=1e-6)


def test_profile_limits_hold_the_truth_where_q_says_so():
    y, v = pooling.draw(rng(), 60, 6, 0.2), pooling.variances(6)
    held, inside = [], []
    for one in y:
        found = profile_q(one, v, 0.6).tau2
        held.append(found is not None and found[0] <= 0.2 <= found[1])
        weight = 1 / (v + 0.2)
        q = weight @ (one - weight @ one / weight.sum()) ** 2
        inside.append(bool(pooling.chdtri(5, 0.8) <= q <= pooling.chdtri(5, 0.2)))
    assert held == inside
    assert 0 < sum(held) < 60


def test_intervals_cover_as_they_say():
    for k, tau2, estimator, wald, adjusted, hoc, _ in pooling.cover_means(rng(), 600):
        assert 0.92 < adjusted < 0.975, (k, tau2, estimator)
        assert hoc >= adjusted
        assert wald < 0.985


def test_the_variance_between_studies_is_covered_and_small_studies_are_not_accused():
    for k, _, profile, _ in pooling.cover_spread(rng(), 1500):
        assert 0.93 < profile < 0.97, k
    for row in pooling.reject_small_studies(rng(), 300):
        assert row[2] < 0.1


def test_pooled_tables_and_three_levels_cover():
    for row in pooling.cover_tables(rng(), 80):
        assert all(share > 0.88 for share in row[1:])
    for row in pooling.cover_nested(rng(), 10):
        assert all(share > 0.6 for share in row[2:5])


def test_the_written_table_has_every_part(project):
    text = (project / "tests/simulation/tables/pooling.md").read_text("utf-8")
    assert text.count("\n## ") == 7
    assert text.count("\n| 12 | 0.2 |") == 7
