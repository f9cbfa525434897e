"""Who the people are: one row a person, every column in fixed categories."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from analysis.core import ARMS, NOT_RECORDED, PARTICIPANT_COLUMNS, SUBSTANCES, settings

from .ages import find_age_band
from .arms import ArmsFound, recognise_arms
from .cells import Cells, is_missing, read_number
from .instruments import load_catalogue
from .mapping import EVERYONE, Mapping
from .people import NOBODY, Register
from .shapes import Layout
from .sheets import Sheet
from .spellings import CATEGORIES, find_category, find_condition, fold, has_categories

Category = Callable[[str], str | None]
"""From a cell's text to its category, None where it has none."""

COLUMN_OF_ROLE: Final = {
    "arm_received": "arm_received", "condition": "condition", "substance": "substance",
    "sex": "sex", "age": "age_band", "employment": "employment", "site": "site",
    "therapist": "therapist", "prior_treatments": "prior_treatment", "comorbidity": "comorbidity",
    "outside_psychotherapy": "outside_psychotherapy", "other_medication": "other_medication",
    "self_pay": "self_pay", "arm_reason": "arm_reason", "dose_mg_per_kg": "dose_band",
}  # fmt: skip
DOSE_BANDS: Final = ((0.0, 0.5, "up to 0.5 mg/kg"), (0.5, 100.0, "above 0.5 mg/kg"))
"""First dose: a fixed band, cut at the usual 0.5 mg/kg of intravenous ketamine."""

