"""People counted by the rules in force, every denominator by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import CannotEstimate, Instrument, Rule, Sourced, ledger_of
from analysis.effect_sizes import classify_people, count_people, settle_definitions
from analysis.loading import load_catalogue

NAN = np.nan
SCALE = Instrument(
    "X", "Scale X", "depression", "self", 0, 40, "lower", 7,
    caseness=Rule("at_least", 10, "A, 2001"), responses=(Rule("percent_drop", 50, "B, 2002"),),
    remissions=(Rule("at_most", 5, "C, 2003"),), reliable_changes=(Sourced(6, "D, 2004"),),
)  # fmt: skip
BEFORE = np.array([20.0, 20, 9, 4, 38, NAN, 12])
AFTER = np.array([10.0, 21, 3, 11, 40, 3, NAN])
RULES = settle_definitions(SCALE, BEFORE)


@pytest.mark.parametrize(
    ("name", "met", "observed", "eligible"),
    [
        ("response", 1, 3, 4), ("remission", 1, 4, 5), ("recovery", 1, 4, 5),
        ("reliable_improvement", 2, 4, 5), ("reliable_deterioration", 1, 4, 5),
    ],
)  # fmt: skip
def test_counts_by_hand(name, met, observed, eligible):
    found = count_people(SCALE, BEFORE, AFTER, RULES)[name]
    assert (found.met, found.observed, found.eligible, found.missing) == (
        met,
        observed,
        eligible,
        1,
    )
    assert found.share == met / observed
    assert found.low < found.share < found.high
    missing = found.share_missing_as_not_met
    assert missing == (None if name == "reliable_deterioration" else met / eligible)


def test_caseness_is_no_outcome():
    assert "caseness" not in count_people(SCALE, BEFORE, AFTER, RULES)


def test_each_person_is_one_thing():
    found = classify_people(SCALE, BEFORE, AFTER, RULES).tolist()
    assert found == ["improved", "unchanged", "recovered", "deteriorated", "unchanged",
                     "cannot_say", "cannot_say"]  # fmt: skip


def test_nobody_able_has_no_share():
    found = count_people(SCALE, np.array([3.0]), np.array([2.0]), RULES)["remission"]
    assert (found.observed, found.share, found.low, found.share_missing_as_not_met) == (
        0, None, None, None,
    )  # fmt: skip


def test_a_threshold_from_the_cohort_has_its_inputs():
    computed = Instrument("Y", "Scale Y", "depression", "self", 0, 40, "lower", 7,
                          reliabilities=(Sourced(0.8, "E, 2005"),))  # fmt: skip
    change = settle_definitions(computed, BEFORE)["reliable_improvement"].change
    assert (change.reliability, change.sd_baseline) == (
        0.8,
        pytest.approx(np.nanstd(BEFORE, ddof=1)),
    )
    assert change.points == pytest.approx(1.959964 * np.sqrt(0.4) * change.sd_baseline, rel=1e-6)
    assert settle_definitions(computed, np.array([3.0, 3, 3])) == {}


@pytest.mark.parametrize("code", ["CSSRS_SI", "CGIS", "PCPTSD5", "AUDIT", "DAST10", "MEQ30"])
def test_nobody_is_counted_on_screens(code):
    with pytest.raises(CannotEstimate) as fault:
        settle_definitions(load_catalogue().instruments[code], BEFORE)
    assert fault.value.refusal.code == "no_count"


def test_refusals():
    with pytest.raises(CannotEstimate) as fault:
        count_people(SCALE, BEFORE, AFTER[:2], RULES)
    assert fault.value.refusal.code == "bad_shape"
    with pytest.raises(CannotEstimate) as fault:
        classify_people(SCALE, BEFORE, AFTER, {})
    assert fault.value.refusal.code == "no_rule"


LEDGER = ledger_of(load_catalogue())
score = st.one_of(st.integers(0, 80).map(float), st.just(NAN))
scores = st.lists(st.tuples(score, score), min_size=2, max_size=30)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sampled_from(["PCL5", "CAPS5"]), scores)
def test_a_stricter_threshold_changes_nobody_more(code, pairs):
    instrument = load_catalogue().instruments[code]
    before, after = np.array(pairs).T
    ledgers = (LEDGER, LEDGER.switch(code, "reliable_improvement", 0))
    found = [
        classify_people(instrument, before, after,
                        settle_definitions(instrument, before, one.in_force[code]))
        for one in ledgers
    ]  # fmt: skip
    points = [one.find(code, "reliable_improvement").change.points for one in ledgers]
    strict, loose = (found[i] for i in np.argsort(points)[::-1])
    moved = [np.isin(one, ["recovered", "improved", "deteriorated"]) for one in (strict, loose)]
    assert not (moved[0] & ~moved[1]).any()
    for one in found:
        assert ((one == "cannot_say") == np.isnan(before + after)).all()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(scores)
def test_counts_nest(pairs):
    before, after = np.array(pairs).T
    instrument = load_catalogue().instruments["PCL5"]
    rules = settle_definitions(instrument, before, LEDGER.in_force["PCL5"])
    for one in count_people(instrument, before, after, rules).values():
        assert 0 <= one.met <= one.observed <= one.eligible <= (~np.isnan(before)).sum()
