"""Whether numbers are written with a decimal comma; "1,234" is asked about, never guessed."""

from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from analysis.core import Finding

_WHOLE: Final = r"^\s*[+-]?\d+\s*$"
_POINT: Final = r"^\s*[+-]?\d*\.\d+([eE][+-]?\d{1,3})?\s*$"
_COMMA: Final = r"^\s*[+-]?\d*,\d+([eE][+-]?\d{1,3})?\s*$"
_THOUSANDS: Final = r"^\s*[+-]?[1-9]\d{0,2}(,\d{3})+\s*$"
_NAMES_IN_A_MESSAGE: Final = 5


@dataclass(frozen=True)
class _Numbers:
    """Columns with distinct values that are surely decimal commas, perhaps, or points.

    `commas` and `points` count those values.
    """

    comma: tuple[str, ...]
    perhaps: tuple[str, ...]
    point: tuple[str, ...]
    commas: int
    points: int


def decide_decimal(
    columns: dict[str, pa.Array], delimiter: str, wanted: object
) -> tuple[str, tuple[Finding, ...]]:
    """The decimal mark, and what is doubtful about it.

    Parameters
    ----------
    columns : dict of str to array of str
        Distinct values of each column.
    delimiter : str
        Between commas a decimal comma must be asked for.
    wanted : object
        "." or "," where the user has decided; obeyed without a word.
    """
    if wanted in (".", ","):
        return str(wanted), ()
    found = _find_numbers(columns)
    if not found.comma:
        return ".", _doubt(found.perhaps, "ambiguous_decimal", "numbers such as 1,234 may be "
                           "thousands or have a decimal comma; they are not read as "
                           "numbers.")  # fmt: skip
    if delimiter == ",":
        return ".", _doubt(found.comma, "comma_in_numbers", "there are numbers with a comma in a "
                           "file divided by commas; they are not read as numbers.")  # fmt: skip
    if not found.point:
        return ",", ()
    decimal = "," if found.commas >= found.points else "."
    other = found.point if decimal == "," else found.comma
    return decimal, _doubt(other, "mixed_decimals", "numbers are written with points and with "
                           f"commas; “{decimal}” is read as the decimal mark.")  # fmt: skip


def _find_numbers(columns: dict[str, pa.Array]) -> _Numbers:
    comma: list[str] = []
    perhaps: list[str] = []
    point: list[str] = []
    commas = points = 0
    for name, values in columns.items():
        if not _any(pc.match_substring_regex(values, r"[,.]\d")):
            continue
        written = {kind: pc.match_substring_regex(values, pattern) for kind, pattern in
                   (("whole", _WHOLE), ("point", _POINT), ("comma", _COMMA),
                    ("thousands", _THOUSANDS))}  # fmt: skip
        numbers = sum(_count(written[kind]) for kind in ("whole", "point", "comma"))
        if 2 * numbers < len(values):
            continue
        surely = pc.and_not(written["comma"], written["thousands"])
        commas, points = commas + _count(surely), points + _count(written["point"])
        for kind, mask in ((comma, surely), (perhaps, written["thousands"]),
                           (point, written["point"])):  # fmt: skip
            if _any(mask):
                kind.append(name)
    return _Numbers(tuple(comma), tuple(perhaps), tuple(point), commas, points)


def _count(mask: pa.Array) -> int:
    return int(pc.sum(mask).as_py() or 0)


def _any(mask: pa.Array) -> bool:
    return bool(pc.any(mask).as_py())


def _doubt(columns: tuple[str, ...], code: str, message: str) -> tuple[Finding, ...]:
    if not columns:
        return ()
    shown = ", ".join(f"“{name}”" for name in columns[:_NAMES_IN_A_MESSAGE])
    more = len(columns) - _NAMES_IN_A_MESSAGE
    shown += f" and {more} more" if more > 0 else ""
    where = f"Column {shown}" if len(columns) == 1 else f"Columns {shown}"
    return (Finding("warning", code, columns[0], (), f"{where}: {message}",
                    "Choose the decimal mark, or write numbers without separators."),)  # fmt: skip
