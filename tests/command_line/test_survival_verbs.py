"""Verbs of time to loss of response: options a stranger would pass, and refusals."""

from pathlib import Path

import numpy as np
import pytest

from analysis.command_line.estimate.asking import answer
from analysis.command_line.main import build_parser
from analysis.core import CannotEstimate
from analysis.durability import fit_cox


def ask(*call: object) -> dict:
    return answer(build_parser().parse_args(["estimate", *map(str, call), "--json"]))


def refuse(*call: object) -> str:
    with pytest.raises(CannotEstimate) as fault:
        ask(*call)
    return fault.value.refusal.code


@pytest.fixture(scope="module")
def trial(tmp_path_factory) -> Path:
    rng, n = np.random.default_rng(4), 90
    arm, level = rng.choice(["both", "drug"], n), rng.choice(["1", "2", "10"], n)
    day = np.ceil(rng.exponential(np.where(arm == "both", 60, 35))).astype(int)
    kind = rng.choice(["none", "relapse", "retreatment"], n, p=[0.3, 0.5, 0.2])
    lines = ["id,arm,level,age,site,day,kind,status,before,after"]
    for i in range(n):
        happened = kind[i] == "relapse"
        before, after = (max(day[i] - 14, 0), day[i]) if happened else (day[i], "")
        cells = (i, arm[i], level[i], rng.integers(18, 70), f"s{i % 12}", day[i], kind[i],
                 1 + happened, before, after)  # fmt: skip
        lines.append(",".join(map(str, cells)))
    place = tmp_path_factory.mktemp("trial") / "trial.csv"
    place.write_text("\n".join(lines) + "\n")
    return place


@pytest.fixture(scope="module")
def visits(tmp_path_factory) -> Path:
    lines = ["id,arm,visit,response,again"]
    states = {"a": ["1", "1"], "b": ["1", ""], "c": ["0", "1"], "d": ["1", "0"]}
    for person, state in states.items():
        for visit in (10, 2):
            cell, again = state[visit == 10], int(person == "c")
            lines.append(f"{person},{'t' if person in 'ab' else 'u'},{visit},{cell},{again}")
    place = tmp_path_factory.mktemp("visits") / "visits.csv"
    place.write_text("\n".join(lines) + "\n")
    return place


TIMES = ("--time", "day", "--event", "status")


def test_events_written_one_and_two_are_read_as_r_reads_them(trial):
    found = ask("km", trial, *TIMES, "--group", "arm")
    told = ask("km", trial, "--time", "day", "--event", "kind", "--event-level", "relapse",
               "--group", "arm")  # fmt: skip
    assert found == told
    assert sum(found["logrank"]["n"]) == 90


def test_groups_that_are_numbers_go_by_size(trial):
    found = ask("km", trial, *TIMES, "--group", "level", "--at", "10")
    assert found["log"]["strata"] == ["g=1", "g=2", "g=10"]
    assert len(found["logrank"]["obs"]) == 3


def test_one_curve_without_a_group(trial):
    found = ask("km", trial, *TIMES, "--at", "10,20,99999")
    assert found["log-log"]["at"]["g=all"]["time"] == [10, 20]
    assert "logrank" not in found


def test_curves_without_events_stand_and_their_test_is_refused(trial):
    found = ask("km", trial, "--time", "day", "--event", "kind", "--event-level", "relapse",
                "--group", "arm", "--where", "kind=none", "--at", "5")  # fmt: skip
    assert found["plain"]["at"]["g=both"]["surv"] == [1]
    assert found["logrank"]["refused"]["code"] == "no_events"


def test_two_of_three_levels_are_compared_where_named(trial):
    found = ask("log-rank", trial, *TIMES, "--group", "level", "--treatment", "2", "--control",
                "10")  # fmt: skip
    assert found["groups"] == ["2", "10"]
    assert found["df"] == 1


def test_control_is_the_reference_of_the_hazard_ratio(trial):
    one = ask("cox", trial, *TIMES, "--group", "arm")["efron"]
    other = ask("cox", trial, *TIMES, "--group", "arm", "--control", "drug")["efron"]
    assert other["coef"]["armboth"] == pytest.approx(-one["coef"]["armdrug"])
    assert one["ci_lower"] < one["hr"]["armdrug"] < one["ci_upper"]


def test_factors_interactions_clusters_and_references_are_named_as_in_r(trial):
    found = ask("cox", trial, *TIMES, "--group", "arm", "--covariates", "level,arm*age",
                "--factors", "level", "--reference", "level=2", "--cluster", "site")  # fmt: skip
    assert list(found["breslow"]["coef"]) == ["armdrug", "level1", "level10", "age", "armdrug:age"]
    assert found["zph"]["df"] == {"arm": 1, "level": 2, "age": 1, "arm:age": 1, "GLOBAL": 5}
    assert found["efron"]["robust_se"] != found["efron"]["se"]


def test_comparison_and_arithmetic_within_the_model(trial):
    found = ask("cox", trial, *TIMES, "--covariates", "I(age > 40),I(age / 10)")
    assert list(found["efron"]["coef"]) == ["I(age > 40)TRUE", "I(age/10)"]  # as R spells them
    assert list(found["zph"]["chisq"]) == ["I(age > 40)", "I(age/10)", "GLOBAL"]
    tight = ask("cox", trial, *TIMES, "--covariates", "I(age>40),I(age/10)")
    assert tight["efron"] == found["efron"]
    grown = ask("cox", trial, *TIMES, "--covariates", "log(age),I(age*2-1),I(arm=='both')")
    named = ["log(age)", "I(age * 2 - 1)", 'I(arm == "both")TRUE']
    assert list(grown["breslow"]["coef"]) == named


