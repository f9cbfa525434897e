"""Two shares against scipy and published examples, and what must not depend on how one asks."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import chi2_contingency, fisher_exact
from scipy.stats.contingency import odds_ratio as scipy_odds_ratio

from analysis.core import CannotEstimate
from analysis.effect_sizes import (
    R_TOLERANCE,
    agresti_caffo,
    chi_square,
    cohen_h,
    exact_odds_ratio,
    haldane_ratio,
    katz_ratio,
    koopman_ratio,
    mee_difference,
    miettinen_nurminen_difference,
    miettinen_nurminen_odds_ratio,
    miettinen_nurminen_ratio,
    number_needed,
    number_needed_limits,
    odds_ratio,
    phi_coefficient,
    risk_difference,
    risk_ratio,
    wald_difference,
    woolf_odds_ratio,
)
from analysis.effect_sizes.restricted_shares import (
    Tables,
    hold_difference,
    hold_odds_ratio,
    hold_ratio,
)
from analysis.effect_sizes.root_search import find_root

counts = st.integers(1, 60).flatmap(
    lambda n_t: st.integers(1, 60).flatmap(
        lambda n_c: st.tuples(st.integers(0, n_t), st.just(n_t), st.integers(0, n_c), st.just(n_c))
    )
)
some = settings(max_examples=40, deadline=None, derandomize=True)


def test_newcombe_1998_table_ii():
    low, high = miettinen_nurminen_difference(56, 70, 48, 80, 0.95)
    assert (round(float(low), 4), round(float(high), 4)) == (0.0528, 0.3382)
    low, high = miettinen_nurminen_difference(10, 10, 0, 20, 0.95)
    assert (round(float(low), 4), float(high)) == (0.7156, 1.0)
    low, high = miettinen_nurminen_difference(5, 56, 0, 29, 0.95)
    assert (round(float(low), 4), round(float(high), 4)) == (-0.0326, 0.1933)


def test_where_the_cubic_degenerates():
    """q = 0: the same counts in both arms, and no difference, make the cubic's q vanish."""
    for e, n in ((5, 10), (10, 20), (1, 2), (30, 60)):
        table = Tables(*(np.float64(c) for c in (e, n, e, n)))
        p_t, p_c = hold_difference(table, np.float64(0))
        assert (float(p_t), float(p_c)) == pytest.approx((e / n, e / n), abs=1e-12)
        low, high = miettinen_nurminen_difference(e, n, e, n, 0.95)
        assert float(low) == pytest.approx(-float(high), abs=1e-9)


def log_likelihood(table: tuple, p_t: float, p_c: float) -> float:
    e_t, n_t, e_c, n_c = table
    return sum(k * math.log(p) for k, p in ((e_t, p_t), (n_t - e_t, 1 - p_t), (e_c, p_c),
                                            (n_c - e_c, 1 - p_c)) if k)  # fmt: skip


HELD = {
    "difference": (hold_difference, lambda p, d: p + d,
                   lambda d: (max(0.0, -d), min(1.0, 1 - d)), (-0.6, -0.1, 0.0, 0.35)),
    "ratio": (hold_ratio, lambda p, r: p * r, lambda r: (0.0, min(1.0, 1 / r)), (0.2, 1.0, 4.0)),
    "odds": (hold_odds_ratio, lambda p, r: p * r / (1 - p + p * r), lambda r: (0.0, 1.0),
             (0.05, 1.0, 9.0)),
}  # fmt: skip


@pytest.mark.parametrize("table", [(3, 12, 9, 15), (0, 12, 5, 11), (10, 10, 1, 20), (7, 9, 20, 20)])
@pytest.mark.parametrize("name", HELD)
def test_restricted_shares_are_the_likeliest(name, table):
    hold, other, ends, values = HELD[name]
    for value in values:
        low, high = ends(value)
        found = minimize_scalar(
            lambda p: -log_likelihood(table, min(max(other(p, value), 1e-300), 1 - 1e-16), p),  # noqa: B023
            bounds=(low + 1e-12, high - 1e-12), method="bounded", options={"xatol": 1e-12},
        )  # fmt: skip
        _, p_c = hold(Tables(*(np.float64(c) for c in table)), np.float64(value))
        assert float(p_c) == pytest.approx(found.x, abs=2e-6)


