"""One arm reduced to the numbers a paper prints."""

import numpy as np

from analysis.core import ArmSummary, CannotEstimate, settings


def summarise_arm(
    arm: str,
    baseline: np.ndarray,
    visit: np.ndarray,
    enrolled_baseline: np.ndarray | None = None,
    enrolled: int | None = None,
) -> ArmSummary:
    """Means, SDs and correlation of the people with both a baseline and a visit score.

    Parameters
    ----------
    arm : str
        Name of the arm.
    baseline, visit : ndarray, shape (people,)
        Points of one instrument, NaN where a person has none.
    enrolled_baseline : ndarray, optional
        Baseline of everyone who started in the arm, NaN where a person has none.
    enrolled : int, optional
        Everyone who started in the arm.

    Notes
    -----
    SDs have divisor n - 1. What cannot be computed (an SD of one person, a correlation of two) is
    None, never zero.
    """
    both = ~(np.isnan(baseline) | np.isnan(visit))
    before, after = baseline[both], visit[both]
    started = None if enrolled_baseline is None else _recorded(enrolled_baseline)
    return ArmSummary(
        arm=arm,
        n=int(both.sum()),
        mean=_mean(after),
        sd=_sd(after),
        baseline_mean=_mean(before),
        baseline_sd=_sd(before),
        change_mean=_mean(after - before),
        change_sd=_sd(after - before),
        correlation=_correlation(before, after),
        enrolled=enrolled,
        enrolled_baseline_n=None if started is None else len(started),
        enrolled_baseline_mean=None if started is None else _mean(started),
        enrolled_baseline_sd=None if started is None else _sd(started),
    )


def require_spread(summary: ArmSummary) -> tuple[float, float, int]:
    """Visit mean, SD and n of an arm, refused where it has too few people to have an SD."""
    if summary.mean is None or summary.sd is None or summary.n < settings.SMALLEST_ARM:
        raise CannotEstimate(
            "too_few",
            f"Fewer than {settings.SMALLEST_ARM} people in one arm have scores at this visit.",
            "Choose an earlier visit or another instrument.",
        )
    return summary.mean, summary.sd, summary.n


def count_arms(treatment: ArmSummary, comparator: ArmSummary) -> dict[str, int]:
    """The n an estimate of two arms rests on."""
    return {"n_treatment": treatment.n, "n_comparator": comparator.n}


def _recorded(scores: np.ndarray) -> np.ndarray:
    return scores[~np.isnan(scores)]


def _mean(scores: np.ndarray) -> float | None:
    return float(scores.mean()) if len(scores) else None


def _sd(scores: np.ndarray) -> float | None:
    return float(scores.std(ddof=1)) if len(scores) > 1 else None


def _correlation(before: np.ndarray, after: np.ndarray) -> float | None:
    if len(before) < 3 or np.ptp(before) == 0 or np.ptp(after) == 0:
        return None
    return float(np.corrcoef(before, after)[0, 1])
