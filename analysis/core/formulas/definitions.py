"""Who can meet a definition, and who met it: the ledger's rules as arithmetic."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from .. import settings
from ..errors import CannotEstimate
from ..instrument import Instrument, Rule
from ..ledger import ChangeRule, Definition, DefinitionName
from .rules import (
    in_remission,
    is_case,
    percent_change,
    reliable_change_threshold,
    reliably_changes,
    responds,
)

_ROUNDING: Final = 1e-9


class Denominator(NamedTuple):
    """Those a definition can count (bool, shape (n,)), and who they are in words."""

    people: np.ndarray
    among: str


def settle_change(
    change: ChangeRule, baseline: np.ndarray, level: float = settings.LEVEL
) -> ChangeRule:
    """The same rule with its threshold in points: published, or from these baseline scores.

    Parameters
    ----------
    change : ChangeRule
        From the ledger.
    baseline : ndarray, shape (n,)
        Baseline scores of the whole cohort, points, nan where missing.
    level : float
        Share of people without true change who stay within the threshold.

    Raises
    ------
    CannotEstimate
        "no_sd" when fewer than two people have a score or all have the same.

    References
    ----------
    Jacobson NS, Truax P (1991). J Consult Clin Psychol 59:12-19.
    """
    if change.points is not None or change.reliability is None:
        return change
    scores = np.asarray(baseline, dtype=float)
    scores = scores[~np.isnan(scores)]
    sd = float(scores.std(ddof=1)) if len(scores) > 1 else 0.0
    if not sd > 0:
        raise CannotEstimate(
            "no_sd",
            "The baseline scores do not vary, so no reliable change follows from them.",
            "Choose an instrument with a published threshold.",
        )
    points = reliable_change_threshold(sd, change.reliability, level)
    return replace(change, points=points, sd_baseline=sd)


def find_denominator(
    rules: Mapping[DefinitionName, Definition],
    name: DefinitionName,
    instrument: Instrument,
    baseline: np.ndarray,
) -> Denominator:
    """Who can meet a definition at a later visit.

    Parameters
    ----------
    rules : mapping of str to Definition
        The rules in force on the instrument; changes settled (`settle_change`).
    name : str
        Which one.
    instrument : Instrument
    baseline : ndarray, shape (n,)
        Points, nan where missing.

    Returns
    -------
    Denominator
        Response: at or above caseness at baseline where a caseness is published, and in any case
        with room to meet the rule. Remission and recovery: not in remission at baseline.
        Improvement and deterioration: with room to change by the threshold. Caseness: everyone.
    """
    before = np.asarray(baseline, dtype=float)
    known = ~np.isnan(before)
    if name == "response":
        caseness = rules["caseness"].rule if "caseness" in rules else None
        return find_responders(_rule(rules[name]), caseness, instrument, before)
    if name in ("remission", "recovery"):
        rule = _rule(rules[name])
        return Denominator(
            known & ~in_remission(before, rule), "people not in remission at baseline"
        )
    if name == "caseness":
        return Denominator(known, "people with a baseline score")
    sign = 1 if name == "reliable_improvement" else -1
    room = _room(instrument, before, sign)
    word = "improve" if sign == 1 else "worsen"
    enough = room >= _points(rules[name]) - _ROUNDING
    return Denominator(known & enough, f"people with room to {word} reliably")


def meets(
    definition: Definition, instrument: Instrument, baseline: np.ndarray, visit: np.ndarray
) -> np.ndarray:
    """Whether each person meets a definition at a visit.

    Parameters
    ----------
    definition : Definition
        Its change settled.
    instrument : Instrument
    baseline, visit : ndarray, shape (n,) or (m, n)
        Points, nan where missing.

    Returns
    -------
    ndarray of float
        1, 0, or nan where a score it needs is missing: missing is never "did not".
    """
    before, after = np.asarray(baseline, dtype=float), np.asarray(visit, dtype=float)
    missing = np.isnan(after) | (np.isnan(before) & (definition.name not in _LATER_ALONE))
    met = _met(definition, instrument, before, after)
    return np.where(missing, np.nan, met.astype(float))


_LATER_ALONE: Final = ("caseness", "remission")
"""Read off the later score by itself."""


def _met(
    definition: Definition, instrument: Instrument, before: np.ndarray, after: np.ndarray
) -> np.ndarray:
    if definition.name == "caseness":
        return is_case(after, _rule(definition))
    if definition.name == "remission":
        return in_remission(after, _rule(definition))
    if definition.name == "response":
        return responds(before, after, _rule(definition), instrument)
    change = reliably_changes(before, after, _points(definition), instrument)
    if definition.name == "recovery":
        return (change == 1) & in_remission(after, _rule(definition))
    return np.asarray(change == (1 if definition.name == "reliable_improvement" else -1))


def find_responders(
    rule: Rule, caseness: Rule | None, instrument: Instrument, baseline: np.ndarray
) -> Denominator:
    """Who can respond: at or above caseness at baseline, where one is published, with room to.

    Without a published caseness: everyone who could meet the rule. Someone already where a cut-off
    asks (no heavy drinking days), or at the best score, cannot.
    """
    before = np.asarray(baseline, dtype=float)
    known = ~np.isnan(before)
    able = known & _can_respond(rule, instrument, before)
    if caseness is None:
        among = "people with a baseline score"
        if (able != known).any():
            among += " and room to respond"
        return Denominator(able, among)
    return Denominator(able & is_case(before, caseness), "people at or above caseness at baseline")


def _can_respond(rule: Rule, instrument: Instrument, before: np.ndarray) -> np.ndarray:
    if rule.kind == "percent_drop":
        return ~np.isnan(percent_change(before, before, instrument))
    if rule.kind == "points_drop":
        return np.asarray(_room(instrument, before, 1) >= rule.threshold - _ROUNDING)
    return ~in_remission(before, rule)


def _room(instrument: Instrument, before: np.ndarray, sign: int) -> np.ndarray:
    """Points by which each person could get better (sign 1) or worse (-1); no end, no limit."""
    towards = sign * instrument.benefit_sign
    end = instrument.maximum if towards == 1 else instrument.minimum
    if end is None:
        return np.where(np.isnan(before), np.nan, np.inf)
    return towards * (end - before)


def _rule(definition: Definition) -> Rule:
    if definition.rule is None:
        raise ValueError(f"{definition.name} has no cut-off")
    return definition.rule


def _points(definition: Definition) -> float:
    if definition.change is None or definition.change.points is None:
        raise ValueError(f"{definition.name} has no threshold: settle_change gives it")
    return definition.change.points
