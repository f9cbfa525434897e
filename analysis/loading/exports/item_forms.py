"""Columns of single answers, gathered to the questionnaires they belong to."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..cells import Cells, relabel
from ..item_rules import ItemRule, rules_of
from ..mapping import Mapping
from ..roles import recognise_instrument
from ..shapes import split_column
from ..spellings import find_role, fold
from ..text_table import TextTable
from .item_names import items_of, read_item_name
from .item_sums import Answers, has_all, read_answers
from .making import read_column

_FEWEST_COLUMNS = 3


@dataclass(frozen=True, eq=False)
class Form:
    """A questionnaire answered in columns, at one visit ("" where rows say when)."""

    family: str
    visit: str
    columns: dict[str, str]
    answers: Answers

    @property
    def rules(self) -> tuple[ItemRule, ...]:
        """Totals that can be made of it."""
        return tuple(rule for rule in rules_of(self.family) if has_all(self.answers.items, rule))


def find_forms(text: TextTable, mapping: Mapping) -> tuple[Form, ...]:
    """The questionnaires of which every item that is summed has a column, and fits its rule."""
    return tuple(_read_forms(text, mapping))


def _gather(columns: tuple[str, ...], mapping: Mapping) -> dict[tuple[str, str], dict[str, str]]:
    """Columns by item, by family and visit; two columns of one item leave their form out.

    A name that may be a total as well ("phq9" beside "phq8") is an item where no other is.
    """
    free = [c for c in columns if _is_free(c, mapping) and any(map(str.isdecimal, c))]
    names = {column: name for column in free if (name := read_item_name(column, mapping))}
    sure = {column for column in names if split_column(column, mapping) is None}
    gathered: dict[tuple[str, str], dict[str, str]] = {}
    spelled: dict[tuple[str, str], str] = {}
    doubtful: set[tuple[str, str]] = set()
    for column, name in sorted(names.items(), key=lambda pair: pair[0] not in sure):
        place = (name.family, spelled.setdefault((name.family, fold(name.visit)), name.visit))
        other = gathered.setdefault(place, {}).setdefault(name.item, column)
        if other != column and column in sure:
            doubtful.add(place)
    return {
        place: items
        for place, items in gathered.items()
        if place not in doubtful and has_all(list(items), rules_of(place[0])[0])
    }


def _is_free(column: str, mapping: Mapping) -> bool:
    """Whether the mapping leaves open what a column is."""
    said = mapping.roles.get(column, "score")
    return column not in mapping.drop and column not in mapping.instruments and said == "score"


def _read_forms(text: TextTable, mapping: Mapping) -> Iterator[Form]:
    if len(text.columns) < _FEWEST_COLUMNS:
        return
    decimal = text.decisions.decimal or "."
    for (family, visit), columns in _gather(text.columns, mapping).items():
        items = [item for item in items_of(family) if item in columns]
        cells = [_read_item(text, columns[item], mapping) for item in items]
        answers = read_answers(family, items, cells, decimal, mapping)
        if answers.fit:
            yield Form(family, visit, {item: columns[item] for item in items}, answers)


def _read_item(text: TextTable, column: str, mapping: Mapping) -> Cells:
    """The answers of one column, those the mapping calls missing there as blanks."""
    cells, codes = read_column(text, column), mapping.missing_in.get(column, ())
    return relabel(cells, ["" if label in codes else label for label in cells.labels])


def find_total(
    text: TextTable, rule: ItemRule, forms: tuple[Form, ...], visit: str, mapping: Mapping
) -> str | None:
    """The file's own column of a total: by its name, else one only called total beside one form."""
    items = {column for form in forms for column in form.columns.values()}
    free = [
        column
        for column in text.columns
        if column not in items
        and column not in mapping.drop
        and mapping.roles.get(column, "score") == "score"
    ]
    for column in free:
        part = split_column(column, mapping)
        label = part.instrument if part else column
        code = mapping.instruments.get(column) or recognise_instrument(label)
        when = part.visit if part else ""
        if code == rule.instrument and fold(when) == fold(visit):
            return column
    if len(forms) > 1 or rule is not rules_of(rule.family)[0]:
        return None
    return next((column for column in free if find_role(column) == "score"), None)
