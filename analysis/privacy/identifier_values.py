"""Values that identify a person, whatever their column is called."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .account_numbers import ACCOUNT_NUMBERS
from .national_numbers import NATIONAL_NUMBERS
from .person_names import (
    CAPITALS,
    GIVEN_FIRST,
    ONE_NAME,
    SURNAME_FIRST,
    TITLED,
    has_given_name,
    is_clinical,
)

_MONTHS: Final = r"(jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]*\.?"
_D: Final = r"(0?[1-9]|[12]\d|3[01])"
_M: Final = r"(0?[1-9]|1[0-2])"
_Y: Final = r"(18|19|20)\d\d"
_TIME: Final = r"([T ,]+\d{1,2}:\d{2}.*)?"
_OCTET: Final = r"(25[0-5]|2[0-4]\d|1?\d?\d)"
_ROADS: Final = (
    r"(street|st|road|rd|avenue|ave|lane|ln|drive|close|court|crescent|boulevard|blvd|terrace|"
    r"gardens|parkway|pkwy)"
)

_PATTERNS: Final[tuple[tuple[str, str], ...]] = (
    ("e-mail", r"(?i)[a-z0-9._%+-]+@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}"),
    ("photograph", r"(?i)\.(jpe?g|png|gif|heic|tiff?|bmp|dcm)$|^data:image/"),
    ("biometric", r"(?i)\.(wav|mp3|m4a|mp4|mov|avi)$"),
    ("web address", r"(?i)\bhttps?://|\bwww\.[a-z0-9-]+\.|^@[a-z0-9_]{3,}$"),
    ("medical record", r"(?i)^(mrn|nhs|hosp(ital)?|chart)( ?(no\.?|number))?[ :#-]+\d{4,}$"),
    ("ip address", rf"^{_OCTET}(\.{_OCTET}){{3}}$|^(?i:([0-9a-f]{{1,4}}:){{7}}[0-9a-f]{{1,4}}|"
     r"([0-9a-f]{1,4}:)+(:[0-9a-f]{1,4})+)$"),
    ("device", r"(?i)^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$"),
    ("telephone", r"^\+\d([ ().-]{0,2}\d){7,14}$|^(1[ .-])?\(\d{3}\) ?\d{3}[ .-]?\d{4}$|"
     r"^(1[ .-])?\d{3}[ .-]\d{3}[ .-]\d{4}$|^\(?0[1-9]\d{1,4}\)?[ /-]\d{3,4}[ -]?\d{2,5}$|"
     r"^0[1-9]\d{8,9}$|^0[1-9]( \d\d){4}$"),
    ("date", rf"^{_Y}[-/.]{_M}[-/.]{_D}{_TIME}$|^({_D}[-/.]{_M}|{_M}[-/.]{_D})[-/.]{_Y}{_TIME}$|"
     rf"^({_D}/{_M}|{_M}/{_D})/\d\d{_TIME}$|^{_Y}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$|"
     rf"^(?i:{_D}[-. ]+{_MONTHS}[-, ]+(\d\d|{_Y}))$|^(?i:{_MONTHS} {_D},? {_Y})$"),
    ("address", r"^(?i:gir ?0aa|[a-z]{1,2}\d[a-z\d]? ?\d[abd-hjlnp-uw-z]{2})$|^\d{5}-\d{4}$|"
     r"^[A-Z]\d[A-Z] \d[A-Z]\d$|^[1-9]\d{3} [A-Z]{2}$|^-?\d{1,2}\.\d{3,}, ?-?\d{1,3}\.\d{3,}$|"
     rf"(?i)^\d{{1,5}}[a-z]?,? ([a-z.']+ ){{1,4}}{_ROADS}\b|^(?i:[a-zäöüß-]+(straße|strasse|"
     r"str\.|gasse|weg|platz|allee) \d{1,4}[a-z]?)\b|(?i)\bp\.?o\.? box \d"),
)  # fmt: skip

_PLAIN: Final = r"^[A-Za-z]{0,8}[-_ ]?[+-]?\d{0,7}([.,]\d{1,3}|,\d{4,}|[.]\d+)?$|^[a-z_]+$"
"""Codes and numbers that none of the patterns matches; left out first, to be quick."""

_MOSTLY: Final = 0.5
"""A form with a check digit counts where at least half of the values of the form pass it; by
chance one in ten or eleven does."""

_MANY_NAMES: Final = 10
_SEVERAL_NAMES: Final = 5
_NEARLY_ALL: Final = 0.8


@dataclass(frozen=True)
class Values:
    """Distinct non-blank texts of a column, outer spaces removed, and how often each occurs."""

    texts: pa.Array
    counts: np.ndarray

    @property
    def total(self) -> int:
        """Cells that are not blank."""
        return int(self.counts.sum())

    def where(self, mask: np.ndarray) -> "Values":
        """The values marked."""
        return Values(self.texts.filter(pa.array(mask)), self.counts[mask])

    def matching(self, pattern: str) -> np.ndarray:
        """Mask of the values a pattern is found in."""
        found = pc.match_substring_regex(self.texts, pattern)
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


def find_kind(values: Values, share: float, skip: tuple[str, ...] = ()) -> str | None:
    """The kind of identifier more than a share of a column's values look like, or None.

    Parameters
    ----------
    values : Values
        Of the column.
    share : float
        Of all its cells that are not blank.
    skip : tuple of str
        Kinds that are expected in this column, such as "date".
    """
    least = share * values.total
    rest = values.where(~values.matching(_PLAIN))
    found = _first_kind(rest, least, skip) if rest.total > least else None
    return "name" if found is None and count_first_names(values) else found


def _first_kind(values: Values, least: float, skip: tuple[str, ...]) -> str | None:
    if count_national(values) > least:
        return "national number"  # first, since some are written as telephone numbers are
    for kind, form, check in ACCOUNT_NUMBERS:
        if _count_passing(values, form, check) > least:
            return kind
    for kind, pattern in _PATTERNS:
        if kind not in skip and values.counts[values.matching(pattern)].sum() > least:
            return kind
    return "name" if count_names(values) > least else None


def count_national(values: Values) -> int:
    """Cells that hold a national number of the commonest form."""
    return max(_count_passing(values, form, check) for form, check in NATIONAL_NUMBERS)


def _count_passing(values: Values, form: str, check: Callable[[str], bool]) -> int:
    shaped = values.where(values.matching(f"^({form})$"))
    if not len(shaped.texts):
        return 0
    passing = np.array([check(text) for text in shaped.texts.to_pylist()], dtype=bool)
    good = int(shaped.counts[passing].sum())
    return good if good >= _MOSTLY * shaped.total else 0


def count_names(values: Values) -> int:
    """Cells that hold a person's name: with a title, a known first name, or "Surname, Given"."""
    titled = values.matching(f"^{TITLED}$")
    formed = values.matching(f"^({SURNAME_FIRST}|{GIVEN_FIRST}|{CAPITALS})$")
    texts = values.texts.to_pylist() if formed.any() else []
    human = formed & np.array([not is_clinical(t) for t in texts] if texts else formed, dtype=bool)
    known = human & np.array([has_given_name(t) for t in texts] if texts else formed, dtype=bool)
    certain = int(values.counts[titled | known].sum())
    listed = human & values.matching(",")
    many = listed.sum() >= _MANY_NAMES and values.counts[listed].sum() >= _NEARLY_ALL * values.total
    listed_cells = int(values.counts[listed].sum()) if many else 0
    return max(certain, listed_cells, count_first_names(values))


def count_first_names(values: Values) -> int:
    """Cells with a first name alone, where half of the column's are, and several different ones.

    A few single words that are names as well (sites, groups) are labels.
    """
    words = values.where(values.matching(f"^{ONE_NAME}$"))
    known = words.where(np.array([has_given_name(x) for x in words.texts.to_pylist()], dtype=bool))
    enough = len(known.texts) >= _SEVERAL_NAMES and known.total >= _MOSTLY * values.total
    return known.total if enough else 0
