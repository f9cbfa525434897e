"""What a file's columns and labels mean, as a small JSON file that can be used again."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from math import isfinite
from typing import Any, Final, Literal, get_args

from analysis.core import ARMS, SUBSTANCES

from .cells import read_number
from .instruments import find_instrument, load_catalogue
from .mapping_checks import are_lists, is_a, is_row, is_texts, list_choices, one_of
from .spellings import find_arm, find_condition, find_role

Shape = Literal[
    "long", "semi_long", "wide", "tables", "redcap_longitudinal", "qualtrics", "omop", "adam",
    "items", "fhir",
]  # fmt: skip
SHAPES: Final[tuple[str, ...]] = get_args(Shape)
PLAIN_SHAPES: Final = ("long", "semi_long", "wide")
"""Of tables as they stand; the others are of files that are rewritten first."""

PERSON_ROLES: Final = (
    "arm_planned", "arm_received", "arm", "condition", "substance", "sex", "age", "employment",
    "site", "therapist", "prior_treatments", "comorbidity", "outside_psychotherapy",
    "other_medication", "self_pay", "arm_reason", "expectancy", "dose_mg_per_kg",
    "enrolment_rank",
)  # fmt: skip
"""Roles of columns that say something about a person."""

BASELINE: Final = "baseline"
"""Role of a column with each person's score before the first infusion."""

SCORE_ROLES: Final = ("visit", "day", "instrument", "score", "rater_blinded")
START: Final = "start_date"
"""Role of a column with the date of each person's day 0; study days are counted from it."""

ROLES: Final = ("patient_id", *PERSON_ROLES, *SCORE_ROLES, BASELINE, START, "ignore")

EVERYONE: Final = "*"
"""As a condition's label: everyone in the file has this condition."""

VERSION: Final = 1
DELIMITERS: Final = (",", ";", "\t", "|")
DATE_ORDERS: Final = ("dmy", "mdy", "ymd")
DAYS: Final = (-3650, 36500)
"""Study days a visit may be mapped to."""


