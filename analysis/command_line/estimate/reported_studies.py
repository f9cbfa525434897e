"""Studies in a plain file: their labels, effects and variances, from whatever columns it has."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate
from analysis.meta_analysis import (
    MEANS_MEASURES,
    TABLE_MEASURES,
    MeansMeasure,
    TableMeasure,
    effects_from_means,
    effects_from_tables,
)

from .plain_table import PlainTable
from .request import Request, split_names

_SYNONYMS = {
    "y": "yi", "v": "vi", "se": "sei", "m1": "m1i", "sd1": "sd1i", "n1": "n1i", "m2": "m2i",
    "sd2": "sd2i", "n2": "n2i", "a": "ai", "b": "bi", "c": "ci", "d": "di",
}  # fmt: skip
_MEANS = ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")
_KNOWN = {"yi", "vi", "sei", *_MEANS, "ai", "bi", "ci", "di"}
_METAPSY_EFFECT = {"yi": ".g", "sei": ".g_se"}
_METAPSY_MEANS = {
    "m1i": "mean_arm1", "sd1i": "sd_arm1", "n1i": "n_arm1",
    "m2i": "mean_arm2", "sd2i": "sd_arm2", "n2i": "n_arm2",
}  # fmt: skip
_Six = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]
_LABEL_COLUMNS = ("study", "slab", "author", "source", "label")


@dataclass(frozen=True, eq=False)
class ReportedStudies:
    """Studies with an effect; `tables` and `means` hold what they report, where they do.

    `kept` marks the file's rows they come from; `measure` is a word for messages.
    """

    labels: list[str]
    y: np.ndarray
    v: np.ndarray
    measure: str
    kept: np.ndarray
    tables: tuple[np.ndarray, ...] | None = None
    means: tuple[np.ndarray, ...] | None = None


def read_studies(request: Request) -> ReportedStudies:
    """Effects as given (yi with vi or sei), else computed from tables or means.

    Raises
    ------
    CannotEstimate
        "bad_columns" when --columns cannot be read, "option_missing" when it is wanting,
        "bad_measure" when --measure does not fit, "nothing_to_pool" when no row has an effect.
    """
    columns = find_columns(request)
    get = request.table.numbers
    measure = (request.options.measure or "").upper()
    means = tuple(get(columns[name]) for name in _MEANS) if set(_MEANS) <= set(columns) else None
    tables = _read_tables(columns, request.table)
    if "yi" in columns:
        y = get(columns["yi"])
        v = get(columns["vi"]) if "vi" in columns else get(columns["sei"]) ** 2
        measure = measure or "as in the file"
    elif means is not None:
        measure = _fitting(measure, MEANS_MEASURES, "SMD")
        found = effects_from_means(*_six(means), _means_measure(measure))
        y, v = found.y, found.v
    elif tables is not None:
        measure = _fitting(measure, TABLE_MEASURES, "RR")
        found = effects_from_tables(*tables, _table_measure(measure))
        y, v = found.y, found.v
    else:
        raise _no_columns(request.verb)
    return _keep_known(request, y, v, measure, tables, means)


def find_columns(request: Request) -> dict[str, str]:
    """What each named quantity is called in the file: --columns, else names it goes by."""
    given = request.options.columns
    if given:
        return _parse(given)
    there = set(request.table.columns)
    for wanted in (("yi", "vi"), ("yi", "sei"), _MEANS, ("ai", "n1i", "ci", "n2i"),
                   ("ai", "bi", "ci", "di")):  # fmt: skip
        if set(wanted) <= there:
            return {name: name for name in wanted}
    if set(_METAPSY_EFFECT.values()) <= there:
        return dict(_METAPSY_EFFECT)
    raise _no_columns(request.verb)


def find_summaries(request: Request) -> dict[str, str]:
    """Columns of means, and of the file's own effect, with the names databases give them."""
    there = set(request.table.columns)
    found = _parse(request.options.columns) if request.options.columns else {}
    for known in (_METAPSY_MEANS, _METAPSY_EFFECT):
        if set(known.values()) <= there and not set(known) & set(found):
            found |= known
    if not set(_MEANS) <= set(found):
        raise _no_columns(request.verb)
    return found


