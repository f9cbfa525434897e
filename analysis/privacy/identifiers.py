"""Which columns of a file may identify a person, asked before anything of it is kept."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.core import settings

from .identifier_names import recognise_name
from .identifier_values import Values, count_names, count_national, find_kind

HitKind = Literal["direct_identifier_column", "direct_identifier_values", "free_text_column"]
By = Literal["name", "values", "free_text"]
Cells: TypeAlias = pa.ChunkedArray | pa.Array | Mapping[str, int] | Iterable[str]
"""A column: an Arrow column of text, counts by distinct text, or the texts themselves."""

_PROSE_WORDS: Final = 8
_PHRASE_WORDS: Final = 4
_FEWEST_DIFFERENT: Final = 3
_LONG: Final = 80
_OFTEN_DIFFERENT: Final = 0.3
_MANY_DIFFERENT: Final = 50


@dataclass(frozen=True)
class IdentifierHit:
    """Why a column is not kept: `kind` is the code of the finding, `what` the identifier."""

    kind: HitKind
    by: By
    what: str


def scan_columns(
    columns: pa.Table | Mapping[str, Cells], date_columns: Collection[str] = ()
) -> dict[str, IdentifierHit]:
    """The columns that hold a direct identifier or free text, by name or by their values.

    Parameters
    ----------
    columns : pyarrow.Table or mapping
        Columns of text by name.
    date_columns : collection of str
        Columns that are meant to hold dates, since study days are made of them.

    Returns
    -------
    dict of str to IdentifierHit
        Columns that are not named may be kept. A column is judged whole, where more than
        `settings.IDENTIFIER_SHARE` of its cells that are not blank look like one kind.

    Notes
    -----
    The kinds are the eighteen of HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i), and free text.
    """
    names = columns.column_names if isinstance(columns, pa.Table) else list(columns)
    hits = {}
    for name in names:
        hit = _judge_column(name, columns[name], name in date_columns)
        if hit is not None:
            hits[name] = hit
    return hits


def _judge_column(name: str, cells: Cells, holds_dates: bool) -> IdentifierHit | None:
    kind = recognise_name(name)
    if kind == "free text":
        return IdentifierHit("free_text_column", "name", kind)
    if kind is not None and not (holds_dates and kind == "date"):
        return IdentifierHit("direct_identifier_column", "name", kind)
    values = count_values(cells)
    if not values.total:
        return None
    kind = find_kind(values, settings.IDENTIFIER_SHARE, ("date",) if holds_dates else ())
    if kind is not None:
        return IdentifierHit("direct_identifier_values", "values", kind)
    if is_free_text(values):
        return IdentifierHit("free_text_column", "free_text", "free text")
    return None


def count_values(cells: Cells) -> Values:
    """Distinct texts of a column that are not blank, and how often each occurs."""
    if isinstance(cells, Mapping):
        texts = pa.array(list(cells), pa.string())
        counts = np.fromiter(cells.values(), dtype=np.int64, count=len(cells))
    else:
        texts, counts = _count_array(cells)
    texts = pc.utf8_trim_whitespace(pc.fill_null(texts, ""))
    present = pc.not_equal(texts, "").to_numpy(zero_copy_only=False) & (counts > 0)
    return Values(texts.filter(pa.array(present)), counts[present])


def _count_array(cells: pa.ChunkedArray | pa.Array | Iterable[str]) -> tuple[pa.Array, np.ndarray]:
    if not isinstance(cells, pa.ChunkedArray | pa.Array):
        cells = pa.array(list(cells), pa.string())
    column = cells if isinstance(cells, pa.ChunkedArray) else pa.chunked_array([cells])
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    chunks = column.unify_dictionaries().chunks
    if not chunks:
        return pa.array([], pa.string()), np.zeros(0, dtype=np.int64)
    size = len(chunks[0].dictionary)
    counts = np.zeros(size, dtype=np.int64)
    for chunk in chunks:
        indices = chunk.indices.drop_null() if chunk.null_count else chunk.indices
        counts += np.bincount(indices.to_numpy(zero_copy_only=False), minlength=size)
    return chunks[0].dictionary, counts


def is_free_text(values: Values) -> bool:
    """Whether more than a few cells are sentences, and mostly different ones.

    Labels may be long as well; they are few and come again.
    """
    words = pc.add(pc.count_substring_regex(values.texts, r"\s+"), 1).to_numpy(zero_copy_only=False)
    least = settings.IDENTIFIER_SHARE * values.total
    prose = values.where(words >= _PROSE_WORDS)
    if prose.total > least and _are_different(prose):
        return True
    phrases = values.where(words >= _PHRASE_WORDS)
    many = len(phrases.texts) >= _MANY_DIFFERENT
    return phrases.total > values.total / 2 and many and _are_different(phrases)


def _are_different(values: Values) -> bool:
    lengths = pc.utf8_length(values.texts).to_numpy(zero_copy_only=False)
    different = len(values.texts)
    enough = different >= _FEWEST_DIFFERENT or int(lengths.max(initial=0)) >= _LONG
    often = different >= _OFTEN_DIFFERENT * values.total
    return enough and (often or different >= _MANY_DIFFERENT)


def looks_like_national_number_or_name(cells: Cells) -> bool:
    """Whether the ids of a column are numbers the state gives, or names, and not study numbers.

    Parameters
    ----------
    cells : Arrow column, mapping or iterable of str
        The ids, or how often each distinct one occurs.
    """
    values = count_values(cells)
    least = settings.IDENTIFIER_SHARE * values.total
    return max(count_national(values), count_names(values)) > least if values.total else False