_BANDED: Final = {
    "age": settings.AGE_BANDS, "prior_treatments": settings.PRIOR_TREATMENT_BANDS,
    "dose_mg_per_kg": DOSE_BANDS,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class PeopleFound:
    """Everyone enrolled and what the file says of them.

    `frame` has the columns `PARTICIPANT_COLUMNS`, its `arm` as `arms.names`; `conditions` are the
    conditions as recognised, the file's own labels while `needs_conditions`; `condition_codes`
    the code of each of the file's labels that has one.
    """

    frame: pd.DataFrame
    arms: ArmsFound
    conditions: tuple[str, ...]
    condition_codes: dict[str, str]
    needs_conditions: bool = False
    enrolment_rank: np.ndarray | None = None


def describe_people(
    sheet: Sheet,
    layout: Layout,
    mapping: Mapping,
    person: np.ndarray,
    register: Register,
    arms: ArmsFound,
) -> PeopleFound:
    """One row a person, in order of their number.

    Parameters
    ----------
    person : array of int
        Number of the person of each row of the sheet, NOBODY where there is none.

    Notes
    -----
    A person's value is the first one given; another one in a later row is a finding. What has no
    known category is "not_recorded", and said.
    """
    people, columns = len(register), {}
    codes, own = _condition_codes(sheet, layout, mapping)
    find = _finders(sheet, mapping, register, codes, own)
    for role, name in COLUMN_OF_ROLE.items():
        column = layout.column(role)
        columns[name] = (
            _everyone(NOT_RECORDED, people)
            if column is None
            else _first_of_each(sheet, column, find(role), person, people)
        )
    if mapping.substance:
        columns["substance"] = _everyone(mapping.substance, people)
    if EVERYONE in mapping.conditions and layout.column("condition") is None:
        columns["condition"] = _everyone(mapping.conditions[EVERYONE], people)
    columns["arm"] = pd.Categorical.from_codes(arms.person, list(arms.names))
    columns["expectancy"] = _read_numbers(sheet, layout, "expectancy", person, people, (0, 10))
    frame = pd.DataFrame({name: columns[name] for name in PARTICIPANT_COLUMNS})
    frame["condition"] = frame["condition"].cat.remove_unused_categories()
    kept = np.unique(person[sheet.kept & (person != NOBODY)])
    present = frame["condition"].iloc[kept].unique()
    conditions = tuple(str(c) for c in frame["condition"].cat.categories if c in present)
    rank = _read_numbers(sheet, layout, "enrolment_rank", person, people)
    return PeopleFound(frame, arms, conditions, codes, bool(own),
                       None if np.isnan(rank).all() else rank)  # fmt: skip


def _everyone(category: str, people: int) -> pd.Categorical:
    return pd.Categorical.from_codes(np.zeros(people, dtype=np.int8), [category])


def _condition_codes(
    sheet: Sheet, layout: Layout, mapping: Mapping
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Codes by the file's labels, and the file's own labels where nothing says what they are."""
    column = layout.column("condition")
    if column is None:
        if EVERYONE not in mapping.conditions:
            sheet.note("info", "condition_not_recorded", "", None, "no column says which condition "
                       "people have.", "Map “*” to the condition everyone has.")  # fmt: skip
        return {}, ()
    mapped = {fold(label): code for label, code in mapping.conditions.items()}
    labels = [x for x in sheet.cells(column).present() if not is_missing(x, sheet.missing)]
    everyone = mapping.conditions.get(EVERYONE)
    found = {x: mapped.get(fold(x)) or find_condition(x) or everyone for x in labels}
    codes = {label: code for label, code in found.items() if code}
    strange = tuple(label for label in labels if label not in codes)
    return codes, strange if not mapping.conditions else ()


def _finders(
    sheet: Sheet,
    mapping: Mapping,
    register: Register,
    conditions: dict[str, str],
    own: tuple[str, ...],
) -> Callable[[str], Category]:
    """The way from text to category of each role."""

    def finder(role: str) -> Category:
        if role == "age":
            return lambda text: find_age_band(text, sheet.decimal)
        if role in _BANDED:
            return lambda text: _find_band(read_number(text, sheet.decimal), _BANDED[role])
        if role == "condition":
            return lambda text: conditions.get(text) or (text if text in own else None)
        if role == "arm_received":
            return lambda text: _find_received(text, mapping)
        if role == "therapist":
            return lambda text: f"therapist {register.hash_text('therapist ' + text).hex()[:8]}"
        if role == "comorbidity":
            return _find_comorbidity
        if has_categories(role):
            return lambda text: find_category(role, text)
        return lambda text: text

    return finder


def _find_band(value: float, bands: tuple[tuple[float, float, str], ...]) -> str | None:
    """The fixed band of a number; numbers under the lowest band have none."""
    inside = (label for low, high, label in bands if low <= value <= high)
    return next(inside, None)


def _find_received(text: str, mapping: Mapping) -> str | None:
    names, rows, _ = recognise_arms(Cells(np.zeros(1, dtype=np.int32), (text,)), mapping)
    return names[rows[0]] if rows[0] >= 0 and names[rows[0]] in ARMS else None


def _find_comorbidity(text: str) -> str | None:
    """Comorbid conditions as codes in one order; "none" is a category."""
    if fold(text) in ("none", "no", "0"):
        return "none"
    found = [find_condition(part) for part in text.split(";") if part.strip()]
    known = sorted({code for code in found if code})
    return ";".join(known) if known and None not in found else None


def _first_of_each(
    sheet: Sheet, column: str, find: Category, person: np.ndarray, people: int
) -> pd.Categorical:
    """Each person's first known category, and findings for what is unknown or changes."""
    cells = sheet.cells(column)
    found = [None if is_missing(x, sheet.missing) else find(x) for x in cells.labels]
    categories = _order_categories(found)
    places = {category: place for place, category in enumerate(categories)}
    rows = np.array([places.get(c, -1) if c else -1 for c in found], dtype=np.int32)[cells.codes]
    usable = (person != NOBODY) & sheet.kept
    given = usable & (rows >= 0)
    # One place more than people: rows of nobody (-1) look there.
    first = np.full(people + 1, -1, dtype=np.int32)
    positions = np.flatnonzero(given)[::-1]
    first[person[positions]] = rows[positions]
    _say_unknown(sheet, column, cells, found, usable)
    changes = given & (rows != first[person])
    if changes.any():
        sheet.note("warning", "changes_within_person", column, changes, "differs from the "
                   "person's first row, which is used.", "Write the value at the first infusion "
                   "in every row.")  # fmt: skip
    first[first < 0] = len(categories)
    return pd.Categorical.from_codes(first[:people], [*categories, NOT_RECORDED])


def _order_categories(found: list[str | None]) -> list[str]:
    """Known categories in their own order, the rest by name."""
    known = [*ARMS, *load_catalogue().conditions, *SUBSTANCES]
    known += [label for bands in _BANDED.values() for *_, label in bands]
    known += [category for categories in CATEGORIES.values() for category in categories]
    order = {category: place for place, category in enumerate(dict.fromkeys(known))}
    distinct = {category for category in found if category and category != NOT_RECORDED}
    return sorted(distinct, key=lambda category: (order.get(category, len(order)), category))


def _say_unknown(
    sheet: Sheet, column: str, cells: Cells, found: list[str | None], usable: np.ndarray
) -> None:
    unknown = {
        label
        for label, category in zip(cells.labels, found, strict=True)
        if category is None
        and not is_missing(label, sheet.missing)
        and fold(label) != "notrecorded"
    }
    where = usable & cells.where(lambda label: label in unknown)
    if where.any():
        sheet.note("warning", "unknown_category", column, where, "the value has no known category "
                   "and is read as not recorded.", "Use one of the template's values.")  # fmt: skip


def _read_numbers(
    sheet: Sheet,
    layout: Layout,
    role: str,
    person: np.ndarray,
    people: int,
    limits: tuple[float, float] = (-np.inf, np.inf),
) -> np.ndarray:
    """Each person's first number in the column of a role; NaN where missing or outside limits."""
    column = layout.column(role)
    cells = sheet.cells(column)
    rows = np.array([read_number(label, sheet.decimal) for label in cells.labels])[cells.codes]
    outside = (rows < limits[0]) | (rows > limits[1])
    rows = np.where(outside, np.nan, rows)
    if column and (outside & sheet.kept).any():
        sheet.note("warning", "unknown_category", column, outside & sheet.kept, f"{role} is "
                   f"outside {limits[0]:g} to {limits[1]:g} and is read as not recorded.",
                   "Correct it.")  # fmt: skip
    given = np.flatnonzero((person != NOBODY) & sheet.kept & ~np.isnan(rows))[::-1]
    first = np.full(people, np.nan)
    first[person[given]] = rows[given]
    return first
