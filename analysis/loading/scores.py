"""Scores: which instrument, which number, which are missing, impossible or given twice."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from analysis.core import Instrument

from .cells import MISSING_NUMBERS, Cells, is_missing, read_numbers
from .instruments import load_catalogue
from .mapping import Mapping
from .ranges import list_fitting, name_range, name_versions
from .records import Records
from .roles import recognise_instrument
from .sheets import Sheet
from .spellings import fold

UNKNOWN: Final = -1


@dataclass(frozen=True, eq=False)
class Instruments:
    """The instruments of a file and which one each record is on.

    `names` are codes, or the file's own labels where no instrument at all is recognised;
    `codes` the code found for each of the file's labels.
    """

    names: tuple[str, ...]
    number: np.ndarray
    codes: dict[str, str]
    needs_mapping: bool = False
    limits: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Ranges of names that are not codes: of versions nobody has chosen yet."""


def recognise_instruments(cells: Cells, mapping: Mapping) -> Instruments:
    """The instrument of each record: mapped, else by its well-known names."""
    mapped = {fold(label): code for label, code in mapping.instruments.items()}
    codes: dict[str, str] = {}
    for label in cells.present():
        code = mapped.get(fold(label)) or recognise_instrument(label)
        if code:
            codes[label] = code
    if not codes:
        own = tuple(label for label in cells.present() if not is_missing(label))
        places = {label: number for number, label in enumerate(own)}
        return Instruments(own, cells.look_up(lambda x: places.get(x, UNKNOWN)), {}, True)
    names = tuple(dict.fromkeys(codes.values()))
    places = {label: names.index(code) for label, code in codes.items()}
    return Instruments(names, cells.look_up(lambda x: places.get(x, UNKNOWN)), codes)


def reject_unknown_instruments(
    sheet: Sheet, records: Records, instruments: Instruments, by_row: bool, column: str
) -> None:
    """Reject rows of a long file, or columns of others, on no instrument of the catalogue."""
    unknown = instruments.number == UNKNOWN
    message = "the instrument is not in the catalogue."
    mend = "Map it to an instrument, or correct its name."
    if by_row:
        rows = np.zeros(sheet.rows, dtype=bool)
        rows[records.row[unknown]] = True
        sheet.reject(rows, "unknown_instrument", column, message, mend)
        return
    filled = records.score.where(lambda text: not is_missing(text, sheet.missing))
    for place in np.unique(records.column[unknown]):
        here = unknown & filled & sheet.kept[records.row] & (records.column == place)
        name = records.columns[place]
        sheet.reject_scores(records.row[here], "unknown_instrument", name, message, mend)


def judge_scores(
    sheet: Sheet, records: Records, instruments: Instruments, by_row: bool
) -> np.ndarray:
    """The number of each record, NaN where there is none; every fault is said.

    Parameters
    ----------
    by_row : bool
        A long file: a bad cell rejects its row. Otherwise it rejects that score alone.
    """
    numbers = read_numbers(records.score, sheet.decimal)
    value = numbers[records.score.codes]
    blank = records.score.where(lambda text: is_missing(text, sheet.missing))
    kept = sheet.kept[records.row] & (instruments.number != UNKNOWN)
    low, high = _ranges(instruments)
    number = instruments.number
    outside = kept & ~blank & ((value < low[number]) | (value > high[number]))
    code = outside & np.isin(value, MISSING_NUMBERS)
    _say_missing(sheet, records, kept, blank, code)
    unbounded = np.where(value < 0, np.isinf(low[number]), np.isinf(high[number]))
    _say_doubtful(sheet, records, kept & ~blank & unbounded & np.isin(value, MISSING_NUMBERS))
    value[blank | code] = np.nan
    _drop_bad(sheet, records, kept & ~blank & ~code & np.isnan(value), "non_numeric", by_row,
              "the score is not a number.", "Write a number, or leave the cell blank.")  # fmt: skip
    _reject_outside(sheet, records, instruments, value, outside & ~code, by_row)
    value[outside] = np.nan
    value[~(sheet.kept[records.row] & (number != UNKNOWN))] = np.nan
    return value


