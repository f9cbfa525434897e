"""Columns of text as codes, so that each distinct text is looked at once."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

MISSING_TEXTS: Final = {
    "na", "n/a", ".", "null", "not done", "missing", "-", "--", "<na>", "#n/a", "not available",
}  # fmt: skip
"""Texts read as missing whatever the column; said in a finding. Codes of ids are never read so."""

MISSING_NUMBERS: Final = (-9.0, -99.0, -999.0, 999.0, 9999.0)
"""Numbers read as missing where they are outside the instrument's range; said in a finding."""

_NUMBER: Final = r"^-?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"
_NUMERIC: Final = re.compile(_NUMBER)

_COMPACT: Final = 8
"""Keys in a range up to this many times their number are counted; others are sorted."""


@dataclass(frozen=True, eq=False)
class Cells:
    """A column: `labels` are its distinct texts without outer spaces, `codes` a label a row."""

    codes: np.ndarray
    labels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def present(self) -> tuple[str, ...]:
        """Labels that occur and are not blank, in order of first appearance."""
        first = _first_rows(self.codes, len(self.labels))
        there = np.flatnonzero(first < len(self.codes))
        ordered = there[np.argsort(first[there])].tolist()
        return tuple(self.labels[i] for i in ordered if self.labels[i])

    def where(self, test: Callable[[str], bool]) -> np.ndarray:
        """Rows (a mask) whose label passes a test."""
        return np.array([test(label) for label in self.labels], dtype=bool)[self.codes]

    def look_up(self, find: Callable[[str], int]) -> np.ndarray:
        """A whole number a row, found once for each label."""
        return np.array([find(label) for label in self.labels], dtype=np.int32)[self.codes]

    def take(self, rows: np.ndarray) -> "Cells":
        """Some of the rows."""
        return Cells(self.codes[rows], self.labels)

    def without(self, missing: frozenset[str]) -> "Cells":
        """The column with texts that stand for missing as blanks."""
        return relabel(self, ["" if is_missing(x, missing) else x for x in self.labels])


def _first_rows(codes: np.ndarray, size: int) -> np.ndarray:
    first = np.full(size, len(codes), dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return first


def relabel(cells: Cells, labels: Iterable[str]) -> Cells:
    """Codes renumbered so that labels which are now the same have one code."""
    kept: dict[str, int] = {}
    codes = np.array([kept.setdefault(label, len(kept)) for label in labels], dtype=np.int32)
    return Cells(codes[cells.codes] if len(codes) else cells.codes, tuple(kept))


def read_cells(column: pa.ChunkedArray) -> Cells:
    """Cells of a column of strings, dictionary-encoded or not; nulls are blanks."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    whole = column.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], type=column.type)
    labels = [(label or "").strip() for label in whole.dictionary.to_pylist()]
    codes = pc.fill_null(whole.indices, len(labels)) if whole.null_count else whole.indices
    return relabel(Cells(codes.to_numpy(zero_copy_only=False), ()), [*labels, ""])


def repeat_label(label: str, rows: int) -> Cells:
    """A column that says the same in every row."""
    return Cells(np.zeros(rows, dtype=np.int32), (label,))


def is_missing(text: str, missing: frozenset[str] = frozenset()) -> bool:
    """Whether a text is blank or stands for missing, by the mapping or by custom."""
    return not text or text in missing or text.casefold() in MISSING_TEXTS


def read_number(text: str, decimal: str = ".") -> float:
    """The number a text is, NaN where it is none; 1e309, "inf" and "nan" are none."""
    plain = text.replace("\u2212", "-")
    if decimal == ",":
        plain = "" if "." in plain else plain.replace(",", ".")
    plain = re.sub(r"^\+(?=[0-9.])", "", plain)
    value = float(plain) if _NUMERIC.fullmatch(plain) else np.nan
    return value if np.isfinite(value) else np.nan


def read_numbers(cells: Cells, decimal: str = ".") -> np.ndarray:
    """The number of each label (not of each row), NaN where it is none."""
    return _parse(cells.labels, decimal)


def _parse(texts: Sequence[str], decimal: str) -> np.ndarray:
    plain = pc.replace_substring(pa.array(texts, pa.string()), "\u2212", "-")
    if decimal == ",":
        points = pc.match_substring(plain, ".")
        plain = pc.if_else(points, "", pc.replace_substring(plain, ",", "."))
    plain = pc.replace_substring_regex(plain, r"^\+([0-9.])", r"\1")
    numeric = pc.match_substring_regex(plain, _NUMBER)
    values = pc.cast(pc.if_else(numeric, plain, "0"), pa.float64()).to_numpy(zero_copy_only=False)
    return np.where(numeric.to_numpy(zero_copy_only=False) & np.isfinite(values), values, np.nan)


def occurs_again(keys: np.ndarray) -> np.ndarray:
    """A mask of the whole numbers that occur more than once."""
    if not len(keys):
        return np.zeros(0, dtype=bool)
    low, high = int(keys.min()), int(keys.max())
    if high - low < _COMPACT * len(keys):
        places = (keys - keys.dtype.type(low)).astype(np.int64)
        return np.bincount(places)[places] > 1
    ordered = np.sort(keys)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    return np.isin(keys, again) if len(again) else np.zeros(len(keys), dtype=bool)
