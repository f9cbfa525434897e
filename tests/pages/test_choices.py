"""Trap 3 without a browser: choices by code in the address, settled against the cohort."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared.session import URL_KEYS
from tests.pages.conftest import all_text, go


def query_of(at: AppTest) -> dict[str, str]:
    return {key: value[0] if isinstance(value, list) else value
            for key, value in at.query_params.items()}  # fmt: skip


def test_defaults_are_left_out_of_the_address(start: Callable[..., AppTest]) -> None:
    assert query_of(start()) == {"cohort": "demonstration"}


def test_a_link_is_taken_over(start: Callable[..., AppTest]) -> None:
    link = {
        "cohort": "demonstration", "treatment": "infusion_plus_journaling", "visit": "week 6",
        "instrument": "PHQ9", "measure": "hedges_g", "condition": "anxiety", "sex": "female",
        "age": "35-54", "view": "detailed",
    }  # fmt: skip
    at = start("effects", **link)
    assert query_of(at) == link
    for key, code in link.items():
        assert at.selectbox(key=key).value == code


def test_choices_survive_a_page_without_them(start: Callable[..., AppTest]) -> None:
    at = start("effects")
    at.selectbox(key="condition").set_value("ptsd")
    at.selectbox(key="measure").set_value("hedges_g").run()
    go(at, "methods")
    assert query_of(at)["condition"] == "ptsd"
    go(at, "effects")
    assert at.selectbox(key="condition").value == "ptsd"
    assert at.selectbox(key="measure").value == "hedges_g"


@pytest.mark.parametrize("code", ["", "nonsense", "<b>", "../../etc/passwd", "\u202e", "x" * 5000])
@pytest.mark.parametrize("key", URL_KEYS)
def test_no_bad_value_breaks_a_page(start: Callable[..., AppTest], key: str, code: str) -> None:
    at = start(**{key: code})
    assert not at.exception
    assert not at.error
    assert query_of(at) == {"cohort": "demonstration"}
    if code and code not in ("<b>", "x" * 5000):
        assert code not in all_text(at)


def test_a_link_may_name_the_arms_either_way_round(start: Callable[..., AppTest]) -> None:
    at = start(treatment="infusion_plus_journaling", comparator="infusion_plus_psychotherapy")
    assert at.selectbox(key="treatment").value == "infusion_plus_psychotherapy"
    assert at.selectbox(key="comparator").value == "infusion_plus_journaling"
    assert not at.warning


def test_the_comparator_has_less_support(start: Callable[..., AppTest]) -> None:
    at = start(treatment="infusion_plus_journaling")
    assert at.selectbox(key="comparator").options == ["Infusion only"]
    at = start(treatment="infusion_plus_journaling", comparator="infusion_plus_journaling")
    assert at.selectbox(key="comparator").value == "infusion_only"
    assert any("do better than people with" in warning.value for warning in at.warning)


def test_two_filters_and_no_more(start: Callable[..., AppTest]) -> None:
    at = start(age="18-34", sex="female", prior="2-3")
    assert at.selectbox(key="prior").value == ""
    assert at.selectbox(key="prior").disabled
    assert "At most 2 filters" in all_text(at)
    at.selectbox(key="sex").set_value("").run()
    assert not at.selectbox(key="prior").disabled
    at.selectbox(key="prior").set_value("2-3").run()
    assert query_of(at) == {"cohort": "demonstration", "age": "18-34", "prior": "2-3"}


def test_a_link_to_an_upload_shows_nothing_of_another_cohort(
    start: Callable[..., AppTest],
) -> None:
    for name in ("overview", "effects", "trajectories"):
        at = start(name, cohort="upload-0123abcd", visit="week 26")
        assert "fingerprint 0123abcd..." in all_text(at)
        assert len(at.table) + len(at.get("plotly_chart")) == 0
        assert query_of(at) == {"cohort": "upload-0123abcd"}


def test_an_upload_is_named_by_its_fingerprint_only(start: Callable[..., AppTest]) -> None:
    assert query_of(start(cohort="upload-../x")) == {"cohort": "demonstration"}
    assert query_of(start(cohort="upload-0123ABCD")) == {"cohort": "demonstration"}
