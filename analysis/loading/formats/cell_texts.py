"""Values of binary files as the exact text of a cell: no rounding, nothing for missing."""

import datetime as dt
from decimal import Decimal
from math import isnan
from typing import Final

_EXACT: Final = 1e16
"""Whole numbers below this are written out; above it with an exponent, as their digits are not
sure."""


def write_number(number: float) -> str:
    """A number as text that reads back as the same: 14, 12.5; "" for NaN."""
    if isnan(number):
        return ""
    if float(number).is_integer() and abs(number) < _EXACT:
        return str(int(number))
    return repr(float(number))


def write_time(value: dt.datetime | dt.date | dt.time | dt.timedelta) -> str:
    """A date, moment or time in ISO 8601; midnight of a day is the day, a duration hours."""
    if isinstance(value, dt.datetime) and value.time() == dt.time(0) and value.tzinfo is None:
        return value.date().isoformat()
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return value.isoformat()


def write_value(value: object) -> str:
    """Any value of a cell as text; "" for None and NaN.

    Raises
    ------
    TypeError
        For what no cell holds: bytes, lists, structures.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return write_number(value)
    if isinstance(value, Decimal):
        return "" if value.is_nan() else format(value, "f")
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return write_time(value)
    raise TypeError("no value of a cell")
