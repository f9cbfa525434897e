"""Tables say what the released result holds, and nothing where it is hidden."""

import re

import pytest

from analysis.core import Refusal
from analysis.words import (
    find_banned_words,
    table_of_effects,
    table_of_estimates,
    table_of_groups,
    table_of_means,
    table_of_risks,
    table_of_sites,
)
from tests.words.made_up import (
    LESS,
    LIMITS,
    MORE,
    arm,
    effect,
    effects,
    note,
    shown,
    sites,
    trajectories,
    two_groups,
)


def test_a_row_reads_as_the_forest_does() -> None:
    row = table_of_effects(shown(effects(effect()))).iloc[0].to_dict()
    assert row == {
        "Condition": "Depression", "Scale": "PHQ-9", "Infusion + psychotherapy": "236",
        "Infusion only": "236", "Effect size (g)": "0.57", "95% CI": "[0.40, 0.75]",
        "In plain words": "better outcomes",
    }  # fmt: skip
    points = table_of_effects(shown(effects(effect())), "adjusted_difference").iloc[0]
    assert points["Adjusted difference (points)"] == "2.3"
    assert points["95% CI"] == "[1.6, 3.0]"


def test_hidden_and_refused_rows_hold_no_number() -> None:
    refused = effect(
        None, condition="ocd", condition_label="OCD", instrument="YBOCS", looks_back=False,
        treatment=None, comparator=None, estimates=None,
        refused=Refusal("no_comparison", "No comparison possible."),
    )  # fmt: skip
    few = effect(instrument="MADRS", treatment=arm(MORE, 8, 9), comparator=arm(LESS, 9, 9))
    released = shown(effects(few, refused), "own_upload", "protected")
    frame = table_of_effects(released)
    assert list(frame.iloc[0])[2:] == ["hidden"] * 5
    assert list(frame.iloc[1])[2:] == ["–", "–", "–", "–", "No comparison possible."]
    assert not re.search(r"\d", "".join(map(str, frame.to_numpy().ravel())))


@pytest.mark.parametrize("code", list(LIMITS))
def test_the_export_has_every_measure_as_it_is(code: str) -> None:
    found = effect(code)  # type: ignore[arg-type]
    frame = table_of_estimates(shown(effects(found)))
    assert list(frame["measure"]) == list(found.estimates or {})
    for name, number in (found.estimates or {}).items():
        row = frame[frame["measure"] == name].iloc[0]
        assert (row["value"], row["low"], row["high"]) == (number.value, number.low, number.high)
        assert (row["n_treatment"], row["verdict"], row["mark"]) == (236, code, "SYNTHETIC DATA")
    assert find_banned_words(" ".join(map(str, frame.to_numpy().ravel()))) == ()
    assert find_banned_words(" ".join(frame.columns)) == ()


def test_the_export_keeps_a_row_for_what_is_hidden() -> None:
    few = effect(treatment=arm(MORE, 8, 9))
    frame = table_of_estimates(shown(effects(few), "own_upload", "protected"))
    assert len(frame) == 1
    assert "estimates" in frame.iloc[0]["hidden"]
    assert frame.iloc[0][["value", "low", "high", "n_treatment", "p"]].isna().all()


def test_risks() -> None:
    row = table_of_risks(shown(effects(effect()))).iloc[0]
    assert row["Infusion + psychotherapy"] == "68 of 236 (29%)"
    assert row["Infusion only"] == "26 of 236 (11%)"
    assert row["Adjusted difference per 100"] == "18"
    assert row["95% CI, adjusted"] == "[11, 25]"
    assert len(table_of_risks(shown(effects(effect(None))))) == 0


def test_means_and_groups_and_sites() -> None:
    means = table_of_means(shown(trajectories((LESS,))))
    assert list(means.iloc[1])[2:7] == [7, "212", "240", "13.0", "[12.4, 13.6]"]
    assert means.iloc[1]["Remark"] == "asks about days before treatment"
    groups = table_of_groups(shown(two_groups()))
    assert list(groups.iloc[0]) == ["Infusion only", "30", "13.4", "5.1", ""]
    assert list(groups.iloc[2])[1:] == ["60", "2.9", "", "[0.6, 5.2]"]
    pooled = table_of_sites(shown(sites(effect(condition_label="North")))).iloc[1]
    assert (pooled["Site"], pooled["Adjusted g"]) == ("All sites", "0.50")


def test_arms_are_named_after_the_substance() -> None:
    frame = table_of_effects(shown(effects(effect(), data=note(substance="mdma"))))
    assert "Dosing + psychotherapy" in frame.columns
