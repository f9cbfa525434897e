"""The glossary and the questions people ask: read whole, refused with every fault."""

from pathlib import Path

import pytest

from analysis.loading import CatalogueFault, load_glossary, load_questions
from analysis.words import find_banned_words


def test_every_question_has_published_statements_or_says_what_is_not_known() -> None:
    questions = load_questions()
    assert [q.code for q in questions] == [
        "which", "safe", "alone", "high", "day", "writing", "soon", "long",
    ]  # fmt: skip
    for question in questions:
        assert question.not_known
        assert question.published
        assert all(s.doi.startswith("10.") or not s.doi for s in question.published)


def test_no_text_claims_a_cause() -> None:
    for term in load_glossary():
        assert not find_banned_words(term.meaning), term.term
    for question in load_questions():
        assert not find_banned_words(question.not_known)
        for statement in question.published:
            assert not find_banned_words(statement.statement), statement.statement


def test_low_doses_are_not_said_to_do_as_well() -> None:
    high = next(q for q in load_questions() if q.code == "high")
    assert "is not known" in high.not_known
    assert any("0.5 mg/kg over 40 minutes" in s.statement for s in high.published)
    assert not any("micro" in s.statement.lower() for s in high.published)


def test_every_fault_of_a_sheet_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "glossary.csv").write_text(
        "term,also,linked,meaning\nArm,group,yes,\nGroup,,perhaps,x\n", "utf-8"
    )
    with pytest.raises(CatalogueFault) as caught:
        load_glossary(tmp_path)
    assert {fault.code for fault in caught.value.faults} == {"blank", "unknown_word", "word_twice"}


def test_a_statement_of_no_question_is_refused(tmp_path: Path) -> None:
    (tmp_path / "questions.csv").write_text("code,question,not_known\na,A?,All of it.\n", "utf-8")
    (tmp_path / "published_statements.csv").write_text(
        "question,statement,standing,citation,doi\nb,S,review,C,\n", "utf-8"
    )
    with pytest.raises(CatalogueFault, match="No question has this code"):
        load_questions(tmp_path)
