"""What a plan rests on: the numbers of this cohort, the margin, and what the reader chose."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtr, ndtri

from analysis.core import label_arm, label_instrument, name_visit, settings
from analysis.core.formulas import wilson
from analysis.core.results import PlannedFrom, PlanningInputs, PowerCurve, Proportion
from analysis.planning import (
    Design,
    interval_of_correlation,
    interval_of_sd,
    people_for_difference,
    power_of_difference,
)
from analysis.privacy import minimum_group, round_count

from .analysed import Analysed
from .question import Question

TIMES: Final = (0.5, 1.0, 2.0)
"""Curves are drawn for the margin, half of it, and twice it."""

_POINTS: Final = 60
_FEWEST: Final = 8
_MOST: Final = 4000
"""People in each arm between which curves are drawn."""


@dataclass(frozen=True)
class PlanChoices:
    """Power wanted, share lost (None: as here), people a therapist (1: not counted)."""

    power: float = settings.PLANNED_POWER
    lost: float | None = None
    people_a_therapist: int = 1


@dataclass(frozen=True)
class Planned:
    """Everything a plan rests on, rounded where the cohort is protected."""

    inputs: PlanningInputs
    margin: float
    margin_source: str
    response: Proportion | None
    choices: PlanChoices
    protected: bool = False

    @property
    def response_with(self) -> float | None:
        """The comparator's response if everybody's score moved by the margin.

        Notes
        -----
        Phi(Phi^-1(share) + margin / SD), scores normal with one spread (Furukawa TA, Leucht S 2011,
        PLoS One 6:e19070).
        """
        arm = self.response
        if arm is None or arm.share is None or not 0 < arm.share < 1:
            return None
        return float(ndtr(ndtri(arm.share) + self.margin / self.inputs.sd))

    def count(self, people: int) -> int:
        """People as they may be told."""
        return round_count(people, minimum_group()) if self.protected else people

    @property
    def icc(self) -> float:
        """Intracluster correlation planned with: none where therapists are not counted."""
        return settings.PLANNED_ICC if self.choices.people_a_therapist > 1 else 0.0

    @property
    def design(self) -> Design:
        """Spread, adjustment for baseline, and therapists."""
        return Design(self.inputs.sd, self.inputs.correlation, self.icc,
                      float(self.choices.people_a_therapist))  # fmt: skip


def list_inputs(question: Question, analysed: Analysed, planned: Planned) -> dict[str, PlannedFrom]:
    """Every number the plan rests on, with its interval and where it is from."""
    inputs, choices = planned.inputs, planned.choices
    people = inputs.n_treatment + inputs.n_comparator
    scale, visit = label_instrument(analysed.instrument.code), name_visit(question.visit.label)
    here = f"this cohort, {people} people"
    low, high = interval_of_sd(inputs.sd, people - 2)
    r_low, r_high = interval_of_correlation(inputs.correlation, people)
    found = {
        "margin": PlannedFrom("Smallest difference that matters", planned.margin, None, None,
                              "points", planned.margin_source),
        "sd": PlannedFrom(f"SD of {scale} scores at {visit}", inputs.sd, low, high, "points", here),
        "correlation": PlannedFrom("Correlation of baseline and visit", inputs.correlation, r_low,
                                   r_high, "number", here),
        "lost_treatment": _list_lost(question, planned, "treatment"),
        "lost_comparator": _list_lost(question, planned, "comparator"),
    }  # fmt: skip
    if planned.response is not None and planned.response.share is not None:
        arm = planned.response
        name = label_arm(question.comparison.comparator, question.substance).lower()
        found["response"] = PlannedFrom(
            f"Response with {name}", arm.share or 0.0, arm.low, arm.high, "share",
            f"this cohort, {planned.count(arm.n)} people",
        )  # fmt: skip
    if choices.people_a_therapist > 1:
        found["icc"] = PlannedFrom("People of one therapist alike (ICC)", planned.icc, None, None,
                                   "number", "convention")  # fmt: skip
        found["therapists"] = PlannedFrom("People a therapist", float(choices.people_a_therapist),
                                          None, None, "number", "chosen here")  # fmt: skip
    return found


def _list_lost(question: Question, planned: Planned, which: str) -> PlannedFrom:
    arm = getattr(question.comparison, which)
    what = f"Lost with {label_arm(arm, question.substance).lower()}"
    if planned.choices.lost is not None:
        return PlannedFrom(what, planned.choices.lost, None, None, "share", "chosen here")
    kept = getattr(planned.inputs, f"followed_up_{which}")
    n = getattr(planned.inputs, f"n_{which}")
    started = max(n, round(n / kept))
    low, high = wilson(n, started, settings.LEVEL)
    people = f"this cohort, {planned.count(started)} people"
    return PlannedFrom(what, 1 - kept, 1 - high, 1 - low, "share", people)


def draw_power(planned: Planned) -> tuple[PowerCurve, ...]:
    """Chance of finding half, once and twice the margin by people in each arm."""
    design, power = planned.design, planned.choices.power
    needed = {}
    for times in TIMES:
        needed[times] = people_for_difference(design, times * planned.margin, power).n_treatment
    first = max(_FEWEST, 3 * planned.choices.people_a_therapist)
    last = int(min(max(1.8 * needed[TIMES[0]], 4 * first), _MOST))
    people = np.unique(np.round(np.geomspace(first, last, _POINTS)).astype(int))
    return tuple(
        PowerCurve(
            times, times * planned.margin, tuple(int(n) for n in people),
            tuple(power_of_difference(design, times * planned.margin, int(n), int(n))
                  for n in people),
            needed[times],
        )
        for times in TIMES
    )  # fmt: skip
