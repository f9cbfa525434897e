"""The gate is said in plain words, failures first, and only where people were not randomised."""

from dataclasses import replace

from analysis.core.results import Gate, GateItem
from analysis.words import find_banned_words, say_gate, table_of_gate
from tests.words.made_up import effect, effects, shown

GATE = Gate(
    (
        GateItem("overlap", True, "90% or more of each arm might well have been in the other."),
        GateItem("follow_up", False, "60% (treatment) and 80% (comparator) were followed up."),
        GateItem("balance_outside", None, "There are no covariates outside the model to check."),
    )
)


def test_conditions_not_met_stand_first_and_are_counted():
    released = shown(effects(replace(effect(), gate=GATE)))
    table = table_of_gate(released, "depression")
    assert list(table["Fair comparison"]) == ["not met", "met", "not judged"]
    assert "1 of 2 are met, so no verdict is given" in say_gate(released, "depression")
    assert not find_banned_words(say_gate(released, "depression"))


def test_all_met():
    released = shown(effects(replace(effect(), gate=Gate(GATE.items[:1]))))
    assert "1 of 1 are met, so the comparison may be read" in say_gate(released, "depression")


def test_randomised_people_need_no_gate():
    released = shown(effects(effect()))
    assert say_gate(released, "depression") == ""
    assert table_of_gate(released, "depression").empty
