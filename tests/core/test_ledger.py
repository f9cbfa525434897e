"""Which rule is in force on each instrument, where it is from, and how a reader switches it."""

import pytest

from analysis.core import (
    DEFINITIONS,
    CannotEstimate,
    Catalogue,
    Instrument,
    Rule,
    Sourced,
    definitions_of,
    ledger_of,
)
from analysis.loading import load_catalogue

LEDGER = ledger_of(load_catalogue())


def scale(**more) -> Instrument:
    return Instrument("X", "Scale X", "depression", "self", 0, 40, "lower", 7, **more)


@pytest.mark.parametrize("code", ["CSSRS_SI", "CSSRS_INT", "CGIS", "CGII", "PCPTSD5", "AUDIT",
                                  "AUDITC", "DAST10", "MEQ30", "EBI", "UDS"])  # fmt: skip
def test_nobody_is_counted_on_screens_global_items_and_scales_without_direction(code):
    assert code in load_catalogue().instruments
    assert code not in LEDGER.in_force
    with pytest.raises(CannotEstimate) as fault:
        LEDGER.find(code, "response")
    assert fault.value.refusal.code == "no_rule"


def test_every_rule_has_its_source():
    for code, rules in LEDGER.in_force.items():
        for name, definition in rules.items():
            assert (definition.instrument, definition.name) == (code, name)
            assert name in DEFINITIONS
            for one in (definition, *definition.alternatives):
                assert len(one.source) > 10
                assert (one.rule is not None) == (name not in (
                    "reliable_improvement", "reliable_deterioration"))  # fmt: skip


@pytest.mark.parametrize(("code", "first", "second"), [("PCL5", 15, 18), ("CAPS5", 13, 12)])
def test_published_thresholds_come_first_and_can_be_switched(code, first, second):
    found = LEDGER.find(code, "reliable_improvement")
    assert found.change.points == first
    assert found.change.is_published
    switched = LEDGER.switch(code, "reliable_improvement", 0)
    now = switched.find(code, "reliable_improvement")
    assert now.change.points == second
    assert now.alternatives[0].change.points == first
    assert LEDGER.find(code, "reliable_improvement").change.points == first
    assert switched.find(code, "recovery").change.points == second
    assert switched.find(code, "reliable_deterioration").change.points == second


def test_switching_back_is_where_one_was():
    there_and_back = LEDGER.switch("MADRS", "remission", 0).switch("MADRS", "remission", 0)
    assert there_and_back.find("MADRS", "remission") == LEDGER.find("MADRS", "remission")
    assert there_and_back.find("MADRS", "recovery") == LEDGER.find("MADRS", "recovery")


@pytest.mark.parametrize("to", [-1, 5])
def test_there_are_only_so_many_alternatives(to):
    with pytest.raises(CannotEstimate) as fault:
        LEDGER.switch("MADRS", "remission", to)
    assert fault.value.refusal.code == "no_alternative"


def test_without_a_published_threshold_it_follows_from_the_reliability():
    found = definitions_of(scale(reliabilities=(Sourced(0.9, "A paper, 2001"),)))
    change = found["reliable_improvement"].change
    assert not change.is_published
    assert (change.points, change.reliability) == (None, 0.9)
    assert "A paper, 2001" in change.source
    assert "response" not in found
    assert "recovery" not in found  # no remission


def test_published_thresholds_stand_before_computed_ones():
    found = definitions_of(scale(
        reliable_changes=(Sourced(6, "A paper, 2002"),), reliabilities=(Sourced(0.9, "B, 2001"),),
        remissions=(Rule("at_most", 5, "C, 2003"),),
    ))["recovery"]  # fmt: skip
    assert found.change.points == 6
    assert found.rule.threshold == 5
    assert "A paper, 2002" in found.source
    assert "C, 2003" in found.source


def test_an_empty_catalogue_has_an_empty_ledger():
    assert ledger_of(Catalogue()).in_force == {}
