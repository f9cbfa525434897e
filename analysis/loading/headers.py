"""Which record names the columns, and whether it really does."""

from collections import Counter
from typing import Final

from analysis.core import Finding, Severity, settings

from .samples import Sample, is_missing, is_number, list_columns
from .text_table import UnreadableFile
from .wording import list_rows

ROW_NAMES: Final = "row_names"

_MAY_REPEAT: Final = ("Complete?", "Survey Timestamp")
"""Headings that REDCap's labelled exports give one column of every form; they are numbered."""

_MORE_HEADERS: Final = 2
_NEARLY_ALL: Final = 0.8
_MOSTLY: Final = 0.5
_REPEATS: Final = 0.1
"""A header's own text in this share of the values under it, in two columns: it is data."""


def find_width(records: list[list[str]]) -> int:
    """The commonest number of cells of a record; the larger of two that are as common."""
    counts = Counter(len(record) for record in records if record)
    return max(counts, key=lambda width: (counts[width], width)) if counts else 0


def find_header(sample: Sample, width: int) -> int:
    """Position of the first record with at least half (and two) of the cells filled; else -1."""
    least = max(2, -(-width // 2))
    for place, record in enumerate(sample.records):
        if sum(bool(cell.strip()) for cell in record) >= least:
            return place
    return -1


def is_header_data(sample: Sample, header: int, width: int) -> bool:
    """Whether the header looks like a record: a number over numbers, or values seen again."""
    names = sample.records[header]
    repeated = 0
    data = [record for record in sample.data_after(header) if record != names]
    columns = list_columns(data, width)
    for name, values in zip(names, columns, strict=False):
        if not values or not name.strip():
            continue
        if is_number(name) and _share_of_numbers(values) > _MOSTLY:
            return True
        same = values.count(name)
        repeated += same >= 2 and same >= _REPEATS * len(values)
    return repeated >= 2


def _share_of_numbers(values: list[str]) -> float:
    return sum(map(is_number, values)) / len(values)


def find_empty_columns(sample: Sample, header: int) -> tuple[int, ...]:
    """Places before the last name where neither the header nor any record has anything."""
    names = [name.strip() for name in sample.records[header]]
    while names and not names[-1]:
        names.pop()
    data = sample.data_after(header)
    return tuple(
        place
        for place, name in enumerate(names)
        if not name and data and not any(r[place].strip() for r in data if place < len(r))
    )


def name_columns(names: list[str], width: int, row: int) -> tuple[str, ...]:
    """The header's texts, stripped; unnamed columns at the right end are left off.

    A first column without a name holds row names (R writes them so) and is called that.

    Parameters
    ----------
    names : list of str
        Cells of the header.
    width : int
        Cells of a full record.
    row : int
        Row number of the header.

    Raises
    ------
    UnreadableFile
        `too_many_columns`, `blank_header`, `duplicate_header`, `mostly_ragged` or `one_column`.
    """
    given = len(names)
    while given > width and not names[given - 1].strip():
        given -= 1
    names, most = names[:given], max(len(names), width)
    if most > settings.MAXIMUM_COLUMNS:
        raise UnreadableFile("too_many_columns", f"The file has {most:,} columns, "
                             f"more than the {settings.MAXIMUM_COLUMNS:,} read here.",
                             "Leave out columns that are not needed.")  # fmt: skip
    if len(names) > width:
        raise mostly_ragged(len(names), row)
    columns = tuple(name.strip().strip("\ufeff").strip() for name in names)
    while columns and not columns[-1]:
        columns = columns[:-1]
    if columns and not columns[0] and ROW_NAMES not in columns:
        columns = (ROW_NAMES, *columns[1:])
    blank = [str(place) for place, name in enumerate(columns, 1) if not name]
    if blank:
        raise blank_header(", ".join(blank[:5]), row)
    columns = _number_repeats(columns)
    repeated = {name for name, n in Counter(columns).items() if n > 1}
    if repeated:
        places = [str(place) for place, name in enumerate(columns, 1) if name in repeated]
        raise UnreadableFile("duplicate_header", f"Row {row}: columns {', '.join(places[:5])} have "
                             "a name that another column has too.",
                             "Give every column its own name.")  # fmt: skip
    if len(columns) < 2:
        raise one_column()
    return columns


def _number_repeats(columns: tuple[str, ...]) -> tuple[str, ...]:
    """Names with those that may come again numbered: "Complete?", "Complete? (2)"."""
    if not any(columns.count(name) > 1 for name in _MAY_REPEAT):
        return columns
    seen: Counter[str] = Counter()
    numbered = []
    for name in columns:
        seen[name] += 1
        again = name in _MAY_REPEAT and seen[name] > 1
        numbered.append(f"{name} ({seen[name]})" if again else name)
    return tuple(numbered)


def blank_header(places: str, row: int) -> UnreadableFile:
    """The refusal of a file with columns that have no name."""
    return UnreadableFile("blank_header", f"Row {row}: column {places} has no name.",
                          "Name every column, or remove the columns without a name.")  # fmt: skip


def mostly_ragged(names: int, row: int) -> UnreadableFile:
    """The refusal of a file most of whose records do not fit its header."""
    return UnreadableFile(
        "mostly_ragged",
        f"Most rows have more or fewer cells than the {names} columns named in row {row}.",
        "Choose the delimiter and the header row, or export the table again with quotes "
        "around text.",
    )


def one_column() -> UnreadableFile:
    """The refusal of a text in which no delimiter makes columns."""
    return UnreadableFile(
        "one_column",
        "No columns were found: no comma, semicolon, tab or bar divides the rows evenly.",
        "Save the table as CSV with a header row, or choose the delimiter.",
    )


def describe_start(sample: Sample, header: int, width: int, chosen: bool) -> list[Finding]:
    """Findings on what stands before the header (only told, where the user chose it) and on a
    second header under it."""
    found = []
    before = [place + 1 for place in range(header) if sample.records[place]]
    if before:
        message = f"{list_rows(before)}: skipped, as the columns are named in row {header + 1}."
        severity: Severity = "info" if chosen else "warning"
        found.append(Finding(severity, "preamble_skipped", "", tuple(before), message,
                             "Check the header row shown, or choose another."))  # fmt: skip
    data = sample.data_after(header)
    if len(data) > 3 and _is_second_header(data, width):
        row = next(i for i in range(header + 1, len(sample.records)) if sample.records[i]) + 1
        found.append(Finding("warning", "second_header_row", "", (row,), f"Row {row}: there is "
                             "text where the rows below have numbers, as in a second header.",
                             "Remove the row, or choose it as the header row."))  # fmt: skip
    return found


def count_header_rows(records: list[list[str]]) -> int:
    """How many of the first two records are header rows as well (labels, units), not data.

    Those with text in every column that holds numbers below, where there are at least two such
    columns and three records below; in doubt none.
    """
    width = len(records[0]) if records else 0
    found = 0
    for place in range(min(_MORE_HEADERS, len(records) - 3)):
        below = list_columns(records[_MORE_HEADERS:], width)
        numeric = [k for k, values in enumerate(below) if _are_numbers(values)]
        texts = [records[place][k] for k in numeric]
        if len(numeric) < 2 or any(is_missing(text) or is_number(text) for text in texts):
            break
        found += 1
    return found


def _are_numbers(values: list[str]) -> bool:
    return len(values) >= 3 and _share_of_numbers(values) > _NEARLY_ALL


def _is_second_header(data: list[list[str]], width: int) -> bool:
    """Whether the first record has text in most of the columns that have numbers below."""
    first, numeric, texts = data[0], 0, 0
    if len(first) != width:
        return False
    for cell, values in zip(first, list_columns(data[1:], width), strict=True):
        if _are_numbers(values):
            numeric += 1
            texts += not is_missing(cell) and not is_number(cell)
    return texts > 0 and texts >= numeric / 2
