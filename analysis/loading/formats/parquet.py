"""Parquet to a table of text: read in pieces, types to exact text, nothing nested."""

import datetime as dt
import re
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from analysis.core import Finding, settings

from ..kinds import too_large
from ..text_table import Decisions, TextTable, UnreadableFile
from .cell_texts import write_value
from .text_columns import make_named_table, refuse_cells

_BATCH: Final = 65_536
_INDEX: Final = re.compile(r"__index_level_\d+__")
_MOST_TEXT: Final = 8
"""Bytes of distinct text read, as a multiple of the limit of the file."""


def read_parquet(data: bytes, name: str, limit: int) -> TextTable:
    """The one table of a Parquet file.

    Metadata of other programs is not evaluated; the unnamed index pandas writes is left out.

    Raises
    ------
    UnreadableFile
        `parquet_damaged`, `too_many_columns`, `too_many_cells`, `too_large`, `nested_columns`.
    """
    import pyarrow.parquet as parquet

    try:
        file = parquet.ParquetFile(pa.BufferReader(data))
        schema = file.schema_arrow
        texts = [f.name for f in schema if _is_text(f.type)]
        if texts:
            # A text that is repeated is then held once, however often it is repeated.
            file = parquet.ParquetFile(pa.BufferReader(data), read_dictionary=texts)
        kept = [place for place, field in enumerate(schema) if not _INDEX.fullmatch(field.name)]
        _limit(file, schema, len(kept), limit)
        columns = _read_columns(file, schema, kept, limit)
    except (pa.ArrowException, OSError, OverflowError, TypeError, ValueError):
        raise UnreadableFile(
            "parquet_damaged",
            "The Parquet file is damaged or of a kind that is not read.",
            "Write it again, or save the table as CSV.",
        ) from None
    said = _say_index(len(schema) - len(kept))
    return make_named_table(name, columns, Decisions("utf-8", "", ".", 1, "parquet"), said)


def _limit(file: Any, schema: pa.Schema, columns: int, limit: int) -> None:
    """Refuse by what the file declares, before any of it is decoded."""
    if len(schema) > settings.MAXIMUM_COLUMNS:
        raise UnreadableFile("too_many_columns", f"The file has {len(schema):,} columns, "
                             f"more than the {settings.MAXIMUM_COLUMNS:,} read here.",
                             "Leave out columns that are not needed.")  # fmt: skip
    nested = [f.name for f in schema if not _is_read(f.type)]
    if nested:
        raise UnreadableFile("nested_columns", f"{len(nested)} column(s) hold lists, structures or "
                             "bytes, not one value a cell.", "Leave them out, or give each value a "
                             "column of its own.")  # fmt: skip
    meta = file.metadata
    refuse_cells(meta.num_rows * columns)
    sizes = [
        max(meta.row_group(g).column(c).total_uncompressed_size, 0)
        for g in range(meta.num_row_groups)
        for c in range(meta.row_group(g).num_columns)
    ]
    if sum(sizes) > limit:
        raise too_large(sum(sizes), limit)


def _is_text(kind: pa.DataType) -> bool:
    return types.is_string(kind) or types.is_large_string(kind)


def _is_read(kind: pa.DataType) -> bool:
    if types.is_dictionary(kind):
        return _is_read(kind.value_type)
    return (
        types.is_boolean(kind) or types.is_integer(kind) or types.is_floating(kind)
        or types.is_decimal(kind) or types.is_temporal(kind) or types.is_null(kind)
        or _is_text(kind)
    ) and not types.is_interval(kind)  # fmt: skip


def _read_columns(
    file: Any, schema: pa.Schema, kept: list[int], limit: int
) -> list[tuple[str, pa.ChunkedArray]]:
    """Each column as dictionaries of text, batch by batch; distinct text is counted."""
    chunks: list[list[pa.Array]] = [[] for _ in kept]
    texts, rows = 0, 0
    for batch in file.iter_batches(batch_size=_BATCH):
        rows += batch.num_rows
        refuse_cells(rows * len(kept))
        for place, column in enumerate(kept):
            array = _write_texts(batch.column(column))
            texts += array.dictionary.nbytes
            chunks[place].append(array)
        if texts > _MOST_TEXT * limit:
            raise too_large(texts, _MOST_TEXT * limit)
    kind = pa.dictionary(pa.int32(), pa.string())
    return [
        (schema.field(column).name, pa.chunked_array(chunks[place], type=kind))
        for place, column in enumerate(kept)
    ]


def _write_texts(array: pa.Array) -> pa.DictionaryArray:
    """A column of any type as a dictionary of text, "" for null."""
    encoded = array if types.is_dictionary(array.type) else array.dictionary_encode()
    single = types.is_float32(encoded.type.value_type) or types.is_float16(encoded.type.value_type)
    values = [_write(value, single) for value in _list_values(encoded.dictionary)]
    places: dict[str, int] = {}
    codes = np.array([places.setdefault(text, len(places)) for text in [*values, ""]])
    indices = pc.fill_null(encoded.indices.cast(pa.int32()), len(values))
    renumbered = pa.array(codes[indices.to_numpy(zero_copy_only=False)], pa.int32())
    return pa.DictionaryArray.from_arrays(renumbered, pa.array(list(places), pa.string()))


def _list_values(values: pa.Array) -> list[object]:
    if types.is_timestamp(values.type) and values.type.unit == "ns":
        # Python has no nanoseconds; what is finer than a microsecond is no time of a visit.
        values = values.cast(pa.timestamp("us", values.type.tz), safe=False)
    if types.is_time64(values.type) or types.is_duration(values.type):
        values = values.cast(
            pa.time64("us") if types.is_time64(values.type) else pa.duration("us"), safe=False
        )
    return list(values.to_pylist())


def _write(value: object, single: bool) -> str:
    if single and isinstance(value, float):
        return write_value(float(str(np.float32(value))))
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.isoformat()
    return write_value(value)


def _say_index(dropped: int) -> tuple[Finding, ...]:
    if not dropped:
        return ()
    return (Finding("info", "index_dropped", "", (), "The unnamed row index that pandas wrote was "
                    "left out.", "Nothing to do."),)  # fmt: skip
