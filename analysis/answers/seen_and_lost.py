"""Those lost beside those seen, as both were before the first infusion, arm by arm."""

from typing import Final

import numpy as np
import pandas as pd

from analysis.core import NOT_RECORDED, CannotEstimate, Estimate, settings
from analysis.core.formulas import newcombe, welch
from analysis.core.results import SeenAndLost

from .question import Question

SEVERITY: Final = "severity"
EXPECTED: Final = "expected improvement"
_SHARES: Final = (
    ("sex", "female", "women"),
    ("age_band", "18-34", "aged 18 to 34"),
    ("employment", "employed", "employed"),
    ("prior_treatment", "4+", "four or more failed treatments before"),
    ("outside_psychotherapy", "yes", "psychotherapy elsewhere"),
    ("self_pay", "yes", "pay themselves"),
)
"""Column of participants, the category counted, and what it is called."""


def compare_at_baseline(question: Question, condition: str) -> tuple[SeenAndLost, ...]:
    """Severity, expectation and shares at baseline of those lost less those seen, in both arms.

    Parameters
    ----------
    question : Question
        Who, and at which visit a person counts as lost.
    condition : str
        Code of a condition.

    Notes
    -----
    Means with Welch's interval, shares with Newcombe's. What nobody has a value for is left out.
    """
    code = question.instrument_for(condition).code
    scores = question.scores(code)
    seen = np.isfinite(scores[:, question.visit_index])
    baseline = question.cohort.baseline_visit
    table = question.cohort.participants
    rows: list[SeenAndLost] = []
    for arm in (question.comparison.comparator, question.comparison.treatment):
        there = question.in_arm(arm, condition)
        groups = (there & seen, there & ~seen)
        if baseline >= 0:
            rows += _mean(SEVERITY, arm, scores[:, baseline], groups)
        rows += _mean(EXPECTED, arm, table["expectancy"].to_numpy(dtype=float), groups)
        for column, category, name in _SHARES:
            rows += _share(name, arm, table[column], category, groups)
    return tuple(rows)


def _mean(
    what: str, arm: str, values: np.ndarray, groups: tuple[np.ndarray, np.ndarray]
) -> list[SeenAndLost]:
    seen, lost = (values[g & np.isfinite(values)] for g in groups)
    if not len(seen) or not len(lost):
        return []
    return [SeenAndLost(what, arm, len(seen), len(lost), float(seen.mean()), float(lost.mean()),
                        _difference(seen, lost))]  # fmt: skip


def _difference(seen: np.ndarray, lost: np.ndarray) -> Estimate | None:
    if min(len(seen), len(lost)) < settings.SMALLEST_ARM:
        return None
    try:
        found = welch(float(lost.mean()), float(lost.std(ddof=1)), len(lost),
                      float(seen.mean()), float(seen.std(ddof=1)), len(seen),
                      settings.LEVEL)  # fmt: skip
    except CannotEstimate:
        return None
    return Estimate(
        "lost_less_seen", found.difference, found.low, found.high, settings.LEVEL,
        {"n_lost": len(lost), "n_seen": len(seen)},
        "Difference in means of those lost and those seen; Welch's t interval.",
        "Welch 1947, Biometrika 34:28-35", "points", found.se, found.df, found.p,
    )  # fmt: skip


def _share(
    what: str, arm: str, column: pd.Series, category: str, groups: tuple[np.ndarray, np.ndarray]
) -> list[SeenAndLost]:
    text = column.astype(str).to_numpy()
    known = text != NOT_RECORDED
    n_seen, n_lost = (int((g & known).sum()) for g in groups)
    if not n_seen or not n_lost:
        return []
    yes_seen, yes_lost = (int((g & (text == category)).sum()) for g in groups)
    low, high = newcombe(yes_lost, n_lost, yes_seen, n_seen, settings.LEVEL)
    shares = yes_seen / n_seen, yes_lost / n_lost
    difference = Estimate(
        "lost_less_seen", shares[1] - shares[0], low, high, settings.LEVEL,
        {"n_lost": n_lost, "n_seen": n_seen},
        "Difference in shares of those lost and those seen; Newcombe's interval.",
        "Newcombe 1998, Stat Med 17:873-890", "probability",
    )  # fmt: skip
    return [SeenAndLost(what, arm, n_seen, n_lost, *shares, difference, yes_seen, yes_lost)]
