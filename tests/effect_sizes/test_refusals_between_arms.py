"""Degenerate scores: every verb that compares arms refuses in words, or answers in numbers."""

import json
import math

import numpy as np
import pytest

from analysis.effect_sizes import (
    STATISTICS,
    bootstrap,
    change_within,
    compare_pairs,
    hodges_lehmann,
    mann_whitney,
    permutation_p,
    pre_post_control,
    probability_of_superiority,
    signed_rank,
)

from .made_up_arms import VERBS, Row, ask, refusal, write_rows

MIXED = [4.0, 7.5, 3.0, 9.0, 6.0]


def rows_of(posts_a, posts_b, pre=None):
    """Rows of two arms; the score before is not in line with the one after."""
    places = range(len(posts_a) + len(posts_b))
    before = [(7 * at) % 11 + 0.5 * at for at in places] if pre is None else [pre for _ in places]
    arms = ["a"] * len(posts_a) + ["b"] * len(posts_b)
    return list(zip(arms, before, [*posts_a, *posts_b], strict=True))


DEGENERATE: dict[str, tuple[list[Row], tuple[str, ...]]] = {
    "nobody chosen": (rows_of([""], [""]), ()),
    "one person": (rows_of([3], []), ()),
    "one an arm": (rows_of([3], [5]), ()),
    "one arm": (rows_of(MIXED, []), ("paired",)),
    "everybody missing": (rows_of([""] * 5, [""] * 5), ()),
    "one arm missing": (rows_of(MIXED, [""] * 5), ("paired",)),
    "identical scores": (rows_of([4] * 5, [4] * 5), ("pre-post",)),
    "identical scores, before too": (rows_of([4] * 5, [4] * 5, pre=4), ()),
    "each arm alike": (rows_of([4] * 5, [6] * 5), ("paired", "pre-post")),
    "an infinite score": (rows_of([*MIXED[:4], "inf"], MIXED), ()),
}
"""What everybody refuses, but for the verbs named, which answer."""


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("case", DEGENERATE)
def test_a_degenerate_file_is_refused_or_answered_in_numbers(tmp_path, verb, case):
    rows, answered = DEGENERATE[case]
    file = write_rows(tmp_path, rows)
    if verb in answered:
        json.dumps(ask(verb, file), allow_nan=False)
    elif case == "each arm alike" and verb == "ancova":
        assert refusal(lambda: ask(verb, file)) == "perfect_fit"
    else:
        assert refusal(lambda: ask(verb, file))


@pytest.mark.parametrize(
    ("verb", "people"),
    [("two-group", 2), ("anova", 2), ("permutation", 2), ("equivalence", 2), ("ancova", 2),
     ("pre-post", 3), ("pre-post", 4), ("bootstrap", 3), ("paired", 3)],
)  # fmt: skip
def test_the_smallest_arms_are_answered_without_a_warning(tmp_path, verb, people):
    file = write_rows(tmp_path, rows_of(MIXED[:people], [6.5, 2.0, 8.0, 5.0][:people]))
    found = ask(verb, file)
    json.dumps(found, allow_nan=False)
    assert found["n"] == 2 * people if verb in ("paired", "ancova") else found["n"] == [people] * 2


@pytest.mark.parametrize("verb", ["pre-post", "bootstrap"])
def test_two_people_an_arm_are_too_few_to_redraw(tmp_path, verb):
    file = write_rows(tmp_path, rows_of(MIXED[:2], MIXED[2:4]))
    assert refusal(lambda: ask(verb, file)) == "too_few"


def test_scores_alike_before_treatment_cannot_standardise(tmp_path):
    file = write_rows(tmp_path, rows_of(MIXED, [1, 2, 3, 4, 6], pre=5))
    assert refusal(lambda: ask("pre-post", file)) == "no_variation"
    assert refusal(lambda: ask("paired", file)) == "no_variation"
    assert refusal(lambda: ask("ancova", file)) == "collinear"


