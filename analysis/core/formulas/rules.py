"""Who responded, is in remission, is a case, or changed reliably: published rules as arithmetic."""

from typing import Final

import numpy as np

from .. import settings
from ..errors import CannotEstimate
from ..instrument import Instrument, Rule
from .distributions import normal_quantile, upper

_ROUNDING: Final = 1e-9
"""Change met to within binary rounding counts as met: 10.4 to 5.2 is a drop of 50 %."""


def percent_change(baseline: np.ndarray, visit: np.ndarray, instrument: Instrument) -> np.ndarray:
    """Improvement since baseline as a percentage of the improvement that was possible.

    Parameters
    ----------
    baseline, visit
        Scores in points, one a person, shape (n,); NaN where missing.
    instrument
        Gives the direction and the best score of the scale.

    Returns
    -------
    numpy.ndarray
        Percent, shape (n,): positive is better, 100 at the best score, 0 without change. NaN where
        a score is missing or the baseline is already the best score (no room to improve).

    Raises
    ------
    CannotEstimate
        If the scale has no better direction, or the best score is not in the catalogue.

    Notes
    -----
    Lower is better: 100 (baseline - visit) / (baseline - minimum).
    Higher is better: 100 (visit - baseline) / (maximum - baseline).
    The scale's own end is used, not zero: the BPRS starts at 18 and the STAI at 20.

    References
    ----------
    Leucht, Kissling & Davis 2010, Schizophrenia Bulletin 36:461 (minimum subtracted first).
    """
    best = _best_score(instrument)
    gain = _improvement(baseline, visit, instrument)
    room = _improvement(baseline, np.full_like(gain, best), instrument)
    change = np.full_like(gain, np.nan)
    return np.divide(100 * gain, room, out=change, where=room > 0)


def responds(
    baseline: np.ndarray, visit: np.ndarray, rule: Rule, instrument: Instrument
) -> np.ndarray:
    """Whether each person improved enough since baseline to count as a responder.

    Parameters
    ----------
    baseline, visit
        Scores in points, one a person, shape (n,); NaN where missing.
    rule
        "percent_drop" or "points_drop": improvement of at least the threshold, towards the better
        end. A cut-off on the score itself ("at_most", "below", "at_least"): met at the visit and
        not at baseline.
    instrument
        Gives the direction and the best score of the scale.

    Returns
    -------
    numpy.ndarray
        bool, shape (n,). A missing score is False: whether it counts as not met or is left out is
        the caller's choice.

    Raises
    ------
    CannotEstimate
        As `percent_change`.
    """
    if rule.kind == "percent_drop":
        return percent_change(baseline, visit, instrument) >= rule.threshold - _ROUNDING
    if rule.kind == "points_drop":
        return _improvement(baseline, visit, instrument) >= rule.threshold - _ROUNDING
    before = np.asarray(baseline, dtype=float)
    return ~np.isnan(before) & _meets(visit, rule) & ~_meets(before, rule)


def in_remission(score: np.ndarray, rule: Rule) -> np.ndarray:
    """Whether each score (points, shape (n,)) is within a remission cut-off; NaN is False."""
    return _meets(score, rule)


def is_case(score: np.ndarray, rule: Rule) -> np.ndarray:
    """Whether each score (points, shape (n,)) reaches a caseness cut-off; NaN is False."""
    return _meets(score, rule)


def reliable_change_threshold(
    sd_baseline: float, reliability: float, level: float = settings.LEVEL
) -> float:
    """Smallest change of one person that measurement error alone rarely produces.

    Parameters
    ----------
    sd_baseline
        SD of the baseline scores, points.
    reliability
        Of the instrument, between 0 and 1.
    level
        Share of people without true change who stay within the threshold.

    Returns
    -------
    float
        Points, either way.

    Raises
    ------
    ValueError
        If the SD is negative or the reliability not between 0 and 1.

    Notes
    -----
    z sqrt(2) SD sqrt(1 - reliability), with z = 1.96 at the 95 % level.

    References
    ----------
    Jacobson & Truax 1991, J Consult Clin Psychol 59:12.
    """
    if not (sd_baseline >= 0 and 0 <= reliability <= 1):
        raise ValueError("The SD must be at least 0 and the reliability between 0 and 1.")
    error = sd_baseline * np.sqrt(1 - reliability)
    return float(normal_quantile(upper(level)) * np.sqrt(2) * error)


def reliably_changes(
    baseline: np.ndarray, visit: np.ndarray, threshold: float, instrument: Instrument
) -> np.ndarray:
    """Whether each person got reliably better (+1), worse (-1) or neither (0).

    Parameters
    ----------
    baseline, visit
        Scores in points, one a person, shape (n,); NaN where missing.
    threshold
        Points, above 0; a change of exactly this much counts.
    instrument
        Gives the direction of the scale.

    Returns
    -------
    numpy.ndarray
        float, shape (n,): 1, 0, -1, or NaN where a score is missing, because a missing score is
        never "did not deteriorate".

    Raises
    ------
    CannotEstimate
        If the scale has no better direction.
    ValueError
        If the threshold is not above 0.
    """
    if not threshold > 0:
        raise ValueError("The threshold must be above 0.")
    gain = _improvement(baseline, visit, instrument)
    changed = np.where(np.abs(gain) >= threshold - _ROUNDING, np.sign(gain), 0.0)
    return np.where(np.isnan(gain), np.nan, changed)


def _improvement(baseline: np.ndarray, visit: np.ndarray, instrument: Instrument) -> np.ndarray:
    if not instrument.measures_benefit:
        sentence = f"{instrument.name} has no better direction, so no improvement is counted on it."
        raise CannotEstimate("no_direction", sentence, "Choose another instrument.")
    change = np.asarray(visit, dtype=float) - np.asarray(baseline, dtype=float)
    return instrument.benefit_sign * change


def _best_score(instrument: Instrument) -> float:
    best = instrument.maximum if instrument.better == "higher" else instrument.minimum
    if best is None and instrument.measures_benefit:
        sentence = f"The best score of {instrument.name} is not known, so no percentage is given."
        raise CannotEstimate("no_range", sentence, "Add its range to data/instruments.csv.")
    return np.nan if best is None else best


def _meets(score: np.ndarray, rule: Rule) -> np.ndarray:
    values = np.asarray(score, dtype=float)
    if rule.kind == "at_most":
        return values <= rule.threshold
    if rule.kind == "below":
        return values < rule.threshold
    if rule.kind == "at_least":
        return values >= rule.threshold
    raise ValueError(f"{rule.kind} is a rule about change, not about one score.")
