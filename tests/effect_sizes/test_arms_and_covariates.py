"""An arm's summary counts the right people; covariates say what was merged or left out."""

import numpy as np
import pandas as pd
import pytest

from analysis.core import CannotEstimate
from analysis.effect_sizes import (
    adjusted_difference,
    adjusted_g,
    encode_covariates,
    hedges_g,
    joint_model,
    mean_difference,
    summarise_arm,
)

NAN = np.nan


def test_summary_rests_on_people_with_both_scores():
    baseline = np.array([20, 22, NAN, 30, 28.0])
    visit = np.array([10, NAN, 9, 18, 20.0])
    found = summarise_arm("a", baseline, visit, enrolled_baseline=baseline, enrolled=6)
    assert found.n == 3
    assert found.mean == pytest.approx(16)
    assert found.baseline_mean == pytest.approx(26)
    assert found.change_mean == pytest.approx(-10)
    assert found.sd == pytest.approx(np.std([10, 18, 20], ddof=1))
    assert found.change_sd == pytest.approx(np.std([10, 12, 8], ddof=1))
    assert found.correlation == pytest.approx(np.corrcoef([20, 30, 28], [10, 18, 20])[0, 1])
    assert (found.enrolled_baseline_n, found.enrolled_baseline_mean) == (4, 25)
    assert found.followed_up == 0.5


@pytest.mark.parametrize("n", [0, 1, 2])
def test_what_cannot_be_computed_is_none(n):
    found = summarise_arm("a", np.arange(n) + 20.0, np.arange(n) + 10.0)
    assert found.n == n
    assert (found.mean is None) == (n == 0)
    assert (found.sd is None) == (n < 2)
    assert found.correlation is None
    assert found.enrolled_baseline_n is None


def test_an_arm_of_one_has_no_effect():
    one = summarise_arm("a", np.array([20.0]), np.array([10.0]))
    many = summarise_arm("b", np.arange(9) + 20.0, np.arange(9) + 10.0)
    for estimator in (mean_difference, hedges_g):
        with pytest.raises(CannotEstimate) as fault:
            estimator(one, many, 0.95)
        assert fault.value.refusal.code == "too_few"
        assert fault.value.refusal.mend


def frame(**columns: list) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Categorical(values) for name, values in columns.items()})


def test_every_level_but_the_most_common_has_a_column():
    found = encode_covariates(frame(age_band=["18-34"] * 6 + ["35-54"] * 9 + ["55+"] * 5))
    assert found.matrix.sum(axis=0).tolist() == [6, 5]
    assert (found.names, found.notes) == (("age_band",), ())


def test_not_recorded_is_a_level_of_its_own():
    found = encode_covariates(frame(sex=["female"] * 9 + ["male"] * 6 + ["not_recorded"] * 5))
    assert found.matrix.shape == (20, 2)


def test_missing_is_not_recorded():
    found = encode_covariates(frame(sex=["female"] * 9 + ["male"] * 6 + [None] * 5))
    assert found.matrix.shape == (20, 2)


def test_rare_levels_become_other():
    found = encode_covariates(frame(job=["a"] * 10 + ["b"] * 3 + ["c"] * 4 + ["d"] * 6))
    assert sorted(found.matrix.sum(axis=0)) == [6, 7]
    assert "other" in found.notes[0]
    assert "job" in found.notes[0]


def test_levels_still_rare_join_the_most_common():
    found = encode_covariates(frame(job=["a"] * 10 + ["b"] * 2 + ["c"] * 2 + ["d"] * 6))
    assert found.matrix.sum(axis=0).tolist() == [6]
    assert "most common" in found.notes[0]


def test_constant_covariates_are_left_out_and_noted():
    found = encode_covariates(frame(sex=["female"] * 20, job=["a"] * 10 + ["b"] * 10))
    assert found.names == ("job",)
    assert found.notes == ("sex: not adjusted for, the same for everyone analysed.",)


def test_constant_after_merging_is_left_out_and_noted():
    found = encode_covariates(frame(sex=["female"] * 18 + ["male"] * 2))
    assert found.names == ()
    assert found.matrix.shape == (20, 0)
    assert len(found.notes) == 2


def test_what_is_recorded_for_nobody_is_left_out_silently():
    found = encode_covariates(frame(sex=["not_recorded"] * 20, job=["a"] * 10 + ["b"] * 10))
    assert (found.names, found.notes) == (("job",), ())


def test_covariates_missing_in_the_same_people_do_not_clash():
    job = ["a"] * 8 + ["b"] * 6 + ["not_recorded"] * 6
    sex = ["female"] * 5 + ["male"] * 9 + ["not_recorded"] * 6
    found = encode_covariates(frame(job=job, sex=sex))
    assert found.names == ("job", "sex")
    design = np.column_stack([np.ones(20), found.matrix])
    assert np.linalg.matrix_rank(design) == design.shape[1] == 4


def test_the_same_covariate_twice_is_left_out_once():
    job = ["a"] * 8 + ["b"] * 12
    found = encode_covariates(frame(job=job, work=job))
    assert found.names == ("job",)
    assert "follows from" in found.notes[0]


def test_no_note_names_a_rare_level():
    found = encode_covariates(frame(job=["a"] * 10 + ["astronaut"] * 2 + ["d"] * 8))
    assert "astronaut" not in " ".join(found.notes)


def test_no_people_and_no_covariates():
    assert encode_covariates(pd.DataFrame(index=range(7))).matrix.shape == (7, 0)


def people(n: int = 24) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    baseline = rng.normal(25, 5, n)
    return baseline + rng.normal(-8, 4, n), baseline, np.arange(n) % 2 == 0


def test_an_arm_that_follows_from_a_covariate_is_refused():
    y, baseline, arm = people()
    same = encode_covariates(frame(site=np.where(arm, "x", "y").tolist()))
    with pytest.raises(CannotEstimate) as fault:
        adjusted_difference(y, baseline, arm, same, 0.95)
    assert fault.value.refusal.code == "collinear"


@pytest.mark.parametrize("constant", ["score", "baseline"])
def test_scores_that_do_not_vary_are_refused(constant):
    y, baseline, arm = people()
    y, baseline = (y * 0 + 7, baseline) if constant == "score" else (y, baseline * 0 + 7)
    with pytest.raises(CannotEstimate) as fault:
        adjusted_difference(y, baseline, arm, encode_covariates(pd.DataFrame(index=y)), 0.95)
    assert fault.value.refusal.code in ("no_variation", "collinear")


def test_adjusted_g_needs_a_baseline_that_varies():
    y, baseline, arm = people()
    points = adjusted_difference(y, baseline, arm, encode_covariates(pd.DataFrame(index=y)), 0.95)
    flat = [summarise_arm(a, np.full(12, 30.0), y[:12]) for a in "tc"]
    with pytest.raises(CannotEstimate) as fault:
        adjusted_g(points, *flat)
    assert fault.value.refusal.code == "no_variation"


def test_the_covariates_used_stand_in_the_method():
    y, baseline, arm = people()
    age = encode_covariates(frame(age_band=["18-34"] * 12 + ["55+"] * 12))
    assert "baseline, age band" in adjusted_difference(y, baseline, arm, age, 0.95).method


def test_one_condition_joins_nothing():
    y, baseline, arm = people()
    with pytest.raises(CannotEstimate) as fault:
        joint_model(
            y, baseline, arm, np.full(24, "ptsd"), encode_covariates(pd.DataFrame(index=y)), 0.95
        )
    assert fault.value.refusal.code == "one_condition"
