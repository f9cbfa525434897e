"""Interactions: against statsmodels' OLS with HC3, properties, and what is refused."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import CannotEstimate
from analysis.subgroups import interaction, moderator_slope

NONE = np.zeros((120, 0))


def people(seed: int = 1, n: int = 120) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "arm": rng.permutation(np.arange(n) % 2),
            "level": rng.choice(["a", "b", "c"], n),
            "baseline": rng.normal(20, 5, n),
            "age": rng.normal(45, 12, n),
        }
    )
    frame["y"] = 0.5 * frame["baseline"] - frame["arm"] + rng.normal(0, 3, n)
    frame["y"] -= 2 * frame["arm"] * (frame["level"] == "b")
    return frame


def ask(frame: pd.DataFrame, **more):
    covariates = more.pop("covariates", np.zeros((len(frame), 0)))
    return interaction(
        frame["y"].to_numpy(float), frame["baseline"].to_numpy(float),
        (frame["arm"] == 1).to_numpy(), frame["level"].to_numpy(object), covariates, 0.95, **more,
    )  # fmt: skip


def test_differences_and_test_are_those_of_ols_with_hc3():
    frame = people()
    found = ask(frame, covariates=frame[["age"]].to_numpy())
    fit = smf.ols("y ~ C(level) * arm + baseline + age", frame).fit(cov_type="HC3", use_t=True)
    for level in "bc":
        name = f"C(level)[T.{level}]:arm"
        one = found.differences[level]
        assert one.value == pytest.approx(fit.params[name], rel=1e-9)
        assert one.se == pytest.approx(fit.bse[name], rel=1e-9)
        assert one.p == pytest.approx(fit.pvalues[name], rel=1e-8)
        assert [one.low, one.high] == pytest.approx(fit.conf_int().loc[name], rel=1e-8)
    joint = fit.wald_test("C(level)[T.b]:arm = 0, C(level)[T.c]:arm = 0", use_f=True, scalar=True)
    assert found.f == pytest.approx(joint.statistic, rel=1e-8)
    assert found.p == pytest.approx(joint.pvalue, rel=1e-8)
    assert found.by_level["a"].value == pytest.approx(fit.params["arm"], rel=1e-9)
    assert found.by_level["a"].se == pytest.approx(fit.bse["arm"], rel=1e-9)


def test_a_measured_moderator_is_that_of_ols_with_hc3():
    frame = people(2)
    covariates = frame[["baseline"]].to_numpy()
    y, arm = frame["y"].to_numpy(), (frame["arm"] == 1).to_numpy()
    found = moderator_slope(y, np.zeros(120), arm, frame["age"].to_numpy(), covariates, 0.95)
    fit = smf.ols("y ~ arm * age + baseline", frame).fit(cov_type="HC3", use_t=True)
    assert found.value == pytest.approx(fit.params["arm:age"], rel=1e-9)
    assert found.se == pytest.approx(fit.bse["arm:age"], rel=1e-8)
    by_baseline = moderator_slope(y, covariates[:, 0], arm, covariates[:, 0], NONE, 0.95)
    fit = smf.ols("y ~ arm * baseline", frame).fit(cov_type="HC3", use_t=True)
    assert by_baseline.value == pytest.approx(fit.params["arm:baseline"], rel=1e-9)


def test_two_levels_give_the_square_of_t():
    frame = people()
    frame = frame[frame["level"] != "c"]
    found = ask(frame)
    one = found.differences["b"]
    assert found.f == pytest.approx((one.value / one.se) ** 2, rel=1e-9)
    assert found.p == pytest.approx(one.p, rel=1e-9)
    assert one.counts == {
        name: sum(found.by_level[level].counts[name] for level in "ab")
        for name in ("n_treatment", "n_comparator")
    }


def test_a_difference_is_the_difference_of_the_levels_and_turns_with_the_reference():
    frame = people(3)
    found, turned = ask(frame), ask(frame, reference="b")
    gap = found.by_level["b"].value - found.by_level["a"].value
    assert found.differences["b"].value == pytest.approx(gap)
    assert turned.differences["a"].value == pytest.approx(-gap)
    assert turned.reference == "b"
    assert turned.p == pytest.approx(found.p)


@settings(deadline=None, derandomize=True, max_examples=20)
@given(seed=st.integers(0, 1000), scale=st.floats(0.01, 100), shift=st.floats(-50, 50))
def test_signs_turn_with_the_arms_and_units_carry_over(seed, scale, shift):
    frame = people(seed)
    found = ask(frame)
    swapped = ask(frame.assign(arm=1 - frame["arm"]))
    scaled = ask(frame.assign(y=frame["y"] * scale + shift))
    for level, one in found.differences.items():
        assert one.low < one.value < one.high
        assert swapped.differences[level].value == pytest.approx(-one.value, abs=1e-9)
        assert scaled.differences[level].value == pytest.approx(scale * one.value, rel=1e-6)
        assert scaled.differences[level].p == pytest.approx(one.p, rel=1e-6)


def test_levels_with_few_people_in_an_arm_leave_and_are_named():
    frame = people()
    frame.loc[:3, "level"] = "rare"
    found = ask(frame)
    assert found.left_out == ("rare",)
    assert set(found.by_level) == {"a", "b", "c"}
    total = sum(one.counts["n_treatment"] + one.counts["n_comparator"]
                for one in found.by_level.values())  # fmt: skip
    assert total == 116


def test_missing_people_are_left_out():
    frame = people()
    whole = ask(frame.iloc[10:])
    frame.loc[:4, "y"] = np.nan
    frame["level"] = frame["level"].astype(object)
    frame.loc[5:9, "level"] = None
    part = ask(frame)
    assert part.differences["b"].value == pytest.approx(whole.differences["b"].value)


FAULTS = {
    "nobody": (lambda f: f.iloc[:0], "one_level"),
    "one person": (lambda f: f.iloc[:1], "one_level"),
    "one level": (lambda f: f.assign(level="a"), "one_level"),
    "one arm": (lambda f: f.assign(arm=1), "one_level"),
    "all missing": (lambda f: f.assign(y=np.nan), "one_level"),
    "infinite": (lambda f: f.assign(y=np.inf), "infinite"),
    "identical scores": (lambda f: f.assign(y=3.0, baseline=5.0), "no_variation"),
    "level follows arm": (lambda f: f.assign(level=np.where(f["arm"] == 1, "a", "b")), "one_level"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_estimated_is_refused(fault):
    change, code = FAULTS[fault]
    with pytest.raises(CannotEstimate) as told:
        ask(change(people()))
    assert told.value.refusal.code == code
    assert told.value.refusal.mend


def test_an_unknown_reference_is_refused():
    with pytest.raises(CannotEstimate, match="none of the levels"):
        ask(people(), reference="z")


def test_a_level_of_two_people_an_arm_is_too_few_unless_wanted():
    frame = people().iloc[:24]
    with pytest.raises(CannotEstimate):
        ask(frame, smallest=50)


def test_each_arm_of_each_level_is_a_cell():
    found = ask(people())
    groups = {(cell.group, cell.key) for cell in found.cells() if "by_level" in cell.fields}
    assert {key for _, key in groups} == {"a", "b", "c"}
    reference = [c for c in found.cells() if c.fields == ("differences",) and c.key is None]
    assert len(reference) == 2


def test_levels_are_told_in_the_order_given():
    frame = people()
    assert ask(frame).reference == "a"
    found = ask(frame, order=("c", "never", "a"))
    assert found.reference == "c"
    assert list(found.by_level) == ["c", "a", "b"]
    turned = ask(frame).differences["c"]
    assert found.differences["a"].value == pytest.approx(-turned.value)
