"""Morris (2008), table of five studies: d_ppc2 and g_T - g_C.

The summaries are typed from memory of the table (as examples of meta-analysis software give it);
that they yield the two columns printed there, to four digits, is what vouches for them.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.effect_sizes import change_within, morris_d, pre_post_control

from .made_up_arms import refusal

STUDIES = {  # means before and after, SD before, people; treatment then control
    1: ((30.6, 38.5, 15.0, 20), (23.1, 19.7, 13.8, 20), 0.7685, 0.7421),
    2: ((23.5, 26.8, 3.1, 50), (24.9, 25.3, 4.1, 42), 0.8010, 0.9524),
    3: ((0.5, 0.7, 0.1, 9), (0.6, 0.6, 0.2, 9), 1.2047, 1.8054),
    4: ((53.4, 75.9, 14.5, 10), (55.7, 60.7, 17.3, 11), 1.0477, 1.1514),
    5: ((35.6, 36.0, 4.7, 14), (34.8, 33.4, 3.1, 14), 0.4390, 0.5050),
}


@pytest.mark.parametrize("study", STUDIES)
def test_the_printed_effect_sizes(study):
    treatment, control, d_ppc2, difference = STUDIES[study]
    rows = np.array([treatment, control], dtype=float)
    found = morris_d(rows[:, :2], rows[:, 2], rows[:, 3])
    assert np.round(found, 4) == pytest.approx((d_ppc2, difference), abs=1e-9)


def test_summaries_that_cannot_standardise_are_refused():
    means, sds, n = np.array([[3.0, 5.0], [3.0, 4.0]]), np.array([1.0, 2.0]), np.array([9, 9])
    assert refusal(lambda: morris_d(means, np.array([1.0, 0.0]), n)) == "no_variation"
    assert refusal(lambda: morris_d(means, sds, np.array([9, 2]))) == "too_few"
    assert refusal(lambda: morris_d(means * np.inf, sds, n)) == "not_finite"


def draw_arms(seed: int, n_t: int = 14, n_c: int = 11) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    before = [rng.normal(20, 5, (n, 1)) for n in (n_t, n_c)]
    arms = [np.hstack([b, b + rng.normal(shift, 4, b.shape)])
            for b, shift in zip(before, (-6, -2), strict=True)]  # fmt: skip
    return arms[0], arms[1]


def test_people_and_their_summaries_say_the_same():
    t, c = draw_arms(1)
    found = pre_post_control(t, c, 0.95)
    means = np.array([t.mean(axis=0), c.mean(axis=0)])
    sds = np.array([t[:, 0].std(ddof=1), c[:, 0].std(ddof=1)])
    by_summary = morris_d(means, sds, np.array([14, 11]))
    assert (found.d_ppc2, found.g_difference) == pytest.approx(by_summary)
    beckers = [change_within(arm[:, 0], arm[:, 1], 0.95).becker.value for arm in (t, c)]
    assert found.g_difference == pytest.approx(beckers[0] - beckers[1])
    for limits, value in ((found.d_ppc2_limits, found.d_ppc2),
                          (found.g_difference_limits, found.g_difference)):  # fmt: skip
        assert limits[0] < value < limits[1]


def test_three_people_an_arm_have_limits():
    t, c = draw_arms(2, 3, 4)
    found = pre_post_control(t, c, 0.95)
    assert np.isfinite([*found.d_ppc2_limits, *found.g_difference_limits]).all()


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.floats(0.01, 500))
def test_arms_swapped_flip_the_sign_and_the_scale_does_not_matter(seed, scale):
    t, c = draw_arms(seed)
    found, swapped = pre_post_control(t, c, 0.95), pre_post_control(c, t, 0.95)
    assert swapped.d_ppc2 == pytest.approx(-found.d_ppc2)
    assert swapped.g_difference == pytest.approx(-found.g_difference)
    scaled = pre_post_control(t * scale, c * scale, 0.95)
    assert scaled.d_ppc2 == pytest.approx(found.d_ppc2)
    assert scaled.d_ppc2_limits == pytest.approx(found.d_ppc2_limits)
    assert scaled.delta_change == pytest.approx(scale * found.delta_change)
