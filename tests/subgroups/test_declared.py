"""Declared subgroups: at most five, and their tests taken together."""

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from analysis.core import CannotEstimate
from analysis.subgroups import adjust_together, compare_subgroups

N = 200
NONE = np.zeros((N, 0))


def trial(seed: int = 5):
    rng = np.random.default_rng(seed)
    arm, baseline = rng.permutation(np.arange(N) % 2) == 1, rng.normal(20, 5, N)
    y = 0.6 * baseline - 2 * arm + rng.normal(0, 3, N)
    declared = {name: rng.choice(["x", "y"], N).astype(object) for name in "abcde"}
    y -= 3 * arm * (declared["a"] == "x")
    return y, baseline, arm, declared


def test_p_values_are_adjusted_over_all_declared():
    y, baseline, arm, declared = trial()
    found = compare_subgroups(y, baseline, arm, declared, NONE, 0.95)
    raw = [one.p for one in found]
    assert [one.p_holm for one in found] == pytest.approx(multipletests(raw, method="holm")[1])
    assert [one.p_bh for one in found] == pytest.approx(multipletests(raw, method="fdr_bh")[1])
    assert [one.name for one in found] == list("abcde")


def test_more_than_five_are_refused():
    y, baseline, arm, declared = trial()
    with pytest.raises(CannotEstimate, match="6 subgroups") as told:
        compare_subgroups(y, baseline, arm, declared | {"f": declared["a"]}, NONE, 0.95)
    assert told.value.refusal.code == "too_many_subgroups"


def test_one_that_cannot_be_estimated_stays_and_counts_in_no_adjustment():
    y, baseline, arm, declared = trial()
    declared["c"] = np.full(N, "same", dtype=object)
    found = compare_subgroups(y, baseline, arm, declared, NONE, 0.95)
    assert found[2].refused.code == "one_level"
    assert found[2].p_holm is None
    raw = [one.p for one in found if one.p is not None]
    holm = [one.p_holm for one in found if one.p is not None]
    assert holm == pytest.approx(multipletests(raw, method="holm")[1])


def test_none_declared_and_none_estimable():
    y, baseline, arm, _ = trial()
    assert compare_subgroups(y, baseline, arm, {}, NONE, 0.95) == ()
    same = {"a": np.full(N, None, dtype=object)}
    (found,) = compare_subgroups(y, baseline, arm, same, NONE, 0.95)
    assert found.refused is not None


def test_adjusting_again_changes_nothing_else():
    y, baseline, arm, declared = trial()
    found = compare_subgroups(y, baseline, arm, declared, NONE, 0.95)
    assert adjust_together(found) == found
    alone = adjust_together(found[:1])[0]
    assert alone.p_holm == alone.p_bh == found[0].p
    assert adjust_together(()) == ()
