"""Instrument and total of a QuestionnaireResponse: by LOINC codes, else by the name it has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from ..roles import recognise_instrument
from .cell_texts import write_number


@dataclass(frozen=True)
class Panel:
    """A questionnaire in LOINC: the codes of the panel, of its total and of its items."""

    instrument: str
    panel: tuple[str, ...]
    total: str
    items: tuple[str, ...]


PANELS: Final = (
    Panel("PHQ9", ("44249-1",), "44261-6",
          ("44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3",
           "44260-8")),
    Panel("GAD7", ("69737-5",), "70274-6",
          ("69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7")),
)  # fmt: skip
"""LOINC: PHQ-9 quick depression assessment panel, and generalized anxiety disorder 7 item."""

ANSWERS: Final = {"LA6568-5": 0.0, "LA6569-3": 1.0, "LA6570-1": 2.0, "LA6571-9": 3.0}
"""LOINC answers of both: not at all, several days, more than half the days, nearly every day."""

_CODE: Final = re.compile(r"(?<![\d-])\d{4,5}-\d(?![\d-])")
_TOTAL: Final = re.compile(r"(^|[\W_])(total|sum|score)([\W_]|$)", re.I)
_DEEPEST: Final = 20
_WEIGHTS: Final = ("ordinalValue", "itemWeight", "questionnaire-optionWeight")


def find_instrument_of(resource: dict[str, Any]) -> str:
    """The code of the instrument, else the last word of the questionnaire's address."""
    said = str(resource.get("questionnaire") or "")
    codes = set(_CODE.findall(said))
    inside = {code for item in list_items(resource) for code in _codes_of(item)}
    for panel in PANELS:
        if codes & {*panel.panel, panel.total} or inside & {*panel.panel, panel.total}:
            return panel.instrument
    for panel in PANELS:
        if inside and inside & set(panel.items):
            return panel.instrument
    last = re.split(r"[/#|]", re.sub(r"\|[^|]*$", "", said).rstrip("/"))[-1]
    return recognise_instrument(last) or last


def find_total(resource: dict[str, Any], instrument: str) -> str | None:
    """The total score as text: the response's own, else the sum of all items; None if neither.

    Where the response has both and they differ, nobody can tell which is right: None.
    """
    panel = next((p for p in PANELS if p.instrument == instrument), None)
    items = list(list_items(resource))
    totals = [value for item in items if _is_total(item, panel) for value in _values_of(item)]
    if any(value is None for value in totals) or len({*totals}) > 1:
        return None
    own = totals[0] if totals else None
    summed = _sum_items(items, panel) if panel else None
    if own is not None and summed is not None and own != summed:
        return None
    found = summed if own is None else own
    return None if found is None else write_number(found)


def list_items(resource: dict[str, Any], depth: int = 0) -> Iterator[dict[str, Any]]:
    """Every item of a response, those inside others too."""
    items = resource.get("item")
    for item in items if isinstance(items, list) and depth < _DEEPEST else ():
        if isinstance(item, dict):
            yield item
            yield from list_items(item, depth + 1)


def _codes_of(item: dict[str, Any]) -> set[str]:
    """LOINC codes of an item: in its link id or definition."""
    return {
        code for key in ("linkId", "definition") for code in _CODE.findall(str(item.get(key) or ""))
    }


def _is_total(item: dict[str, Any], panel: Panel | None) -> bool:
    if panel and panel.total in _codes_of(item):
        return True
    if panel and _codes_of(item) & {*panel.items, *panel.panel}:
        return False
    named = f"{item.get('linkId') or ''} {item.get('text') or ''}"
    return bool(_TOTAL.search(named)) and bool(item.get("answer"))


def _sum_items(items: list[dict[str, Any]], panel: Panel) -> float | None:
    """The sum where every item of the questionnaire has exactly one answer that is a number."""
    answered: dict[str, list[float | None]] = {}
    for item in items:
        for code in _codes_of(item) & set(panel.items):
            answered.setdefault(code, []).extend(_values_of(item))
    values = [answered.get(code, []) for code in panel.items]
    if any(len(value) != 1 or value[0] is None for value in values):
        return None
    return float(sum(value[0] or 0.0 for value in values))


def _values_of(item: dict[str, Any]) -> Iterator[float | None]:
    """The number of each answer; None for one that is no number."""
    answers = item.get("answer")
    for answer in answers if isinstance(answers, list) else ():
        yield _read_answer(answer) if isinstance(answer, dict) else None


def _read_answer(answer: dict[str, Any]) -> float | None:
    for key in ("valueInteger", "valueDecimal"):
        if key in answer:
            return _number(answer[key])
    quantity, coding = answer.get("valueQuantity"), answer.get("valueCoding")
    if isinstance(quantity, dict):
        return _number(quantity.get("value"))
    if not isinstance(coding, dict):
        return None
    for place in (coding, answer):
        extensions = place.get("extension")
        for told in extensions if isinstance(extensions, list) else ():
            if isinstance(told, dict) and str(told.get("url", "")).endswith(_WEIGHTS):
                return _number(told.get("valueDecimal", told.get("valueInteger")))
    return ANSWERS.get(str(coding.get("code")))


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if isfinite(value) else None
