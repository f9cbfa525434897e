"""Verbs on sessions, spread, imputed shares and rare events; ways of writing a call."""

import json

import numpy as np
import pytest

from analysis.command_line.main import main
from analysis.effect_sizes import rule_of_three


def ask(capsys, *call) -> dict:
    assert main(["estimate", *map(str, call), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refusal(capsys, *call) -> str:
    assert main(["estimate", *map(str, call), "--json"]) == 2
    return json.loads(capsys.readouterr().out)["reasons"][0]


@pytest.fixture
def sessions(tmp_path):
    """Eight people, two arms, two sessions each; the second of the first person is the worst."""
    lines = ["patient_id,arm,day,minutes_after_start,measure,value"]
    for person in range(8):
        for day in (0, 7):
            peak = 190 if (person, day) == (0, 7) else 140 + person
            for minutes, value in ((-5, 120), (20, peak), (40, 130)):
                arm = "therapy" if person % 2 else "alone"
                lines.append(f"p{person},{arm},{day},{minutes},systolic,{value}")
    file = tmp_path / "sessions.csv"
    file.write_text("\n".join(lines) + "\n")
    return file


def test_sessions_count_each_person_once_by_their_worst(capsys, sessions):
    found = ask(capsys, "session-measures", sessions, "--group", "arm")["measures"]["systolic"]
    alone, therapy = found["alone"]["all doses"], found["therapy"]["all doses"]
    assert (alone["people"], alone["sessions"]) == (4, 8)
    assert alone["worst"]["estimate"] == pytest.approx((190 + 142 + 144 + 146) / 4)
    assert alone["change"]["estimate"] == pytest.approx((70 + 22 + 24 + 26) / 4)
    assert (alone["beyond"], therapy["beyond"]) == (1, 0)
    everyone = ask(capsys, "session-measures", sessions)["measures"]["systolic"]["all"]
    assert everyone["all doses"]["people"] == 8


def test_sessions_with_columns_of_other_names(capsys, sessions, tmp_path):
    file = tmp_path / "other.csv"
    text = sessions.read_text().replace("patient_id,arm,day,minutes_after_start,measure,value",
                                        "who,arm,when,minute,what,x")  # fmt: skip
    file.write_text(text.replace("systolic", "70"))
    call = ("--id", "who", "--visit", "when", "--time", "minute", "--score", "x", "--group", "arm")
    found = ask(capsys, "session-measures", file, *call, "--instrument", "systolic")
    assert found["measures"]["systolic"]["alone"]["all doses"]["people"] == 4
    assert refusal(capsys, "session-measures", file, *call, "--outcome", "what") == "not_measured"


def test_a_person_in_two_arms_and_nobody_are_refused(capsys, sessions, tmp_path):
    twice = tmp_path / "twice.csv"
    twice.write_text(sessions.read_text() + "p1,alone,14,20,systolic,150\n")
    assert refusal(capsys, "session-measures", twice, "--group", "arm") == "two_arms"
    nobody = ("--where", "patient_id=nobody")
    assert refusal(capsys, "session-measures", sessions, *nobody) == "nobody"


@pytest.fixture
def wide(tmp_path):
    rng = np.random.default_rng(2)
    lines = ["id,arm,pre,w4,w8"]
    for i in range(60):
        before, effect = rng.normal(24, 4), 6.0 * (i % 2)
        four, eight = before - 6 - effect + rng.normal(0, 4), before - 9 - effect + rng.normal(0, 4)
        last = "" if i % 7 == 3 else f"{eight:.2f}"
        lines.append(f"{i},{'therapy' if i % 2 else 'alone'},{before:.2f},{four:.2f},{last}")
    file = tmp_path / "wide.csv"
    file.write_text("\n".join(lines) + "\n")
    return file


WIDE = ("--score", "w4,w8", "--baseline", "pre", "--group", "arm")


def test_trajectories_are_the_quantiles_of_those_seen(capsys, wide):
    found = ask(capsys, "trajectories", wide, "--score", "pre,w4,w8", "--group", "arm")
    table = np.genfromtxt(wide, delimiter=",", skip_header=1, usecols=(2, 3, 4))
    alone = table[::2]
    last = found["groups"]["alone"]["w8"]
    seen = alone[~np.isnan(alone[:, 2]), 2]
    assert last["n"] == len(seen) < 30
    assert last["quantiles"] == pytest.approx(np.quantile(seen, found["shares"]))
    changes = (alone[:, 2] - alone[:, 0])[~np.isnan(alone[:, 2])]
    assert last["change_quantiles"] == pytest.approx(np.quantile(changes, found["shares"]))
    assert found["change_from"] == "pre"
    low, high = last["ci"]
    assert low < last["mean"] < high
    whole = ask(capsys, "trajectories", wide, "--score", "w4,w8", "--baseline", "pre")
    assert whole["groups"]["all"]["w4"]["n_changes"] == 60
    empty = ("--where", "arm=neither")
    assert refusal(capsys, "trajectories", wide, "--score", "pre,w4", *empty) == "all_missing"
    never = ("--derive", "none=log(0-pre)", "--score", "none")
    assert refusal(capsys, "trajectories", wide, *never) == "all_missing"


def test_imputed_risks_count_everybody_who_started(capsys, wide):
    found = ask(capsys, "imputed-risks", wide, *WIDE, "--criterion", "score <= 0.5*baseline")
    assert found["visit"] == "w8"
    assert found["rd"]["n"] == {"n_treatment": 30, "n_comparator": 30}
    assert found["rd"]["estimate"] == pytest.approx(
        found["risk_treatment"]["estimate"] - found["risk_control"]["estimate"]
    )
    low, high = found["rd"]["ci"]
    assert low < found["rd"]["estimate"] < high
    named = ask(capsys, "imputed-risks", wide, *WIDE, "--instrument", "PHQ9", "--at", "w4")
    assert named["visit"] == "w4"
    assert named["rd"]["n"]["n_treatment"] <= 30


def test_imputed_risks_without_a_rule_are_refused(capsys, wide):
    assert refusal(capsys, "imputed-risks", wide, *WIDE) == "option_missing"
    assert (
        refusal(capsys, "imputed-risks", wide, *WIDE, "--criterion", "score+1") == "bad_criterion"
    )
    assert refusal(capsys, "imputed-risks", wide, *WIDE, "--criterion", "points<1") == "no_column"
    nobody = "log(0 - abs(score) - 1) > 0"
    assert refusal(capsys, "imputed-risks", wide, *WIDE, "--criterion", nobody) == "nobody_counted"
    rules = ("--instrument", "PHQ9", "--definition", "cure")
    assert refusal(capsys, "imputed-risks", wide, *WIDE, *rules) == "bad_rule"
    without = ("--score", "w4,w8", "--group", "arm", "--instrument", "PHQ9")
    assert refusal(capsys, "imputed-risks", wide, *without) == "option_missing"


def test_rule_of_three_from_counts_and_from_people(capsys, tmp_path):
    found = ask(capsys, "rule-of-three", "--counts", "0,24,0,30")
    assert found["treatment"]["upper"] == pytest.approx(rule_of_three(24, 0.95))
    assert found["control"]["three_over_n"] == 0.1
    assert ask(capsys, "rule-of-three", "--counts", "12")["group"]["n"] == 12
    file = tmp_path / "events.csv"
    file.write_text("arm,mania\n" + "a,no\n" * 10 + "b,no\n" * 8 + "b,\n")
    by_arm = ask(capsys, "rule-of-three", file, "--event", "mania", "--group", "arm")
    assert (by_arm["a"]["n"], by_arm["b"]["n"]) == (10, 8)
    assert refusal(capsys, "rule-of-three", file, "--event", "mania", "--event-level", "no") == (
        "some_events"
    )
    assert refusal(capsys, "rule-of-three", "--counts", "1,24") == "some_events"
    assert refusal(capsys, "rule-of-three", "--counts", "0,0") == "no_people"
    assert refusal(capsys, "rule-of-three", "--counts", "0,1,2") == "bad_counts"


def test_pre_post_from_printed_summaries(capsys):
    """The first row of Morris (2008), table 3."""
    found = ask(capsys, "pre-post", "--values", "30.6,38.5,15,20,23.5,26.8,13.8,20")
    d = (1 - 3 / (4 * 38 - 1)) * (7.9 - 3.3) / np.sqrt((15**2 + 13.8**2) / 2)
    assert found["d_ppc2"] == pytest.approx(d)
    assert refusal(capsys, "pre-post", "--values", "1,2,3") == "bad_values"
    assert refusal(capsys, "pre-post", "--values", "1,2,0,9,1,2,1,9") == "no_variation"


@pytest.fixture
def long(wide, tmp_path):
    file = tmp_path / "long.csv"
    rows = [line.split(",") for line in wide.read_text().splitlines()[1:]]
    lines = [f"{row[0]},{row[1]},{week},{row[at]}" for row in rows
             for at, week in ((2, 0), (3, 4), (4, 8))]  # fmt: skip
    file.write_text("\n".join(["id,arm,week,score", *lines]) + "\n")
    return file


@pytest.mark.parametrize("verb", ["ancova", "weighting", "interaction", "bootstrap"])
def test_visits_of_a_long_file_may_be_named_by_themselves(capsys, long, verb):
    more = {"weighting": ("--covariates", "score.0"), "interaction": ("--subgroup", "late"),
            "bootstrap": ("--replicates", "200")}.get(verb, ())  # fmt: skip
    where = ("--id", "id", "--visit", "week", "--group", "arm", "--derive", "late=id>30", *more)
    short = ask(capsys, verb, long, "--score", "score", "--baseline", "0", "--at", "8", *where)
    whole = ask(capsys, verb, long, "--score", "score.8", "--baseline", "score.0", *where)
    assert short == whole


def test_before_and_after_in_a_long_file(capsys, long):
    where = ("--id", "id", "--visit", "week", "--score", "score")
    found = ask(capsys, "paired", long, *where, "--pre", "0", "--post", "8")
    assert found["n"] + found["missing"] == 60
    assert found["mean_change"] < -8
    assert refusal(capsys, "paired", long, *where, "--pre", "0", "--post", "9") == "no_column"


def test_attrition_before_and_after(capsys, wide):
    found = ask(capsys, "attrition", wide, "--pre", "pre", "--post", "w8", "--group", "arm")
    assert found["times"] == ["pre", "w8"]
    assert sum(found["kinds"]["monotone"].values()) == 60 - sum(found["kinds"]["complete"].values())


@pytest.fixture
def times(tmp_path):
    rng = np.random.default_rng(4)
    lines = ["time,dead,sex,age,site"]
    for _ in range(120):
        sex, age, site = rng.integers(1, 3), rng.integers(20, 80), rng.integers(0, 3)
        time = rng.exponential(np.exp(-0.5 * (sex == 2)) * (1 + site)) + 0.01
        lines.append(f"{time:.4f},{int(rng.random() < 0.8)},{sex},{age},s{site}")
    file = tmp_path / "times.csv"
    file.write_text("\n".join(lines) + "\n")
    return file


COX = ("--time", "time", "--event", "dead")


def test_strata_and_cluster_may_be_written_as_in_r(capsys, times):
    inside = ask(capsys, "cox", times, *COX, "--covariates", "sex,age,strata(site)")
    assert inside == ask(capsys, "cox", times, *COX, "--covariates", "sex,age", "--strata", "site")
    assert inside != ask(capsys, "cox", times, *COX, "--covariates", "sex,age")
    both = ask(capsys, "cox", times, *COX, "--covariates", "age,strata(site)", "--strata", "sex")
    assert both["efron"]["coef"].keys() == {"age"}
    clustered = ask(capsys, "cox", times, *COX, "--covariates", "age,cluster(site)")
    assert clustered == ask(capsys, "cox", times, *COX, "--covariates", "age", "--cluster", "site")
    assert refusal(capsys, "cox", times, *COX, "--covariates", "age,strata(town)") == "no_column"


def test_a_derived_column_may_bear_its_expression_as_name(capsys, times):
    named = ask(capsys, "cox", times, *COX, "--derive", "I(sex == 2)=sex == 2", "--covariates",
                "I(sex == 2),age")  # fmt: skip
    plain = ask(capsys, "cox", times, *COX, "--derive", "two=sex==2", "--covariates", "two,age")
    assert named["efron"]["coef"]["I(sex == 2)"] == plain["efron"]["coef"]["two"]
    for wrong in ("sex == 2", "=sex", "I(sex=2)"):
        call = ("--derive", wrong, "--covariates", "age")
        assert refusal(capsys, "cox", times, *COX, *call) == "bad_expression"
