"""Verbs `meta`, `effect-size-from-summary` and `three-level` on files a stranger might have."""

import json
import math

import numpy as np
import pytest

from analysis.command_line import main

EFFECTS = """study;year;yi;vi;kind;dose;site
Adams;2001;0,2;0,04;a;1;x
Baker;2004;0,5;0,05;b;2;x
Adams;2007;0,9;0,06;a;3;y
Clark;2009;0,1;0,03;b;NA;y
Dent;2011;0,7;0,08;;2;z
Empty;2012;NA;0,05;a;4;z
"""
TABLES = """trial,ev,n,evc,nc
1,4,123,11,139
2,6,306,29,303
3,0,50,3,52
4,8,60,12,61
"""
MEANS = """author,m_t,s_t,k_t,m_c,s_c,k_c
Abel,10,4,20,14,5,22
Bond,12,6,30,13,6,31
Cole,9,5,15,15,4,14
Dunn,11,5,40,12,5,41
"""


@pytest.fixture
def ask(tmp_path, capsys):
    def call(text: str, verb: str, *options: str, expect: int = 0) -> dict:
        file = tmp_path / "plain.csv"
        file.write_text(text)
        assert main(["estimate", verb, str(file), *options, "--json"]) == expect
        said = capsys.readouterr().out
        assert "NaN" not in said
        assert "Infinity" not in said
        return json.loads(said)

    return call


def test_a_file_with_yi_and_vi_needs_no_option(ask):
    told = ask(EFFECTS, "meta")
    assert told["study"] == ["Adams 2001", "Baker 2004", "Adams 2007", "Clark 2009", "Dent 2011"]
    assert told["DL"]["tau2"] == pytest.approx(0.06560, abs=5e-6)
    assert told["DL"]["knha"]["ci"] == pytest.approx([0.0253, 0.8611], abs=5e-5)
    assert told["rows_without_effect"] == 1
    assert len(told["leave_one_out_REML"]["estimate"]) == 5
    assert told["bias"]["trimfill_L0_FE"]["side"] in ("left", "right")
    assert told["ML"]["tau2_ci_QP"] is None
    assert "REML" in told["method"]


def test_standard_errors_stand_for_variances_and_the_estimator_is_chosen(ask):
    told = ask(EFFECTS, "meta", "--derive", "se=sqrt(vi)", "--columns", "yi=yi,sei=se",
               "--estimator", "pm", "--id", "study,site", "--level", "0.9")  # fmt: skip
    assert told["vi"][0] == pytest.approx(0.04)
    assert told["study"][0] == "Adams x"
    assert "leave_one_out_PM" in told
    assert "PM" in told["method"]


def test_subgroups_and_moderators(ask):
    groups = ask(EFFECTS, "meta", "--group", "kind")
    assert list(groups["groups"]) == ["a", "b"]
    assert groups["groups"]["a"]["k"] == 2
    assert groups["common_tau2"]["df"] == 1
    slopes = ask(EFFECTS, "meta", "--covariates", "year,dose")
    assert slopes["z"]["k"] == 5
    assert list(slopes["z"]["coef"]) == ["intrcpt", "year"]
    assert slopes["year_dose"]["k"] == 4
    assert list(slopes["year_dose"]["coef"]) == ["intrcpt", "year", "dose"]
    both = ask(EFFECTS, "meta-regression", "--covariates", "site")
    assert list(both["knha"]["coef"]) == ["intrcpt", "sitey", "sitez"]
    factor = ask(EFFECTS, "meta", "--covariates", "dose", "--factors", "dose",
                 "--where-not", "study=Clark")  # fmt: skip
    assert list(factor["z"]["coef"]) == ["intrcpt", "dose2", "dose3"]


def test_a_subgroup_of_one_study(ask):
    told = ask(EFFECTS, "meta", "--subgroup", "site")
    assert told["groups"]["z"]["ci_knha"] is None
    assert told["groups"]["z"]["k"] == 1


@pytest.mark.parametrize("measure", ["RR", "OR", "RD"])
def test_tables_in_either_spelling(ask, measure):
    columns = ("ai=ev,n1=n,ci=evc,n2=nc", "ai=ev,bi=rest,ci=evc,di=restc")
    more = ("--derive", "rest=n-ev", "--derive", "restc=nc-evc")
    told = [ask(TABLES, "meta", "--columns", one, "--measure", measure, *more) for one in columns]
    assert told[0] == told[1]
    pooled = told[0]["mantel_haenszel"]
    if measure != "RD":
        short = measure.lower()
        assert pooled[short] == pytest.approx(math.exp(pooled[f"log_{short}"]))
    assert told[0]["study"] == ["1", "2", "3", "4"]
    assert np.isfinite(told[0]["yi"]).all()


def test_counts_by_mantel_haenszel_and_peto(ask):
    told = ask(TABLES, "meta", "--columns", "ai=ev,n1=n,ci=evc,n2=nc", "--method", "mh")
    assert list(told)[2:6] == ["mh_or", "mh_rr", "peto", "mh_rd"]
    assert told["peto"]["b"]["intrcpt"] < 0


def test_means_give_both_measures_and_the_databases_g(ask):
    columns = "m1=m_t,sd1=s_t,n1=k_t,m2=m_c,sd2=s_c,n2=k_c"
    g = ask(MEANS, "meta", "--columns", columns)
    raw = ask(MEANS, "meta", "--columns", columns, "--measure", "MD")
    assert g["measure"] == "SMD"
    assert raw["yi"][0] == -4
    told = ask(MEANS, "effect-size-from-summary", "--columns", columns)
    assert told["study"] == ["Abel", "Bond", "Cole", "Dunn"]
    assert told["g_recomputed"] == pytest.approx(g["yi"], rel=1e-3)
    assert "g_file" not in told


def test_three_levels(ask):
    told = ask(EFFECTS, "three-level", "--cluster", "site")
    assert (told["k"], told["studies"]) == (5, 3)
    assert told["CR2"]["df"][0] <= 2 + 1e-9
    assert len(told["sigma2"]) == 2
    refused = ask(EFFECTS, "three-level", "--cluster", "year", expect=2)
    assert refused["reasons"] == ["one_effect_each"]


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (MEANS, ("meta",), "option_missing"),
        (EFFECTS, ("meta", "--columns", "yi=yi"), "bad_columns"),
        (EFFECTS, ("meta", "--columns", "effect=yi,vi=vi"), "bad_columns"),
        (EFFECTS, ("meta", "--estimator", "magic"), "bad_estimator"),
        (EFFECTS, ("meta", "--method", "mh"), "bad_columns"),
        (EFFECTS, ("meta", "--where", "study=Nobody"), "nothing_to_pool"),
        (EFFECTS, ("meta", "--where", "study=Baker"), "too_few_studies"),
        (EFFECTS, ("three-level",), "option_missing"),
        (TABLES, ("meta", "--columns", "ai=ev,n1=n,ci=evc,n2=nc", "--measure", "SMD"),
         "bad_measure"),
        (TABLES, ("meta", "--columns", "ai=n,n1=ev,ci=evc,n2=nc"), "bad_table"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_said(ask, text, options, code):
    assert ask(text, *options, expect=2)["reasons"] == [code]


def test_two_studies_have_what_two_can_have(ask):
    told = ask(EFFECTS, "meta", "--where", "study=Adams")
    assert told["REML"]["pi_t_km2"] is None
    assert told["HigginsThompson"]["H"] is None
    assert told["leave_one_out_REML"] is None
    assert told["bias"]["refused"]["code"] == "too_few_studies"
