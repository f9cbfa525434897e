"""Degenerate tables, scores and p-values: a refusal or a defined answer, never nan by surprise."""

import math
from argparse import Namespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.command_line.estimate.asking import answer
from analysis.command_line.main import build_parser
from analysis.core import CannotEstimate
from analysis.effect_sizes import (
    clopper_pearson,
    exact_odds_ratio,
    haldane_odds_ratio,
    judge_change,
    koopman_ratio,
    mee_difference,
    miettinen_nurminen_difference,
    miettinen_nurminen_odds_ratio,
    miettinen_nurminen_ratio,
    rule_of_three,
)
from analysis.subgroups import adjust_p_values


def ask(*parts: str) -> dict:
    options: Namespace = build_parser().parse_args(["estimate", *parts, "--json"])
    return answer(options)


def refusal(*parts: str) -> str:
    with pytest.raises(CannotEstimate) as fault:
        ask(*parts)
    return fault.value.refusal.code


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ("0,0,3,9", "no_people"), ("3,9,0,0", "no_people"), ("5,4,3,9", "bad_counts"),
        ("-1,4,3,9", "bad_counts"), ("1.5,4,3,9", "bad_counts"), ("nan,4,3,9", "bad_counts"),
        ("inf,inf,3,9", "bad_counts"), ("1,4,3", "bad_counts"), ("a,4,3,9", "bad_counts"),
    ],
)  # fmt: skip
def test_counts_that_are_none(counts, code):
    assert refusal("binary", f"--counts={counts}") == code


@pytest.mark.parametrize("counts", ["0,9,0,7", "9,9,7,7", "0,9,7,7", "9,9,0,7", "0,1,1,1"])
def test_nobody_or_everybody_has_defined_limits(counts):
    found = ask("binary", "--counts", counts)
    for key in ("rd_ci_newcombe", "rd_ci_mn", "rd_ci_mee", "rd_ci_agresti_caffo"):
        low, high = found[key]
        assert low <= found["rd"] <= high
    for key in ("rr_ci_mn", "rr_ci_koopman", "or_ci_mn", "or_ci_exact_fisher"):
        low, high = (math.inf if end == "Inf" else end for end in found[key])
        assert 0 <= low <= high
    assert found["rr_ci_katz_log"] is None
    assert found["or_ci_woolf"] is None
    assert found["zero_cell"] is True


def test_no_events_bring_the_rule_of_three():
    found = ask("binary", "--counts", "0,30,2,28")
    assert found["rule_of_three"] == [pytest.approx(1 - 0.05 ** (1 / 30)), None]
    assert rule_of_three(300, 0.95) == pytest.approx(3 / 300, rel=0.01)
    assert "rule_of_three" not in ask("binary", "--counts", "1,30,2,28")


@pytest.fixture
def people(tmp_path):
    def write(*rows: str):
        path = tmp_path / "people.csv"
        path.write_text("\n".join(["arm,met,pre,post", *rows]) + "\n", "utf-8")
        return str(path)

    return write


def test_missing_counts_as_not_met_only_when_asked(people):
    path = people("a,yes,9,1", "a,,9,2", "a,no,8,3", "b,no,7,4", "b,yes,9,5", "b,,6,6")
    call = ("binary", path, "--event", "met", "--group", "arm")
    assert ask(*call)["n"] == [2, 2]
    assert ask(*call, "--method", "nri")["n"] == [3, 3]
    assert ask(*call, "--method", "nri")["events"] == [1, 1]
    assert refusal(*call, "--method", "other") == "no_method"
    assert refusal(*call, "--event-level", "perhaps") == "no_level"


def test_outcomes_of_one_value_or_many(people):
    call = ("--event", "met", "--group", "arm")
    assert ask("binary", people("a,no,1,1", "b,no,1,1"), *call)["events"] == [0, 0]
    assert ask("binary", people("a,yes,1,1", "b,yes,1,1"), *call)["events"] == [1, 1]
    assert refusal("binary", people("a,x,1,1", "b,y,1,1", "a,z,1,1"), *call) == "two_levels"
    assert refusal("binary", people("a,,1,1", "b,,1,1"), *call) == "all_missing"
    assert refusal("binary", people("a,yes,1,1", "a,no,1,1"), *call) == "two_levels"
    assert refusal("binary", people("a,yes,1,1", "b,,1,1"), *call) == "no_people"


def test_logistic_refuses_what_has_no_maximum(people):
    call = ("--outcome", "met", "--group", "arm")
    rows = [f"{arm},{met},{n},1" for n, (arm, met) in enumerate([("a", 1), ("b", 0)] * 4)]
    assert refusal("logistic", people(*rows), *call) == "separation"
    assert refusal("logistic", people("a,1,1,1", "b,1,1,1", "b,1,2,1"), *call) == "one_outcome"
    assert refusal("logistic", people("a,1,1,1", "b,0,1,1"), "--outcome", "met") == (
        "option_missing"
    )


