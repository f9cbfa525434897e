"""Single answers: summed by their questionnaire's rule, checked against a total, and kept."""

from dataclasses import replace
from typing import Final

import numpy as np

from ..cells import Cells
from ..item_rules import ItemRule
from ..mapping import Mapping
from ..spellings import find_role
from ..tables import SCORES
from ..text_table import TextTable
from .export import Export, Recogniser, Texts
from .item_days import Given, count_days, find_when, make_items
from .item_forms import Form, find_forms, find_total
from .item_moves import move_item_rows
from .item_rows import find_item_rows
from .item_totals import compare_totals, say_incomplete, settle_totals
from .making import leave_out, read_column, write_rows

_ITEMS: Final = "items"
_MOST_TOLD: Final = 4


def _recognise(texts: Texts, mapping: Mapping) -> str | None:
    text = texts.get(SCORES)
    if text is None:
        return None
    told = [_describe(form) for form in find_forms(text, mapping)]
    rows = find_item_rows(text, mapping)
    told += [f"rows hold single items of {family}" for family in (rows.families if rows else ())]
    more = f"; and {len(told) - _MOST_TOLD} more" if len(told) > _MOST_TOLD else ""
    return "; ".join(told[:_MOST_TOLD]) + more if told else None


def _describe(form: Form) -> str:
    columns = list(form.columns.values())
    when = f" at “{form.visit}”" if form.visit else ""
    return f"“{columns[0]}” to “{columns[-1]}” are items of {form.family}{when}"


def _rewrite(texts: Texts, mapping: Mapping) -> Export:
    text, tables = texts[SCORES], dict(texts)
    forms = find_forms(text, mapping)
    items: TextTable | None = None
    if forms:
        items = _list_answers(text, forms, mapping)
        text, mapping = _sum_forms(text, forms, mapping)
    rows = find_item_rows(text, mapping)
    if rows is not None:
        text, items, mapping = move_item_rows(text, rows, mapping)
    if items is not None and (items.rows_total or _ITEMS not in tables):
        tables[_ITEMS] = items
    return Export("items", tables | {SCORES: text}, mapping)


def _sum_forms(
    text: TextTable, forms: tuple[Form, ...], mapping: Mapping
) -> tuple[TextTable, Mapping]:
    """The table with a column of totals for each form in place of its columns of items."""
    gone = {column for form in forms for column in form.columns.values()}
    roles = {column: role for column, role in mapping.roles.items() if column not in gone}
    instruments = dict(mapping.instruments)
    scored = {column for column, role in roles.items() if role == "score"}
    declared = bool((instruments.keys() | scored) & set(text.columns))
    for form in forms:
        text = say_incomplete(text, form.answers, form.rules[0], text.row_numbers, form.visit)
        for rule in form.rules:
            own = find_total(text, rule, forms, form.visit, mapping)
            text, column = _write_total(text, form, rule, own, mapping)
            if own is not None and own != column:
                gone.add(own)
            if declared:
                roles[column], instruments[column] = "score", rule.instrument
    return leave_out(text, gone), replace(mapping, roles=roles, instruments=instruments)


def _write_total(
    text: TextTable, form: Form, rule: ItemRule, own: str | None, mapping: Mapping
) -> tuple[TextTable, str]:
    """The table with the totals of one form, and their column: the file's own where it says."""
    sums, found = form.answers.sum_by(rule), None
    if own is not None:
        decimal = text.decisions.decimal or "."
        missing = frozenset((*mapping.missing, *mapping.missing_in.get(own, ())))
        found = compare_totals(read_column(text, own), sums, rule, decimal, missing)
    text, totals = settle_totals(text, form.answers, rule, own, found)
    says = own is not None and find_role(own) != "score"
    column = own if own is not None and says else _name_total(text, rule, form.visit)
    return write_rows(text, column, totals), column


def _name_total(text: TextTable, rule: ItemRule, visit: str) -> str:
    """A new name that is read as the instrument, and the visit."""
    when = f"_{visit}" if visit else ""
    names = [f"{rule.instrument}{word}{when}" for word in ("", "_total", "_sum")]
    return next((name for name in names if name not in text.columns), names[-1])


def _list_answers(text: TextTable, forms: tuple[Form, ...], mapping: Mapping) -> TextTable | None:
    """The table of items, one row an answer; None where nothing says whose a row is."""
    when = find_when(text, mapping)
    if when.person is None:
        return None
    row, place, number, form_of, days = [], [], [], [], []
    for position, form in enumerate(forms):
        rows, items = np.nonzero(~np.isnan(form.answers.values))
        row.append(rows)
        place.append(items)
        number.append(form.answers.values[rows, items].astype(np.int32))
        form_of.append(np.full(len(rows), position, dtype=np.int32))
        days.append(count_days(text, when, form.visit, mapping)[rows])
    names = tuple(dict.fromkeys(item for form in forms for item in form.answers.items))
    places = [np.array([names.index(item) for item in form.answers.items]) for form in forms]
    item = np.concatenate([codes[at] for codes, at in zip(places, place, strict=True)])
    numbers = np.concatenate(number)
    scores = tuple(str(score) for score in range(int(numbers.max(initial=0)) + 1))
    rows = np.concatenate(row)
    given = Given(
        row=rows,
        person=read_column(text, when.person).take(rows),
        day=np.concatenate(days),
        family=Cells(np.concatenate(form_of), tuple(form.family for form in forms)),
        item=Cells(item.astype(np.int32), names),
        answer=Cells(numbers, scores),
    )
    return make_items(text, given, rows_total=0, made=True)


ITEMS: Final = Recogniser("items", "Single answers", _recognise, _rewrite, rearranges=False)
