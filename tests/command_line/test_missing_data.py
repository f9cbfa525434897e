"""Verbs `mi`, `tipping-point`, `attrition` and `counts` on small files."""

import json

import numpy as np
import pytest

from analysis.command_line.main import main
from tests.longitudinal.made_up_trials import make_trial


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    trial = make_trial(80, seed=1)
    file = tmp_path_factory.mktemp("wide") / "wide.csv"
    lines = ["id,arm,pre,w2,w4,w8"]
    for i, row in enumerate(trial.scores):
        cells = ["" if np.isnan(x) else f"{x:.6f}" for x in row]
        arm = "therapy" if trial.is_treatment[i] else "alone"
        lines.append(",".join([f"p{i}", arm, f"{trial.baseline[i]:.6f}", *cells]))
    file.write_text("\n".join(lines) + "\n")
    return file


@pytest.fixture(scope="module")
def long(wide, tmp_path_factory):
    """The same people, a row a visit that took place; rows of the last visit first."""
    file = tmp_path_factory.mktemp("long") / "long.csv"
    rows = [line.split(",") for line in wide.read_text().splitlines()[1:]]
    lines = [
        f"{row[0]},{row[1]},{visit},{row[at]}"
        for at, visit in ((5, 8), (2, 0), (3, 2), (4, 4))
        for row in rows
        if row[at]
    ]
    file.write_text("\n".join(["id,arm,week,score", *lines]) + "\n")
    return file


def ask(capsys, *call) -> dict:
    assert main(["estimate", *map(str, call), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


WIDE = ("--score", "w2,w4,w8", "--baseline", "pre", "--group", "arm")
LONG = ("--score", "score", "--visit", "week", "--id", "id", "--group", "arm")


def test_a_wide_and_a_long_file_say_the_same(capsys, wide, long):
    one = ask(capsys, "mi", wide, *WIDE)
    other = ask(capsys, "mi", long, *LONG, "--baseline", "0", "--seed", "1")
    assert one["n"] == other["n"] == {"n_treatment": 40, "n_comparator": 40}
    room = 4 * (one["monte_carlo_se"] + other["monte_carlo_se"])
    assert abs(one["pooled"]["estimate"] - other["pooled"]["estimate"]) < room
    seen = one["observed_cases"]["estimate"]
    assert other["observed_cases"]["estimate"] == pytest.approx(seen, rel=1e-9)


def test_options_of_mi(capsys, wide):
    plain = ask(capsys, "mi", wide, *WIDE)
    assert plain["imputations"] == 50
    assert plain["treatment"] == "therapy"
    moved = ask(capsys, "mi", wide, *WIDE, "--delta", "2")
    share = plain["imputed"]["n_treatment"] / 40
    shift = moved["pooled"]["estimate"] - plain["pooled"]["estimate"]
    assert shift == pytest.approx(2 * share, rel=0.15)
    jumped = ask(capsys, "mi", wide, *WIDE, "--method", "J2R", "--imputations", "20")
    assert (jumped["assumption"], jumped["imputations"]) == ("j2r", 20)
    earlier = ask(capsys, "mi", wide, *WIDE, "--at", "w4", "--level", "0.9")
    assert earlier["visit"] == "w4"
    assert {"5 %", "95 %"} <= set(earlier["pooled"])


def test_a_stacked_file_with_the_data_as_they_were_is_pooled_without_them(capsys, tmp_path):
    rng = np.random.default_rng(4)
    lines = ["imp,arm,y"]
    for one in range(12):
        lines += [f"{one},{'ab'[i % 2]},{'' if not one and i == 3 else rng.normal():}"
                  for i in range(20)]  # fmt: skip
    file = tmp_path / "stacked.csv"
    file.write_text("\n".join(lines) + "\n")
    found = ask(capsys, "mi", file, "--imputation", "imp", "--score", "y", "--group", "arm")
    assert found["imputations"] == 11
    assert len(found["per_imputation_est"]) == 11
    assert found["rubin"]["df_complete"] == 18


def test_tipping_point(capsys, wide):
    found = ask(capsys, "tipping-point", wide, *WIDE, "--values=0,1")
    assert found["curve"]["delta"] == [0, 1]
    assert found["curve"]["treatment"]["estimate"][0] == found["at_zero"]["estimate"]
    assert set(found["tipping"]) == {"treatment", "comparator"}
    against = ask(capsys, "tipping-point", wide, *WIDE, "--margin", "3")
    assert "margin" in against["finding"] or "imprecise" in against["finding"]


def test_attrition_of_both_shapes(capsys, wide, long):
    one = ask(capsys, "attrition", wide, "--score", "pre,w2,w4,w8", "--group", "arm")
    other = ask(capsys, "attrition", long, *LONG)
    assert [list(row.values()) for row in one["n"]] == [list(row.values()) for row in other["n"]]
    assert one["lost"][0]["w8"] == other["lost"][0]["8"] == 40 - one["n"][0]["w8"]
    assert one["people"] == other["people"] == {"alone": 40, "therapy": 40}
    untold = ask(capsys, "attrition", long, "--score", "score", "--time", "week")
    assert untold["rows"] == ["all"]
    assert untold["times"] == ["0", "2", "4", "8"]


def test_counts_of_a_redcap_export(capsys, tmp_path):
    file = tmp_path / "export.csv"
    file.write_text(
        "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,"
        "first_name,use___1,empty\n"
        "1,start_arm_1,,,Ann,0,\n1,start_arm_1,bp,1,,1,\n1,start_arm_1,bp,2,,1,\n"
        "2,start_arm_2,,,Bob,0,\n"
    )
    found = ask(capsys, "counts", file)
    assert (found["rows"], found["cols"], found["records"]) == (4, 7, 2)
    assert found["events"] == {"start_arm_1": 3, "start_arm_2": 1}
    assert found["records_per_arm"] == {"arm1": 1, "arm2": 1}
    assert (found["base_rows"], found["by_instrument"]) == (2, {"bp": 2})
    assert (found["max_instance"], found["checkbox_columns"]) == (2, 1)
    assert found["columns_empty_everywhere"] == ["empty"]
    assert "Ann" not in json.dumps(found)


def test_counts_tell_levels_of_the_columns_named_only(capsys, wide):
    found = ask(capsys, "counts", wide, "--group", "arm")
    assert found["arm"] == {"alone": 40, "therapy": 40}
    assert "record_ids" not in found


REFUSED = {
    "a visit not scored": ("mi", *WIDE, "--at", "w3"),
    "an unknown assumption": ("mi", *WIDE, "--method", "lvcf"),
    "one data set": ("mi", *WIDE, "--imputations", "1"),
    "a margin of zero": ("tipping-point", *WIDE, "--margin", "0"),
    "a margin in words": ("tipping-point", *WIDE, "--margin", "much"),
    "deltas in words": ("tipping-point", *WIDE, "--values", "a,b"),
    "nobody lost": ("tipping-point", "--score", "pre", "--group", "arm"),
    "no stack": ("mi", "--score", "pre", "--group", "arm", "--imputation", "arm"),
    "no score": ("attrition", "--group", "arm"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals(case, capsys, wide):
    verb, *options = REFUSED[case]
    assert main(["estimate", verb, str(wide), *options, "--json"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_person_twice_at_a_visit_is_refused(capsys, tmp_path):
    file = tmp_path / "twice.csv"
    file.write_text("id,arm,week,score\n1,a,0,3\n1,a,0,4\n2,b,0,5\n")
    assert main(["estimate", "attrition", str(file), *LONG]) == 2
    assert "two rows" in capsys.readouterr().err
