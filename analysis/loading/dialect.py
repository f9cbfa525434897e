"""How a text is divided into cells, and where its header stands; never guessed in silence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from analysis.core import Finding

from .headers import (
    describe_start,
    find_empty_columns,
    find_header,
    find_width,
    is_header_data,
    mostly_ragged,
    name_columns,
    one_column,
)
from .samples import Sample, cut_sample, find_line_end, take_sample
from .text_table import UnreadableFile

DELIMITERS: Final = (",", ";", "\t", "|")
_EVEN: Final = 0.5


@dataclass(frozen=True)
class Dialect:
    """How to divide a text: `width` is the number of cells of a full record.

    Records may have unnamed cells at their end; `names_given` is the number of cells of the header
    itself. `empty` are the places of columns before the last that have neither name nor values.
    """

    delimiter: str
    line_end: str
    header_row: int
    columns: tuple[str, ...]
    width: int
    names_given: int
    findings: tuple[Finding, ...]
    empty: tuple[int, ...] = ()

    @property
    def order(self) -> tuple[int, ...]:
        """Places of the cells of a record: those with a name first, the rest after them."""
        return (*(p for p in range(self.width) if p not in self.empty), *self.empty)


@dataclass(frozen=True)
class _Candidate:
    sample: Sample
    header: int
    width: int
    share: float
    is_data: bool

    @property
    def perfect(self) -> bool:
        first = next(i for i, record in enumerate(self.sample.records) if record)
        fits = len(self.sample.records[self.header]) == self.width
        return fits and self.share == 1 and self.header == first and not self.sample.broken


def choose_dialect(text: bytes, wanted: Mapping[str, object]) -> Dialect:
    """The delimiter under which records have evenly many cells, and the header row.

    Parameters
    ----------
    text : bytes
        UTF-8.
    wanted : mapping
        `delimiter` and `header_row` are obeyed where they are given.

    Raises
    ------
    UnreadableFile
        Where no delimiter or more than one would do, or there is no usable header.
    """
    asked, row = wanted.get("delimiter") or None, _read_row(wanted.get("header_row"))
    if asked is not None and asked not in DELIMITERS:
        raise UnreadableFile("unknown_delimiter", "The delimiter asked for is not one that is "
                             "read.", "Use a comma, semicolon, tab or bar.")  # fmt: skip
    line_end, start = find_line_end(text), cut_sample(text)
    whole = len(start.encode()) == len(text)
    samples = [
        take_sample(start, delimiter, whole)
        for delimiter in ([str(asked)] if asked else DELIMITERS)
        if delimiter in start
    ]
    if row is not None and samples and all(not _has_row(sample, row) for sample in samples):
        raise UnreadableFile("no_such_row", f"Row {row} was chosen as the header and is not there, "
                             "is blank or is too far down.", "Choose another row.")  # fmt: skip
    found = [c for sample in samples if (c := _judge(sample, row)) is not None]
    if not found:
        raise _explain(samples)
    chosen, uncertain = _choose(found, row)
    return _describe(chosen, line_end, uncertain, row is not None)


def _read_row(wanted: object) -> int | None:
    if wanted in (None, ""):
        return None
    if isinstance(wanted, bool) or not str(wanted).isdecimal() or int(str(wanted)) < 1:
        raise UnreadableFile("no_such_row", "The header row asked for is not a whole number from "
                             "1.", "Count rows as a spreadsheet shows them.")  # fmt: skip
    return int(str(wanted))


def _has_row(sample: Sample, row: int) -> bool:
    return row <= len(sample.records) and bool(sample.records[row - 1])


def _judge(sample: Sample, row: int | None) -> _Candidate | None:
    """What a delimiter would make of the text; None where it makes no columns."""
    if row is not None and not _has_row(sample, row):
        return None
    records = list(sample.records[row - 1 if row else 0 :])
    width = find_width(records)
    header = row - 1 if row else find_header(sample, width)
    if width < 2 or header < 0:
        return None
    data = sample.data_after(header)
    share = sum(len(record) == width for record in data) / len(data) if data else 1.0
    is_data = row is None and is_header_data(sample, header, width)
    return _Candidate(sample, header, width, share, is_data)


def _choose(found: list[_Candidate], row: int | None) -> tuple[_Candidate, bool]:
    """The one candidate that divides the rows evenly, and whether another might too."""
    named = [candidate for candidate in found if not candidate.is_data]
    if not named:
        raise UnreadableFile("no_header", f"Row {found[0].header + 1} looks like data: the columns "
                             "have no names.", "Add a first row that names the columns, or choose "
                             "the header row.")  # fmt: skip
    even = [candidate for candidate in named if candidate.share >= _EVEN]
    perfect = [candidate for candidate in even if candidate.perfect]
    if len(perfect) == 1:
        rivals = [c for c in even if c is not perfect[0] and c.header == perfect[0].header]
        return perfect[0], bool(rivals)
    if len(even) > 1:
        raise UnreadableFile("ambiguous_delimiter", "More than one delimiter divides the rows "
                             "evenly.", "Choose the delimiter.")  # fmt: skip
    if not even:
        best = max(named, key=lambda candidate: candidate.share)
        names = len(best.sample.records[best.header])
        raise mostly_ragged(names, best.header + 1) if names > 1 else one_column()
    return even[0], False


def _explain(samples: list[Sample]) -> UnreadableFile:
    """Why no delimiter makes columns: the quotes, or there is no table."""
    broken = [sample for sample in samples if sample.broken]
    if broken and len(broken) == len(samples):
        return broken_quotes(max(sample.broken_rows[0] for sample in broken) + 1)
    return one_column()


def broken_quotes(row: int) -> UnreadableFile:
    """The refusal of a file whose quotes cannot be followed."""
    return UnreadableFile(
        "broken_quotes",
        f"Row {row}: a quote opens or closes in the wrong place, so where cells end is not known.",
        "Mend the quotes in that row, or export the table again.",
    )


def _describe(chosen: _Candidate, line_end: str, uncertain: bool, by_user: bool) -> Dialect:
    sample, header = chosen.sample, chosen.header
    if sample.broken_rows and sample.broken_rows[0] <= header:
        raise broken_quotes(sample.broken_rows[0] + 1)
    names = sample.records[header]
    empty = find_empty_columns(sample, header)
    given = [name for place, name in enumerate(names) if place not in empty]
    columns = name_columns(given, chosen.width - len(empty), header + 1)
    findings = describe_start(sample, header, chosen.width, by_user)
    if uncertain:
        findings.append(Finding("warning", "delimiter_uncertain", "", (), "Another delimiter "
                                "divides many of the rows too.",
                                "Check the columns shown, or choose the delimiter."))  # fmt: skip
    return Dialect(sample.delimiter, line_end, header + 1, columns, chosen.width, len(names),
                   tuple(findings), empty)  # fmt: skip
