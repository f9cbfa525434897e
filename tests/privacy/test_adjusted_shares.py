"""Adjusted shares are estimates, and protected view rounds them as it does every other one."""

from analysis.privacy.coarsen import coarsen
from tests.words.made_up import estimate, risks


def test_adjusted_shares_are_whole_percent_with_their_limits():
    exact = estimate(0.29432, 0.23187, 0.35714, unit="probability")
    found = coarsen(risks(adjusted_treatment=exact, adjusted_comparator=exact), 11)
    share = found.adjusted_treatment
    assert (share.value, share.low, share.high) == (0.29, 0.23, 0.36)
    assert found.leading[:2] == (0.29, 0.29)
    assert all(n % 5 == 0 for n in share.counts.values())
