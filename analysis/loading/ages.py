"""Ages: completed years to fixed bands, and none above 89 shown as it is."""

import re
from math import floor, isnan
from typing import Final

from analysis.core import settings

from .cells import read_number

OLDEST: Final = f"{settings.HIGHEST_AGE + 1}+"
_AT_LEAST: Final = re.compile(r"(?:>=|≥|from )\s*(\d{1,3})|(\d{1,3})\s*(?:\+|and over|or older)")
_ABOVE: Final = re.compile(r"(?:>|over |above )\s*(\d{1,3})")


def find_age_band(text: str, decimal: str) -> str | None:
    """The fixed band of an age in years, of "90+" or "> 89", or of a band that is ours."""
    labels = {label: label for *_, label in settings.AGE_BANDS}
    age = read_number(text, decimal)
    open_ended = _read_open_ended(text)
    if open_ended is not None:
        lowest, _, label = settings.AGE_BANDS[-1]
        return label if open_ended >= lowest else None
    if isnan(age):
        return labels.get(re.sub(r"\s*[-–]\s*", "-", text))
    inside = (label for low, high, label in settings.AGE_BANDS if low <= floor(age) <= high)
    return next(inside, None)


def _read_open_ended(text: str) -> int | None:
    plain = text.strip().casefold()
    if found := _AT_LEAST.fullmatch(plain):
        return int(found[1] or found[2])
    if found := _ABOVE.fullmatch(plain):
        return int(found[1]) + 1
    return None


def hide_high_age(text: str, decimal: str) -> str:
    """An age as text, "90+" where it is above 89 (HIPAA Safe Harbor)."""
    age = read_number(text, decimal)
    return OLDEST if age > settings.HIGHEST_AGE else text
