"""Verbs `exposure`, `gate` and `landmark` on made-up files."""

import json

import numpy as np
import pytest

from analysis.command_line.main import main


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    """120 pairs alike, one of each in either arm; the treatment arm scores 3 points lower."""
    rng, pairs = np.random.default_rng(5), 120
    n = 2 * pairs
    arm = np.where(np.arange(n) % 2 == 0, "both", "drug")
    alike = {
        "age": rng.integers(20, 70, pairs), "sex": rng.choice(["f", "m"], pairs),
        "prior": rng.integers(0, 4, pairs), "other": rng.choice(["yes", "no"], pairs),
        "before": rng.normal(22, 4, pairs).round(1),
    }  # fmt: skip
    columns = {"arm": arm} | {name: values.repeat(2) for name, values in alike.items()}
    columns["infusions"] = 6 + rng.integers(-1, 2, n)
    columns["contacts"] = rng.integers(2, 9, n)
    score = columns["before"] * 0.6 - 3.0 * (arm == "both") + rng.normal(0, 3, n)
    columns["after"] = ["" if i // 2 % 12 == 5 else f"{x:.2f}" for i, x in enumerate(score)]
    columns["first"] = ["" if a == "drug" else str(2 + i % 9) for i, a in enumerate(arm)]
    columns["again"] = ["10" if i % 20 == 3 else "" for i in range(n)]
    columns["last"] = [5 if i % 30 == 8 else 84 for i in range(n)]
    file = tmp_path_factory.mktemp("fair") / "people.csv"
    rows = zip(*columns.values(), strict=True)
    file.write_text("\n".join([",".join(columns), *(",".join(map(str, row)) for row in rows)]))
    return file


def ask(capsys, *call) -> dict:
    assert main(["estimate", *map(str, call), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refusal(capsys, *call) -> str:
    assert main(["estimate", *map(str, call), "--json"]) == 2
    return json.loads(capsys.readouterr().out)["reasons"][0]


ARMS = ("--group", "arm", "--control", "drug")
GATE = (*ARMS, "--score", "after", "--baseline", "before", "--covariates", "age,sex,prior",
        "--columns", "other", "--beside", "infusions,contacts", "--recorded",
        "prior_treatment=prior,concurrent_therapy=other")  # fmt: skip


def test_exposure_compares_each_column(capsys, people):
    found = ask(capsys, "exposure", people, *ARMS, "--beside", "infusions,contacts")
    assert list(found["exposure"]) == ["infusions", "contacts"]
    assert found["exposure"]["infusions"]["n"] == [120, 120]
    assert found["largest_smd"] == pytest.approx(
        max(abs(one["smd"]) for one in found["exposure"].values())
    )


def test_the_gate_passes_where_arms_are_alike_and_fails_where_the_arm_is_what_was_received(
    capsys, people
):
    planned = ask(capsys, "gate", people, *GATE, "--arm", "planned")
    assert planned["passed"], planned["failures"]
    assert planned["items"]["modelled_balance"]["value"] < 1e-12
    assert planned["items"]["follow_up"]["value"] == pytest.approx(110 / 120)
    assert planned["items"]["recorded_concurrent_therapy"]["value"] == 1
    received = ask(capsys, "gate", people, *GATE, "--arm", "received")
    assert not received["passed"]
    assert [one for one, item in received["items"].items() if item["passed"] is False] == [
        "arm_at_time_zero"
    ]
    bare = ask(capsys, "gate", people, *ARMS, "--covariates", "age", "--arm", "planned")
    assert {"follow_up", "exposure_parity", "recorded_sex"} - {
        one for one, item in bare["items"].items() if item["passed"] is False
    } == {"recorded_sex"}  # a column of that name is there


def test_the_gate_asks_when_the_arm_was_decided(capsys, people):
    assert refusal(capsys, "gate", people, *GATE) == "option_missing"
    assert refusal(capsys, "gate", people, *GATE, "--arm", "maybe") == "bad_arm"
    wrong = (*GATE[:-1], "height=age")
    assert refusal(capsys, "gate", people, *wrong, "--arm", "planned") == "bad_recorded"
    one_arm = ("--where", "arm=both")
    assert refusal(capsys, "gate", people, *GATE, "--arm", "planned", *one_arm) == "no_level"
    assert refusal(capsys, "exposure", people, *ARMS) == "option_missing"
    never = ("--derive", "none=log(0-age)", "--beside", "none")
    assert refusal(capsys, "exposure", people, *ARMS, *never) == "all_missing"


LANDMARK = ("--first-session", "first", "--time", "last", "--retreated", "again")


def test_a_landmark_counts_everybody_once_and_compares_them(capsys, people):
    found = ask(capsys, "landmark", people, *LANDMARK, "--score", "after", "--baseline", "before",
                "--covariates", "age,sex")  # fmt: skip
    assert found["day"] == 14
    assert found["followed"] + sum(found["excluded"].values()) == found["people"] == 240
    assert found["had_therapy"] + found["had_none"] == found["followed"]
    low, high = found["difference"]["ci"]
    assert low < -3 < high < 0
    plain = ask(capsys, "landmark", people, *LANDMARK, "--score", "after")
    assert "not adjusted" in plain["difference_method"]
    early = ask(capsys, "landmark", people, *LANDMARK, "--at", "6")
    assert early["had_therapy"] < found["had_therapy"]
    assert "difference" not in early


def test_a_landmark_that_leaves_nothing_to_compare_is_refused(capsys, people):
    assert refusal(capsys, "landmark", people, *LANDMARK, "--at", "1") == "one_arm"
    assert refusal(capsys, "landmark", people, *LANDMARK, "--at", "400") == "nobody_followed"
    assert refusal(capsys, "landmark", people, *LANDMARK, "--at", "soon") == "bad_at"
    assert refusal(capsys, "landmark", people, "--time", "last") == "option_missing"
    unadjusted = ("--score", "after", "--covariates", "age")
    assert refusal(capsys, "landmark", people, *LANDMARK, *unadjusted) == "option_missing"
