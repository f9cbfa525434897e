"""Value labels of statistics programs: the words of a category, or special values of a score."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from ..cells import MISSING_TEXTS
from ..roles import recognise_instrument
from ..spellings import find_role

_NUMERIC_ROLES: Final = {"patient_id", "age", "day", "score", "baseline", "prior_treatments",
                         "expectancy", "dose_mg_per_kg", "enrolment_rank"}  # fmt: skip
_ITEM: Final = re.compile(r"(.+?)[\W_]*(?:item|it|q|i)?[\W_]*\d{1,2}[a-z]?(?:[\W_].*)?", re.I)
_NO_ANSWER: Final = re.compile(
    r"(not (done|applicable|asked|assessed|available|known|recorded|stated|answered)|missing|"
    r"refus|unknown|(no|non)[- ]?(answer|response|data)|do(n.t| not) know|declin|skip|invalid|"
    r"n/?a$)",
    re.I,
)  # fmt: skip

Use = Literal["labels", "numbers"]


@dataclass(frozen=True)
class LabelUse:
    """How a column's labels are used: as its text, or not; `missing` are values that a label calls
    missing, `special` other labelled ones among values that have none."""

    use: Use
    missing: tuple[object, ...] = ()
    special: tuple[object, ...] = ()
    repeated: bool = False


def use_labels(column: str, values: set[object], labels: dict[object, str]) -> LabelUse:
    """Whether a column is a category whose labels are its text.

    Parameters
    ----------
    column : str
        Its name: a score, an item of an instrument, an age, an id keep their numbers.
    values : set
        Its distinct values that are not missing.
    labels : dict
        Label by value.
    """
    missing = tuple(v for v in values if v in labels and says_missing(labels[v]))
    rest = values - set(missing)
    covered = {value for value in rest if value in labels}
    if is_score(column) or covered != rest or not rest:
        special = () if covered == rest else tuple(covered)
        return LabelUse("numbers", missing, special)
    words = [labels[value].strip().casefold() for value in covered]
    if len(set(words)) < len(words) or not all(words):
        return LabelUse("numbers", missing, repeated=True)
    return LabelUse("labels", missing)


def says_missing(label: str) -> bool:
    """Whether a label says that there is no answer: "refused", "not done", "999 missing"."""
    plain = re.sub(r"^[\W\d]+|[\W_]+$", "", label).strip()
    return plain.casefold() in MISSING_TEXTS or _NO_ANSWER.match(plain) is not None


def is_score(column: str) -> bool:
    """Whether a column's name says that its values are numbers: a score, an item, an age."""
    role = find_role(column)
    if role is not None:
        return role in _NUMERIC_ROLES
    stem = _ITEM.fullmatch(column)
    parts = re.split(r"[\W_]+", column)
    stems = [column, *(stem.groups() if stem else ()), *parts]
    stems += ["_".join(parts[:place]) for place in range(1, len(parts))]
    return any(recognise_instrument(text) for text in stems if text)
