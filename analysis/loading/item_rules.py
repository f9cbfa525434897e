"""How totals are made from single answers: the published rule of each questionnaire, as data."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .instruments import DATA

_RUN: Final = re.compile(r"([a-z]?)(\d+)(?:-[a-z]?(\d+))?")


@dataclass(frozen=True)
class ItemRule:
    """The total of an instrument: the plain sum of all its `summed` items, none missing.

    `family` is the questionnaire whose items they are ("ITQ" for its two sub-scores as well);
    `others` are its items that are not summed; `lowest` and `highest` an answer's limits, narrower
    for the items in `exceptions`. `answers` are the usual words of the answers, by folded text.
    """

    instrument: str
    family: str
    summed: tuple[str, ...]
    others: tuple[str, ...]
    lowest: float
    highest: float
    exceptions: dict[str, frozenset[float]]
    answers: dict[str, float]
    source: str

    def allowed(self, item: str) -> frozenset[float]:
        """The scores an answer to an item may have."""
        usual = range(int(self.lowest), int(self.highest) + 1)
        return self.exceptions.get(item, frozenset(float(score) for score in usual))


@lru_cache(maxsize=1)
def load_item_rules() -> tuple[ItemRule, ...]:
    """Every rule of `item_rules.csv`.

    Notes
    -----
    No source gives a rule for items left out, so a questionnaire with one has no total.
    """
    with (DATA / "item_rules.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_read_rule(row) for row in csv.DictReader(file))


def rules_of(family: str) -> tuple[ItemRule, ...]:
    """The rules on the items of one questionnaire, its whole total first."""
    return tuple(rule for rule in load_item_rules() if rule.family == family)


def _read_rule(row: dict[str, str]) -> ItemRule:
    words = [word.strip() for word in row["answers"].split(";") if word.strip()]
    lowest = float(row["lowest"])
    return ItemRule(
        instrument=row["instrument"],
        family=row["family"],
        summed=tuple(_list_items(row["summed"])),
        others=tuple(_list_items(row["others"])),
        lowest=lowest,
        highest=float(row["highest"]),
        exceptions=dict(_read_exceptions(row["exceptions"])),
        answers={word: lowest + place for place, word in enumerate(words)},
        source=row["source"],
    )


def _list_items(text: str) -> Iterator[str]:
    """ "p1-p3 c1" as p1, p2, p3, c1."""
    for letter, first, last in _RUN.findall(text):
        yield from (f"{letter}{number}" for number in range(int(first), int(last or first) + 1))


def _read_exceptions(text: str) -> Iterator[tuple[str, frozenset[float]]]:
    for part in filter(None, text.split(";")):
        item, scores = part.split(":")
        yield item.strip(), frozenset(float(score) for score in scores.split())
