"""Verbs of comparisons without randomisation: answers, the ways a call may be written, refusals."""

from pathlib import Path

import numpy as np
import pytest

from analysis.adjustment import estimate_propensity, overlap_weighted_difference
from analysis.command_line.estimate.asking import answer
from analysis.command_line.main import build_parser, main
from analysis.core import CannotEstimate


def ask(*call: object) -> dict:
    return answer(build_parser().parse_args(["estimate", *map(str, call), "--json"]))


@pytest.fixture(scope="module")
def cohort(tmp_path_factory) -> Path:
    rng, n = np.random.default_rng(8), 160
    pre, sex = rng.normal(20, 4, n).round(1), rng.choice(["f", "m"], n)
    grade = rng.choice([2, 10, 1], n)
    arm = rng.random(n) < 1 / (1 + np.exp(-(pre - 20) / 6))
    therapist = rng.choice(["ann", "bo", "cy", "di"], n)
    site = rng.integers(0, 12, n)
    post = (0.5 * pre - 2 * arm + grade / 5 + rng.normal(0, 3, n)).round(2)
    lines = ["id,arm,sex,grade,site,who,pre,post,better"]
    for i in range(n):
        name, who = ("both", therapist[i]) if arm[i] else ("drug", "")
        score = "" if i % 20 == 7 else post[i]
        better = "yes" if post[i] < 8 else "no"
        lines.append(f"{i},{name},{sex[i]},{grade[i]},{site[i]},{who},{pre[i]},{score},{better}")
    place = tmp_path_factory.mktemp("cohort") / "cohort.csv"
    place.write_text("\n".join(lines) + "\n")
    return place


ARMS = ("--score", "post", "--group", "arm", "--control", "drug")


def test_weighting_says_how_many_and_prints_every_estimator(cohort):
    found = ask("weighting", cohort, *ARMS, "--covariates", "pre,sex,grade", "--factors", "grade")
    assert found["n"] + found["left_out"] == 160
    assert list(found["smd_before"]) == ["pre", "sexm", "grade2", "grade10"]
    assert max(map(abs, found["smd_after"].values())) < 0.2
    assert found["overlap"]["effect"] == pytest.approx(found["overlap_adjusted"]["effect"])
    assert set(found["doubly_robust"]) == {"overlap", "att", "iptw"}
    assert found["trimmed"]["n"] <= found["n"]
    assert found["unstabilised"]["effect"] == pytest.approx(found["stabilised"]["effect"])
    assert found["estimator"] == "overlap"
    assert "overlap" in found["method"]


def test_a_model_may_be_written_in_several_ways(cohort):
    one = ask("weighting", cohort, *ARMS, "--covariates", "pre,p2,sex,grade", "--factors", "grade",
              "--derive", "p2=pre*pre")  # fmt: skip
    ways = (
        ("--covariates", "pre,pre^2,sex,factor(grade)"),
        ("--covariates", "pre,I(pre^2),sex", "--factors", "grade"),
        ("--baseline", "pre", "--covariates", "pre**2,sex", "--factors", "grade"),
    )
    for way in ways:
        two = ask("weighting", cohort, *ARMS, *way)
        assert two["overlap"]["effect"] == pytest.approx(one["overlap"]["effect"], rel=1e-9)


@pytest.mark.parametrize("name", ["iptw", "ATT", "ato"])
def test_the_estimator_named_has_its_method(cohort, name):
    found = ask("weighting", cohort, *ARMS, "--covariates", "pre", "--estimator", name)
    assert found["estimator"] in ("iptw", "att", "overlap")


def test_swapping_the_arms_turns_the_sign(cohort):
    one = ask("weighting", cohort, *ARMS, "--covariates", "pre,sex")
    two = ask("weighting", cohort, "--score", "post", "--group", "arm", "--control", "both",
              "--covariates", "pre,sex")  # fmt: skip
    assert two["overlap"]["effect"] == pytest.approx(-one["overlap"]["effect"])
    assert two["unstabilised"]["effect"] == pytest.approx(-one["unstabilised"]["effect"])


def test_an_outcome_may_be_a_text(cohort):
    found = ask("weighting", cohort, "--outcome", "better", "--outcome-level", "yes", "--group",
                "arm", "--control", "drug", "--covariates", "pre")  # fmt: skip
    assert -1 < found["overlap"]["effect"] < 1


def test_what_stands_beside_may_be_refused_without_the_rest(cohort, tmp_path):
    lines = cohort.read_text().splitlines()
    rare = [lines[0] + ",rare", *(f"{x},{int(',both,' in x and i % 9 == 0)}"
                                  for i, x in enumerate(lines[1:]))]  # fmt: skip
    place = tmp_path / "rare.csv"
    place.write_text("\n".join(rare) + "\n")
    found = ask("weighting", place, *ARMS, "--covariates", "pre,rare")
    assert "Firth" in found["propensity"]
    assert found["doubly_robust"]["overlap"]["refused"] == "too_few_in_arm"
    assert np.isfinite(found["overlap_adjusted"]["effect"])


def test_balance_needs_no_score(cohort):
    found = ask("balance", cohort, "--group", "arm", "--control", "drug", "--covariates", "pre,sex",
                "--columns", "grade")  # fmt: skip
    assert found["n"] == 160
    assert abs(found["modelled"]["pre"]["after"]) < 1e-12
    assert set(found["square"]) == {"pre squared"}
    assert set(found["interaction"]) == {"pre x sexm"}
    assert set(found["outside"]) == {"grade"}


