"""People of an OMOP database: its person table, with the cohort each one is in as the arm."""

from dataclasses import dataclass, replace
from typing import Final

from ..spellings import find_role
from ..text_table import TextTable
from .export import Texts
from .making import change_labels, find_column, read_column, read_rows, tell, write_rows
from .table_kinds import OMOP_COHORT, OMOP_PERSON

GENDERS: Final = {"8507": "male", "8532": "female", "8521": "other"}
_ARM: Final = "arm (from cohort)"


@dataclass(frozen=True)
class People:
    """The participants table made of a person table, and the roles of its columns."""

    table: TextTable
    roles: dict[str, str]


def make_people(texts: Texts) -> People | None:
    """One row a person, with sex and arm where the database says them; None without people.

    Year of birth alone is not read as an age.
    """
    text = texts.get(OMOP_PERSON)
    if text is None:
        return None
    person = find_column(text, "person_id") or text.columns[0]
    roles = {person: "patient_id"}
    text = replace(text, findings=tuple(replace(f, table="participants") for f in text.findings))
    sex = find_column(text, "gender_concept_id")
    if sex is not None and set(read_column(text, sex).present()) <= GENDERS.keys():
        text = change_labels(text, sex, lambda code: GENDERS.get(code, code))
        roles[sex] = "sex"
    has_arm = any(find_role(c) in ("arm", "arm_planned", "arm_received") for c in text.columns)
    if not has_arm and OMOP_COHORT in texts:
        text = _add_cohort(text, person, texts[OMOP_COHORT])
        roles[_ARM] = "arm"
    return People(text, roles)


def _add_cohort(text: TextTable, person: str, cohorts: TextTable) -> TextTable:
    """A column with the cohort each person is in; who is in two is left without."""
    who = find_column(cohorts, "subject_id") or ""
    name = find_column(cohorts, "cohort_name") or find_column(cohorts, "cohort_definition_id") or ""
    found: dict[str, set[str]] = {}
    for subject, cohort in zip(read_rows(cohorts, who), read_rows(cohorts, name), strict=True):
        found.setdefault(subject, set()).add(f"cohort {cohort}" if cohort.isdecimal() else cohort)
    people = read_rows(text, person)
    text = write_rows(
        text,
        _ARM,
        (next(iter(found[one])) if len(found.get(one, ())) == 1 else "" for one in people),
    )
    said = tell("warning", "arms_from_cohort", _ARM, (), "no column says the arm, so the cohort "
                "each person is in is read as it.", "Map each cohort to an arm.",
                "participants")  # fmt: skip
    return replace(text, findings=(*text.findings, said))
