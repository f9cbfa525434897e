"""Who of one condition was in response at which visit, and when anyone was retreated."""

from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate, Instrument, Rule, Visit, definitions_of, label_instrument
from analysis.core.formulas import find_denominator, meets

from .question import Question
from .risks import describe_rule

NOT_RECORDED = "Retreatment is not recorded in this cohort, so nobody is counted as retreated."


@dataclass(frozen=True, eq=False)
class Responding:
    """States of every participant by visit: 1 in response, 0 not, nan not seen.

    `able` are those who could respond, `among` says who they are. `retreated` is the day of each
    person's first retreatment, infinite without one. Visits that look back past day 0 are left out.
    """

    instrument: Instrument
    rule: Rule
    among: str
    visits: tuple[Visit, ...]
    states: np.ndarray
    able: np.ndarray
    retreated: np.ndarray
    retreatment_recorded: bool

    @property
    def days(self) -> np.ndarray:
        """Scheduled day of each visit."""
        return np.array([visit.day for visit in self.visits], dtype=float)

    @property
    def rule_in_words(self) -> str:
        """The rule, and the scale it is read on."""
        return f"{describe_rule(self.rule)} on the {label_instrument(self.instrument.code)}"


def read_responses(question: Question, condition: str) -> Responding:
    """Response by the first published rule of the condition's instrument, at every visit.

    Raises
    ------
    CannotEstimate
        "no_rule" where no response is defined, "no_baseline", "no_later_visit" where every visit
        asks about days before treatment; as `Question.instrument_for`.
    """
    instrument = question.instrument_for(condition)
    rules = definitions_of(instrument)
    if "response" not in rules or rules["response"].rule is None:
        raise CannotEstimate(
            "no_rule",
            f"Response cannot be counted: no published rule for the "
            f"{label_instrument(instrument.code)} was found.",
            _suggest(question, condition),
        )
    cohort = question.cohort
    if cohort.baseline_visit < 0:
        raise CannotEstimate(
            "no_baseline", "No visit is at or before the first infusion, so nothing tells who "
            "responded.", "Map the visit before treatment to day 0.",
        )  # fmt: skip
    matrix = cohort.score_matrix(instrument.code)
    baseline = matrix[:, cohort.baseline_visit]
    places = [place for place, visit in enumerate(cohort.visits)
              if visit.day > question.first_day and not instrument.looks_back_past(visit.day)
              and not np.isnan(matrix[question.people, place]).all()]  # fmt: skip
    if not places:
        raise CannotEstimate("no_later_visit", "Every visit asks about days before treatment.",
                             "Choose another scale, or upload later visits.")  # fmt: skip
    able = find_denominator(rules, "response", instrument, baseline)
    states = [meets(rules["response"], instrument, baseline, matrix[:, place]) for place in places]
    again = cohort.first_retreatments
    return Responding(
        instrument, rules["response"].rule, able.among,
        tuple(cohort.visits[place] for place in places), np.column_stack(states), able.people,
        np.full(len(baseline), np.inf) if again is None else again, again is not None,
    )  # fmt: skip


def _suggest(question: Question, condition: str) -> str:
    """Scales of the same people on which response is defined."""
    known = question.catalogue.instruments
    others = [
        label_instrument(code)
        for code in question.cohort.instruments_of(condition)
        if code in known and "response" in definitions_of(known[code])
    ]
    if not others:
        return "Upload scores on a scale with a published rule."
    return f"Choose another scale at the side: {' or '.join(others)}."
