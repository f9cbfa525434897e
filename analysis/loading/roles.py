"""What each column is: from the mapping, else from its name, else from its values."""

from collections.abc import Callable
from math import isnan
from typing import Final

from .cells import Cells, is_missing, read_number
from .instruments import find_instrument, load_catalogue
from .mapping import BASELINE, START, Mapping
from .spellings import find_arm, find_category, find_condition, find_role, fold, list_ids
from .visits import guess_day

CellsOf = Callable[[str], Cells]
"""A column's cells by its name, read when asked."""

SHARED_NAMES: Final = {"caps": "CAPS5", "capstotal": "CAPS5", "capsscore": "CAPS5"}
"""Names (folded) that versions with different ranges go by: which one it is, is asked for."""

MOST_LABELS_LOOKED_AT: Final = 200
MOST_ARMS: Final = 30
_NUMERIC: Final = {"age", "day", "prior_treatments", "expectancy", "dose_mg_per_kg",
                   "enrolment_rank"}  # fmt: skip
_CERTAIN_NAMES: Final = {"instrument", "questionnaire", "scale", "paramcd"}
_STANDS_FOR_ARM: Final = ("arm", "arm_planned", "arm_received")


def recognise_instrument(text: str) -> str | None:
    """The instrument a label or a column's name means: as it is, or with "total" added.

    A name that several versions go by means the first of them, until it is asked which.
    """
    catalogue = load_catalogue()
    return (
        find_instrument(catalogue, text)
        or find_instrument(catalogue, f"{text}_total")
        or SHARED_NAMES.get(fold(text))
    )


def assign_roles(columns: tuple[str, ...], cells_of: CellsOf, mapping: Mapping) -> dict[str, str]:
    """A role for every column that has one, score columns of wide files aside.

    The mapping's roles hold; a role it gives to a column is not guessed for another. A name is
    believed only where the values agree (a column "drug" that says yes and no is no substance).
    """
    roles = _mapped_roles(columns, mapping)
    roles |= {column: "ignore" for column in columns if column in mapping.drop}
    ids = list_ids(column for column in columns if column not in roles)
    for column in columns:
        role = find_role(column) if column not in roles else None
        if role == "patient_id" and column != ids[0]:
            continue
        if role and role not in ("ignore", BASELINE) and not _is_taken(role, roles):
            if role in ("instrument", "score") and mapping.instruments.keys() & set(columns):
                continue
            if _values_agree(role, column, cells_of(column)):
                roles[column] = role
            elif role == "day" and _names_visits(cells_of(column)):
                roles[column] = "visit"
    return roles | _by_values(columns, cells_of, roles)


def _mapped_roles(columns: tuple[str, ...], mapping: Mapping) -> dict[str, str]:
    folded = {fold(column): column for column in reversed(columns)}
    named = {
        (name if name in columns else folded.get(fold(name), name)): role
        for name, role in mapping.roles.items()
    }
    return {column: role for column, role in named.items() if column in columns}


def find_absent_columns(columns: tuple[str, ...], mapping: Mapping) -> tuple[str, ...]:
    """Columns the mapping gives a role that the file does not have."""
    folded = {fold(column) for column in columns}
    return tuple(
        name for name, role in mapping.roles.items() if fold(name) not in folded and role != START
    )


def _is_taken(role: str, roles: dict[str, str]) -> bool:
    given = set(roles.values())
    if role == "arm":
        return bool(given & set(_STANDS_FOR_ARM))
    return role in given


def _values_agree(role: str, column: str, cells: Cells) -> bool:
    labels = _sample(cells)
    if role in _NUMERIC:
        return _share(labels, _is_number) > 0.5
    if role in _STANDS_FOR_ARM:
        return len(cells.present()) <= MOST_ARMS
    if role in ("substance", "sex"):
        return _share(labels, lambda label: find_category(role, label) is not None) >= 0.5
    if role == "instrument" and fold(column) not in _CERTAIN_NAMES:
        return any(recognise_instrument(label) for label in labels)
    return True


def _names_visits(cells: Cells) -> bool:
    """Whether a column called day holds labels instead ("day 14")."""
    return any(guess_day(label) is not None for label in _sample(cells))


def _by_values(
    columns: tuple[str, ...], cells_of: CellsOf, roles: dict[str, str]
) -> dict[str, str]:
    """Roles nobody has by name, from columns whose every label is a well-known spelling."""
    found: dict[str, str] = {}
    finders = {"arm": find_arm, "condition": find_condition, "instrument": recognise_instrument}
    for role, find in finders.items():
        for column in columns:
            if column in roles or column in found or _is_taken(role, roles | found):
                continue
            labels = _sample(cells_of(column))
            if labels and all(find(label) for label in labels):
                found[column] = role
    if "patient_id" not in roles.values():
        found |= _guess_id(columns, cells_of, roles | found)
    return found


def _guess_id(columns: tuple[str, ...], cells_of: CellsOf, roles: dict[str, str]) -> dict[str, str]:
    """The first column, where every cell is filled and no two are the same."""
    first = columns[0] if columns else ""
    if not first or first in roles or recognise_instrument(first):
        return {}
    cells = cells_of(first)
    unique = len(cells) > 1 and len(cells.present()) == len(cells)
    short = all(len(label) <= 20 and " " not in label for label in _sample(cells))
    return {first: "patient_id"} if unique and short else {}


def _sample(cells: Cells) -> tuple[str, ...]:
    some = cells.labels[:MOST_LABELS_LOOKED_AT]
    return tuple(label for label in some if not is_missing(label))


def _is_number(label: str) -> bool:
    return not isnan(read_number(label.replace(",", ".")))


def _share(labels: tuple[str, ...], test: Callable[[str], bool]) -> float:
    return sum(map(test, labels)) / len(labels) if labels else 1.0
