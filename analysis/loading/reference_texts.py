"""The glossary and the questions people ask, from sheets a clinician can correct."""

from functools import lru_cache
from pathlib import Path
from typing import Final, get_args

from analysis.core import Finding, PeopleAsk, Standing, Statement, Term

from .catalogue_sheet import CatalogueFault, Row, read_rows
from .instruments import DATA

_STANDINGS: Final[tuple[Standing, ...]] = get_args(Standing)


@lru_cache(maxsize=4)
def load_glossary(folder: Path | None = None) -> tuple[Term, ...]:
    """Every term explained, in the order of `glossary.csv`.

    Raises
    ------
    CatalogueFault
        When a cell is blank or a word stands for two terms; every fault at once.
    """
    faults: list[Finding] = []
    columns = ("term", "also", "linked", "meaning")
    rows = read_rows((folder or DATA) / "glossary.csv", columns, faults)
    terms = tuple(_read_term(row) for row in rows)
    owner: dict[str, str] = {}
    for row, term in zip(rows, terms, strict=True):
        for word in (term.term, *term.also):
            if owner.setdefault(word.lower(), term.term) != term.term:
                row.fault("word_twice", "also", "A word here stands for another term too.",
                          "Keep it at one of them.")  # fmt: skip
    if faults:
        raise CatalogueFault(faults)
    return terms


def _read_term(row: Row) -> Term:
    linked = row.choice("linked", ("yes", "no")) == "yes"
    return Term(row.needed("term"), row.split("also"), row.needed("meaning"), linked)


@lru_cache(maxsize=4)
def load_questions(folder: Path | None = None) -> tuple[PeopleAsk, ...]:
    """The questions people ask, from `questions.csv` and `published_statements.csv`.

    Raises
    ------
    CatalogueFault
        When a cell is blank, or a statement belongs to no question; every fault at once.
    """
    place, faults = folder or DATA, list[Finding]()
    asked = read_rows(place / "questions.csv", ("code", "question", "not_known"), faults)
    columns = ("question", "statement", "standing", "citation", "doi")
    stated = read_rows(place / "published_statements.csv", columns, faults)
    codes = {row.text("code") for row in asked}
    for row in stated:
        if row.text("question") not in codes:
            row.fault("no_question", "question", "No question has this code.", "Correct it.")
    questions = tuple(_read_question(row, stated) for row in asked)
    if faults:
        raise CatalogueFault(faults)
    return questions


def _read_question(row: Row, stated: list[Row]) -> PeopleAsk:
    code = row.needed("code")
    published = tuple(_read_statement(s) for s in stated if s.text("question") == code)
    return PeopleAsk(code, row.needed("question"), row.needed("not_known"), published)


def _read_statement(row: Row) -> Statement:
    wanted = row.choice("standing", _STANDINGS)
    standing = next(known for known in _STANDINGS if known == wanted)
    return Statement(row.needed("statement"), standing, row.needed("citation"), row.text("doi"))