PRE, POST = np.array([20.0, 25, 30, 18]), np.array([5.0, 25, 31, 28])


def judge(pre=PRE, post=POST, reliability=0.8, mean=8.0, sd=8.0, **more):
    return judge_change(pre, post, reliability, mean, sd, **more)


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"pre": np.full(4, 20.0)}, "no_spread"), ({"pre": np.full(4, np.nan)}, "too_few"),
        ({"pre": PRE[:1], "post": POST[:1]}, "too_few"),
        ({"pre": PRE[:0], "post": POST[:0]}, "too_few"),
        ({"post": np.array([np.inf, 1, 2, 3])}, "not_finite"),
        ({"reliability": 0.0}, "bad_reliability"), ({"reliability": 1.0}, "bad_reliability"),
        ({"reliability": -0.2}, "bad_reliability"), ({"reliability": 1.2}, "bad_reliability"),
        ({"reliability": math.nan}, "bad_reliability"), ({"sd": 0.0}, "bad_functional"),
        ({"sd": -1.0}, "bad_functional"), ({"mean": None}, "option_missing"),
        ({"sd": None, "cutoff": "b"}, "option_missing"), ({"mean": math.inf}, "bad_functional"),
    ],
)  # fmt: skip
def test_reliable_change_refuses(given_, code):
    with pytest.raises(CannotEstimate) as fault:
        judge(**given_)
    assert fault.value.refusal.code == code


def test_cutoffs_and_the_better_side():
    assert judge(cutoff="a").cutoff == pytest.approx(PRE.mean() - 2 * PRE.std(ddof=1))
    assert judge(cutoff="b").cutoff == pytest.approx(8 + 16)
    mirrored = judge(-PRE, -POST, mean=-8.0, better="higher")
    for part in ("improved", "deteriorated", "recovered"):
        assert (getattr(mirrored, part) == getattr(judge(), part)).all()
    assert judge().recovered.tolist() == [True, False, False, False]
    assert judge().deteriorated.tolist() == [False, False, False, True]


@pytest.mark.parametrize(
    ("p", "code"),
    [
        ([], "no_p_values"), ([1.2], "bad_p_value"), ([-0.1], "bad_p_value"),
        ([math.nan], "bad_p_value"),
    ],
)  # fmt: skip
def test_p_values_that_are_none(p, code):
    with pytest.raises(CannotEstimate) as fault:
        adjust_p_values(p)
    assert fault.value.refusal.code == code


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_adjusted_p_values_keep_their_order(p):
    found = adjust_p_values(p)
    for adjusted in found.values():
        assert (adjusted >= np.array(p) - 1e-12).all()
        assert (adjusted <= 1).all()
        assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= -1e-12).all()
    assert (found["hommel"] <= found["hochberg"] + 1e-12).all()
    assert (found["hochberg"] <= found["holm"] + 1e-12).all()
    assert (found["holm"] <= found["bonferroni"] + 1e-12).all()


@st.composite
def tables(draw):
    n_t, n_c = draw(st.integers(1, 60)), draw(st.integers(1, 60))
    return draw(st.integers(0, n_t)), n_t, draw(st.integers(0, n_c)), n_c


@settings(max_examples=60, deadline=None, derandomize=True)
@given(tables())
def test_swapping_arms_turns_every_interval(table):
    e_t, n_t, e_c, n_c = table
    for interval in (miettinen_nurminen_difference, mee_difference):
        low, high = interval(e_t, n_t, e_c, n_c, 0.95)
        assert low <= e_t / n_t - e_c / n_c <= high
        back = interval(e_c, n_c, e_t, n_t, 0.95)
        assert (low, high) == pytest.approx((-back[1], -back[0]), abs=1e-7)
    for interval in (miettinen_nurminen_ratio, koopman_ratio, miettinen_nurminen_odds_ratio):
        low, high = interval(e_t, n_t, e_c, n_c, 0.95)
        other = interval(e_c, n_c, e_t, n_t, 0.95)
        assert 0 <= low <= high
        assert low == 0 or float(low * other[1]) == pytest.approx(1, rel=1e-5)
        assert (low == 0) == math.isinf(other[1])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(tables())
def test_exact_limits_hold_the_ratio(table):
    exact = exact_odds_ratio(*table, 0.95)
    assert 0 <= exact.p <= 1
    assert exact.low <= exact.high
    assert math.isnan(exact.ratio) or exact.low <= exact.ratio <= exact.high
    odds = haldane_odds_ratio(*table, 0.95)
    assert 0 < odds.low < odds.ratio < odds.high < math.inf
    low, high = clopper_pearson(table[0], table[1], 0.95)
    assert low <= table[0] / table[1] <= high
