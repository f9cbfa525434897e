"""How a number, a visit and an instrument are written, once for pictures, words and tables."""

import re
from typing import Final

from .estimate import Estimate

MINUS: Final = "−"
HIDDEN: Final = "hidden"
_DECIMALS: Final = {"sd": 2, "points": 1, "ratio": 2, "people": 0, "probability": 0}

_INSTRUMENTS: Final[dict[str, str]] = {
    "BDI2": "BDI-II", "HAMD17": "HAM-D17", "HAMA": "HAM-A", "QIDSSR16": "QIDS-SR16",
    "IDSSR30": "IDS-SR30", "STAIS": "STAI-S", "STAIT": "STAI-T", "PCPTSD5": "PC-PTSD-5",
    "ITQ_PTSD": "ITQ PTSD", "ITQ_DSO": "ITQ DSO", "IESR": "IES-R", "YBOCS": "Y-BOCS",
    "YBOCS2": "Y-BOCS-II", "OCIR": "OCI-R", "AUDITC": "AUDIT-C",
    "TLFB_PHDD": "Heavy drinking days (%)", "TLFB_GDAY": "Alcohol (g a day)",
    "VASCRAVE": "Craving VAS", "SMOKEABST": "Abstinence from smoking", "UDS": "Urine drug screen",
    "CSSRS_SI": "C-SSRS ideation", "CSSRS_INT": "C-SSRS intensity",
    "WHODAS12": "WHODAS 2.0 (12 items)", "WHODAS36": "WHODAS 2.0 (36 items)",
    "WHOQOLBREF": "WHOQOL-BREF", "EQ5D5L": "EQ-5D-5L", "EQVAS": "EQ VAS", "ASC5D": "5D-ASC",
    "BPRSPOS": "BPRS positive symptoms", "WAISR": "WAI-SR", "CGIS": "CGI-S", "CGII": "CGI-I",
}  # fmt: skip

_MEASURES: Final[dict[str, str]] = {
    "headline_g": "Effect size (g)",
    "headline_difference": "Difference (points)",
    "adjusted_g": "Adjusted g",
    "adjusted_difference": "Adjusted difference (points)",
    "mmrm_g": "Repeated measures g",
    "mmrm_difference": "Repeated measures difference (points)",
    "weighted_g": "Weighted g",
    "weighted_difference": "Weighted difference (points)",
    "nested_g": "g, therapists modelled",
    "nested_difference": "Difference, therapists modelled (points)",
    "sites_g": "g, sites counted",
    "sites_difference": "Difference, sites counted (points)",
    "hedges_g": "Hedges g",
    "mean_difference": "Mean difference (points)",
    "d_average_variance": "d (average variance)",
}

_UNITS: Final = {
    "w": "week", "wk": "week", "wks": "week", "week": "week", "weeks": "week",
    "d": "day", "day": "day", "days": "day", "m": "month", "mo": "month", "mth": "month",
    "month": "month", "months": "month", "y": "year", "yr": "year", "year": "year",
    "visit": "visit", "v": "visit",
}  # fmt: skip
_BASELINE: Final = {"baseline", "bl", "base", "pre", "pretreatment", "pre treatment"}


def format_number(value: float | None, decimals: int) -> str:
    """A number with a true minus sign and thousands commas; None reads "hidden"."""
    if value is None:
        return HIDDEN
    text = f"{value:,.{decimals}f}"
    if text.startswith("-"):
        return MINUS + text[1:] if text.strip("-0.,") else text[1:]
    return text


def format_percent(share: float | None) -> str:
    """A share (0 to 1) as a whole percent: "81%"."""
    return HIDDEN if share is None else f"{format_number(100 * share, 0)}%"


def format_per_100(value: float | None) -> str:
    """People of every 100: whole, with one decimal below 10 unless it is whole anyway."""
    if value is None:
        return HIDDEN
    whole = abs(value) >= 9.5 or abs(value - round(value)) < 0.05
    return format_number(value, 0 if whole else 1)


def format_more(value: float | None) -> str:
    """A difference in people of every 100: "12 more", "0.6 fewer", "as many"."""
    if value is None:
        return HIDDEN
    size = format_per_100(abs(value))
    return "as many" if size == "0" else f"{size} {'more' if value > 0 else 'fewer'}"


def format_interval(low: float | None, high: float | None, decimals: int) -> str:
    """Limits in prose: "0.49 to 0.89"."""
    if low is None or high is None:
        return HIDDEN
    return f"{format_number(low, decimals)} to {format_number(high, decimals)}"


def format_brackets(low: float | None, high: float | None, decimals: int) -> str:
    """Limits in a column: "[0.49, 0.89]"."""
    if low is None or high is None:
        return HIDDEN
    return f"[{format_number(low, decimals)}, {format_number(high, decimals)}]"


def decimals_of(estimate: Estimate) -> int:
    """Decimals an estimate is written with: effects 2, points 1, percent 0."""
    return _DECIMALS[estimate.unit]


def name_level(level: float) -> str:
    """Name of an interval: "95% CI"."""
    return f"{100 * level:g}% CI"


def name_visit(label: str) -> str:
    """A visit as a sentence says it: "wk_12" is "week 12", "2m" is "month 2", "pre" is "baseline".

    A label that tells no time is quoted: "visit “post”".
    """
    plain = re.sub(r"[\s_\-]+", " ", label).strip().lower()
    if plain in _BASELINE:
        return "baseline"
    number = r"(\d+(?:\.\d+)?)"
    for pattern, unit, count in ((rf"([a-z]+) ?{number}", 1, 2), (rf"{number} ?([a-z]+)", 2, 1)):
        found = re.fullmatch(pattern, plain)
        if found and found[unit] in _UNITS:
            return f"{_UNITS[found[unit]]} {found[count]}"
    return f"visit {plain}" if plain.isdigit() else f"visit “{label.strip()}”"


def label_instrument(code: str) -> str:
    """An instrument as a chart names it: "PHQ-9", "Y-BOCS"; an unknown code stays as it is."""
    return _INSTRUMENTS.get(code) or re.sub(r"^([A-Z]{3,})(\d{1,2})$", r"\1-\2", code)


def label_measure(measure: str) -> str:
    """A measure as a column names it: "Adjusted g", "Mean difference (points)"."""
    return _MEASURES.get(measure, measure)
