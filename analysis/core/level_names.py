"""Subgroups and their levels as a chart, a table and a sentence name them."""

from typing import Final

from .arm import SUBSTANCES

_SUBGROUPS: Final[dict[str, str]] = {
    "substance": "Substance", "dose": "First dose", "prior": "Failed treatments before",
    "severity": "Severity at baseline", "sex": "Sex", "age": "Age",
}  # fmt: skip

_PEOPLE: Final[dict[tuple[str, str], str]] = {
    ("sex", "female"): "women", ("sex", "male"): "men", ("sex", "other"): "people of another sex",
    ("severity", "milder"): "people with milder symptoms",
    ("severity", "moderate"): "people with moderate symptoms",
    ("severity", "more severe"): "people with more severe symptoms",
}  # fmt: skip
_SEXES: Final = {"female": "Women", "male": "Men", "other": "Another sex"}


def label_subgroup(name: str) -> str:
    """A subgroup as a column names it: "Failed treatments before"."""
    return _SUBGROUPS.get(name, name)


def label_level(name: str, level: str) -> str:
    """A level as a row names it: "Women", "Aged 18-34", "2-3 failed treatments"."""
    short = shorten_level(name, level)
    told = {
        "age": f"Aged {short}", "prior": f"{short} failed treatments", "dose": f"Dose {short}",
        "severity": f"{short} symptoms",
    }.get(name, short)  # fmt: skip
    return told[:1].upper() + told[1:]


def shorten_level(name: str, level: str) -> str:
    """A level in two or three words, where the subgroup is plain: "women", "2-3", "milder"."""
    if name == "substance":
        known = SUBSTANCES.get(level, level)
        return known[:1].lower() + known[1:] if known[1:2].islower() else known
    return _SEXES[level].lower() if name == "sex" and level in _SEXES else level


def name_people_in(name: str, level: str) -> str:
    """The people of a level inside a sentence: "women", "people aged 18-34"."""
    if name == "age":
        return f"people aged {level}"
    if name == "prior":
        return f"people with {level} failed treatments before"
    if name == "dose":
        return f"people whose first dose was {level}"
    if name == "substance":
        return f"people given {shorten_level(name, level)}"
    return _PEOPLE.get((name, level), f"people in “{level}”")
