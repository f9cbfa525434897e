"""One row of the instrument sheet -> an Instrument, with every fault of the row noted."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final, Literal, cast

from analysis.core import Band, Instrument, Rule, Sourced

from .catalogue_sheet import Row, parse_number

ALTERNATIVES: Final = {
    "response": "rule",
    "remission": "rule",
    "reliable_change": "points",
    "smallest_important": "points",
    "reliability": "coefficient",
}
"""What may have several published values: columns NAME_1, NAME_2 ..., the first is the default."""

COLUMNS: Final = (
    "code", "name", "construct", "rater", "better", "counts_people", "minimum", "maximum",
    "range_source", "recall_days", "recall_source", "bands", "bands_source", "caseness",
    "caseness_source", "between_group_margin", "between_group_margin_source",
    "between_group_margin_note", "aliases", "versions", "remarks",
    *(f"{name}_1{part}" for name in ALTERNATIVES for part in ("", "_source")),
)  # fmt: skip
"""Columns the sheet must have."""

_NUMBERED: Final = re.compile(rf"({'|'.join(ALTERNATIVES)})_[1-9](_source|_note)?")
_RULES: Final = {
    "percent_drop": r"drop\s+(\S+?)\s*(?:%|percent)",
    "points_drop": r"drop\s+(\S+)\s+points?",
    "at_most": r"at most\s+(\S+)",
    "below": r"below\s+(\S+)",
    "at_least": r"at least\s+(\S+)",
}
_BAND: Final = re.compile(r"(.+?):\s*(\S+)\s+to\s+(\S+)")
_DROPS: Final = ("percent_drop", "points_drop")
_CLOSED: Final = {"response", "remission", "reliable_change"}
"""What is never counted on a screen or a global item."""


def is_known_column(name: str) -> bool:
    """Whether the instrument sheet may have a column of this name."""
    return not name or name in COLUMNS or bool(_NUMBERED.fullmatch(name))


def read_instrument(row: Row) -> Instrument:
    """The instrument a row describes; what cannot be read is left out and noted as a fault."""
    better = row.choice("better", ("lower", "higher", "neutral", "unknown"))
    counts = row.choice("counts_people", ("no", "yes")) == "yes"
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*", row.needed("code")):
        mend = "Use capital letters, digits and underscores, beginning with a letter."
        row.fault("bad_code", "code", "This is not a code.", mend)
    minimum, maximum = _read_range(row)
    limits = (minimum, maximum, better)
    _check_counting(row, counts)
    sourced = {
        name: _read_numbers(row, name, limits) for name, kind in ALTERNATIVES.items()
        if kind != "rule"
    }  # fmt: skip
    margin = _read_sourced(row, "between_group_margin", "points", limits)
    return Instrument(
        code=row.text("code"),
        name=row.needed("name"),
        construct=row.needed("construct"),
        rater=cast(Any, row.choice("rater", ("self", "clinician", "biological", "unknown"))),
        minimum=minimum,
        maximum=maximum,
        better=cast(Any, better),
        recall_days=_read_recall(row),
        bands=_read_bands(row, minimum, maximum),
        caseness=_read_rule(row, "caseness", limits),
        responses=_read_rules(row, "response", limits),
        remissions=_read_rules(row, "remission", limits),
        reliable_changes=sourced["reliable_change"],
        smallest_important=sourced["smallest_important"],
        between_group_margin=margin,
        reliabilities=sourced["reliability"],
        aliases=row.split("aliases"),
        versions=row.split("versions"),
        sources=_list_sources(row),
        counts_people=counts,
    )


Limits = tuple[float | None, float | None, str]


def _numbered(row: Row, name: str) -> list[str]:
    return sorted(c for c in row.cells if re.fullmatch(rf"{name}_[1-9]", c))


def _list_sources(row: Row) -> tuple[str, ...]:
    cells = (row.text(c) for c in row.cells if c.endswith("_source"))
    return tuple(dict.fromkeys(text for text in cells if text))


def _read_range(row: Row) -> tuple[float | None, float | None]:
    low, high = row.value("minimum"), row.value("maximum")
    if low is not None or high is not None:
        row.source("range")
    if low is not None and high is not None and low >= high:
        message = f"{high:g} is not above the minimum, {low:g}."
        row.fault("range", "maximum", message, "Correct the minimum or the maximum.")
        return None, None
    return low, high


def _read_recall(row: Row) -> int | None:
    days = row.value("recall_days")
    if days is None:
        return None
    row.source("recall")
    if days < 0 or days != int(days):
        message = f"{days:g} is not a whole number of days from 0."
        row.fault("recall", "recall_days", message, "Write the days, or clear the cell.")
        return None
    return int(days)


def _check_counting(row: Row, counts: bool) -> None:
    closed = [c for name in _CLOSED for c in _numbered(row, name) if row.text(c)]
    if row.text("better").lower() in ("neutral", "unknown"):
        closed += ["caseness"] if row.text("caseness") else []
        for column in sorted(closed):
            message = "The scale has no better direction, so nobody can be counted on it."
            row.fault("no_direction", column, message, "Clear this, or give the direction.")
    elif not counts:
        for column in sorted(closed):
            message = 'The column "counts_people" says that nobody is counted on this scale.'
            row.fault("not_counted", column, message, 'Clear this, or write "yes" there.')


def _read_bands(row: Row, low: float | None, high: float | None) -> tuple[Band, ...]:
    bands = [band for part in row.split("bands") if (band := _read_band(row, part))]
    if row.text("bands"):
        row.source("bands")
    for band in bands:
        inside = _within(band.low, low, high) and _within(band.high, low, high)
        if band.low > band.high or not inside:
            message = f"The band {band.low:g} to {band.high:g} is not within the range."
            row.fault("band_range", "bands", message, "Correct the band, minimum or maximum.")
    for before, after in pairwise(bands):
        if after.low <= before.high:
            message = (
                f"The band {after.low:g} to {after.high:g} does not begin above "
                f"the one before it, {before.low:g} to {before.high:g}."
            )
            row.fault("band_order", "bands", message, "Give bands from low to high, apart.")
    return tuple(bands)


def _read_band(row: Row, text: str) -> Band | None:
    found = _BAND.fullmatch(text)
    if not found:
        mend = "Write each as: mild: 5 to 9, with semicolons between them."
        row.fault("band", "bands", "A band cannot be read.", mend)
        return None
    low, high = (parse_number(row, "bands", found[i]) for i in (2, 3))
    return None if low is None or high is None else Band(found[1], low, high)


def _within(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _read_rules(row: Row, name: str, limits: Limits) -> tuple[Rule, ...]:
    read = (_read_rule(row, column, limits) for column in _numbered(row, name))
    return tuple(rule for rule in read if rule)


def _read_rule(row: Row, column: str, limits: Limits) -> Rule | None:
    text = row.text(column)
    if not text:
        return None
    source = row.source(column)
    for kind, pattern in _RULES.items():
        found = re.fullmatch(pattern, text, re.IGNORECASE)
        if found and (kind not in _DROPS or column.startswith("response")):
            threshold = parse_number(row, column, found[1])
            if threshold is None:
                return None
            for code, message, mend in _judge_rule(column, kind, threshold, limits):
                row.fault(code, column, message, mend)
            return Rule(cast(Any, kind), threshold, source)
    drops = "drop 50 %, drop 6 points, " if column.startswith("response") else ""
    mend = f"Write it as one of: {drops}at most 12, below 10, at least 8."
    row.fault("rule", column, "This rule cannot be read.", mend)
    return None


def _judge_rule(
    column: str, kind: str, threshold: float, limits: Limits
) -> Iterator[tuple[str, str, str]]:
    low, high, better = limits
    if kind in _DROPS:
        yield from _judge_drop(kind, threshold, limits)
        return
    if not _within(threshold, low, high):
        message = f"{threshold:g} is outside the range of the scale."
        yield "rule_range", message, "Correct the number, the minimum or the maximum."
    good_is_low = (better == "lower") != (column == "caseness")
    if better in ("lower", "higher") and good_is_low == (kind == "at_least"):
        message = f"The rule looks the wrong way round for a scale where {better} is better."
        yield "rule_direction", message, 'Turn "at least" into "at most", or the reverse.'


def _judge_drop(kind: str, threshold: float, limits: Limits) -> Iterator[tuple[str, str, str]]:
    low, high, better = limits
    widest = 100.0 if kind == "percent_drop" else _width(limits)
    if not 0 < threshold <= widest:
        message = f"{threshold:g} is not above 0 and at most {widest:g}."
        yield "rule_range", message, "Correct the number."
    best = {"lower": ("minimum", low), "higher": ("maximum", high)}
    end, score = best.get(better, ("", 0.0))
    if kind == "percent_drop" and score is None:
        yield "rule_needs_range", f"A percentage needs the {end} of the scale.", "Give it."


def _width(limits: Limits) -> float:
    low, high, _ = limits
    return float("inf") if low is None or high is None else high - low


Kind = Literal["points", "coefficient"]


def _read_numbers(row: Row, name: str, limits: Limits) -> tuple[Sourced, ...]:
    kind = cast(Kind, ALTERNATIVES[name])
    read = (_read_sourced(row, column, kind, limits) for column in _numbered(row, name))
    return tuple(number for number in read if number)


def _read_sourced(row: Row, column: str, kind: Kind, limits: Limits) -> Sourced | None:
    value = row.value(column)
    if value is None:
        return None
    widest = 1.0 if kind == "coefficient" else _width(limits)
    if not 0 < value <= widest:
        message = f"{value:g} is not above 0 and at most {widest:g}."
        row.fault("number_range", column, message, "Correct the number.")
    return Sourced(value, row.source(column), row.text(f"{column}_note"))
