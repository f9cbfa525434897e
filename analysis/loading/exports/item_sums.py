"""Answers to numbers and their sums: complete, incomplete, or not answers of the questionnaire."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ..cells import MISSING_NUMBERS, Cells, is_missing, read_number
from ..item_rules import ItemRule, rules_of
from ..mapping import Mapping
from ..spellings import fold

_IN_RANGE: Final = 0.9
_IN_RANGE_OF_ITEM: Final = 0.5
"""With fewer of their answers in the range of an item, of all and of any one, they are none."""

_ENOUGH_ANSWERS: Final = 100
"""From so many answers on, one of them is the lowest; where none is, they count from elsewhere."""


@dataclass(frozen=True, eq=False)
class Answers:
    """Answers to a questionnaire's items, one row a record.

    `values` (records, items) is NaN where there is no usable answer; `blank` where none was given
    and `wrong` where one was that the item cannot have.
    """

    family: str
    items: tuple[str, ...]
    values: np.ndarray
    blank: np.ndarray
    wrong: np.ndarray

    @property
    def fit(self) -> bool:
        """Whether these are the questionnaire's answers as the rule scores them."""
        given = (~self.blank).sum(axis=0)
        right = (~np.isnan(self.values)).sum(axis=0)
        total = int(right.sum())
        few = (right < _IN_RANGE_OF_ITEM * given).any()
        if not total or few or total < _IN_RANGE * int(given.sum()):
            return False
        lowest = rules_of(self.family)[0].lowest
        return total < _ENOUGH_ANSWERS or bool((self.values == lowest).any())

    @property
    def answered(self) -> np.ndarray:
        """Records with any answer."""
        return np.asarray(~self.blank.all(axis=1), dtype=bool)

    def sum_by(self, rule: ItemRule) -> np.ndarray:
        """The total of each record, NaN where an item that is summed is missing."""
        places = [self.items.index(item) for item in rule.summed]
        return np.asarray(self.values[:, places].sum(axis=1), dtype=float)

    def incomplete(self, rule: ItemRule) -> np.ndarray:
        """Records with some of the items summed answered and not all."""
        places = [self.items.index(item) for item in rule.summed]
        some = ~self.blank[:, places].all(axis=1)
        return np.asarray(some & np.isnan(self.sum_by(rule)), dtype=bool)


def read_answers(
    family: str, items: Sequence[str], columns: Sequence[Cells], decimal: str, mapping: Mapping
) -> Answers:
    """Answers from one column of cells an item, as numbers or as the usual words."""
    rules, missing = rules_of(family), frozenset(mapping.missing)
    words = {fold(word): score for rule in rules for word, score in rule.answers.items()}
    shape = (len(columns[0]), len(items))
    values, blank = np.full(shape, np.nan), np.zeros(shape, dtype=bool)
    for place, (item, cells) in enumerate(zip(items, columns, strict=True)):
        numbers = [words.get(fold(x), read_number(x, decimal)) for x in cells.labels]
        allowed = rules[0].allowed(item)
        none = [is_missing(x, missing) or (n in MISSING_NUMBERS and n not in allowed)
                for x, n in zip(cells.labels, numbers, strict=True)]  # fmt: skip
        usable = [n if n in allowed and not gone else np.nan
                  for n, gone in zip(numbers, none, strict=True)]  # fmt: skip
        values[:, place] = np.array(usable)[cells.codes]
        blank[:, place] = np.array(none, dtype=bool)[cells.codes]
    return Answers(family, tuple(items), values, blank, np.isnan(values) & ~blank)


def has_all(items: Sequence[str], rule: ItemRule) -> bool:
    """Whether every item of a rule is there."""
    return set(rule.summed) <= set(items)
