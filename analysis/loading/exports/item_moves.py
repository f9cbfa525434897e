"""Rows of single answers moved to the table of items, and their totals to that of scores."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from ..cells import Cells
from ..item_rules import ItemRule, rules_of
from ..mapping import Mapping
from ..roles import recognise_instrument
from ..spellings import fold
from ..text_table import TextTable
from .item_days import Given, count_days, find_when, make_items
from .item_names import items_of
from .item_rows import ItemRows
from .item_sums import Answers
from .item_totals import (
    Compared,
    add_findings,
    compare_totals,
    say_differences,
    say_incomplete,
    write_sum,
)
from .making import read_column, read_rows, tell, write_rows


@dataclass(frozen=True, eq=False)
class _Totals:
    """The rows of totals of one rule, and how they compare with the sums of their items."""

    rule: ItemRule
    rows: np.ndarray
    compared: Compared
    sums: np.ndarray


def move_item_rows(
    text: TextTable, rows: ItemRows, mapping: Mapping
) -> tuple[TextTable, TextTable, Mapping]:
    """The table of totals, the table of items, and the mapping with the roles of its columns.

    A record whose total the file does not give has one made, in a row after all others; a total
    that is not the sum of its items is rejected.
    """
    items = _list_rows(text, rows, mapping)
    found: list[_Totals] = []
    made: list[tuple[int, str, str]] = []
    for family in rows.families:
        answers, first = rows.answers(text, family, mapping), _first_rows(rows, family)
        text = say_incomplete(text, answers, rules_of(family)[0], text.row_numbers[first])
        for rule in rules_of(family):
            totals = _compare(text, rows, rule, answers, mapping)
            found.append(totals)
            made += _list_missing(totals, rows, first)
    text = _write_totals(text, rows, found, made)
    roles = {rows.instrument: "instrument", rows.answer: "score"} | mapping.roles
    return text, items, replace(mapping, roles=roles)


def _first_rows(rows: ItemRows, family: str) -> np.ndarray:
    """The first row of each record that answers a questionnaire; -1 where none does."""
    first = np.full(int(rows.record.max(initial=-1)) + 1, -1)
    own = np.flatnonzero(rows.family == rows.families.index(family))[::-1]
    first[rows.record[own]] = own
    return first


def _compare(
    text: TextTable, rows: ItemRows, rule: ItemRule, answers: Answers, mapping: Mapping
) -> _Totals:
    labels = read_column(text, rows.instrument)
    mapped = {fold(label): code for label, code in mapping.instruments.items()}
    is_total = labels.where(
        lambda label: (mapped.get(fold(label)) or recognise_instrument(label)) == rule.instrument
    )
    there = np.flatnonzero(is_total & (rows.family < 0))
    sums = answers.sum_by(rule)
    own = read_column(text, rows.answer).take(there)
    missing, decimal = frozenset(mapping.missing), text.decisions.decimal or "."
    compared = compare_totals(own, sums[rows.record[there]], rule, decimal, missing)
    return _Totals(rule, there, compared, sums)


def _list_missing(
    totals: _Totals, rows: ItemRows, first: np.ndarray
) -> Iterator[tuple[int, str, str]]:
    """Row to copy, instrument and total of each record that answers items and has no total.

    The whole total is listed where it is blank too, so that nobody is lost who answered.
    """
    without = first >= 0
    without[rows.record[totals.rows]] = False
    if totals.rule is not rules_of(totals.rule.family)[0]:
        without &= ~np.isnan(totals.sums)
    for record in np.flatnonzero(without):
        total = write_sum(totals.sums[record])
        yield int(first[record]), totals.rule.instrument, total


def _write_totals(
    text: TextTable,
    rows: ItemRows,
    found: Iterable[_Totals],
    made: list[tuple[int, str, str]],
) -> TextTable:
    """The table without rows of items, its totals completed, those made at the end."""
    scores, bad = read_rows(text, rows.answer), np.zeros(text.data.num_rows, dtype=bool)
    said = []
    for one in found:
        for row in one.rows[one.compared.filled].tolist():
            scores[row] = write_sum(one.sums[rows.record[row]])
        bad[one.rows[one.compared.differs]] = True
        own = replace(text, row_numbers=text.row_numbers[one.rows])
        sums = one.sums[rows.record[one.rows]]
        said += say_differences(own, sums, one.rule, rows.answer, one.compared)
        if count := sum(1 for _, code, total in made if code == one.rule.instrument and total):
            said.append(tell("info", "totals_from_items", "", (), f"{one.rule.instrument}: {count} "
                             f"totals are the sum of {len(one.rule.summed)} items "
                             f"({one.rule.source}).", "Nothing to do."))  # fmt: skip
    rejected = [(row, "total_disagrees") for row in text.row_numbers[bad].tolist()]
    labels = read_rows(text, rows.instrument)
    kept = np.flatnonzero((rows.family < 0) & ~bad)
    order = [*kept.tolist(), *(row for row, _, _ in made)]
    whole = replace(
        add_findings(text, said),
        data=text.data.take(pa.array(order, pa.int64())),
        row_numbers=text.row_numbers[np.array(order, dtype=np.int64)],
        rows_total=text.rows_total - int((rows.family >= 0).sum()),
        rejected=tuple(sorted((*text.rejected, *rejected))),
        made=len(made),
    )
    at = kept.tolist()
    whole = write_rows(
        whole, rows.answer, [*(scores[i] for i in at), *(total for *_, total in made)]
    )
    codes = [*(labels[i] for i in at), *(code for _, code, _ in made)]
    return write_rows(whole, rows.instrument, codes)


def _list_rows(text: TextTable, rows: ItemRows, mapping: Mapping) -> TextTable:
    """The table of items: every row of one, with its own row number."""
    when = find_when(text, mapping)
    there = np.flatnonzero(rows.family >= 0)
    names = tuple(dict.fromkeys(item for one in rows.families for item in items_of(one)))
    place = [[names.index(item) for item in items_of(one)] for one in rows.families]
    item = [place[family][one] for family, one in zip(rows.family[there], rows.item[there],
                                                       strict=True)]  # fmt: skip
    nobody = Cells(np.zeros(text.data.num_rows, dtype=np.int32), ("",))
    person = read_column(text, when.person) if when.person else nobody
    given = Given(
        row=there,
        person=person.take(there),
        day=count_days(text, when, "", mapping)[there],
        family=Cells(rows.family[there].astype(np.int32), rows.families),
        item=Cells(np.array(item, dtype=np.int32), names),
        answer=read_column(text, rows.answer).take(there),
    )
    return make_items(text, given, rows_total=len(there), made=False)
