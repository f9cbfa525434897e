"""Ids to participants: a keyed hash of each id, then a number; no id is kept."""

import hashlib
import os
import re
import secrets
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .cells import Cells
from .sheets import Sheet

NOBODY: Final = -1
_FOOTERS: Final = {
    "total", "totals", "mean", "means", "sum", "average", "median", "sd", "std", "grand total",
    "count", "subtotal", "mittelwert", "summe", "gesamt",
}  # fmt: skip
"""In place of an id: a line of sums under the table."""

_KEY_VARIABLE: Final = "COHORT_KEY"


_LOOKS: Final = (
    (r"^[^\pL\pN]+|[^\pL\pN]+$", ""),
    (r"[\s_./\\-]+", "-"),
    (r"(^|[^0-9])0+([0-9])", r"\1\2"),
)
"""What two ids may differ in and still look alike, and what stands instead."""


def find_key(key: bytes | None = None) -> bytes:
    """The key ids are hashed with: the one given, else `COHORT_KEY`, else 32 random bytes."""
    if key is not None:
        return key
    named = os.environ.get(_KEY_VARIABLE, "")
    return named.encode() if named else secrets.token_bytes(32)


@dataclass
class Register:
    """The people of a cohort, numbered from 0 in order of first appearance."""

    key: bytes
    numbers: dict[bytes, int] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.numbers)

    def hash_text(self, text: str) -> bytes:
        """A keyed hash of a text."""
        # BLAKE2 takes at most 64 bytes of key; a longer one is hashed first.
        key = self.key if len(self.key) <= 64 else hashlib.sha256(self.key).digest()
        return hashlib.blake2b(text.encode(), key=key, digest_size=16).digest()

    def enrol(self, cells: Cells, usable: np.ndarray) -> np.ndarray:
        """The number of the person of each row, new ids numbered; NOBODY where not usable."""
        numbers = np.full(len(cells.labels), NOBODY, dtype=np.int32)
        code_of = {label: code for code, label in enumerate(cells.labels)}
        for label in Cells(cells.codes[usable], cells.labels).present():
            place = self.numbers.setdefault(self.hash_text(label), len(self.numbers))
            numbers[code_of[label]] = place
        return np.where(usable, numbers[cells.codes], NOBODY)

    def find(self, cells: Cells) -> np.ndarray:
        """The number of the person of each row, NOBODY where the id is not enrolled."""
        return cells.look_up(lambda label: self.numbers.get(self.hash_text(label), NOBODY))


def say_ids_alike(sheet: Sheet, column: str) -> None:
    """Ids that differ from another only in case, spaces, marks or zeros at their start; kept."""
    cells = sheet.cells(column)
    keys = pc.utf8_lower(pa.array(cells.labels, pa.string()))
    for pattern, instead in _LOOKS:
        keys = pc.replace_substring_regex(keys, pattern, instead)
    codes = keys.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    rows = np.bincount(cells.codes[sheet.kept], minlength=len(codes))
    again = np.flatnonzero(
        (np.bincount(codes[rows > 0], minlength=len(codes))[codes] > 1) & (rows > 0)
    )
    if not len(again):
        return
    # The commonest spelling of each is taken for the right one, the first of two as common.
    order = again[np.lexsort((again, -rows[again], codes[again]))]
    rarer = order[1:][codes[order][1:] == codes[order][:-1]]
    where = sheet.kept & np.isin(cells.codes, rarer)
    sheet.note("warning", "ids_alike", column, where, "the id differs from another only in case, "
               "spaces, marks or zeros at its start; they count as different people.",
               "Write the id of one person in one way.")  # fmt: skip


def _is_footer(text: str) -> bool:
    """Whether a text in place of an id says it is a line of sums: "Total (n = 40)", "n = 40"."""
    word = re.sub(r"\s*[(:=].*$", "", text)
    return word in _FOOTERS or (word == "n" and word != text)


def reject_without_id(sheet: Sheet, column: str) -> np.ndarray:
    """Reject rows with no id and lines of totals; returns the mask of rows kept."""
    ids = sheet.cells(column)
    nobody = ids.where(lambda text: not text or _is_footer(text.casefold()))
    sheet.reject(nobody, "missing_id_or_footer", column, "there is no patient id, or this is a "
                 "line of totals.", "Fill in the id, or remove the line.")  # fmt: skip
    return sheet.kept
