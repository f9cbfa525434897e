"""Terms in sentences lead to the glossary, and nothing else of a sentence is Markdown."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.loading import load_glossary
from pages.shared.terms import escape, link_terms
from tests.pages.conftest import LINK


def test_a_term_leads_to_its_entry_once() -> None:
    said = link_terms("Response was adjusted. A response is adjusted.")
    assert said.count("common-questions#word-response") == 1
    assert said.count("common-questions#word-adjusted") == 1


def test_the_longest_term_wins_and_parts_of_words_do_not_count() -> None:
    assert "word-reliable-change" in link_terms("A reliable improvement of 5 points")
    assert link_terms("irresponsible") == "irresponsible"


def test_everyday_words_are_not_linked() -> None:
    assert link_terms("The arm at this visit") == "The arm at this visit"


@given(st.text(max_size=200))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    assert LINK.sub(r"\1", link_terms(text)).replace("\\", "") == text.replace("\\", "") or (
        "common-questions#" in text
    )
    assert link_terms(escape("<img>")).count("<img>") == 0


def test_every_term_has_a_place_of_its_own() -> None:
    anchors = [term.anchor for term in load_glossary()]
    assert len(set(anchors)) == len(anchors)
