"""Single answers in rows of their own: which rows they are, and of which record."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ..cells import Cells
from ..item_rules import rules_of
from ..mapping import Mapping
from ..roles import recognise_instrument
from ..spellings import find_role, fold
from ..text_table import TextTable
from .item_days import find_when
from .item_names import items_of, read_item_name
from .item_sums import Answers, has_all, read_answers
from .making import find_column, read_column

_ITEM_COLUMNS: Final = ("item", "item_number", "itemnumber", "item_no", "item_id", "question",
                        "question_number", "question_id")  # fmt: skip
_ANSWER_COLUMNS: Final = ("answer", "response", "item_score", "item_value")
_TWICE: Final = "answered twice"
_BLANK: Final = ""


@dataclass(frozen=True, eq=False)
class ItemRows:
    """Rows of a table of scores that hold one answer each.

    `family` and `item` are positions (-1 elsewhere) in `families` and in the items of the family;
    `record` numbers the person and time of every row of the table.
    """

    instrument: str
    answer: str
    families: tuple[str, ...]
    family: np.ndarray
    item: np.ndarray
    record: np.ndarray

    def answers(self, text: TextTable, family: str, mapping: Mapping) -> Answers:
        """The answers to one questionnaire, a row for each record of the whole table."""
        items, cells = items_of(family), read_column(text, self.answer)
        labels = (*cells.labels, _BLANK, _TWICE)
        here = self.family == self.families.index(family)
        columns = []
        for place in range(len(items)):
            rows = np.flatnonzero(here & (self.item == place))
            codes = np.full(int(self.record.max(initial=-1)) + 1, len(labels) - 2, dtype=np.int32)
            codes[self.record[rows]] = cells.codes[rows]
            differs = codes[self.record[rows]] != cells.codes[rows]
            codes[self.record[rows[differs]]] = len(labels) - 1
            columns.append(Cells(codes, labels))
        decimal = text.decisions.decimal or "."
        return read_answers(family, items, columns, decimal, mapping)


def find_item_rows(text: TextTable, mapping: Mapping) -> ItemRows | None:
    """The rows of items in a long table, of questionnaires whose every summed item occurs."""
    instrument = _find_by_role(text, "instrument", mapping)
    answer = _find_by_role(text, "score", mapping) or find_column(text, *_ANSWER_COLUMNS)
    if answer is None or instrument is None or {instrument, answer} & set(mapping.drop):
        return None
    item_column = find_column(text, *_ITEM_COLUMNS)
    labels = read_column(text, instrument)
    items = read_column(text, item_column) if item_column else None
    named = _name_rows(labels, items, mapping)
    if named is None:
        return None
    families, family, item = named
    found = ItemRows(instrument, answer, families, family, item, _number_records(text, mapping))
    kept = [one for one in families if found.answers(text, one, mapping).fit]
    if not kept:
        return None
    out = ~np.isin(family, [families.index(one) for one in kept])
    order = np.array([kept.index(one) if one in kept else -1 for one in families] + [-1])
    return replace(found, families=tuple(kept), family=order[family],
                   item=np.where(out, -1, item))  # fmt: skip


def _find_by_role(text: TextTable, role: str, mapping: Mapping) -> str | None:
    mapped = {fold(column) for column, given in mapping.roles.items() if given == role}
    said = next((column for column in text.columns if fold(column) in mapped), None)
    return said or next((column for column in text.columns if find_role(column) == role
                         and mapping.roles.get(column, role) == role), None)  # fmt: skip


def _name_rows(
    labels: Cells, items: Cells | None, mapping: Mapping
) -> tuple[tuple[str, ...], np.ndarray, np.ndarray] | None:
    """Families, and each row's family and item, of those whose summed items all occur."""
    codes = labels.codes
    pairs = [(label, _BLANK) for label in labels.labels]
    if items is not None:
        both = labels.codes.astype(np.int64) * len(items.labels) + items.codes
        distinct, codes = np.unique(both, return_inverse=True)
        places = [divmod(int(place), len(items.labels)) for place in distinct]
        pairs = [(labels.labels[i], items.labels[j]) for i, j in places]
    names = _name_labels(pairs, mapping)
    occurring: dict[str, list[str]] = {}
    for name in filter(None, names):
        occurring.setdefault(name[0], []).append(name[1])
    families = tuple(f for f, found in occurring.items() if has_all(found, rules_of(f)[0]))
    if not families:
        return None
    family = [families.index(n[0]) if n and n[0] in families else -1 for n in names]
    item = [items_of(n[0]).index(n[1]) if n and n[0] in families else -1 for n in names]
    return families, np.array(family)[codes], np.array(item)[codes]


def _name_labels(labels: list[tuple[str, str]], mapping: Mapping) -> list[tuple[str, str] | None]:
    """Family and item of each label; one that may be a total is an item where no other is."""
    names = [_read_pair(label, item, mapping) for label, item in labels]
    mapped = {fold(label) for label in mapping.instruments}
    total = [not item and (fold(label) in mapped or recognise_instrument(label) is not None)
             for label, item in labels]  # fmt: skip
    sure = {name for name, doubt in zip(names, total, strict=True) if name and not doubt}
    return [
        None if doubt and name in sure else name for name, doubt in zip(names, total, strict=True)
    ]


def _read_pair(label: str, item: str, mapping: Mapping) -> tuple[str, str] | None:
    """Family and item of an instrument's label with an item beside it, or of one that says both."""
    name = read_item_name(f"{label}_{item}" if item else label, mapping)
    if name is None and item:
        name = read_item_name(item, mapping)
    return (name.family, name.item) if name and not name.visit else None


def _number_records(text: TextTable, mapping: Mapping) -> np.ndarray:
    """One number for the rows of one person and time."""
    when = find_when(text, mapping)
    key = np.zeros(text.data.num_rows, dtype=np.int64)
    for column in (when.person, when.visit, when.day):
        if column is not None:
            cells = read_column(text, column)
            _, key = np.unique(key * len(cells.labels) + cells.codes, return_inverse=True)
    return key
