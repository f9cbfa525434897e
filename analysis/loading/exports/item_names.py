"""Names of single answers: "phq9_1", "gad7_q03", "itq_p1_wk12", "baseline.PCL5.20", "PHQ0109"."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from ..item_rules import rules_of
from ..mapping import Mapping
from ..roles import recognise_instrument
from ..shapes import list_splits
from ..spellings import fold
from ..visits import names_a_visit

_NUMBER: Final = (
    r"(?P<part>[pc](?=0*[1-9]$|0*[1-9][\s_.\-]))?0*(?P<number>[1-9]\d?)"
    r"(?:[\s_.\-]*(?:score|answer|response|value|raw))?"
)
_WORD: Final = r"(?:items?|itm|question|ques|q|i)[\s_.\-]*"
_ITEMS: Final = tuple(
    re.compile(rf"(?P<stem>.+?)[\s_.\-:]*{word}{_NUMBER}", re.IGNORECASE) for word in ("", _WORD)
)
_NO_VISIT: Final = re.compile(
    r"visit|time|timepoint|tp|t|v|wave|session|assessment|\d+[\s_.\-]+[a-z]+", re.IGNORECASE
)
"""Words that say which visit only with a number after them, which then is no item's; and a number
before a word, which is an item's."""

_CODED: Final = re.compile(r"([A-Z]{2,6})0[1-9]")
"""In trial data: the questionnaire's letters and its version, before two digits of the item."""


class ItemName(NamedTuple):
    """A questionnaire, one of its items, and the visit a column's name says ("" for none)."""

    family: str
    item: str
    visit: str


def read_item_name(text: str, mapping: Mapping) -> ItemName | None:
    """What single answer a column or a label holds; None where it names none.

    Readings in order: no visit; a visit at one end; a visit before the number; and last a visit at
    one end of what is a total's name too ("phq9" is item 9 of "phq").
    """
    found = _read_plain(text, mapping)
    if found:
        return found
    ends = list(_read_ends(text, mapping))
    sure = next((name for name, is_total in ends if not is_total), None)
    return sure or _read_middle(text, mapping) or next((name for name, _ in ends), None)


def _read_plain(text: str, mapping: Mapping) -> ItemName | None:
    """A name without a visit."""
    for stem, item in _parse(text):
        family = _find_family(stem, mapping)
        if family and item in items_of(family):
            return ItemName(family, item, "")
    return None


def _read_ends(text: str, mapping: Mapping) -> Iterator[tuple[ItemName, bool]]:
    """Names with a visit before or after them, and whether the name is an instrument's own."""
    for one, other in list_splits(text):
        for name, visit in ((one, other), (other, one)):
            found = _read_plain(name, mapping) if _is_visit(visit, mapping) else None
            if found:
                yield found._replace(visit=visit), recognise_instrument(name) is not None


def _read_middle(text: str, mapping: Mapping) -> ItemName | None:
    """A name with its visit before the number of the item."""
    for stem, item in _parse(text):
        for one, other in list_splits(stem):
            for name, visit in ((one, other), (other, one)):
                family = _find_family(name, mapping) if _is_visit(visit, mapping) else None
                if family and item in items_of(family):
                    return ItemName(family, item, visit)
    return None


def _parse(text: str) -> Iterator[tuple[str, str]]:
    """What stands before an item's number, and the item, in every reading."""
    for pattern in _ITEMS:
        found = pattern.fullmatch(text.strip())
        if found:
            yield found["stem"], f"{(found['part'] or '').casefold()}{int(found['number'])}"


def _find_family(stem: str, mapping: Mapping) -> str | None:
    mapped = {fold(label): code for label, code in mapping.instruments.items()}
    coded = _CODED.fullmatch(stem)
    for text in (stem, coded[1] if coded else ""):
        code = mapped.get(fold(text)) or (recognise_instrument(text) if text else None)
        if code and rules_of(code):
            return code
    return None


def _is_visit(text: str, mapping: Mapping) -> bool:
    if fold(text) in {fold(label) for label in mapping.visits}:
        return True
    return names_a_visit(text) and not _NO_VISIT.fullmatch(text)


@lru_cache(maxsize=32)
def items_of(family: str) -> tuple[str, ...]:
    """Every item of a questionnaire, those that are not summed last."""
    rules = rules_of(family)
    named = [item for rule in rules for item in rule.summed]
    return tuple(dict.fromkeys([*named, *(item for rule in rules for item in rule.others)]))