def test_arms_fully_apart_answer_what_can_be_redrawn(tmp_path):
    file = write_rows(tmp_path, rows_of([1, 2, 3, 4, 5], [11, 12, 13, 14, 16]))
    found = ask("bootstrap", file)
    assert found["prob_superiority"]["estimate"] in (0, 1)
    assert found["prob_superiority"]["bca_lower"] is None
    assert found["prob_superiority"]["perc_upper_range"] == [None, None]
    for name in ("mean_diff", "hedges_g", "median_diff"):
        assert found[name]["bca_lower"] < found[name]["bca_upper"]
    two = ask("two-group", file)
    assert two["ps_ci_logit_t"] == [None, None]
    assert two["g_ci"][0] < two["g"] < two["g_ci"][1]


def test_a_perfect_fit_has_no_error(tmp_path):
    rows = [("ab"[at % 2], at, 3 * at + 2 * (at % 2)) for at in range(12)]
    file = write_rows(tmp_path, rows)
    assert refusal(lambda: ask("ancova", file)) == "perfect_fit"


def test_an_arm_that_loses_everybody_to_the_baseline_is_named(tmp_path):
    rows = [("a", "", 3), ("a", "", 5), *(("b", at, at % 3) for at in range(5))]
    assert refusal(lambda: ask("ancova", write_rows(tmp_path, rows))) == "one_arm"


def test_a_control_that_is_not_there_is_named(tmp_path):
    file = write_rows(tmp_path, rows_of(MIXED, MIXED))
    for verb in ("anova", "two-group"):
        assert refusal(lambda v=verb: ask(v, file, *VERBS[v], "--control", "c")) == "no_level"


def test_score_and_baseline_name_after_and_before(tmp_path):
    file = write_rows(tmp_path, rows_of(MIXED, [1, 2, 3, 4, 6]))
    for verb, group in (("paired", ()), ("pre-post", ("--group", "arm"))):
        by_baseline = ask(verb, file, "--score", "post", "--baseline", "pre", *group)
        assert by_baseline == ask(verb, file, "--post", "post", "--pre", "pre", *group)
    assert refusal(lambda: ask("paired", file, "--post", "post")) == "option_missing"


ESTIMATORS = {
    "mann_whitney": mann_whitney,
    "hodges_lehmann": lambda t, c: hodges_lehmann(t, c, 0.95),
    "permutation_p": lambda t, c: permutation_p(t, c, 99),
    "compare_pairs": compare_pairs,
    "probability_of_superiority": lambda t, c: probability_of_superiority(t, c, 0.95),
    **{f"bootstrap {name}": lambda t, c, s=statistic: bootstrap(t, c, s, replicates=200)
       for name, statistic in STATISTICS.items()},
}  # fmt: skip


@pytest.mark.parametrize("estimator", ESTIMATORS.values(), ids=ESTIMATORS)
def test_estimators_refuse_what_is_not_a_score(estimator):
    good, empty = np.array(MIXED), np.array([])
    for broken in (math.nan, math.inf, -math.inf):
        bad = np.append(good, broken)
        assert refusal(lambda b=bad: estimator(b, good)) == "not_finite"
        assert refusal(lambda b=bad: estimator(good, b)) == "not_finite"
    assert refusal(lambda: estimator(good, empty)) == "too_few"
    assert refusal(lambda: estimator(empty, good)) == "too_few"
    assert refusal(lambda: estimator(np.full(4, 3.0), np.full(5, 3.0))) == "no_variation"


def test_changes_that_are_not_numbers_or_not_changes_are_refused():
    assert refusal(lambda: signed_rank(np.array([1.0, math.nan]))) == "not_finite"
    assert refusal(lambda: signed_rank(np.zeros(4))) == "no_variation"
    before, after = np.array(MIXED), np.array([*MIXED[:4], math.inf])
    assert refusal(lambda: change_within(before, after, 0.95)) == "not_finite"
    assert refusal(lambda: change_within(before, before + 0.1, 0.95)) == "no_variation"
    scores = np.column_stack([before, after])
    assert refusal(lambda: pre_post_control(scores, scores[:4], 0.95)) == "not_finite"


def test_two_people_each_with_one_score_have_no_shift_interval():
    assert refusal(lambda: hodges_lehmann(np.ones(5), np.zeros(5), 0.95)) == "no_variation"
    assert refusal(lambda: permutation_p(np.ones(5), np.zeros(5), 0)) == "too_few_replicates"
