"""Verb `evidence`: the published pooling of psilocybin trials, and other files in the format."""

import json

import pytest

from analysis.command_line import main

HEAD = (
    "study;outcome_type;primary_instrument;primary_timepoint;post_crossover;mean_arm1;sd_arm1;"
    "n_arm1;mean_arm2;sd_arm2;n_arm2;.g;.g_se;.event_arm1;.totaln_arm1;.event_arm2;.totaln_arm2\n"
)
ROWS = (
    "A;msd;1;1;NA;10,0;4,0;20;14,0;5,0;22;-0,9;0,3;NA;NA;NA;NA\n"
    "B;imsd;1;1;0;12,0;6,0;30;13,0;6,0;31;-0,2;0,3;NA;NA;NA;NA\n"
    "B;msd;1;1;1;11,0;6,0;30;13,0;6,0;31;-0,3;0,3;NA;NA;NA;NA\n"
    "C;change;1;1;NA;NA;NA;NA;NA;NA;NA;-0,5;0,2;NA;NA;NA;NA\n"
    "D;msd;1;1;NA;NA;NA;NA;NA;NA;NA;-0,7;0,25;NA;NA;NA;NA\n"
    "E;msd;0;1;NA;9,0;5,0;15;15,0;4,0;14;-1,3;0,4;NA;NA;NA;NA\n"
    "A;response;1;1;NA;NA;NA;NA;NA;NA;NA;NA;NA;12;20;6;22\n"
    "B;response;1;1;NA;NA;NA;NA;NA;NA;NA;NA;NA;9;30;0;31\n"
)
LEFT_OUT = [
    part
    for condition in ("multi_arm1=10 mg", "multi_arm2=10 mg", "study=Krempien 2023",
                      "study=Carhart-Harris 2021")
    for part in ("--where-not", condition)
]  # fmt: skip


@pytest.fixture
def ask(tmp_path, capsys):
    made_up = tmp_path / "studies.csv"
    made_up.write_text(HEAD + ROWS)

    def call(*options: str, file=made_up, expect: int = 0) -> dict:
        assert main(["evidence", str(file), *options, "--json"]) == expect
        return json.loads(capsys.readouterr().out)

    return call


def test_the_published_pooling(ask, shared_dir):
    file = shared_dir / "data/psychedelic/psilodep_data.csv"
    told = ask(*LEFT_OUT, file=file)
    assert told["k"] == 12
    assert [told["estimate"], told["low"], told["high"]] == pytest.approx(
        [-0.9031, -1.2561, -0.5501], abs=5e-5
    )
    assert told["tau2"] == pytest.approx(0.1174, abs=5e-5)
    assert told["prediction"] == pytest.approx([-1.7183, -0.0879], abs=5e-5)
    assert told["several_rows"] == []
    for row in told["studies"]:
        assert row["recomputed"]
        assert row["g"] == pytest.approx(row["file_g"], abs=1e-12)
        assert row["se"] == pytest.approx(row["file_se"], abs=1e-12)


def test_primary_rows_before_crossover_unless_asked(ask):
    told = ask()
    assert [row["study"] for row in told["studies"]] == ["A", "B", "D"]
    assert [row["recomputed"] for row in told["studies"]] == [True, True, False]
    assert told["studies"][2]["g"] == -0.7
    assert told["n"] == 42 + 61
    assert "not post_crossover=1" in told["chosen"]
    more = ask("--where", "primary_instrument=0", "--where-not", "study=nobody", expect=2)
    assert more["reasons"] == ["too_few_studies"]
    after = ask("--where-not", "post_crossover=0")
    assert after["several_rows"] == []
    assert after["k"] == 3


def test_responses_as_log_risk_ratios_with_an_empty_cell(ask):
    told = ask("--outcome", "response", "--interval", "wald", "--estimator", "DL")
    assert told["measure"] == "log risk ratio"
    assert told["k"] == 2
    assert told["studies"][1]["log_rr"] > 1
    assert told["estimate"] > 0
    assert told["studies"][0]["file_log_rr"] is None
    assert "normal" in told["method"]


def test_what_is_not_in_the_file_is_said(ask, tmp_path):
    assert ask("--outcome", "remission", expect=2)["reasons"] == ["nothing_to_pool"]
    assert ask("--where", "nothing=1", expect=2)["reasons"] == ["no_column"]
    other = tmp_path / "other.csv"
    other.write_text("name,score\na,1\nb,2\n")
    assert ask(file=other, expect=2)["reasons"] == ["nothing_to_pool"]