def _ranges(instruments: Instruments) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest score of each instrument, and none for an unknown one (the last)."""
    catalogue = load_catalogue().instruments
    found: list[Instrument | None] = [catalogue.get(name) for name in instruments.names]
    low = [-np.inf if i is None or i.minimum is None else i.minimum for i in found]
    high = [np.inf if i is None or i.maximum is None else i.maximum for i in found]
    for name, (lowest, highest) in instruments.limits.items():
        place = instruments.names.index(name)
        low[place], high[place] = lowest, highest
    return np.array([*low, -np.inf]), np.array([*high, np.inf])


def _say_missing(
    sheet: Sheet, records: Records, kept: np.ndarray, blank: np.ndarray, code: np.ndarray
) -> None:
    worded = blank & (records.score.codes != _blank_code(records.score))
    for column, name in enumerate(records.columns):
        here = kept & (records.column == column)
        for where, why in ((worded, ""), (code, ", outside the range")):
            if (here & where).any():
                found = records.score.take(np.flatnonzero(here & where))
                sheet.note("info", "missing_codes", name, np.unique(records.row[here & where]),
                           f"read as no score: {_count_codes(found)}{why}.", "Declare it under "
                           "“missing_in” in the mapping to be sure.")  # fmt: skip
        missing = here & (blank | code)
        if missing.any():
            sheet.note("info", "missing_score", name, np.unique(records.row[missing]),
                       "there is no score.", "Nothing to do if it was not taken.")  # fmt: skip


def _count_codes(cells: Cells) -> str:
    """Which codes, and how often: numbers as they are, words only as words."""
    counts = np.bincount(cells.codes, minlength=len(cells.labels))
    numbers = read_numbers(cells)
    often = {f"{numbers[i]:g}": n for i, n in enumerate(counts) if n and not np.isnan(numbers[i])}
    words = int(counts[np.isnan(numbers)].sum())
    told = [f"{number} ({_say_times(n)})" for number, n in often.items()]
    return ", ".join(
        [*told, *([f"a text that stands for missing ({_say_times(words)})"] if words else [])]
    )


def _say_times(n: int) -> str:
    return "once" if n == 1 else f"{n} times"


def _say_doubtful(sheet: Sheet, records: Records, where: np.ndarray) -> None:
    """Numbers that often stand for missing, where no range tells; they are kept."""
    for column in np.unique(records.column[where]):
        rows = np.unique(records.row[where & (records.column == column)])
        sheet.note("warning", "missing_code_or_score", records.columns[column], rows, "a number "
                   f"that often stands for missing ({_name_numbers()}) is kept as a score, as no "
                   "range is known.", "List it under “missing” in the mapping if it is "
                   "none.")  # fmt: skip


def _name_numbers() -> str:
    return ", ".join(f"{number:g}" for number in MISSING_NUMBERS)


def _blank_code(cells: Cells) -> int:
    return cells.labels.index("") if "" in cells.labels else UNKNOWN


def _reject_outside(
    sheet: Sheet,
    records: Records,
    instruments: Instruments,
    value: np.ndarray,
    outside: np.ndarray,
    by_row: bool,
) -> None:
    catalogue = load_catalogue().instruments
    for number in np.unique(instruments.number[outside]):
        scale = catalogue[instruments.names[number]]
        here = outside & (instruments.number == number)
        shown = value[here]
        what = f"{shown[0]:g} is" if len(shown) == 1 else f"scores ({_shorten(shown)}) are"
        every = value[(instruments.number == number) & ~np.isnan(value)]
        fitting = list_fitting(scale, every[~np.isin(every, MISSING_NUMBERS)])
        other = f", or map it to {name_versions(fitting)} if it is that" if fitting else ""
        _drop_bad(sheet, records, here, "out_of_range", by_row,
                  f"{what} outside the range of {scale.name}, {name_range(scale)}.",
                  f"Correct it or remove it{other}.")  # fmt: skip


def _shorten(values: np.ndarray) -> str:
    distinct = [f"{value:g}" for value in np.unique(values)]
    return ", ".join(distinct[:5]) + (" …" if len(distinct) > 5 else "")


def _drop_bad(
    sheet: Sheet,
    records: Records,
    where: np.ndarray,
    code: str,
    by_row: bool,
    message: str,
    mend: str,
) -> None:
    """Reject the rows, or count the scores by column, whichever the shape asks for."""
    if by_row:
        rows = np.zeros(sheet.rows, dtype=bool)
        rows[records.row[where]] = True
        sheet.reject(rows, code, records.columns[0], message, mend)
        return
    for column in np.unique(records.column[where]):
        here = where & (records.column == column)
        sheet.reject_scores(records.row[here], code, records.columns[column], message, mend)