def test_g_formula_takes_interactions_with_the_arm(cohort):
    plain = ask("g-formula", cohort, *ARMS, "--covariates", "pre,sex")
    for term in ("arm:pre", "pre:arm", "arm*pre"):
        crossed = ask("g-formula", cohort, *ARMS, "--covariates", f"pre,sex,{term}")
        assert crossed["effect"] != pytest.approx(plain["effect"], rel=1e-6)
        assert crossed["mean1"] - crossed["mean0"] == pytest.approx(crossed["effect"])


def test_cr2_gives_every_coefficient_its_df(cohort):
    found = ask("cr2", cohort, *ARMS, "--covariates", "pre,sex", "--cluster", "site")
    assert list(found["coefficients"]) == ["(Intercept)", "armboth", "pre", "sexm"]
    assert found["estimate"] == found["coefficients"]["armboth"]["estimate"]
    assert found["enough_clusters"]
    assert "CR2" in found["shown"]["method"]
    weighted = ask("cr2", cohort, *ARMS, "--cluster", "site", "--weights", "pre")
    assert weighted["shown"] is None


def test_therapists_of_the_control_arm_are_not_read(cohort):
    found = ask("therapist", cohort, *ARMS, "--covariates", "pre", "--cluster", "who")
    assert found["therapists"] == 4
    assert found["ci"][0] < found["effect"] < found["ci"][1]
    with pytest.raises(CannotEstimate) as fault:
        ask("therapist", cohort, *ARMS, "--cluster-size", 9)
    assert "1.4" in fault.value.refusal.sentence


EVALUES = {
    ("--values", "3.9"): {"rr3.9": 7.263034344160047},
    ("--values", "3.9,0.5"): {"rr3.9": 7.263034344160047, "rr0.5": 3.414213562373095},
    ("--values", "3.9,1.8,8.7"): {"rr3.9": 7.263034344160047, "lo1.8": 3.0},
    ("--values", "3.9,0.8,8.7"): {"rr3.9": 7.263034344160047, "lo0.8": 1.0, "ci_crosses": 1.0},
    ("--values", "rr3.9,lo1.8"): {"rr3.9": 7.263034344160047, "lo1.8": 3.0},
    ("--values", "rr=0.5,hi=0.8"): {"rr0.5": 3.414213562373095, "hi0.8": 1.8090169943749475},
    ("--values", "0.5", "--measure", "SMD"): {"d0.5": 2.5291419818612693},
    ("--values=-0.9031", "--measure", "d"): {"d_minus0.9031": 3.9773832289175215},
    ("--values", "d_minus0.9031"): {"d_minus0.9031": 3.9773832289175215},
    ("--columns", "estimate=3.9,low=1.8,high=8.7"): {"rr3.9": 7.263034344160047, "lo1.8": 3.0},
}


@pytest.mark.parametrize("call", EVALUES)
def test_an_e_value_may_be_asked_in_several_ways(call):
    found = ask("evalue", *call)
    for key, value in EVALUES[call].items():
        assert found[key] == pytest.approx(value, rel=1e-12)


def test_a_tipping_point_needs_two_shares():
    found = ask("evalue", "--values", "d=0.5", "--share-treatment", 0.4, "--share-control", 0.2)
    assert found["tipping_point"]["for_estimate"] == pytest.approx(2.5)
    assert found["tipping_point"]["for_limit"] is None


REFUSED = {
    "no covariates": ("weighting", *ARMS),
    "no such estimator": ("weighting", *ARMS, "--covariates", "pre", "--estimator", "magic"),
    "no such column": ("weighting", *ARMS, "--covariates", "nowhere"),
    "one arm": ("weighting", *ARMS, "--covariates", "pre", "--where", "arm=both"),
    "nobody": ("weighting", *ARMS, "--covariates", "pre", "--where", "sex=x"),
    "one person": ("g-formula", *ARMS, "--covariates", "pre", "--where", "id=3"),
    "collinear": ("weighting", *ARMS, "--covariates", "pre,p2", "--derive", "p2=2*pre"),
    "one therapist": ("therapist", *ARMS, "--cluster", "sex", "--where", "sex=f"),
    "no cluster": ("cr2", *ARMS),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_answered_is_refused_with_code_two(kind, cohort, capsys):
    verb, *rest = REFUSED[kind]
    assert main(["estimate", verb, str(cohort), *rest, "--json"]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("values", ["0", "rr=x", "2,3,lo=9"])
def test_numbers_that_are_no_ratios_are_refused(values):
    assert main(["estimate", "evalue", "--values", values]) == 2


def test_the_verb_is_the_function(cohort, tmp_path):
    found = ask("weighting", cohort, *ARMS, "--covariates", "pre,sex")
    rows = [line.split(",") for line in cohort.read_text().splitlines()[1:]]
    rows = [row for row in rows if row[7]]
    treated = np.array([row[1] == "both" for row in rows])
    pre = np.array([float(row[6]) for row in rows])
    sex = np.array([[float(row[2] == "m")] for row in rows])
    score = np.array([float(row[7]) for row in rows])
    mine = overlap_weighted_difference(score, pre, treated, sex, 0.95)
    assert found["overlap_adjusted"]["effect"] == pytest.approx(mine.value, rel=1e-12)
    assert found["overlap_adjusted"]["ci"] == pytest.approx([mine.low, mine.high], rel=1e-10)
    e = estimate_propensity(treated, np.column_stack([pre, sex])).probabilities
    assert found["ps_range"] == pytest.approx([e.min(), e.max()])
