"""Table 1: everyone who started in each arm, as they were before the first infusion."""

from typing import Final

import numpy as np

from analysis.adjustment import standardised_differences
from analysis.core import Arm
from analysis.core.results import BaselineRow, Count, GroupValue
from analysis.participants import count_characteristics

from .question import Question

SCORE: Final = "Score at baseline"
EXPECTED: Final = "Expected improvement (0 to 10)"
_NOT_BASELINE: Final = {"Condition", "Substance", "Received", "First dose"}
"""Characteristics that are the comparison itself, or came after the first infusion."""


def describe_baseline(
    question: Question, condition: str, arms: tuple[Arm, ...]
) -> tuple[BaselineRow, ...]:
    """Baseline scores, expectation and every recorded characteristic, arm by arm.

    Parameters
    ----------
    question : Question
        Whose people.
    condition : str
        Of these.
    arms : tuple of Arm
        Arms to describe; only the two compared have a distance.

    Notes
    -----
    Distance: (treatment - comparator) / sqrt((s_t^2 + s_c^2) / 2), of a category's 0 and 1 alike.
    No p values: where chance made the groups every difference is chance, elsewhere a p value would
    measure the size of the cohort.

    References
    ----------
    Austin PC (2009). Stat Med 28:3083-3107; Senn S (1994). Stat Med 13:1715-1726.
    """
    members = {arm: question.in_arm(arm, condition) for arm in arms}
    compared = (question.comparison.treatment, question.comparison.comparator)
    return (*_scores(question, condition, members, compared),
            *_shares(question, condition, arms, compared))  # fmt: skip


def _scores(
    question: Question, condition: str, members: dict[Arm, np.ndarray], compared: tuple[Arm, Arm]
) -> list[BaselineRow]:
    cohort = question.cohort
    expected = cohort.participants["expectancy"].to_numpy(dtype=float)
    columns = [(EXPECTED, "", expected)]
    if cohort.baseline_visit >= 0:
        first = question.instrument_for(condition).code
        others = (code for code in cohort.instruments_of(condition) if code != first)
        columns = [
            (SCORE, code, question.scores(code)[:, cohort.baseline_visit])
            for code in (first, *others)
        ] + columns
    return [
        _mean_row(name, category, values, members, compared)
        for name, category, values in columns
        if any(np.isfinite(values[there]).any() for there in members.values())
    ]


def _mean_row(
    name: str, category: str, values: np.ndarray, members: dict[Arm, np.ndarray],
    compared: tuple[Arm, Arm],
) -> BaselineRow:  # fmt: skip
    groups, known = [], {}
    for arm, there in members.items():
        scores = values[there]
        known[arm] = scores[np.isfinite(scores)]
        n = len(known[arm])
        mean = float(known[arm].mean()) if n else None
        sd = float(known[arm].std(ddof=1)) if n > 1 else None
        groups.append(GroupValue("mean", arm, n, len(scores), mean, sd))
    distance = _measure_distance(*(known.get(arm, np.zeros(0)) for arm in compared))
    return BaselineRow(name, category, tuple(groups), compared, distance)


def _shares(
    question: Question, condition: str, arms: tuple[Arm, ...], compared: tuple[Arm, Arm]
) -> list[BaselineRow]:
    table = question.cohort.participants
    there = np.logical_or.reduce([question.in_arm(arm, condition) for arm in arms])
    rows: dict[tuple[str, str], list[Count]] = {}
    # Counted by position: a filtered table must not keep its old numbers.
    for count in count_characteristics(table[there].reset_index(drop=True)):
        if count.characteristic not in _NOT_BASELINE:
            rows.setdefault((count.characteristic, count.category), []).append(count)
    return [
        _share_row(characteristic, category, counts, compared)
        for (characteristic, category), counts in rows.items()
        if any(count.n for count in counts)
    ]


def _share_row(
    characteristic: str, category: str, counts: list[Count], compared: tuple[Arm, Arm]
) -> BaselineRow:
    groups = tuple(GroupValue("share", c.arm, c.n, c.of) for c in counts)
    columns = {c.arm: np.arange(c.of or 0) < (c.n or 0) for c in counts}
    distance = _measure_distance(*(columns.get(arm, np.zeros(0)).astype(float) for arm in compared))
    return BaselineRow(characteristic, category, groups, compared, distance)


def _measure_distance(treatment: np.ndarray, comparator: np.ndarray) -> float | None:
    """Distance in SDs; None with under two people in an arm, or where the arms are wholly apart."""
    both = np.concatenate([treatment, comparator])[:, None]
    found = float(standardised_differences(both, np.arange(len(both)) < len(treatment))[0])
    return found if np.isfinite(found) else None
