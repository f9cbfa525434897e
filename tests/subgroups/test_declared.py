"""Declared subgroups: at most five, their tests together, and what a cohort declares."""

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from analysis.core import CannotEstimate
from analysis.loading import load_catalogue, load_demonstration
from analysis.subgroups import DECLARABLE, compare_subgroups, levels_in_cohort, severity_bands

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


def test_the_demonstration_cohort_declares_its_subgroups():
    cohort, instrument = load_demonstration(), load_catalogue().instruments["MADRS"]
    found = levels_in_cohort(cohort, instrument)
    assert list(found) == ["sex", "age_band", "severity", "prior_treatment", "comorbidity"]
    assert {v for v in found["comorbidity"] if v} == {"none", "one or more"}
    assert {v for v in found["age_band"] if v} == {"18-34", "35-54", "55+"}
    assert set(found) <= set(DECLARABLE)
    depressed = (cohort.participants["condition"] == "depression").to_numpy()
    assert all(v is not None for v in found["severity"][depressed][:5])


def test_severity_is_the_published_band_and_leaves_no_gap():
    instrument = load_catalogue().instruments["PHQ9"]
    scores = np.array([0, 4, 4.5, 5, 9.5, 19, 27, np.nan])
    found = severity_bands(scores, instrument)
    assert list(found) == ["1 minimal", "1 minimal", "1 minimal", "2 mild", "2 mild",
                           "4 moderately severe", "5 severe", None]  # fmt: skip


def test_severity_without_bands_is_cut_at_the_median():
    instrument = next(i for i in load_catalogue().instruments.values() if not i.bands)
    found = severity_bands(np.array([1.0, 2.0, 3.0, 4.0, np.nan]), instrument)
    assert list(found[:4]) == ["1 below the median"] * 2 + ["2 at the median or above"] * 2
    assert found[4] is None
    assert list(severity_bands(np.array([np.nan]), instrument)) == [None]
