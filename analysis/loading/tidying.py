"""Parsed records to a table of text: unnamed cells, repeated headers, rows that do not fit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.core import Finding, Severity, settings

from .careful_reading import cell_too_long
from .decimals import decide_decimal
from .decoding import Decoded
from .dialect import Dialect
from .headers import blank_header, count_header_rows, mostly_ragged
from .quick_reading import Parsed
from .samples import is_number
from .text_table import Decisions, TextTable, UnreadableFile
from .wording import list_rows

_RAGGED: Final = "ragged_row"
_BROKEN: Final = "broken_quotes"
_REPEATED: Final = "repeated_header"
_IMPORT_ID: Final = '{"ImportId":'
_HEADERS_OF_A_SURVEY: Final = 2
_LOOKED_AT: Final = 200


@dataclass(frozen=True)
class _Column:
    """A column as codes and distinct texts, all chunks sharing the one dictionary."""

    column: pa.ChunkedArray

    @property
    def texts(self) -> pa.Array:
        chunks = self.column.chunks
        return chunks[0].dictionary if chunks else pa.array([], pa.string())

    def where(self, of_text: np.ndarray) -> np.ndarray:
        """Rows (a mask) whose text is marked."""
        codes = [chunk.indices.to_numpy(zero_copy_only=False) for chunk in self.column.chunks]
        return of_text[np.concatenate(codes)] if codes else np.zeros(0, dtype=bool)


def make_table(
    name: str, decoded: Decoded, dialect: Dialect, parsed: Parsed, wanted: Mapping[str, object]
) -> TextTable:
    """The table of text of parsed records, everything odd about them said.

    Raises
    ------
    UnreadableFile
        `no_rows`, `mostly_ragged`, `blank_header`, `second_header` or `cell_too_long`.
    """
    total = parsed.data.num_rows + len(parsed.ragged) + len(parsed.broken)
    if total == 0:
        raise UnreadableFile("no_rows", "The file has a header and no rows under it.",
                             "Choose a file with data.")  # fmt: skip
    parsed = replace(parsed, data=parsed.data.select(dialect.order))
    columns = [_Column(column) for column in parsed.data.columns]
    overfull, dropped = _check_unnamed(columns, dialect)
    codes, more = _judge_rows(parsed, dialect, columns[: len(dialect.columns)], overfull)
    data = parsed.data.select(range(len(dialect.columns))).rename_columns(list(dialect.columns))
    questions = _read_questions(data, more)
    headers, numbers = tuple(parsed.row_numbers[more].tolist()), parsed.row_numbers
    if codes or headers:
        kept = ~more & ~np.isin(numbers, list(codes))
        data, numbers = data.filter(pa.array(kept)), numbers[kept]
    if data.num_rows == 0:
        raise UnreadableFile("no_rows", "No row under the header can be used.",
                             "Choose a file with data.")  # fmt: skip
    check_lengths(data, numbers)
    decimal, doubts = decide_decimal(
        {column: _Column(data[column]).texts for column in dialect.columns},
        dialect.delimiter,
        wanted.get("decimal"),
    )
    rejected = tuple(sorted(codes.items()))
    said = (*_leave_known(dialect.findings, headers), *_describe_headers(headers, columns))
    found = (*decoded.findings, *said, *parsed.findings, *dropped, *doubts,
             *_describe(rejected, dialect))  # fmt: skip
    decisions = Decisions(decoded.encoding, dialect.delimiter, decimal, dialect.header_row)
    rows = total - len(headers)
    return TextTable(
        name, dialect.columns, data, numbers, rows, rejected, decisions, found, questions
    )


def _judge_rows(
    parsed: Parsed, dialect: Dialect, named: list[_Column], overfull: np.ndarray
) -> tuple[dict[int, str], np.ndarray]:
    """The code of each row that is rejected, and a mask of further header rows."""
    more = _find_more_headers(parsed.data.select(range(len(named))))
    echoes = _find_headers(named, dialect, parsed.row_numbers, more)
    more &= ~echoes
    ragged = [*parsed.ragged, *parsed.row_numbers[overfull & ~more]]
    codes = {int(row): _RAGGED for row in ragged}
    if 2 * len(codes) > parsed.data.num_rows + len(parsed.ragged):
        raise mostly_ragged(len(dialect.columns), dialect.header_row)
    codes |= {int(row): _BROKEN for row in parsed.broken}
    return codes | {int(row): _REPEATED for row in parsed.row_numbers[echoes & ~overfull]}, more


def _check_unnamed(
    columns: list[_Column], dialect: Dialect
) -> tuple[np.ndarray, tuple[Finding, ...]]:
    """Rows with something in a cell beyond the header, and the finding on empty columns."""
    rows = len(columns[0].column)
    overfull, named = np.zeros(rows, dtype=bool), len(dialect.columns)
    for place in range(named, dialect.width):
        filled = pc.not_equal(pc.utf8_trim_whitespace(columns[place].texts), "")
        if not pc.any(filled).as_py():
            continue
        if dialect.order[place] < dialect.names_given:
            raise blank_header(str(dialect.order[place] + 1), dialect.header_row)
        overfull |= columns[place].where(filled.to_numpy(zero_copy_only=False))
    said = []
    if dialect.empty:
        places = ", ".join(str(place + 1) for place in dialect.empty)
        said.append(Finding("info", "empty_columns", "", (), f"Columns without a name and without "
                            f"a value were left out (place {places}).",
                            "Nothing to do."))  # fmt: skip
    more = dialect.width - len(dialect.empty) - named
    if more > 0:
        # Where the header lacks those cells, a name may be missing instead.
        severity: Severity = "info" if dialect.names_given >= dialect.width else "warning"
        message = f"Every row ends in {more} unnamed empty cell(s), left out."
        said.append(Finding(severity, "trailing_delimiter", "", (), message, "Nothing to do, if "
                            "the names stand over the right columns."))  # fmt: skip
    return overfull, tuple(said)


def _find_headers(
    columns: list[_Column], dialect: Dialect, rows: np.ndarray, more: np.ndarray
) -> np.ndarray:
    """Rows that are the header again; a row that is another header refuses the file."""
    names = [name.casefold() for name in dialect.columns]
    words = pa.array([name for name in names if not is_number(name)], pa.string())
    exact, known = np.zeros((2, len(rows)), dtype=np.int16)
    for name, column in zip(names, columns, strict=True):
        texts = pc.utf8_lower(pc.utf8_trim(column.texts, " \t\r\n\ufeff\xa0"))
        own = pc.equal(texts, name).to_numpy(zero_copy_only=False)
        one = pc.is_in(texts, value_set=words).to_numpy(zero_copy_only=False)
        if own.any():
            exact += column.where(own)
        if one.any():
            known += column.where(one)
    echoes = exact == len(names)
    other = ~echoes & ~more & (known >= max(2, -(-len(words) // 2)))
    if other.any():
        row = int(rows[np.argmax(other)])
        raise UnreadableFile("second_header", f"Row {row} names columns again, and otherwise than "
                             f"row {dialect.header_row}: two tables stand under each other.",
                             "Put each table in a file of its own.")  # fmt: skip
    return echoes


def _find_survey_headers(columns: list[_Column]) -> np.ndarray:
    """The second and third header of a survey's export: questions, then import ids as JSON."""
    start = pa.array([text.replace(" ", "") for text in columns[0].texts.to_pylist()], pa.string())
    rows = columns[0].where(pc.starts_with(start, _IMPORT_ID).to_numpy(zero_copy_only=False))
    found = np.flatnonzero(rows[:_HEADERS_OF_A_SURVEY])
    if len(found):
        rows[: found[0]] = True
    return rows


