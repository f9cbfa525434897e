"""Texts of a column to calendar dates; what 03/04/2021 means is told by the whole column."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

NO_DATE: Final = 0
"""In arrays of ordinals (days since 1 January of year 1, which is 1): there is no date."""

_TIME: Final = r"(?:[T ,]+\d{1,2}[:.]\d{2}.*)?"
_YEAR_FIRST: Final = re.compile(rf"(\d{{4}})([-/. ])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_COMPACT: Final = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_YEAR_LAST: Final = re.compile(rf"(\d{{1,2}})([-/. ])(\d{{1,2}})\2(\d{{4}}|\d\d){_TIME}")
_MONTH: Final = r"([A-Za-zäé]{3,9})\.?"
_DAY_NAMED: Final = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?\.?[-. /]*{_MONTH}[-., /]*(\d{{4}})(?:[:T ,].*)?"
)
_MONTH_NAMED: Final = re.compile(
    rf"{_MONTH}[-. ]*(\d{{1,2}})(?:st|nd|rd|th)?[-, ]+(\d{{4}}){_TIME}"
)
_MONTHS: Final = {
    "jan": 1, "feb": 2, "mar": 3, "mär": 3, "apr": 4, "may": 5, "mai": 5, "jun": 6, "jul": 7,
    "aug": 8, "sep": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12, "dez": 12,
}  # fmt: skip
_CENTURY: Final = 2000


@dataclass(frozen=True, eq=False)
class DatesRead:
    """The ordinal of each text (`NO_DATE` where it is none), and what the column left open.

    `orders` are the orders of day, month and year under which every text is a date: one where the
    column decides it, several where it does not, none where texts contradict one another. The
    ordinals are by the first.
    """

    ordinals: np.ndarray
    orders: tuple[str, ...]

    @property
    def in_doubt(self) -> bool:
        """Whether nobody can tell day and month apart."""
        return len(self.orders) != 1


def read_dates(texts: Sequence[str], order: str | None = None) -> DatesRead:
    """Dates of the distinct texts of a column.

    Parameters
    ----------
    texts : sequence of str
        ISO 8601, year first or last in figures, or with the month's name; a time is left out.
    order : str, optional
        "dmy", "mdy" or "ymd" where somebody has said it.

    Returns
    -------
    DatesRead
        Texts that are no date are none; a date between points has the day first.
    """
    read = [dict(_read(text.strip())) for text in texts]
    possible = {"dmy", "mdy", "ymd"}
    for dates in read:
        if dates and "any" not in dates:
            possible &= dates.keys()
    told = any(dates and "any" not in dates for dates in read)
    listed = [one for one in ("dmy", "mdy", "ymd") if one in possible]
    orders = (order,) if order else tuple(listed) if told else ("ymd",)
    first = orders[0] if orders else "dmy"
    ordinals = [dates.get("any", dates.get(first, NO_DATE)) for dates in read]
    return DatesRead(np.array(ordinals, dtype=np.int64), orders)


def _read(text: str) -> Iterator[tuple[str, int]]:
    """Each order under which a text is a date, with its ordinal; "any" where all are the same."""
    if found := (_YEAR_FIRST.fullmatch(text)):
        yield from _make("any", found[1], found[3], found[4])
    elif found := _COMPACT.fullmatch(text):
        yield from _make("any", found[1], found[2], found[3])
    elif found := _DAY_NAMED.fullmatch(text):
        yield from _make("any", found[3], _name_month(found[2]), found[1])
    elif found := _MONTH_NAMED.fullmatch(text):
        yield from _make("any", found[3], _name_month(found[1]), found[2])
    elif found := _YEAR_LAST.fullmatch(text):
        one, mark, two, three = found.groups()
        if mark == ".":
            yield from _make("any", three, two, one)
            return
        yield from _make("dmy", three, two, one)
        yield from _make("mdy", three, one, two)
        if len(three) == 2:
            yield from _make("ymd", one, two, three)


def _name_month(name: str) -> str:
    return str(_MONTHS.get(name[:3].casefold(), 0))


def _make(order: str, year: str, month: str, day: str) -> Iterator[tuple[str, int]]:
    full = int(year) + (_CENTURY if len(year) <= 2 else 0)
    try:
        yield order, date(full, int(month), int(day)).toordinal()
    except ValueError:
        return
