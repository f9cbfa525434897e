"""Tables of harms: no row gives a hidden one away."""

from dataclasses import replace
from typing import Final

from analysis.core.results import HarmComparison, Safety

from .minimum import is_small
from .small_cells import drop_fields

_GRADES: Final = ("mild", "moderate", "severe")
_NUMBERS: Final = ("treatment", "comparator", "difference", "rate_difference", "rate_ratio")


def close_severities(whole: Safety, shown: Safety, minimum: int) -> Safety:
    """Hide every grade where one of few people would follow from those with any event.

    Parameters
    ----------
    whole : Safety
        As counted.
    shown : Safety
        The same without its small cells, one by one.
    minimum : int
        Fewest people that may be shown.

    Notes
    -----
    A person counts once, with their worst grade, so those with any event less the grades shown are
    the people of the grades hidden and those without a grade: nobody, or at least the minimum.
    Terms and times overlap, so nobody follows from them exactly once counts are rounded.
    """
    if whole.harms is None or shown.harms is None:
        return shown
    counted = {harm.code: harm for harm in whole.harms.harms}
    kept = [h.code for h in shown.harms.harms if h.code in _GRADES and h.treatment is not None]
    if not any(_tells(counted, kept, arm, minimum) for arm in ("treatment", "comparator")):
        return shown
    harms = tuple(_empty(harm) if harm.code in _GRADES else harm for harm in shown.harms.harms)
    return replace(shown, harms=replace(shown.harms, harms=harms))


def _tells(
    counted: dict[str, HarmComparison], kept: list[str], arm: str, minimum: int
) -> bool:  # fmt: skip
    """Whether those with any event less the grades shown are 1 to 10 people."""
    if "any" not in counted or not kept:
        return False
    people = {code: _people(counted[code], arm) for code in ("any", *kept)}
    return is_small(people["any"] - sum(people[code] for code in kept), minimum)


def _people(harm: HarmComparison, arm: str) -> int:
    found = getattr(harm, arm)
    return 0 if found is None else int(found.people)


def _empty(harm: HarmComparison) -> HarmComparison:
    return drop_fields(harm, dict.fromkeys(_NUMBERS), list(_NUMBERS))
