"""The catalogue: instruments and conditions, read from two sheets a clinician can correct."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from analysis.core import Catalogue, Condition, Finding, Instrument

from .catalogue_sheet import CatalogueFault, Row, read_rows
from .instrument_rows import COLUMNS, is_known_column, read_instrument
from .spellings import fold

DATA: Final = Path(__file__).resolve().parents[2] / "data"
"""The project's own data folder."""

_CONDITION_COLUMNS: Final = ("code", "label", "primary_instruments", "why")


@lru_cache(maxsize=8)
def load_catalogue(folder: Path | None = None) -> Catalogue:
    """All instruments and conditions, from `instruments.csv` and `conditions.csv`.

    Parameters
    ----------
    folder
        Where the two sheets are; the project's data folder if not given.

    Returns
    -------
    Catalogue
        Instruments and conditions by code, in the order of the sheets. Read once a folder.

    Raises
    ------
    CatalogueFault
        If anything in either sheet is wrong: every fault at once, with its row and column.
    """
    place = folder or DATA
    faults: list[Finding] = []
    rows = read_rows(place / "instruments.csv", COLUMNS, faults)
    instruments = [(row, read_instrument(row)) for row in rows]
    _check_columns(rows)
    _check_codes(rows)
    _check_spellings(instruments)
    by_code = {instrument.code: instrument for _, instrument in instruments}
    rows = read_rows(place / "conditions.csv", _CONDITION_COLUMNS, faults)
    _check_codes(rows)
    conditions = [_read_condition(row, by_code) for row in rows]
    if faults:
        raise CatalogueFault(faults)
    return Catalogue(by_code, {condition.code: condition for condition in conditions})


def find_instrument(catalogue: Catalogue, text: str) -> str | None:
    """Code of the instrument that a code, name or alias means, else None.

    Case, spaces and punctuation do not matter. Several scales share a short name in use (`bdi`,
    `hamd`): the answer is a first guess which the reader of a file confirms.
    """
    named = tuple((i.code, i.name, i.aliases) for i in catalogue.instruments.values())
    return _index_spellings(named).get(fold(text))


@lru_cache(maxsize=8)
def _index_spellings(named: tuple[tuple[str, str, tuple[str, ...]], ...]) -> dict[str, str]:
    return {
        fold(spelling): code
        for code, name, aliases in named
        for spelling in (code, name, *aliases)
    }  # fmt: skip


def _check_columns(rows: list[Row]) -> None:
    for column in rows[0].cells if rows else ():
        if not is_known_column(column):
            heading = Row(rows[0].file, 1, {}, rows[0].faults)
            message = "No such column is known here."
            heading.fault("unknown_column", column, message, "Correct its heading or remove it.")


def _check_codes(rows: list[Row]) -> None:
    first: dict[str, int] = {}
    for row in rows:
        code = row.text("code")
        if code and first.setdefault(code, row.number) != row.number:
            message = f"This code stands in row {first[code]} as well."
            row.fault("code_twice", "code", message, "Give one of them another code.")


def _check_spellings(instruments: list[tuple[Row, Instrument]]) -> None:
    """No name of one instrument may mean another as well."""
    owner: dict[str, Row] = {}
    for row, column, spelling in _list_spellings(instruments):
        other = owner.setdefault(fold(spelling), row)
        if other.text("code") != row.text("code"):
            message = f"A name here means the instrument in row {other.number} as well."
            row.fault("name_twice", column, message, "Keep the name at one of them.")


def _list_spellings(instruments: list[tuple[Row, Instrument]]) -> Iterator[tuple[Row, str, str]]:
    for row, instrument in instruments:
        yield row, "code", instrument.code
    for row, instrument in instruments:
        yield row, "name", instrument.name
        yield from ((row, "aliases", alias) for alias in instrument.aliases)


def _read_condition(row: Row, instruments: dict[str, Instrument]) -> Condition:
    column = "primary_instruments"
    codes = row.split(column)
    row.needed("code")
    for code in codes:
        known = instruments.get(code)
        if known is None:
            message = "A code here is not in the instrument sheet."
            row.fault("unknown_instrument", column, message, "Correct or remove it.")
        elif not known.measures_benefit:
            message = f"{code} has no better direction."
            row.fault("no_direction", column, message, "Remove it from the list.")
    if len(set(codes)) < len(codes):
        row.fault("code_twice", column, "An instrument stands here twice.", "Keep one of them.")
    return Condition(row.text("code"), row.needed("label"), codes, row.needed("why"))
