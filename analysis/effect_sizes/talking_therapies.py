"""Recovery and reliable change by the rules of NHS Talking Therapies: PHQ-9 and GAD-7 together."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.core import CannotEstimate

from .three_valued import YES, all_of, any_of, known, none_of

SOURCE: Final = "NHS England 2024, NHS Talking Therapies manual, version 7; Gyani et al. 2013"
_PHQ9_MOST, _GAD7_MOST = 27, 21


@dataclass(frozen=True)
class PairThresholds:
    """Points from which somebody is a case, and by which a change is reliable."""

    phq9_case: float = 10
    gad7_case: float = 8
    phq9_change: float = 6
    gad7_change: float = 4


@dataclass(frozen=True)
class PairCount:
    """`met` of `of` people it can be said of; `among` says who they are."""

    met: int
    of: int
    share: float | None
    among: str
    cannot_say: int


@dataclass(frozen=True, eq=False)
class TalkingTherapies:
    """What became of n people: 1 yes, 0 no, nan cannot say; each of shape (n,).

    Recovery is told of everybody here; its rate is among the cases before (`count`).
    """

    case_before: np.ndarray
    case_after: np.ndarray
    recovery: np.ndarray
    reliable_improvement: np.ndarray
    reliable_recovery: np.ndarray
    reliable_deterioration: np.ndarray

    def count(self) -> dict[str, PairCount]:
        """The four outcomes, each with its denominator named."""
        cases, all_people = self.case_before == YES, np.ones(len(self.case_before), dtype=bool)
        of_cases, of_all = "people who were a case before", "people with the scores it rests on"
        return {
            "recovery": _count(self.recovery, cases, of_cases),
            "reliable_improvement": _count(self.reliable_improvement, all_people, of_all),
            "reliable_recovery": _count(self.reliable_recovery, cases, of_cases),
            "reliable_deterioration": _count(self.reliable_deterioration, all_people, of_all),
        }


def judge_talking_therapies(
    phq_before: np.ndarray,
    phq_after: np.ndarray,
    gad_before: np.ndarray,
    gad_after: np.ndarray,
    thresholds: PairThresholds | None = None,
) -> TalkingTherapies:
    """Recovery, reliable improvement, reliable recovery and reliable deterioration of each person.

    Parameters
    ----------
    phq_before, phq_after, gad_before, gad_after : ndarray, shape (n,)
        PHQ-9 (0 to 27) and GAD-7 (0 to 21) before and after, nan where missing.
    thresholds : PairThresholds, optional
        Those of the manual where not given.

    Raises
    ------
    CannotEstimate
        "no_people"; "bad_shape" when the scores are not of the same people; "out_of_range".

    Notes
    -----
    A case: PHQ-9 from 10 or GAD-7 from 8. Recovery: a case before and on neither after. Reliable
    improvement: PHQ-9 down by 6 or GAD-7 down by 4 or more, and neither up by that much; reliable
    deterioration: one up by that much, and neither down by it. A missing score leaves open only
    what depends on it.

    References
    ----------
    NHS England (2024). NHS Talking Therapies for anxiety and depression manual, version 7;
    Gyani A et al. (2013). Behav Res Ther 51:597-606.
    """
    p0, p1, g0, g1 = _check(phq_before, phq_after, gad_before, gad_after)
    limits = PairThresholds() if thresholds is None else thresholds
    before, after = (
        any_of(known(p >= limits.phq9_case, p), known(g >= limits.gad7_case, g))
        for p, g in ((p0, g0), (p1, g1))
    )
    fell = any_of(known(p0 - p1 >= limits.phq9_change, p0, p1),
                  known(g0 - g1 >= limits.gad7_change, g0, g1))  # fmt: skip
    rose = any_of(known(p1 - p0 >= limits.phq9_change, p0, p1),
                  known(g1 - g0 >= limits.gad7_change, g0, g1))  # fmt: skip
    recovery, improvement = all_of(before, none_of(after)), all_of(fell, none_of(rose))
    return TalkingTherapies(
        case_before=before,
        case_after=after,
        recovery=recovery,
        reliable_improvement=improvement,
        reliable_recovery=all_of(recovery, improvement),
        reliable_deterioration=all_of(rose, none_of(fell)),
    )


def _check(*scores: np.ndarray) -> list[np.ndarray]:
    """The four scores as floats, refused where they are not scores of the same people."""
    arrays = [np.asarray(one, dtype=float) for one in scores]
    if len({one.shape for one in arrays}) != 1 or arrays[0].ndim != 1:
        raise CannotEstimate("bad_shape", "The scores are not of the same people.",
                             "Give one of each a person, nan where missing.")  # fmt: skip
    if len(arrays[0]) == 0 or all(np.isnan(one).all() for one in arrays):
        raise CannotEstimate("no_people", "Nobody has a score.", "Choose other visits.")
    for one, most in zip(arrays, (_PHQ9_MOST, _PHQ9_MOST, _GAD7_MOST, _GAD7_MOST), strict=True):
        if ((one < 0) | (one > most)).any():
            raise CannotEstimate("out_of_range", "A PHQ-9 is outside 0 to 27 or a GAD-7 outside "
                                 "0 to 21.", "Correct the score.")  # fmt: skip
    return arrays


def _count(answers: np.ndarray, people: np.ndarray, among: str) -> PairCount:
    told = answers[people]
    met, of = int((told == YES).sum()), int((~np.isnan(told)).sum())
    return PairCount(met, of, met / of if of else None, among, len(told) - of)
