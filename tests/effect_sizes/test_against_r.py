"""Two arms against R: from the printed summaries alone, and from the public trials themselves."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.core import ArmSummary
from analysis.effect_sizes import (
    adjusted_difference,
    adjusted_g,
    d_average_variance,
    encode_covariates,
    hedges_g,
    joint_model,
    mean_difference,
    summarise_arm,
)

CLOSED = {"rel": 1e-8, "abs": 1e-10}
NONCENTRAL = {"rel": 1e-6}


@pytest.fixture(scope="module")
def reference(project):
    return json.loads((project / "tests/reference/two_arms.json").read_text("utf-8"))


def read_trial(shared_dir, name: str) -> pd.DataFrame:
    """One row a person: `arm` is True for treatment, `before`, `after` and covariates."""
    trial = name.split(".")[0]
    if trial == "btheb":
        people = pd.read_csv(shared_dir / "data/trial/BtheB.csv")
        visit = name.split("bdi.")[-1][:2] if "bdi." in name else "2m"
        visit = "pre" if visit == "pr" else visit
        columns = {"before": people["bdi.pre"], "after": people[f"bdi.{visit}"]}
        people = people.assign(arm=people["treatment"] == "BtheB", **columns)
        for drug in ("No", "Yes"):
            if name.endswith(f"drug_{drug}"):
                people = people[people["drug"] == drug]
        return people.dropna(subset=["before", "after"])
    if trial == "claus":
        long = pd.read_csv(shared_dir / "data/trial/claus_2020.csv")
        scale = "hamd" if "hamd" in name else "bdi"
        wide = long.pivot(index="id", columns="time", values=scale)
        arm = long.groupby("id")["treatment"].first() == "PA"
        people = pd.DataFrame({"arm": arm, "before": wide[1], "after": wide[4]})
        return people.dropna(subset=["before", "after"])
    people = pd.read_csv(shared_dir / "data/trial/anorexia.csv")
    people = people.assign(before=people["Prewt"], after=people["Postwt"])
    if ".change." in name:
        people = people.assign(after=people["Postwt"] - people["Prewt"])
    if "two_group" in name:
        people = people[people["Treat"].isin([name.split(".")[-1], "Cont"])]
    return people.assign(arm=people["Treat"] == name.split(".")[-1])


def summarise(people: pd.DataFrame) -> tuple[ArmSummary, ArmSummary]:
    both = [people[people["arm"] == arm] for arm in (True, False)]
    t, c = (
        summarise_arm(name, p["before"].to_numpy(float), p["after"].to_numpy(float))
        for name, p in zip(("treatment", "comparator"), both, strict=True)
    )
    return t, c


def check_two_groups(treatment: ArmSummary, comparator: ArmSummary, r: dict) -> None:
    points = mean_difference(treatment, comparator, 0.95)
    assert points.value == pytest.approx(r["mean_diff"], **CLOSED)
    assert (points.se, points.df) == pytest.approx((r["welch_se"], r["welch_df"]), **CLOSED)
    assert (points.low, points.high) == pytest.approx(r["welch_ci"], **CLOSED)
    assert points.p == pytest.approx(r["welch_p"], **CLOSED)
    g = hedges_g(treatment, comparator, 0.95)
    assert g.value == pytest.approx(r["hedges_g"], **CLOSED)
    assert (g.low, g.high) == pytest.approx(r["g_ci_noncentral_t_timesJ"], **NONCENTRAL)
    assert g.se**2 == pytest.approx(r["var_g_J2"], **CLOSED)
    d = d_average_variance(treatment, comparator, 0.95)
    assert d.value == pytest.approx(r["d_average_variance"], **CLOSED)
    assert points.counts == {"n_treatment": r["n"][0], "n_comparator": r["n"][1]}


def test_summaries_give_every_two_group_number_of_r(reference):
    assert len(reference["two_group"]) == 10
    for r in reference["two_group"].values():
        arms = [
            ArmSummary(name, n, mean, sd)
            for name, n, mean, sd in zip("tc", r["n"], r["mean"], r["sd"], strict=True)
        ]
        check_two_groups(*arms, r)


@pytest.mark.parametrize(
    "name",
    [
        "btheb.two_group.bdi.2m", "btheb.two_group.bdi.8m", "btheb.two_group.bdi.2m.drug_Yes",
        "claus.two_group.bdi.4", "claus.two_group.hamd.4",
        "anorexia.two_group.post.CBT", "anorexia.two_group.change.FT",
    ],
)  # fmt: skip
def test_trials_give_every_two_group_number_of_r(shared_dir, reference, name):
    r = reference["two_group"][name]
    arms = summarise(read_trial(shared_dir, name))
    assert [arm.n for arm in arms] == r["n"]
    assert [arm.mean for arm in arms] == pytest.approx(r["mean"], **CLOSED)
    assert [arm.sd for arm in arms] == pytest.approx(r["sd"], **CLOSED)
    check_two_groups(*arms, r)


ANCOVA = {
    "btheb.ancova.2m": [],
    "btheb.ancova.2m.full": ["drug", "length"],
    "claus.ancova.bdi": [],
    "claus.ancova.hamd": [],
    "anorexia.ancova.CBT": ["FT"],
    "anorexia.ancova.FT": ["CBT"],
}
"""Entry, and its covariates; the anorexia models hold the third arm as one."""


@pytest.mark.parametrize("name", ANCOVA)
def test_ancova_with_hc3_is_rs(shared_dir, reference, name):
    r, people = reference["ancova"][name], read_trial(shared_dir, name)
    if name.startswith("anorexia"):
        people = people.assign(**{arm: (people["Treat"] == arm) for arm in ("CBT", "FT")})
    covariates = encode_covariates(people[ANCOVA[name]])
    found = adjusted_difference(
        people["after"].to_numpy(float), people["before"].to_numpy(float),
        people["arm"].to_numpy(), covariates, 0.95,
    )  # fmt: skip
    assert sum(found.counts.values()) == r["n"]
    assert found.value == pytest.approx(r["adj_diff"], **CLOSED)
    assert found.se == pytest.approx(r["hc3_se"], **CLOSED)
    assert found.df == r["df"]
    assert found.p == pytest.approx(r["hc3_p"], **CLOSED)
    # R's own interval has the classic error; the same t stretches it to the HC3 one.
    half = (r["ci"][1] - r["adj_diff"]) * r["hc3_se"] / r["se"]
    expected = (r["adj_diff"] - half, r["adj_diff"] + half)
    assert (found.low, found.high) == pytest.approx(expected, **CLOSED)


def test_adjusted_g_by_hand(shared_dir):
    people = read_trial(shared_dir, "btheb.ancova.2m")
    arms = summarise(people)
    points = adjusted_difference(
        people["after"].to_numpy(float), people["before"].to_numpy(float),
        people["arm"].to_numpy(), encode_covariates(people[[]]), 0.95,
    )  # fmt: skip
    g = adjusted_g(points, *arms)
    n_t, n_c = arms[0].n, arms[1].n
    m = n_t + n_c - 2
    s2 = ((n_t - 1) * arms[0].baseline_sd ** 2 + (n_c - 1) * arms[1].baseline_sd ** 2) / m
    j = 0.9920809432829722
    se = j * np.sqrt(points.se**2 / s2 + points.value**2 / s2 / (2 * m))
    assert g.value == pytest.approx(j * points.value / np.sqrt(s2), rel=1e-10)
    assert g.se == pytest.approx(se, rel=1e-10)
    assert g.high - g.value == pytest.approx(se * (points.high - points.value) / points.se)
    assert g.df == 94


def test_bonett_by_hand():
    found = d_average_variance(ArmSummary("t", 20, 10, 3), ArmSummary("c", 30, 13, 5), 0.95)
    s2 = (9 + 25) / 2
    d = -3 / np.sqrt(s2)
    variance = d**2 * (81 / 19 + 625 / 29) / (8 * s2**2) + (9 / 19 + 25 / 29) / s2
    assert found.value == pytest.approx(d)
    assert found.se == pytest.approx(np.sqrt(variance))
    assert found.high == pytest.approx(d + 1.959963984540054 * np.sqrt(variance))


def test_joint_model_equals_separate_fits_and_statsmodels(shared_dir):
    import statsmodels.formula.api as smf

    people = read_trial(shared_dir, "btheb.ancova.2m").assign(arm=lambda p: p["arm"].astype(int))
    fit = joint_model(
        people["after"].to_numpy(float), people["before"].to_numpy(float),
        people["arm"].to_numpy() == 1, people["drug"].to_numpy(str),
        encode_covariates(people[["length"]]), 0.95,
    )  # fmt: skip
    shared = "after ~ drug + drug:before + length + arm"
    apart = smf.ols(shared + " + arm:drug", people).fit(cov_type="HC3", use_t=True)
    together = smf.ols(shared, people).fit(cov_type="HC3", use_t=True)
    assert fit.overall.value == pytest.approx(together.params["arm"])
    assert (fit.overall.low, fit.overall.high) == pytest.approx(together.conf_int().loc["arm"])
    assert fit.by_condition["No"].value == pytest.approx(apart.params["arm"])
    assert fit.by_condition["No"].se == pytest.approx(apart.bse["arm"])
    difference = fit.by_condition["Yes"].value - fit.by_condition["No"].value
    assert difference == pytest.approx(apart.params["arm:drug[T.Yes]"])
    test = apart.f_test("arm:drug[T.Yes] = 0")
    assert (fit.f, fit.p) == pytest.approx((float(test.fvalue), float(test.pvalue)))
    assert (fit.df1, fit.df2) == (1, apart.df_resid)
    assert sum(e.counts["n_treatment"] for e in fit.by_condition.values()) == 52