def _find_more_headers(data: pa.Table) -> np.ndarray:
    """Further header rows under the header: a survey's, or labels and units over numbers."""
    rows = _find_survey_headers([_Column(column) for column in data.columns])
    if not rows.any():
        start = data.slice(0, _LOOKED_AT)
        texts = [[str(text) for text in column.to_pylist()] for column in start.columns]
        rows[: count_header_rows([list(record) for record in zip(*texts, strict=True)])] = True
    return rows


def _read_questions(data: pa.Table, more: np.ndarray) -> dict[str, str]:
    """What the first of further header rows says of each column: what a survey asked."""
    if not more.any():
        return {}
    first = data.slice(int(np.argmax(more)), 1).to_pylist()[0]
    return {column: str(text or "").strip() for column, text in first.items()}


def _leave_known(findings: tuple[Finding, ...], rows: tuple[int, ...]) -> tuple[Finding, ...]:
    """Findings without the doubt about a second header where one is known."""
    return tuple(
        f for f in findings if f.code != "second_header_row" or not set(f.rows) & set(rows)
    )


def _describe_headers(rows: tuple[int, ...], columns: list[_Column]) -> tuple[Finding, ...]:
    """What was taken for further headers; certain where import ids of a survey are among them."""
    if not rows:
        return ()
    severity: Severity = "info" if _find_survey_headers(columns).any() else "warning"
    message = (
        f"{list_rows(rows)}: further header rows (questions, labels, units), not read as data."
    )
    return (Finding(severity, "header_rows", "", rows, message, "Check that they are none."),)


def check_lengths(data: pa.Table, numbers: np.ndarray) -> None:
    """Refuse a table with a cell longer than a spreadsheet holds, naming its row."""
    for column in map(_Column, data.columns):
        long = pc.greater(pc.utf8_length(column.texts), settings.MAXIMUM_CELL)
        if pc.any(long).as_py():
            where = column.where(long.to_numpy(zero_copy_only=False))
            if where.any():
                raise cell_too_long(int(numbers[np.argmax(where)]))


def _describe(rejected: tuple[tuple[int, str], ...], dialect: Dialect) -> tuple[Finding, ...]:
    """One finding for each reason rows were rejected."""
    reasons: tuple[tuple[str, Severity, str, str], ...] = (
        (_RAGGED, "error", f"more or fewer cells than the {len(dialect.columns)} columns of the "
         "header; not read.", "Correct the row: a cell with the delimiter in it needs quotes."),
        (_BROKEN, "error", "a quote opens or closes in the wrong place, so where cells end is not "
         "known; not read.", "Mend the quotes in the row."),
        (_REPEATED, "warning", "a header again; not read as data.", "Nothing to do."),
    )  # fmt: skip
    found = []
    for code, severity, message, mend in reasons:
        rows = tuple(row for row, why in rejected if why == code)
        if rows:
            text = f"{list_rows(rows)}: {message}"
            found.append(Finding(severity, code, "", rows, text, mend))
    return tuple(found)
