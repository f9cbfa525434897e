"""Who can meet a definition and who met it, every denominator by hand."""

import numpy as np
import pytest

from analysis.core import CannotEstimate, Instrument, Rule, Sourced, definitions_of
from analysis.core.formulas import find_denominator, find_responders, meets, settle_change
from analysis.core.ledger import ChangeRule

NAN = np.nan
SCALE = Instrument(
    "X", "Scale X", "depression", "self", 0, 40, "lower", 7,
    caseness=Rule("at_least", 10, "A, 2001"), responses=(Rule("percent_drop", 50, "B, 2002"),),
    remissions=(Rule("at_most", 5, "C, 2003"),), reliable_changes=(Sourced(6, "D, 2004"),),
)  # fmt: skip
RULES = definitions_of(SCALE)
BEFORE = np.array([20.0, 20, 9, 4, 38, NAN, 12])
AFTER = np.array([10.0, 21, 3, 11, 40, 3, NAN])


@pytest.mark.parametrize(
    ("name", "able", "among"),
    [
        ("response", [1, 1, 0, 0, 1, 0, 1], "at or above caseness"),
        ("remission", [1, 1, 1, 0, 1, 0, 1], "not in remission"),
        ("recovery", [1, 1, 1, 0, 1, 0, 1], "not in remission"),
        ("reliable_improvement", [1, 1, 1, 0, 1, 0, 1], "room to improve"),
        ("reliable_deterioration", [1, 1, 1, 1, 0, 0, 1], "room to worsen"),
        ("caseness", [1, 1, 1, 1, 1, 0, 1], "baseline score"),
    ],
)
def test_denominators(name, able, among):
    found = find_denominator(RULES, name, SCALE, BEFORE)
    assert found.people.astype(int).tolist() == able
    assert among in found.among


@pytest.mark.parametrize(
    ("name", "met"),
    [
        ("response", [1, 0, 1, 0, 0, NAN, NAN]),
        ("remission", [0, 0, 1, 0, 0, 1, NAN]),
        ("recovery", [0, 0, 1, 0, 0, NAN, NAN]),
        ("reliable_improvement", [1, 0, 1, 0, 0, NAN, NAN]),
        ("reliable_deterioration", [0, 0, 0, 1, 0, NAN, NAN]),
        ("caseness", [1, 1, 0, 1, 1, 0, NAN]),
    ],
)
def test_who_met_it(name, met):
    np.testing.assert_array_equal(meets(RULES[name], SCALE, BEFORE, AFTER), met)


def test_many_imputed_sets_at_once():
    found = meets(RULES["response"], SCALE, BEFORE[None, :2], np.array([[10.0, 10], [11, 9]]))
    assert found.tolist() == [[1, 1], [0, 1]]


def test_people_already_where_a_cut_off_asks_are_not_counted():
    days = Instrument("D", "Heavy drinking days", "alcohol", "self", 0, 100, "lower", 28)
    rule = Rule("at_most", 0, "FDA 2015")
    found = find_responders(rule, None, days, np.array([0.0, 10, NAN, 100]))
    assert found.people.tolist() == [False, True, False, True]
    assert found.among == "people with a baseline score and room to respond"


@pytest.mark.parametrize(
    ("rule", "able"),
    [
        (Rule("percent_drop", 50, "A"), [False, True, True]),
        (Rule("points_drop", 6, "A"), [False, False, True]),
        (Rule("below", 6, "A"), [False, False, True]),
    ],
)
def test_room_to_respond(rule, able):
    found = find_responders(rule, None, SCALE, np.array([0.0, 5, 6]))
    assert found.people.tolist() == able
    everyone = find_responders(rule, None, SCALE, np.array([20.0, 30]))
    assert everyone.among == "people with a baseline score"


def test_higher_is_better_is_the_mirror():
    mirrored = Instrument("Y", "Scale Y", "quality", "self", 0, 40, "higher", 7,
                          reliable_changes=(Sourced(6, "D, 2004"),))  # fmt: skip
    rules = definitions_of(mirrored)
    before, after = 40 - BEFORE, 40 - AFTER
    for name in ("reliable_improvement", "reliable_deterioration"):
        np.testing.assert_array_equal(
            meets(rules[name], mirrored, before, after), meets(RULES[name], SCALE, BEFORE, AFTER)
        )
        able = find_denominator(rules, name, mirrored, before).people
        assert able.tolist() == find_denominator(RULES, name, SCALE, BEFORE).people.tolist()


def test_a_scale_without_an_end_leaves_room_to_everyone():
    open_ended = Instrument("Z", "Grams", "alcohol", "self", 0, None, "lower", 28,
                            reliable_changes=(Sourced(6, "D, 2004"),))  # fmt: skip
    found = find_denominator(definitions_of(open_ended), "reliable_deterioration", open_ended,
                             np.array([1000.0, NAN]))  # fmt: skip
    assert found.people.tolist() == [True, False]


def test_thresholds_that_follow_from_the_cohort_print_their_inputs():
    change = ChangeRule(None, "reliability .80", reliability=0.8)
    found = settle_change(change, np.array([10.0, 20, 30, NAN]))
    assert found.sd_baseline == pytest.approx(10)
    assert found.points == pytest.approx(1.959964 * np.sqrt(2) * 10 * np.sqrt(0.2), rel=1e-6)
    published = ChangeRule(15, "a paper")
    assert settle_change(published, np.array([NAN])) is published


@pytest.mark.parametrize("scores", [[], [3.0], [NAN, NAN], [4.0, 4, 4]])
def test_no_threshold_follows_from_scores_that_do_not_vary(scores):
    with pytest.raises(CannotEstimate) as fault:
        settle_change(ChangeRule(None, "a paper", reliability=0.8), np.array(scores))
    assert fault.value.refusal.code == "no_sd"