@some
@given(counts)
def test_events_and_non_events_mirror_one_another(table):
    e_t, n_t, e_c, n_c = table
    without = (n_t - e_t, n_t, n_c - e_c, n_c)
    for interval in (miettinen_nurminen_difference, mee_difference, wald_difference, agresti_caffo):
        low, high = interval(*table, 0.95)
        mirrored = interval(*without, 0.95)
        assert (float(low), float(high)) == pytest.approx((-mirrored[1], -mirrored[0]), abs=1e-8)
    low, high = miettinen_nurminen_odds_ratio(*table, 0.95)
    mirrored = miettinen_nurminen_odds_ratio(*without, 0.95)
    if low > 0:
        assert float(low * mirrored[1]) == pytest.approx(1, rel=1e-8)
    if math.isfinite(high):
        assert float(high * mirrored[0]) == pytest.approx(1, rel=1e-8)


@some
@given(counts, st.sampled_from([0.8, 0.9, 0.99]))
def test_a_higher_level_is_wider(table, level):
    for interval in (miettinen_nurminen_difference, mee_difference, miettinen_nurminen_ratio,
                     koopman_ratio, miettinen_nurminen_odds_ratio):  # fmt: skip
        low, high = interval(*table, level)
        wider = interval(*table, 0.999)
        assert wider[0] <= low <= high <= wider[1]


@some
@given(counts)
def test_exact_odds_equal_scipys(table):
    e_t, n_t, e_c, n_c = table
    cells = [[e_t, n_t - e_t], [e_c, n_c - e_c]]
    found = exact_odds_ratio(*table, 0.95)
    if 0 in np.sum(cells, axis=0):
        assert math.isnan(found.ratio)
        return
    assert found.p == pytest.approx(fisher_exact(cells)[1], rel=1e-9)
    peer = scipy_odds_ratio(cells)
    limits = peer.confidence_interval(0.95)
    assert (found.ratio, found.low, found.high) == pytest.approx(
        (peer.statistic, limits.low, limits.high), rel=1e-8
    )
    near = exact_odds_ratio(*table, 0.95, R_TOLERANCE)
    if math.isfinite(found.ratio) and found.ratio > 0:
        assert min(near.ratio, 1 / near.ratio) == pytest.approx(
            min(found.ratio, 1 / found.ratio), abs=2 * R_TOLERANCE
        )


def test_extreme_tables_have_exact_limits():
    """A limit in the thousands: the tails at 1/2 and at 2 are the same number there."""
    found = exact_odds_ratio(32, 33, 1, 66, 0.95)
    assert (found.low, found.high) == pytest.approx((104.36268693, 85460.182066), rel=1e-8)


@some
@given(counts)
def test_chi_square_and_phi_equal_scipys(table):
    e_t, n_t, e_c, n_c = table
    cells = np.array([[e_t, n_t - e_t], [e_c, n_c - e_c]])
    if 0 in cells.sum(axis=0):
        assert math.isnan(chi_square(*table).statistic)
        assert math.isnan(phi_coefficient(*table))
        return
    for corrected in (False, True):
        peer = chi2_contingency(cells, correction=corrected)
        found = chi_square(*table, corrected=corrected)
        assert found.statistic == pytest.approx(peer.statistic, rel=1e-9, abs=1e-12)
        assert found.p == pytest.approx(peer.pvalue, rel=1e-9)
    assert phi_coefficient(*table) ** 2 * (n_t + n_c) == pytest.approx(
        chi_square(*table).statistic, rel=1e-9, abs=1e-12
    )


def test_log_ratios_by_hand():
    katz = katz_ratio(16, 52, 9, 45, 0.95)
    assert katz.se == pytest.approx(math.sqrt(1 / 16 - 1 / 52 + 1 / 9 - 1 / 45))
    woolf = woolf_odds_ratio(16, 52, 9, 45, 0.95)
    assert woolf.se == pytest.approx(math.sqrt(1 / 16 + 1 / 36 + 1 / 9 + 1 / 36))
    assert katz_ratio(0, 5, 1, 5, 0.95) is None
    assert katz_ratio(5, 5, 5, 5, 0.95).se == 0
    assert woolf_odds_ratio(5, 5, 1, 5, 0.95) is None
    assert haldane_ratio(0, 5, 0, 5, 0.95).ratio == 1


