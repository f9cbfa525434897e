"""Verbs for subgroups, dose, repeated looks, planning and harms: answers and refusals."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from analysis.command_line.estimate.asking import answer
from analysis.command_line.main import build_parser, main
from analysis.core import CannotEstimate


def ask(*call: object) -> dict:
    return answer(build_parser().parse_args(["estimate", *map(str, call), "--json"]))


@pytest.fixture(scope="module")
def trial(tmp_path_factory) -> Path:
    rng, n = np.random.default_rng(8), 160
    arm, sex = rng.permutation(np.arange(n) % 2), rng.choice(["f", "m"], n)
    pre, site = rng.normal(20, 4, n).round(1), rng.choice(["A", "B", "C"], n)
    dose = rng.integers(0, 9, n)
    post = (0.5 * pre - 2 * arm - arm * (sex == "m") + rng.normal(0, 3, n)).round(2)
    lines = ["id,arm,sex,site,pre,post,dose,falls,months,rank"]
    for i in range(n):
        name = "both" if arm[i] else "drug"
        falls, months = rng.poisson(0.4), round(rng.uniform(1, 6), 2)
        score = "" if i % 20 == 7 else post[i]
        lines.append(f"{i},{name},{sex[i]},{site[i]},{pre[i]},{score},{dose[i]},{falls},{months},{n - i}")  # fmt: skip  # noqa: E501
    place = tmp_path_factory.mktemp("trial") / "trial.csv"
    place.write_text("\n".join(lines) + "\n")
    return place


SCORE = ("--score", "post", "--baseline", "pre", "--group", "arm", "--control", "drug")


def test_interaction_gives_the_difference_between_differences_first(trial):
    found = ask("interaction", trial, *SCORE, "--subgroup", "sex", "--covariates", "site")
    keys = list(found)
    assert keys.index("differences") < keys.index("by_level")
    gap = found["by_level"]["m"]["estimate"] - found["by_level"]["f"]["estimate"]
    assert found["differences"]["m"]["estimate"] == pytest.approx(gap)
    turned = ask("interaction", trial, *SCORE[:4], "--group", "arm", "--control", "both",
                 "--subgroup", "sex", "--covariates", "site")  # fmt: skip
    assert turned["differences"]["m"]["estimate"] == pytest.approx(-gap)


def test_a_measured_subgroup_has_a_slope_and_factors_are_levels(trial):
    slope = ask("interaction", trial, *SCORE, "--subgroup", "pre")
    assert slope["slope"]["n"] == {"n_treatment": 78, "n_comparator": 74}
    levels = ask("interaction", trial, *SCORE, "--subgroup", "dose", "--factors", "dose")
    assert levels["df1"] == len(levels["by_level"]) - 1


def test_subgroups_are_adjusted_together_and_at_most_five(trial):
    found = ask("subgroups", trial, *SCORE, "--subgroups", "sex,site")["subgroups"]
    p = sorted(one["p"] for one in found.values())
    assert min(one["p_holm"] for one in found.values()) == pytest.approx(min(1, 2 * p[0]))
    with pytest.raises(CannotEstimate, match="6 subgroups"):
        ask("subgroups", trial, *SCORE, "--subgroups", "sex,site,dose,id,arm,falls")


def test_shrinkage_prints_its_coverages(tmp_path):
    place = tmp_path / "effects.csv"
    place.write_text("name,g,v\na,0.2,0.04\nb,0.5,0.05\nc,0.9,0.06\nd,NA,0.1\n")
    found = ask("shrinkage", place, "--columns", "yi=g,vi=v", "--id", "name")
    assert list(found["effects"]) == ["a", "b", "c"]
    assert found["effects"]["c"]["estimate"] < found["effects"]["c"]["raw"]
    assert found["coverage"]["worst"] < found["coverage"]["average"]
    for columns in ("yi=g", "yi=g,sei=v"):
        with pytest.raises(CannotEstimate, match="two columns"):
            ask("shrinkage", place, "--columns", columns)


def test_dose_has_a_slope_only_where_it_was_planned_or_received_by_a_landmark(trial):
    call = ("dose", trial, "--score", "post", "--baseline", "pre", "--dose", "dose")
    assert ask(*call)["slope"] is None
    planned = ask(*call, "--method", "planned", "--beside", "months", "--at", "0,3,6")
    assert planned["slope"]["ci"][0] < planned["slope"]["estimate"] < planned["slope"]["ci"][1]
    assert sum(band["n"] for band in planned["bands"]) == 152
    with pytest.raises(CannotEstimate, match="no basis"):
        ask(*call, "--method", "whatever")


def test_a_confidence_sequence_is_wider_than_one_look(trial):
    found = ask("confidence-sequence", trial, *SCORE, "--order", "rank", "--probability", "0.5")
    assert found["ci"][0] < found["fixed_ci"][0] < found["fixed_ci"][1] < found["ci"][1]
    assert found["looks"]["people"][-1] == 152
    crude = ask("confidence-sequence", trial, *SCORE[:2], *SCORE[4:], "--tightest-at", "50")
    assert crude["estimate"] != found["estimate"]
    with pytest.raises(CannotEstimate) as told:
        ask("confidence-sequence", trial, *SCORE, "--where", "site=A")
    assert told.value.refusal.code == "too_few_to_watch"


def test_power_and_sample_size_as_r_prints_them():
    one = ask("power", "--n-treatment", 20, "--n-control", 20, "--difference", 1, "--margin", 0.5)
    assert one["power"] == pytest.approx(0.868953, abs=1e-6)
    assert one["power_noninferiority"] > one["power_equivalence"]
    assert ask("power", "--n-treatment", 20, "--margin", 1)["power"] == one["power"]
    assert ask("sample-size", "--margin", 1, "--power", 0.9)["n"] == [23, 23]
    shares = ("--share-control", 0.5, "--share-treatment", 0.75)
    assert ask("power", "--n-control", 50, *shares)["power"] == pytest.approx(0.7401659, abs=5e-7)
    found = ask("sample-size", *shares, "--power", 0.9, "--dropout", 0.2)
    assert (found["n"], found["enrol_total"]) == ([77, 77], 194)
    assert ask("sample-size", "--share-control", 0.5, "--margin", 0.25)["n"] == [58, 58]


def test_sizes_grow_with_therapists_and_shrink_with_the_baseline():
    plain = ask("sample-size", "--margin", 2, "--sd", 6)
    therapists = ask("sample-size", "--margin", 2, "--sd", 6, "--icc", 0.05, "--cluster-size", 8)
    adjusted = ask("sample-size", "--margin", 2, "--sd", 6, "--correlation", 0.6, "--ratio", 2)
    assert therapists["design_effect"] == pytest.approx(1.35)
    assert therapists["n"][0] > plain["n"][0] > adjusted["n"][0]
    assert therapists["therapists"] * 8 == therapists["n"][0]
    assert list(plain)[-2:] == ["method", "source"]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (("power", "--margin", 1), "option_missing"),
        (("power", "--n-control", 20.5, "--margin", 1), "not_whole"),
        (("power", "--n-control", 20, "--margin", "x"), "not_a_number"),
        (("power", "--n-control", 20, "--share-control", 0.5), "option_missing"),
        (("sample-size",), "option_missing"),
        (("sample-size", "--margin", 0), "bad_margin"),
        (("harms", "--counts", "1,2,3"), "bad_counts"),
        (("harms", "--counts", "3,2,1,2"), "bad_counts"),
        (("harms", "--counts", "1.5,2,1,2"), "bad_counts"),
        (("harms", "--counts", "a,b"), "not_a_number"),
        (("harms", "--counts", "1,2,1,2", "--values", "3"), "bad_values"),
        (("harms", "--counts", "0,0,1,2"), "no_people"),
    ],
)
def test_calls_without_sense_are_refused(call, code):
    with pytest.raises(CannotEstimate) as told:
        ask(*call)
    assert told.value.refusal.code == code


def test_harms_from_counts_and_from_people(trial):
    counts = ask("harms", "--counts", "11,80,21,301", "--values", "800,3011")
    assert counts["rate_ratio"]["estimate"] == pytest.approx(1.971488, abs=1e-6)
    assert counts["rate_ratio"]["ci"] == pytest.approx([0.8584264, 4.2772659], abs=1e-6)
    assert "rate_ratio" not in ask("harms", "--counts", "11,80,21,301")
    people = ask("harms", trial, "--group", "arm", "--control", "drug", "--event", "falls",
                 "--time", "months")  # fmt: skip
    assert people["of"] == [80, 80]
    assert people["events"][0] >= people["people"][0]


@pytest.fixture
def events(tmp_path) -> Callable[[], Path]:
    def write() -> Path:
        place = tmp_path / "events.csv"
        place.write_text(
            "who,arm,day,what\n1,both,0,nausea\n1,both,3,nausea\n2,drug,-4,nausea\n"
            "3,drug,1,Panic attack\n3,drug,1,\n4,other,1,nausea\n"
        )
        return place

    return write


def test_harms_from_a_file_of_events(events):
    call = ("harms", events(), "--id", "who", "--group", "arm", "--treatment", "both",
            "--control", "drug", "--event", "what", "--time", "day")  # fmt: skip
    found = ask(*call, "--counts", "50,40", "--values", "200,150")
    assert found["people"] == [50, 40]
    assert list(found["harms"]) == ["any", "panic", "nausea", "term: nausea", "term: Panic attack"]
    assert found["harms"]["any"]["people"] == [1, 1]
    assert found["harms"]["nausea"]["events"] == [2, 0]
    assert found["harms"]["nausea"]["rate_ratio"] is None
    with pytest.raises(CannotEstimate, match="More people have events"):
        ask(*call, "--counts", "50,0")


def test_no_infinity_reaches_the_json(capsys):
    assert main(["estimate", "harms", "--counts", "5,50,0,50", "--values", "9,9", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rate_ratio"] is None
    assert told["per_100"][1]["ci"][1] == pytest.approx(100 * (1 - 0.05 ** (1 / 50)))
