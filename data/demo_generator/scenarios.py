"""What is true in the demonstration cohort: every effect, every confounder, every share."""

from dataclasses import dataclass
from typing import Final

ARMS: Final = ("infusion_only", "infusion_plus_journaling", "infusion_plus_psychotherapy")

VISITS: Final = {
    "baseline": 0, "day 1": 1, "week 1": 7, "week 2": 14, "week 6": 42, "week 12": 84,
    "week 26": 182, "week 52": 364,
}  # fmt: skip
"""Scheduled day of each visit; day 1 asks only about this moment (STAI, state form)."""

EFFECT_AT: Final = (0.0, 0.0, 0.3, 0.6, 1.0, 1.0, 0.6, 0.4)
"""Share of the week-12 effect of an arm that is there at each visit."""

GAIN_AT: Final = (0.0, 1.2, 1.1, 1.15, 1.1, 1.0, 0.8, 0.65)
"""Share of the week-12 improvement, common to all arms, that is there at each visit."""

JOURNALING_SHARE: Final = 1 / 3
"""Effect of journaling or a nurse's debrief, as a share of psychotherapy's."""


@dataclass(frozen=True)
class Scenario:
    """One condition treated with one substance, and what the generator makes true of it.

    `mean` and `sd` are of the primary instrument at baseline, in points; `gain` is the mean
    improvement by week 12 with infusions only and `effect` what psychotherapy adds to it, both in
    points. `size` is the people enrolled and `shares` those planned for each arm. `followed` is
    the share with a score at week 12, by arm. `lean` is how strongly employment, age, failed
    treatments and sex decide the arm, `pull` the same for severity (log odds a baseline SD), and
    `prognosis` how strongly those confounders act on the outcome.
    """

    condition: str
    substance: str
    instrument: str
    highest: int
    mean: float
    sd: float
    gain: float
    effect: float
    size: int
    shares: tuple[float, float, float] = (0.42, 0.22, 0.36)
    followed: tuple[float, float, float] = (0.79, 0.81, 0.87)
    lean: float = 0.9
    pull: float = -0.25
    prognosis: float = 1.0
    clinician: bool = False


SCENARIOS: Final = (
    Scenario("depression", "ketamine_iv", "MADRS", 60, 31, 6.5, 11, -1.8, 500, clinician=True),
    Scenario("ptsd", "ketamine_iv", "PCL5", 80, 53, 11, 15, -6.6, 320, (0.38, 0.20, 0.42),
             lean=0.7, pull=0.5),
    Scenario("complex_ptsd", "ketamine_iv", "ITQ", 48, 30, 6, 8, -2.1, 165,
             followed=(0.62, 0.70, 0.78), lean=0.7, pull=0.4),
    Scenario("anxiety", "ketamine_iv", "HAMA", 56, 27, 6, 9, 0.0, 220, lean=0.6, clinician=True),
    Scenario("addiction", "ketamine_iv", "TLFB_PHDD", 100, 62, 15, 22, 0.0, 185,
             (0.40, 0.20, 0.40), (0.81, 0.81, 0.85), lean=1.7, pull=-0.5, prognosis=1.5),
    Scenario("ocd", "ketamine_iv", "YBOCS", 40, 26, 4.5, 6, -2.25, 52, (0.42, 0.27, 0.31),
             clinician=True),
    Scenario("depression", "ketamine_nasal", "MADRS", 60, 31, 6.5, 9, -1.8, 22, clinician=True),
    Scenario("depression", "psilocybin", "MADRS", 60, 31, 6.5, 12, -1.8, 30, (0.27, 0.23, 0.50),
             clinician=True),
    Scenario("ptsd", "mdma", "PCL5", 80, 53, 11, 15, -6.6, 24, (0.0, 0.0, 1.0)),
    Scenario("anxiety", "lsd", "HAMA", 56, 27, 6, 10, 0.0, 14, (0.0, 0.36, 0.64),
             clinician=True),
)  # fmt: skip
"""MDMA has psychotherapy only and LSD no dosing-only arm: no comparison is possible there."""

EVERYONE: Final[dict[str, dict[str, tuple[float, float, float]]]] = {
    # mean, SD at baseline and correlation with the primary instrument, by condition
    "depression": {"PHQ9": (17, 4, 0.8), "GAD7": (11.5, 4, 0.5), "WSAS": (24, 6.5, 0.5)},
    "ptsd": {"PHQ9": (15, 4.5, 0.55), "GAD7": (13, 4, 0.6), "WSAS": (24, 6.5, 0.5)},
    "complex_ptsd": {"PHQ9": (16, 4.5, 0.55), "GAD7": (13, 4, 0.55), "WSAS": (26, 6, 0.5)},
    "anxiety": {"PHQ9": (12.5, 4, 0.5), "GAD7": (14, 3.5, 0.75), "WSAS": (21, 6.5, 0.5)},
    "addiction": {"PHQ9": (13, 4.5, 0.4), "GAD7": (11, 4, 0.4), "WSAS": (22, 6.5, 0.45)},
    "ocd": {"PHQ9": (12.5, 4.5, 0.45), "GAD7": (12, 4, 0.5), "WSAS": (23, 6.5, 0.55)},
}
"""Everyone also answers PHQ-9, GAD-7 and WSAS; their effects follow from the primary's."""

HIGHEST: Final = {"PHQ9": 27, "GAD7": 21, "WSAS": 40}
HIGHEST_WSAS_WITHOUT_WORK: Final = 32
