"""`estimate mmrm` and `estimate lmm` on made-up files: long, wide, formula and plain options."""

import numpy as np
import pytest

from analysis.command_line.estimate.asking import answer
from analysis.command_line.estimate.formula import parse_formula
from analysis.command_line.main import build_parser
from analysis.core import CannotEstimate


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The same scores long and wide; time 0 is the baseline."""
    rng, folder = np.random.default_rng(6), tmp_path_factory.mktemp("files")
    arms, scores = np.array(["drug", "placebo"] * 20), rng.normal(20, 4, (40, 1))
    scores = np.round(scores + rng.normal(0, 3, (40, 4)) + rng.normal(0, 3, (40, 1)) * range(4), 1)
    scores[rng.random((40, 4)) < 0.1] = np.nan

    def text(value):
        return "" if np.isnan(value) else f"{value:g}"

    wide = ["id,arm,y0,y1,y2,y4"]
    long = ["id,arm,week,score"]
    for at, (arm, row) in enumerate(zip(arms, scores, strict=True)):
        wide.append(",".join([f"p{at}", arm, *map(text, row)]))
        long += [f"p{at},{arm},{week},{text(y)}" for week, y in zip((0, 1, 2, 4), row, strict=True)]
    (folder / "wide.csv").write_text("\n".join(wide) + "\n")
    (folder / "long.csv").write_text("\n".join(long) + "\n")
    return folder


def ask(verb, file, *options):
    call = ["estimate", verb, str(file), *options, "--json"]
    return answer(build_parser().parse_args(call))


LONG = ("--score", "score", "--id", "id", "--visit", "week", "--group", "arm")
WIDE = ("--score", "y1,y2,y4", "--group", "arm", "--treatment", "drug")


def test_long_and_wide_say_the_same(files):
    long = ask("mmrm", files / "long.csv", *LONG, "--control", "placebo", "--baseline", "0")
    wide = ask("mmrm", files / "wide.csv", *WIDE, "--control", "placebo", "--baseline", "y0")
    assert long["minus2REML"] == pytest.approx(wide["minus2REML"])
    assert list(long["contrasts"]) == [f"drug-placebo {week}" for week in (1, 2, 4)]
    assert list(wide["contrasts"]) == [f"drug-placebo wave{wave}" for wave in (1, 2, 3)]
    first, second = (list(found["contrasts"].values())[-1] for found in (long, wide))
    for variant in ("satterthwaite", "kr_linear_obsinfo", "kr_expinfo"):
        assert first[variant] == pytest.approx(second[variant])
    assert wide["visits"] == {"1": "y1", "2": "y2", "3": "y4"}


def test_a_formula_is_the_plain_options_written_out(files):
    plain = ask("mmrm", files / "long.csv", *LONG, "--covariance", "csh")
    formula = ask("mmrm", files / "long.csv", "--formula", "score ~ arm*week + csh(week | id)")
    assert formula["minus2REML"] == pytest.approx(plain["minus2REML"])
    assert formula["coefficients"] == plain["coefficients"]
    assert formula["contrasts"] is None
    assert plain["covariance"] == formula["covariance"] == "csh"


def test_each_arm_with_its_own_covariance(files):
    formula = "score ~ arm*week + ar1(week | arm/id)"
    written = ask("mmrm", files / "long.csv", "--formula", formula)
    plain = ask("mmrm", files / "long.csv", *LONG, "--covariance", "ar1", "--covariance-by", "arm")
    assert list(written["Sigma"]) == list(plain["Sigma"]) == ["drug", "placebo"]
    assert written["minus2REML"] == pytest.approx(plain["minus2REML"])
    shared = ask("mmrm", files / "long.csv", *LONG, "--covariance", "ar1")
    assert written["minus2REML"] < shared["minus2REML"]


def test_least_squares_means_differ_by_the_contrast(files):
    found = ask("mmrm", files / "long.csv", *LONG, "--df", "kenward-roger")
    for week, means in found["ls_means"].items():
        gap = means["placebo"]["estimate"] - means["drug"]["estimate"]
        there = found["contrasts"][f"placebo-drug {week}"]["kr_linear_obsinfo"]["estimate"]
        assert gap == pytest.approx(there)
    assert found["joint"]["df1"] == 4


def test_maximum_likelihood_has_no_kenward_roger(files):
    found = ask("mmrm", files / "long.csv", *LONG, "--method", "ML")
    assert "minus2ML" in found
    assert set(found["coefficients"]["(Intercept)"]) == {"satterthwaite"}
    with pytest.raises(CannotEstimate, match="defined for REML"):
        ask("mmrm", files / "long.csv", *LONG, "--method", "ML", "--df", "kenward-roger")


def test_lmm_long_and_wide(files):
    formula = "score ~ week + arm + (week | id)"
    long = ask("lmm", files / "long.csv", "--formula", formula)
    wide = ask("lmm", files / "wide.csv", "--score", "y0,y1,y2,y4", "--group", "arm", "--id", "id",
               "--time", "week", "--random", "slope")  # fmt: skip
    assert wide["logLik"] == pytest.approx(long["logLik"])
    assert wide["coef"]["week"] == pytest.approx(long["coef"]["week"])
    assert long["varcomp"]["grp"] == wide["varcomp"]["grp"] == ["id", "id", "id", "Residual"]
    assert long["LRT"]["df"] == 2
    level = ask("lmm", files / "long.csv", "--formula", "score ~ week + arm + (1 | id)")
    assert "LRT" not in level
    assert level["logLik"] < long["logLik"]


def test_formulas():
    found = parse_formula("FEV1 ~ 1 + RACE + ARMCD*AVISIT + toeph(AVISIT | USUBJID)")
    assert found.terms == ("RACE", "ARMCD", "AVISIT", "ARMCD:AVISIT")
    assert (found.structure, found.within, found.person) == ("toeph", "AVISIT", "USUBJID")
    found = parse_formula("`a score` ~ `week no` + (1 | id)")
    assert (found.response, found.terms, found.within) == ("a score", ("week no",), None)


@pytest.mark.parametrize(
    "text",
    [
        "", "y", "y ~", "~ a", "y ~ a +", "y ~ a - 1", "y ~ log(a)", "y ~ a*b*c", "y ~ 0 + a",
        "y ~ us(v | id) + cs(v | id)", "y ~ a:b", "y ~ __import__('os')", "y ~ a b", "y ~ (a | b",
    ],
)  # fmt: skip
def test_what_is_no_formula(text):
    with pytest.raises(CannotEstimate) as caught:
        parse_formula(text)
    assert caught.value.refusal.code == "bad_formula"


@pytest.mark.parametrize(
    ("verb", "options", "code"),
    [
        ("mmrm", (), "option_missing"),
        ("mmrm", ("--score", "score", "--id", "id"), "option_missing"),
        ("mmrm", (*LONG, "--covariance", "vc"), "no_covariance"),
        ("mmrm", (*LONG, "--df", "between"), "no_correction"),
        ("mmrm", (*LONG, "--baseline", "before"), "no_column"),
        ("mmrm", (*LONG, "--control", "sham"), "no_level"),
        ("mmrm", (*LONG, "--treatment", "sham"), "no_level"),
        ("mmrm", (*LONG, "--reference", "week"), "bad_reference"),
        ("mmrm", (*LONG, "--where", "arm=drug"), "one_level"),
        ("mmrm", ("--formula", "score ~ week + us(week | id)", "--group", "arm"), "no_group"),
        ("lmm", ("--score", "score", "--id", "id", "--random", "both"), "no_random"),
        ("lmm", ("--score", "score", "--id", "id", "--random", "slope"), "option_missing"),
        ("lmm", ("--score", "score", "--id", "id", "--method", "MAP"), "no_method"),
        ("lmm", ("--score", "score", "--id", "id", "--time", "arm", "--random", "slope"),
         "not_a_number"),
    ],
)  # fmt: skip
def test_refusals(files, verb, options, code):
    with pytest.raises(CannotEstimate) as caught:
        ask(verb, files / "long.csv", *options)
    assert caught.value.refusal.code == code


def test_times_of_a_wide_file_that_do_not_fit(files):
    with pytest.raises(CannotEstimate, match="one number for each"):
        ask("lmm", files / "wide.csv", "--score", "y1,y2,y4", "--at", "1,2")