def test_cohens_h_is_antisymmetric():
    assert cohen_h(10, 10, 0, 20) == pytest.approx(math.pi)
    assert cohen_h(3, 9, 5, 8) == -cohen_h(5, 8, 3, 9)


def test_number_needed_runs_through_infinity():
    assert number_needed_limits(-0.05, 0.25) == ((-20, 4), True)
    assert number_needed_limits(-0.4, -0.1) == ((-10, -2.5), False)
    assert number_needed_limits(0.0, 0.2) == ((5, math.inf), False)
    assert number_needed_limits(0.0, 0.0) == ((-math.inf, math.inf), True)
    found = number_needed(risk_difference(16, 52, 9, 45, 0.95))
    assert found.value == pytest.approx(1 / (16 / 52 - 9 / 45))
    assert "infinity" in found.method
    assert number_needed(risk_difference(4, 10, 4, 10, 0.95)) is None


def test_ratios_stand_with_their_interval_or_are_refused():
    ratio, odds = risk_ratio(16, 52, 9, 45, 0.95), odds_ratio(16, 52, 9, 45, 0.95)
    assert ratio.value == pytest.approx(16 / 52 / (9 / 45))
    assert odds.value == pytest.approx(16 * 36 / (9 * 36))
    limits = [float(end) for end in koopman_ratio(16, 52, 9, 45, 0.95)]
    assert [ratio.low, ratio.high] == pytest.approx(limits)
    assert ratio.low < ratio.value < ratio.high
    assert odds.low < odds.value < odds.high
    open_above = risk_ratio(5, 20, 0, 20, 0.95)
    assert open_above.value == open_above.high == math.inf
    assert 0 < open_above.low < math.inf
    for call, table, code in ((risk_ratio, (0, 9, 0, 8), "no_events"),
                              (odds_ratio, (0, 9, 0, 8), "no_events"),
                              (odds_ratio, (9, 9, 8, 8), "all_events"),
                              (risk_difference, (1, 0, 0, 8), "no_people")):  # fmt: skip
        with pytest.raises(CannotEstimate) as fault:
            call(*table, 0.95)
        assert fault.value.refusal.code == code


@pytest.mark.parametrize("tolerance", [0.0, R_TOLERANCE])
@pytest.mark.parametrize(
    ("curve", "low", "high"),
    [(lambda x: x**3 - 2, 0, 2), (math.cos, 1, 3), (lambda x: math.exp(-x) - 0.5, 0, 5),
     (lambda x: x - 1, 1, 4), (lambda x: x - 4, 1, 4)],
)  # fmt: skip
def test_root_search_equals_scipys(curve, low, high, tolerance):
    assert find_root(curve, low, high, tolerance) == pytest.approx(
        brentq(curve, low, high, xtol=1e-14), abs=max(tolerance, 1e-12)
    )


def test_root_search_needs_a_change_of_sign():
    with pytest.raises(ValueError, match="same sign"):
        find_root(lambda x: x**2 + 1, -1, 1)


@pytest.mark.parametrize("interval", [miettinen_nurminen_difference, mee_difference, koopman_ratio,
                                      miettinen_nurminen_ratio, miettinen_nurminen_odds_ratio,
                                      exact_odds_ratio])  # fmt: skip
@pytest.mark.parametrize(("table", "code"), [
    ((0, 0, 1, 5), "no_people"), ((6, 5, 1, 5), "bad_counts"), ((-1, 5, 1, 5), "bad_counts"),
    ((0.5, 5, 1, 5), "bad_counts"), ((math.nan, 5, 1, 5), "bad_counts"),
    ((1, math.inf, 1, 5), "bad_counts"),
])  # fmt: skip
def test_refusals(interval, table, code):
    with pytest.raises(CannotEstimate) as fault:
        interval(*table, 0.95)
    assert fault.value.refusal.code == code
