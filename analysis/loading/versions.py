"""Scores that fit another version of an instrument: named, and asked for where most do."""

from dataclasses import replace
from typing import Final

import numpy as np

from analysis.core import Instrument

from .cells import MISSING_NUMBERS, is_missing, read_numbers
from .instruments import load_catalogue
from .mapping import Mapping
from .ranges import is_inside, list_fitting, name_range, name_versions
from .records import Records
from .roles import SHARED_NAMES
from .scores import UNKNOWN, Instruments
from .sheets import Sheet
from .spellings import fold

_FEWEST: Final = 5
_SHARE: Final = 0.1
"""So many scores, and this share of all, outside the range: more than slips of the pen."""


def ask_for_versions(
    sheet: Sheet, records: Records, instruments: Instruments, mapping: Mapping
) -> Instruments:
    """The instruments, without those whose scores fit another version of them alone.

    A name that versions share is nobody's to guess; nor is a label that is not mapped and of whose
    scores at least five and a tenth are outside the range, while all are inside that of another
    version. It stands under its own name until somebody says which it is; no row is rejected.
    """
    catalogue = load_catalogue().instruments
    if not any(name in catalogue and catalogue[name].versions for name in instruments.names):
        return instruments
    said = {fold(label) for label in mapping.instruments}
    value = read_numbers(records.score, sheet.decimal)[records.score.codes]
    used = sheet.kept[records.row] & (instruments.number != UNKNOWN) & ~np.isnan(value)
    used &= ~records.score.where(lambda text: is_missing(text, sheet.missing))
    used &= ~np.isin(value, MISSING_NUMBERS)
    for label, code in tuple(instruments.codes.items()):
        scale = catalogue.get(code)
        alone = list(instruments.codes.values()).count(code) == 1
        if fold(label) in said or scale is None or not scale.versions or not alone:
            continue
        here = used & (instruments.number == instruments.names.index(code))
        outside = here & ~is_inside(value, scale)
        fitting = list_fitting(scale, value[here])
        if fitting and outside.sum() >= max(_FEWEST, _SHARE * here.sum()):
            _ask(sheet, records, label, scale, fitting, outside)
            instruments = _set_aside(instruments, label, code, fitting)
        elif fold(label) in SHARED_NAMES and fitting:
            either = [scale, *fitting] if not outside.any() else fitting
            _say_shared(sheet, records, label, either)
            instruments = _set_aside(instruments, label, code, either)
    return instruments


def _ask(
    sheet: Sheet,
    records: Records,
    label: str,
    scale: Instrument,
    fitting: list[Instrument],
    outside: np.ndarray,
) -> None:
    column = label if label in records.columns else records.columns[0]
    sheet.note("warning", "out_of_range", column, np.unique(records.row[outside]),
               f"{int(outside.sum())} scores are outside the range of {scale.name}, "
               f"{name_range(scale)}, and all fit {name_versions(fitting)}.",
               f"Map it to {' or '.join(one.code for one in fitting)}, or to {scale.code} if "
               "these scores are wrong.")  # fmt: skip


def _say_shared(sheet: Sheet, records: Records, label: str, either: list[Instrument]) -> None:
    column = label if label in records.columns else records.columns[0]
    sheet.note("warning", "instrument_in_doubt", column, None,
               f"the name and the scores fit {name_versions(either)}.",
               f"Map it to {' or '.join(one.code for one in either)}.")  # fmt: skip


def _set_aside(
    instruments: Instruments, label: str, code: str, fitting: list[Instrument]
) -> Instruments:
    """The instruments with one under the file's own name, its meaning asked for."""
    lows = [-np.inf if one.minimum is None else one.minimum for one in fitting]
    highs = [np.inf if one.maximum is None else one.maximum for one in fitting]
    return replace(
        instruments,
        names=tuple(label if name == code else name for name in instruments.names),
        codes={own: known for own, known in instruments.codes.items() if own != label},
        limits=instruments.limits | {label: (min(lows), max(highs))},
        needs_mapping=True,
    )