def test_levels_that_are_numbers_go_by_size_so_the_least_is_the_reference(trial):
    rows = ("--where-not", "level=1")
    found = ask("cox", trial, *TIMES, "--covariates", "factor(level)", *rows)
    assert list(found["efron"]["coef"]) == ["factor(level)10"]
    same = ask("cox", trial, *TIMES, "--group", "level", "--factors", "level", *rows)
    assert list(same["efron"]["coef"]) == ["level10"]


def test_strata_have_hazards_of_their_own(trial):
    rows = [line.split(",") for line in trial.read_text().splitlines()[1:]]
    table = np.array(rows, object)
    x = (table[:, 1] == "drug").astype(float)[:, None]
    fit = fit_cox(table[:, 5].astype(float), table[:, 7] == "2", x, table[:, 2])
    found = ask("cox", trial, *TIMES, "--group", "arm", "--strata", "level")
    assert found["efron"]["coef"]["armdrug"] == pytest.approx(fit.coefficients[0])


def test_arms_of_the_restricted_mean_change_places(trial):
    one = ask("rmst", trial, *TIMES, "--group", "arm", "--tau", "30")
    other = ask("rmst", trial, *TIMES, "--group", "arm", "--tau", "30", "--treatment", "both")
    assert one["diff_second_minus_first"] == pytest.approx(-other["diff_second_minus_first"])
    assert list(one)[2:4] == ["both", "drug"]


def test_kinds_of_event_compete(trial):
    found = ask("competing", trial, "--time", "day", "--event", "kind", "--group", "arm", "--at",
                "30")  # fmt: skip
    assert found["causes"] == ["relapse", "retreatment"]
    one = found["at"]["g=drug"]["relapse"]
    assert one["lower"][0] < one["share"][0] < one["upper"][0]
    assert 0 < found["logrank"]["relapse"]["p"] < 1
    both, drug = (found["at"][f"g={arm}"]["relapse"]["share"][0] for arm in ("both", "drug"))
    (between,) = found["difference"]["relapse"]
    assert between["estimate"] == pytest.approx(drug - both)  # without names, the first is control
    assert between["ci"][0] < between["estimate"] < between["ci"][1]


def test_events_between_visits(trial):
    found = ask("turnbull", trial, "--pre", "before", "--post", "after", "--group", "arm", "--at",
                "20,40")  # fmt: skip
    for group in ("g=both", "g=drug"):
        assert sum(found[group]["mass"]) == pytest.approx(1)
        assert found[group]["surv_least"][0] <= found[group]["surv_most"][0]
        assert found[group]["lower"][0] <= found[group]["surv_least"][0]
    assert found["permutation"]["n"] == [found["g=drug"]["n"], found["g=both"]["n"]]
    assert found["permutation"]["z"] < 0  # with the drug alone response is lost sooner


def test_an_event_before_the_first_time_seen_has_no_last_time_without(tmp_path):
    place = tmp_path / "left.csv"
    place.write_text("low,high\n,5\n0,5\n5,\n3,9\n")
    found = ask("turnbull", place, "--pre", "low", "--post", "high", "--at", "5")["g=all"]
    assert found["n"] == 4
    assert 0 < found["surv_least"][0] < 1


def test_visits_go_by_number_and_the_missed_are_counted_both_ways(visits):
    call = ("in-response", visits, "--id", "id", "--visit", "visit", "--group", "arm", "--outcome",
            "response")  # fmt: skip
    found = ask(*call, "--treatment", "t")
    assert found["visits"] == ["2", "10"]
    assert found["not_in_response"]["10"]["treatment"]["estimate"] == 0.5
    assert found["observed_only"]["10"]["treatment"]["estimate"] == 1
    assert found["not_in_response"]["10"]["missed"] == [1, 0]
    assert found["not_in_response"]["10"]["control"]["estimate"] == 0.5
    again = ask(*call, "--treatment", "t", "--event", "again")
    assert again["not_in_response"]["10"]["control"]["estimate"] == 0


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("option_missing", ("km", "--event", "status")),
        ("event_level", ("km", "--time", "day", "--event", "kind")),
        ("bad_at", ("km", *TIMES, "--at", "soon")),
        ("bad_at", ("km", *TIMES, "--at", "-3")),
        ("option_missing", ("log-rank", *TIMES)),
        ("one_group", ("log-rank", *TIMES, "--group", "arm", "--where", "arm=drug")),
        ("nobody", ("km", *TIMES, "--where", "arm=nothing")),
        ("two_levels", ("rmst", *TIMES, "--group", "level")),
        ("tau_after_follow_up", ("rmst", *TIMES, "--group", "arm", "--tau", "100000")),
        ("option_missing", ("cox", *TIMES)),
        ("ties", ("cox", *TIMES, "--group", "arm", "--ties", "exact")),
        ("one_level", ("cox", *TIMES, "--group", "arm", "--where", "arm=drug")),
        ("no_events", ("cox", "--time", "day", "--event", "kind", "--event-level", "x", "--group",
                       "arm")),
        ("separation", ("cox", *TIMES, "--group", "kind")),
        ("nobody", ("cox", *TIMES, "--group", "arm", "--where", "arm=nothing")),
        ("no_events", ("competing", "--time", "day", "--event", "kind", "--event-level", "x")),
        ("no_column", ("turnbull", "--pre", "before", "--post", "later")),
        ("visit_twice", ("in-response", "--id", "site", "--visit", "level", "--group", "arm",
                         "--outcome", "status", "--outcome-level", "2")),
    ],
)  # fmt: skip
def test_refused_plainly(trial, code, call):
    assert refuse(call[0], trial, *call[1:]) == code
