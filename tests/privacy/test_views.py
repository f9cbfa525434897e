"""Who gets which view, with which mark, through which door."""

from dataclasses import dataclass, replace
from typing import get_args

import pytest

from analysis.core import Comparison, Origin
from analysis.core.results import DataNote, EffectsByCondition
from analysis.privacy import Released, View, release, view_for

from .made_up import make_cohort, make_people

COHORT = make_cohort(make_people(600, 0))
NOTE = DataNote("x", False, False, "planned", "f" * 64, "ketamine_iv", 7, "shelf")

VIEWS: dict[tuple[Origin, View], View] = {
    ("demonstration", "protected"): "full", ("demonstration", "full"): "full",
    ("own_upload", "protected"): "protected", ("own_upload", "full"): "full",
    ("command_line", "protected"): "protected", ("command_line", "full"): "full",
    ("shelf", "protected"): "protected", ("shelf", "full"): "protected",
}  # fmt: skip


def test_every_origin_has_its_view() -> None:
    assert {origin for origin, _ in VIEWS} == set(get_args(Origin))
    for (origin, wanted), view in VIEWS.items():
        assert view_for(replace(COHORT, origin=origin), wanted) == view


@pytest.mark.parametrize(
    ("origin", "synthetic", "mark"),
    [
        ("demonstration", True, "SYNTHETIC DATA"),
        ("own_upload", False, "NOT FOR SHARING: full detail of an uploaded cohort"),
        ("shelf", False, ""),
        ("shelf", True, "SYNTHETIC DATA"),
    ],
)
def test_the_mark_says_what_it_is(origin: Origin, synthetic: bool, mark: str) -> None:
    cohort = replace(COHORT, origin=origin, synthetic=synthetic)
    assert release(EffectsByCondition(Comparison(), NOTE, ()), cohort, "full").mark == mark


def test_full_detail_of_an_upload_that_says_it_is_synthetic_has_both_marks() -> None:
    cohort = replace(COHORT, origin="own_upload", synthetic=True)
    mark = release(EffectsByCondition(Comparison(), NOTE, ()), cohort, "full").mark
    assert mark.startswith("SYNTHETIC DATA; NOT FOR SHARING")


def test_full_view_passes_untouched() -> None:
    whole = EffectsByCondition(Comparison(), NOTE, ())
    assert release(whole, replace(COHORT, origin="own_upload"), "full").result is whole


def test_released_is_made_by_release_alone() -> None:
    whole = EffectsByCondition(Comparison(), NOTE, ())
    with pytest.raises(TypeError, match="only"):
        Released(whole, "full", (), "")
    released = release(whole, COHORT)
    with pytest.raises((TypeError, ValueError)):
        replace(released, view="full")


@dataclass(frozen=True)
class Unlisted:
    """Not a result: it lists no cells."""

    n: int = 3


def test_what_lists_no_cells_is_not_released() -> None:
    with pytest.raises(AttributeError):
        release(Unlisted(), COHORT)  # type: ignore[type-var]
