"""Responders of each arm: when their response ended, counted from a clock."""

from dataclasses import dataclass

import numpy as np

from analysis.core import Arm, Comparison
from analysis.core.results import ResponseClock
from analysis.durability import bracket_losses, end_response, find_origins, restart

from .question import Question
from .responding import Responding

LOST, RETREATED = 1, 2
"""Kinds of end, as `end_response` numbers them."""

ARM_OF_CLOCK: Arm = "infusion_plus_psychotherapy"
"""The only arm that the clock of integration sessions describes."""


@dataclass(frozen=True, eq=False)
class ResponseEnds:
    """Responders of one arm, in days from the clock.

    `time` and `kind` are when response was found lost (1), the person was retreated first (2), or
    was last seen in response (0). Loss lies in (`after`, `until`], `until` infinite where never
    seen. `left_out` had no such clock, or their response had ended before it started.
    """

    arm: Arm
    time: np.ndarray
    kind: np.ndarray
    after: np.ndarray
    until: np.ndarray
    left_out: int

    @property
    def n(self) -> int:
        return len(self.time)

    @property
    def ended(self) -> np.ndarray:
        """1 where response was lost or the person was retreated, 0 where last seen without."""
        return (self.kind > 0).astype(float)


def compares_arms(clock: ResponseClock) -> bool:
    """Whether both arms have the clock."""
    return clock != "last_integration_session"


def arms_of(arms: tuple[Arm, ...], clock: ResponseClock) -> tuple[Arm, ...]:
    """Those arms that the clock describes."""
    return arms if compares_arms(clock) else tuple(arm for arm in arms if arm == ARM_OF_CLOCK)


def is_compared(arm: Arm, comparison: Comparison) -> bool:
    """Whether an arm is one of the two asked about."""
    return arm in (comparison.treatment, comparison.comparator)


def end_responses(
    question: Question, condition: str, responding: Responding, arm: Arm, clock: ResponseClock
) -> ResponseEnds:
    """When the responses of one arm's responders ended.

    Raises
    ------
    CannotEstimate
        "no_responders" when nobody responded; "clock_not_recorded"; "nobody" when nobody was still
        in response at the start of the clock.

    Notes
    -----
    The first time in response counts, and a response that comes back does not undo a loss.
    Retreatment is never censored. Counted from the first response nobody has to survive anything
    to be counted; from any other clock the time until the first response is without risk.
    """
    rows = np.flatnonzero(question.in_arm(arm, condition) & responding.able)
    again = responding.retreated[rows]
    losses = bracket_losses(responding.states[rows], responding.days, again)
    exact = losses.after == losses.until
    lost = np.where(exact, np.inf, losses.until)
    time, kind = end_response(lost, again[losses.person], losses.after, "competing")
    origin = (
        losses.since
        if clock == "first_response"
        else find_origins(question.cohort, clock)[rows[losses.person]]
    )
    found = restart(time, origin)
    kept, start = found.kept, origin[found.kept]
    return ResponseEnds(
        arm, found.time[kept], kind[kept], np.maximum(losses.after[kept] - start, 0.0),
        losses.until[kept] - start, int((~kept).sum()),
    )  # fmt: skip