class MappingFault(ValueError):
    """A mapping that cannot be used; `faults` lists everything wrong with it."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("The mapping cannot be used: " + " ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Mapping:
    """The meaning of a file's columns and labels; what is left out is guessed or asked for.

    `visits` gives study days by visit label (or wide column), `instruments` codes by label or
    column, `conditions` codes by label with "*" for everyone, `header_row` counts from 1, `sheet`
    is a workbook's sheet by name or number, `date_order` says what 03/04/2021 means. `missing` are
    texts that stand for missing in every column, `missing_in` those of one column.
    """

    version: int = VERSION
    shape: Shape | None = None
    delimiter: str | None = None
    encoding: str | None = None
    decimal: str | None = None
    header_row: int | None = None
    sheet: str | None = None
    date_order: str | None = None
    roles: dict[str, str] = field(default_factory=dict)
    arms: dict[str, str] = field(default_factory=dict)
    conditions: dict[str, str] = field(default_factory=dict)
    visits: dict[str, int] = field(default_factory=dict)
    instruments: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    missing_in: dict[str, tuple[str, ...]] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    randomised: bool | None = None
    clock: str | None = None
    primary_visit: str | None = None
    primary_instruments: dict[str, str] = field(default_factory=dict)
    substance: str | None = None
    synthetic: bool | None = None

    def to_json(self) -> str:
        """The mapping as JSON, keys in their fixed order, what was not said left out."""
        kept = {k: v for k, v in asdict(self).items() if v not in (None, {}, ())}
        return json.dumps(kept, indent=2, ensure_ascii=False) + "\n"


def read_mapping(text: str | bytes) -> Mapping:
    """Read a mapping from JSON.

    Parameters
    ----------
    text : str or bytes
        One JSON object with the keys of `Mapping`; bytes are UTF-8, with or without a mark.

    Raises
    ------
    MappingFault
        With every fault at once: no JSON, an unknown key, a value of the wrong kind, an unknown
        role, arm, condition, instrument or substance.
    """
    try:
        content = json.loads(text.decode("utf-8-sig") if isinstance(text, bytes) else text)
    except (UnicodeDecodeError, ValueError):
        raise MappingFault(("It is not JSON. Download a mapping and change that.",)) from None
    if not isinstance(content, dict):
        raise MappingFault(("It is not a JSON object with keys such as “roles” and “arms”.",))
    known = {f.name for f in fields(Mapping)}
    faults = [f"Unknown key “{key}”." for key in content if key not in known]
    for key, value in content.items():
        if key in known and value is not None:
            faults += _CHECKS[key](key, value)
    if faults:
        raise MappingFault(tuple(faults))
    given = {key: value for key, value in content.items() if value is not None}
    lists: dict[str, Any] = {
        key: tuple(map(str, given[key])) for key in ("missing", "drop") if key in given
    }
    if "missing_in" in given:
        found = {column: tuple(map(str, texts)) for column, texts in given["missing_in"].items()}
        lists |= {"missing_in": found}
    codes = {
        key: {label: find(value) for label, value in given[key].items()}
        for key, find in _FINDERS.items()
        if key in given
    }
    days = {label: _read_day(day) for label, day in given.get("visits", {}).items()}
    return Mapping(**given | lists | codes | ({"visits": days} if days else {}))


def _are_codes(key: str, value: object) -> list[str]:
    """Check an object of label: code, each code written in any spelling we know."""
    if not isinstance(value, dict):
        return [f"“{key}” must be an object of label: code."]
    return [
        f"“{key}”, “{label}”: unknown code; use one of {list_choices(_KNOWN[key]())}."
        for label, code in value.items()
        if not isinstance(code, str) or _FINDERS[key](code) is None
    ]


def _are_days(key: str, value: object) -> list[str]:
    if not isinstance(value, dict):
        return [f"“{key}” must be an object of label: study day."]
    return [
        f"“{key}”, “{label}”: the study day must be a whole number."
        for label, day in value.items()
        if _read_day(day) is None
    ]


def _read_day(day: object) -> int | None:
    """A study day written as 84, 84.0 or "84"; None where it is none."""
    if isinstance(day, bool) or not isinstance(day, int | float | str):
        return None
    number = read_number(str(day).strip())
    whole = number == int(number) if isfinite(number) else False
    return int(number) if whole and DAYS[0] <= number <= DAYS[1] else None


def _find_instrument(text: str) -> str | None:
    return find_instrument(load_catalogue(), text)


def _instrument_codes() -> tuple[str, ...]:
    return tuple(load_catalogue().instruments)


_FINDERS: Final[dict[str, Callable[[str], str | None]]] = {
    "roles": find_role,
    "arms": find_arm,
    "conditions": find_condition,
    "instruments": _find_instrument,
    "primary_instruments": _find_instrument,
}
_KNOWN: Final[dict[str, Callable[[], tuple[str, ...]]]] = {
    "roles": lambda: ROLES,
    "arms": lambda: ARMS,
    "conditions": lambda: tuple(load_catalogue().conditions),
    "instruments": _instrument_codes,
    "primary_instruments": _instrument_codes,
}

_CHECKS: Final[dict[str, Callable[[str, object], list[str]]]] = {
    "version": one_of((VERSION,)),
    "shape": one_of(SHAPES),
    "delimiter": one_of(DELIMITERS),
    "encoding": is_a(str, "a text such as utf-8 or cp1252"),
    "decimal": one_of((".", ",")),
    "header_row": is_row,
    "sheet": is_a(str, "the name of a sheet, or its number as a text"),
    "date_order": one_of(DATE_ORDERS),
    "roles": _are_codes,
    "arms": _are_codes,
    "conditions": _are_codes,
    "visits": _are_days,
    "instruments": _are_codes,
    "missing": is_texts,
    "missing_in": are_lists,
    "drop": is_texts,
    "randomised": is_a(bool, "true or false"),
    "clock": is_a(str, "a text such as first infusion"),
    "primary_visit": is_a(str, "a visit's label"),
    "primary_instruments": _are_codes,
    "substance": one_of(tuple(SUBSTANCES)),
    "synthetic": is_a(bool, "true or false"),
}
