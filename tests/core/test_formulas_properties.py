"""What must hold for all numbers: limits around shares, and a verdict for every interval."""

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core.formulas import judge, newcombe, noncentral_t_interval, wilson

quick = settings(deadline=None, derandomize=True, max_examples=150)
levels = st.sampled_from([0.8, 0.9, 0.95, 0.99])
limits = st.floats(-50, 50)
margins = st.floats(0.01, 20)

RANK = {
    "meaningfully_worse": 0,
    "worse_possibly_too_little": 1,
    "too_imprecise": 2,
    "no_meaningful_difference": 2,
    "small_difference_likely": 2,
    "better_possibly_too_little": 3,
    "worthwhile": 4,
}
"""How good the news is; the middle ones are not ordered among themselves."""


@st.composite
def shares(draw):
    n = draw(st.integers(1, 200))
    return draw(st.integers(0, n)), n


@quick
@given(shares(), levels)
def test_wilson_stays_between_0_and_1_and_holds_the_share(share, level):
    e, n = share
    low, high = wilson(e, n, level)
    assert 0 <= low <= e / n + 1e-12
    assert e / n - 1e-12 <= high <= 1


@quick
@given(shares(), levels)
def test_wilson_of_the_complement_is_mirrored(share, level):
    e, n = share
    low, high = wilson(e, n, level)
    other = wilson(n - e, n, level)
    assert abs(low - (1 - other[1])) < 1e-12
    assert abs(high - (1 - other[0])) < 1e-12


@quick
@given(shares(), shares(), levels)
def test_newcombe_stays_between_minus_1_and_1_and_holds_the_difference(t, c, level):
    low, high = newcombe(*t, *c, level)
    difference = t[0] / t[1] - c[0] / c[1]
    assert -1 <= low <= difference + 1e-12
    assert difference - 1e-12 <= high <= 1


@quick
@given(shares(), shares())
def test_newcombe_changes_sign_when_arms_swap(t, c):
    low, high = newcombe(*t, *c, 0.95)
    assert newcombe(*c, *t, 0.95) == (-high, -low)


@quick
@given(st.floats(-20, 20), st.integers(4, 300), levels)
def test_noncentral_limits_change_sign_with_t(t, df, level):
    low, high = noncentral_t_interval(t, df, 0.4, level)
    assert low < high
    assert noncentral_t_interval(-t, df, 0.4, level) == (-high, -low)


@quick
@given(limits, limits, margins)
def test_every_interval_has_a_verdict(one, other, margin):
    assert judge(*sorted((one, other)), margin) in RANK


@quick
@given(limits, limits, margins, st.floats(0, 50))
def test_a_better_interval_never_has_a_worse_verdict(one, other, margin, shift):
    low, high = sorted((one, other))
    before = RANK[judge(low, high, margin)]
    after = RANK[judge(low + shift, high + shift, margin)]
    assert after >= before


@quick
@given(limits, limits, margins)
def test_the_verdict_is_mirrored_when_arms_swap(one, other, margin):
    low, high = sorted((one, other))
    here, there = RANK[judge(low, high, margin)], RANK[judge(-high, -low, margin)]
    assert here + there == 4
