"""What subgroups and their levels are called, and what a difference of differences says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.core import (
    label_level,
    label_subgroup,
    name_people_in,
    settings,
    shorten_level,
)
from analysis.core.formulas import judge, judge_contrast


@pytest.mark.parametrize(
    ("name", "level", "label", "short", "people"),
    [
        ("sex", "female", "Women", "women", "women"),
        ("sex", "other", "Another sex", "another sex", "people of another sex"),
        ("age", "18-34", "Aged 18-34", "18-34", "people aged 18-34"),
        ("prior", "4+", "4+ failed treatments", "4+", "people with 4+ failed treatments before"),
        ("dose", "up to 0.5 mg/kg", "Dose up to 0.5 mg/kg", "up to 0.5 mg/kg",
         "people whose first dose was up to 0.5 mg/kg"),
        ("severity", "more severe", "More severe symptoms", "more severe",
         "people with more severe symptoms"),
        ("substance", "ketamine_iv", "Intravenous ketamine", "intravenous ketamine",
         "people given intravenous ketamine"),
        ("substance", "mdma", "MDMA", "MDMA", "people given MDMA"),
        ("shoe", "44", "44", "44", "people in “44”"),
    ],
)  # fmt: skip
def test_levels_have_their_names(
    name: str, level: str, label: str, short: str, people: str
) -> None:
    assert label_level(name, level) == label
    assert shorten_level(name, level) == short
    assert name_people_in(name, level) == people


def test_every_declared_subgroup_has_a_name_and_a_reason() -> None:
    assert list(settings.SUBGROUP_REASONS) == list(settings.DECLARED_SUBGROUPS)
    assert all(label_subgroup(name) != name for name in settings.DECLARED_SUBGROUPS)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-3.0, 2.0, "cannot_tell"), (-0.9, 2.0, "cannot_tell"), (-0.9, 0.9, "alike"),
        (0.1, 0.9, "alike"), (0.1, 2.0, "another"), (1.5, 2.0, "another"),
        (-2.0, -0.1, "another"), (-0.9, -0.1, "alike"),
    ],
)  # fmt: skip
def test_the_three_outcomes(low: float, high: float, said: str) -> None:
    assert judge_contrast(low, high, 1.0) == said


@given(st.floats(-5, 5), st.floats(0, 5), st.floats(0.1, 3))
def test_which_level_is_named_first_changes_no_outcome(low: float, width: float, m: float) -> None:
    high = low + width
    assert judge_contrast(low, high, m) == judge_contrast(-high, -low, m)
    assert (judge_contrast(low, high, m) == "cannot_tell") == (
        judge(low, high, m) == "too_imprecise"
    )
