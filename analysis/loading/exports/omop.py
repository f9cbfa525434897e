"""OMOP measurements: concepts to instruments, day 0 from doses, people and cohorts joined."""

from dataclasses import replace
from typing import Final

from ..mapping import START, Mapping
from ..tables import PARTICIPANTS, SCORES
from ..text_table import TextTable
from .codes import OMOP_CONCEPTS, find_coded_instrument
from .export import Export, Recogniser, Texts
from .making import find_column, read_rows, tell, write_rows
from .omop_people import make_people
from .table_kinds import OMOP_COHORT, OMOP_DRUG, OMOP_PERSON

_NEEDED: Final = ("person_id", "measurement_concept_id", "value_as_number")
_OWN_TABLES: Final = (OMOP_PERSON, OMOP_COHORT, OMOP_DRUG)
_START: Final = "start date"


def _recognise(texts: Texts, mapping: Mapping) -> str | None:
    text = texts.get(SCORES)
    if text is None or not all(find_column(text, name) for name in _NEEDED):
        return None
    beside = [name for name in _OWN_TABLES if name in texts]
    return (
        f"“{'”, “'.join(_NEEDED)}” are present"
        + (f", with {', '.join(beside)} beside them" if beside else "")
    )  # fmt: skip


def _rewrite(texts: Texts, mapping: Mapping) -> Export:
    text = texts[SCORES]
    person, concept, value = (find_column(text, name) or "" for name in _NEEDED)
    roles = {person: "patient_id", concept: "instrument", value: "score"}
    text = _name_instruments(text, concept, find_column(text, "measurement_source_value"))
    text, found = _add_starts(text, person, texts)
    roles |= found
    kept = {name: table for name, table in texts.items() if name not in _OWN_TABLES}
    people = make_people(texts)
    if people is not None and PARTICIPANTS not in texts:
        kept |= {PARTICIPANTS: people.table}
        roles |= people.roles
    whole = replace(mapping, roles=roles | mapping.roles, shape="long")
    return Export("omop", kept | {SCORES: text}, whole)


def _name_instruments(text: TextTable, concept: str, source: str | None) -> TextTable:
    """The column of concepts as instruments; what is in no vocabulary stays, and is said."""
    concepts = read_rows(text, concept)
    sources = read_rows(text, source) if source else [""] * len(concepts)
    names: list[str] = []
    unknown: dict[str, list[int]] = {}
    known: dict[tuple[str, str], str | None] = {}
    for row, pair in enumerate(zip(concepts, sources, strict=True)):
        if pair not in known:
            known[pair] = _find_instrument(*pair)
        found = known[pair]
        # A source value that contradicts its concept must not be taken for the instrument.
        own = "" if pair[0] in OMOP_CONCEPTS else pair[1]
        names.append(found or own or f"concept {pair[0]}")
        if found is None:
            unknown.setdefault(pair[0], []).append(int(text.row_numbers[row]))
    said = list(text.findings)
    for number, rows in unknown.items():
        shown = number if number.isdecimal() else "without a number"
        said.append(tell("warning", "concept_not_known", concept, tuple(rows), f"concept {shown} "
                         "is no instrument known here.", "Map its source value to an "
                         "instrument, or leave these measurements out."))  # fmt: skip
    return replace(write_rows(text, concept, names), findings=tuple(said))


def _find_instrument(concept: str, source: str) -> str | None:
    """The instrument a concept and its source value agree on; one of them may say nothing."""
    by_concept, by_source = OMOP_CONCEPTS.get(concept), find_coded_instrument(source)
    if by_concept and by_source and by_concept != by_source:
        return None
    return by_concept or by_source


def _add_starts(text: TextTable, person: str, texts: Texts) -> tuple[TextTable, dict[str, str]]:
    """A column with the date of each person's day 0: the first dose, else entry to the cohort."""
    for name, who, when in (
        (OMOP_DRUG, "person_id", "drug_exposure_start_date"),
        (OMOP_COHORT, "subject_id", "cohort_start_date"),
    ):
        table = texts.get(name)
        columns = [find_column(table, who), find_column(table, when)] if table else [None]
        if table is None or None in columns:
            continue
        first: dict[str, str] = {}
        rows = zip(*(read_rows(table, str(column)) for column in columns), strict=True)
        for one, date in rows:
            if date and (one not in first or date < first[one]):
                first[one] = date
        starts = (first.get(one, "") for one in read_rows(text, person))
        return write_rows(text, _START, starts), {_START: START}
    return text, {}


OMOP: Final = Recogniser("omop", "OMOP measurements", _recognise, _rewrite)