def label_rows(request: Request) -> list[str]:
    """A label for each row: --id a,b (joined by a space), else a column of names, else its number.

    Names that are not unique are joined with the year, as authors are.
    """
    table = request.table
    if request.options.id:
        return _join(table, split_names(request.options.id))
    names = [name for name in _LABEL_COLUMNS
             if name in table.columns and not table.is_numeric(name)]  # fmt: skip
    if not names:
        return [str(i + 1) for i in range(table.rows)]
    plain = _join(table, names[:1])
    if len(set(plain)) < len(plain) and "year" in table.columns:
        dated = _join(table, [names[0], "year"])
        ends = all(one.endswith(two.rsplit(" ", 1)[1]) for one, two in zip(plain, dated,
                                                                          strict=True))  # fmt: skip
        return plain if ends else dated
    return plain


def _join(table: PlainTable, names: list[str]) -> list[str]:
    columns = [table.labels(name) for name in names]
    return [" ".join(str(cell) for cell in row if cell is not None)
            for row in zip(*columns, strict=True)]  # fmt: skip


def _keep_known(
    request: Request, y: np.ndarray, v: np.ndarray, measure: str,
    tables: tuple[np.ndarray, ...] | None, means: tuple[np.ndarray, ...] | None,
) -> ReportedStudies:  # fmt: skip
    kept = ~(np.isnan(y) | np.isnan(v))
    if not kept.any():
        raise CannotEstimate("nothing_to_pool", "No row has an effect and its variance.",
                             "Check --columns, --where and --where-not.")  # fmt: skip
    labels = [label for label, keep in zip(label_rows(request), kept, strict=True) if keep]
    return ReportedStudies(
        labels, y[kept], v[kept], measure, kept,
        None if tables is None else tuple(cell[kept] for cell in tables),
        None if means is None else tuple(cell[kept] for cell in means),
    )  # fmt: skip


def _read_tables(
    columns: Mapping[str, str], table: PlainTable
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray] | None:
    """Events and people in each arm, from either way of writing a table."""
    if not {"ai", "ci"} <= set(columns):
        return None
    a, c = (table.numbers(columns[name]) for name in ("ai", "ci"))
    people = []
    for events, whole, rest in ((a, "n1i", "bi"), (c, "n2i", "di")):
        if whole in columns:
            people.append(table.numbers(columns[whole]))
        elif rest in columns:
            people.append(events + table.numbers(columns[rest]))
        else:
            return None
    return a, people[0], c, people[1]


def _parse(given: str) -> dict[str, str]:
    found = {}
    for part in split_names(given):
        name, equals, column = part.partition("=")
        name = _SYNONYMS.get(name.strip(), name.strip())
        if not equals or name not in _KNOWN:
            raise CannotEstimate(
                "bad_columns", f"“{part}” in --columns is not one of yi, vi, sei, m1, sd1, n1, m2, "
                "sd2, n2, ai, bi, ci, di with = and a column.", "Write yi=effect,vi=variance.",
            )  # fmt: skip
        found[name] = column.strip()
    if "yi" in found and not {"vi", "sei"} & set(found):
        raise CannotEstimate("bad_columns", "An effect needs its variance or standard error.",
                             "Add vi=COLUMN or sei=COLUMN to --columns.")  # fmt: skip
    return found


def _fitting(measure: str, measures: tuple[str, ...], default: str) -> str:
    if measure and measure not in measures:
        raise CannotEstimate("bad_measure", f"--measure {measure} does not fit these columns.",
                             f"Choose {' or '.join(measures)}.")  # fmt: skip
    return measure or default


def _six(means: tuple[np.ndarray, ...]) -> _Six:
    m1, sd1, n1, m2, sd2, n2 = means
    return m1, sd1, n1, m2, sd2, n2


def _table_measure(measure: str) -> TableMeasure:
    return "RR" if measure == "RR" else "OR" if measure == "OR" else "RD"


def _means_measure(measure: str) -> MeansMeasure:
    return "SMD" if measure == "SMD" else "MD"


def _no_columns(verb: str) -> CannotEstimate:
    return CannotEstimate(
        "option_missing", f"`{verb}` needs --columns.",
        "Write yi=..,vi=.. or yi=..,sei=.. or m1=..,sd1=..,n1=..,m2=..,sd2=..,n2=.. or "
        "ai=..,n1=..,ci=..,n2=.. or ai=..,bi=..,ci=..,di=..",
    )  # fmt: skip
