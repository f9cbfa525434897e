"""Names of single answers: "phq9_1", "gad7_q03", "itq_p1_wk12", "baseline.PCL5.20", "PHQ0109"."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from ..item_rules import rules_of
from ..mapping import Mapping
from ..roles import recognise_instrument
from ..shapes import list_splits
from ..spellings import fold
from ..visits import names_a_visit

_ITEM: Final = re.compile(
    r"(?P<stem>.+?)[\s_.\-:]*(?:(?:items?|itm|question|ques|q|i)[\s_.\-]*)?"
    r"(?P<part>[pc](?=0*[1-9]$|0*[1-9][\s_.\-]))?0*(?P<number>[1-9]\d?)"
    r"(?:[\s_.\-]*(?:score|answer|response|value|raw))?",
    re.IGNORECASE,
)
_CODED: Final = re.compile(r"([A-Z]{2,6})0[1-9]")
"""In trial data: the questionnaire's letters and its version, before two digits of the item."""


class ItemName(NamedTuple):
    """A questionnaire, one of its items, and the visit a column's name says ("" for none)."""

    family: str
    item: str
    visit: str


def read_item_name(text: str, mapping: Mapping) -> ItemName | None:
    """What single answer a column or a label holds; None where it names none."""
    found = _read(text, mapping)
    if found:
        return found
    for one, other in list_splits(text):
        for name, visit in ((one, other), (other, one)):
            if _is_visit(visit, mapping):
                found = _read(name, mapping)
                if found and not found.visit:
                    return found._replace(visit=visit)
    return None


def _read(text: str, mapping: Mapping) -> ItemName | None:
    """A name that ends in its item's number, its visit perhaps before that."""
    found = _ITEM.fullmatch(text.strip())
    if not found:
        return None
    item = f"{(found['part'] or '').casefold()}{int(found['number'])}"
    family, visit = _find_family(found["stem"], mapping), ""
    if family is None:
        for one, other in list_splits(found["stem"]):
            for stem, when in ((one, other), (other, one)):
                known = _find_family(stem, mapping)
                if family is None and known and _is_visit(when, mapping):
                    family, visit = known, when
    if family is None or item not in items_of(family):
        return None
    return ItemName(family, item, visit)


def _find_family(stem: str, mapping: Mapping) -> str | None:
    mapped = {fold(label): code for label, code in mapping.instruments.items()}
    coded = _CODED.fullmatch(stem)
    for text in (stem, coded[1] if coded else ""):
        code = mapped.get(fold(text)) or (recognise_instrument(text) if text else None)
        if code and rules_of(code):
            return code
    return None


def _is_visit(text: str, mapping: Mapping) -> bool:
    return fold(text) in {fold(label) for label in mapping.visits} or names_a_visit(text)


@lru_cache(maxsize=32)
def items_of(family: str) -> tuple[str, ...]:
    """Every item of a questionnaire, those that are not summed last."""
    rules = rules_of(family)
    named = [item for rule in rules for item in rule.summed]
    return tuple(dict.fromkeys([*named, *(item for rule in rules for item in rule.others)]))

