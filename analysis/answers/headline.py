"""The estimate that leads: repeated measures where chance decided, overlap weights where not."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from analysis.adjustment import overlap_weighted_difference, overlap_weighted_g
from analysis.core import CannotEstimate, Estimate, settings
from analysis.core.results import Gate, Headline, RepeatedMeasures
from analysis.longitudinal import mmrm_by_visit

from .analysed import Analysed
from .comparability import judge_comparability
from .question import Question

_FEWEST_VISITS = 2


@dataclass(frozen=True)
class Lead:
    """Which estimate leads and its values (raw sign), the gate, and why there is no verdict.

    `adjusted_for` where it is adjusted for more than the difference at the visit is.
    """

    name: Headline
    estimates: tuple[Estimate, ...] = ()
    gate: Gate | None = None
    withheld: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    adjusted_for: tuple[str, ...] | None = None


def choose_lead(question: Question, condition: str, analysed: Analysed) -> Lead:
    """The headline of one condition at the visit asked for, as method.md orders them.

    Randomised: the repeated-measures model with two or more visits after baseline, else ANCOVA.
    Not randomised: the doubly robust overlap-weighted difference, with its gate. Where the leading
    model cannot be fitted, the adjusted difference is shown, the reason said, and no verdict given.
    """
    if question.cohort.randomised:
        return _repeat(question, condition, analysed)
    return _weigh(question, condition, analysed)


def _repeat(question: Question, condition: str, analysed: Analysed) -> Lead:
    visits = _visits_of_both(question, condition, analysed)
    if len(visits) < _FEWEST_VISITS:
        return Lead("adjusted")
    rows, treated = _people_of(question, condition)
    scores = question.scores(analysed.instrument.code)[rows]
    names = [question.cohort.visits[k].label for k in visits]
    try:
        model, notes = _fit_by_arm(
            scores[:, question.cohort.baseline_visit], scores[:, visits], treated, names
        )
    except CannotEstimate as fault:
        why = fault.refusal
        return Lead(
            "adjusted",
            withheld=("the repeated-measures model could not be fitted",),
            notes=(f"Repeated-measures model: {why.sentence} {why.mend}".strip(),),
        )
    found = model.at(question.visit.label)
    if found.difference is None or found.standardised is None:
        return Lead("adjusted")
    left_out = [v.label for v in question.cohort.follow_up_visits if v.label not in names]
    if left_out:
        notes = (*notes, "Left out of the repeated-measures model, as too few were seen: "
                 f"{', '.join(left_out)}.")  # fmt: skip
    return Lead("mmrm", (found.standardised, found.difference), notes=notes)


def _fit_by_arm(
    baseline: np.ndarray, scores: np.ndarray, treated: np.ndarray, visits: list[str]
) -> tuple[RepeatedMeasures, tuple[str, ...]]:
    """The model with a covariance for each arm; one for both, and said, where that cannot be had.

    One covariance for both arms makes intervals too narrow where the smaller arm varies more
    (tests/simulation/tables/mmrm_by_arm.md).
    """
    fit = partial(
        mmrm_by_visit, baseline, scores, treated, np.zeros((len(treated), 0)), settings.LEVEL,
        "kenward-roger-mar", visits=visits,
    )  # fmt: skip
    try:
        return fit(by_arm=True), ()
    except CannotEstimate:
        return fit(by_arm=False), (
            "Too few people for a covariance of each arm in the repeated-measures model, so both "
            "arms share one: where the smaller arm varies more, the interval is too narrow.",
        )


def _people_of(question: Question, condition: str) -> tuple[np.ndarray, np.ndarray]:
    """Everyone in the two arms, and who of them is in the treatment arm."""
    comparison = question.comparison
    treated = question.in_arm(comparison.treatment, condition)
    rows = np.flatnonzero(treated | question.in_arm(comparison.comparator, condition))
    return rows, treated[rows]


def _visits_of_both(question: Question, condition: str, analysed: Analysed) -> list[int]:
    """Visits after baseline at which enough of each arm were seen; the one asked for always."""
    rows, treated = _people_of(question, condition)
    scores = question.scores(analysed.instrument.code)[rows]
    known = ~np.isnan(scores) & ~np.isnan(scores[:, [question.cohort.baseline_visit]])
    found = []
    for place, visit in enumerate(question.cohort.visits):
        seen = min(int(known[arm, place].sum()) for arm in (treated, ~treated))
        enough = seen >= settings.RARE_COVARIATE_LEVEL or place == question.visit_index
        if visit.day > question.first_day and enough:
            found.append(place)
    return found


def _weigh(question: Question, condition: str, analysed: Analysed) -> Lead:
    try:
        judged = judge_comparability(question, condition, analysed)
        points = overlap_weighted_difference(
            analysed.score, analysed.baseline, analysed.is_treatment, judged.covariates,
            settings.LEVEL,
        )  # fmt: skip
        size = overlap_weighted_g(points, analysed.baseline, analysed.is_treatment)
    except CannotEstimate as fault:
        why = fault.refusal
        return Lead(
            "adjusted",
            withheld=("the arms could not be weighted to be alike",),
            notes=(f"Overlap weights: {why.sentence} {why.mend}".strip(),),
        )
    return Lead("weighted", (size, points), judged.gate, _lower(judged.gate.failures),
                judged.notes, judged.weighted_for)  # fmt: skip


def _lower(sentences: tuple[str, ...]) -> tuple[str, ...]:
    """Sentences as parts of one: without their full stop, the first letter small."""
    return tuple(text[:1].lower() + text[1:].rstrip(".") for text in sentences)
