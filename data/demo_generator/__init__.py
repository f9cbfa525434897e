"""The SYNTHETIC demonstration cohort: who, what they had, how they fared. Nobody in it is real."""

from .cohort import SEED, make_cohort, make_mapping, write_cohort
from .course import Course, draw_course
from .people import People, draw_people
from .scenarios import ARMS, SCENARIOS, VISITS, Scenario

__all__ = [
    "ARMS",
    "SCENARIOS",
    "SEED",
    "VISITS",
    "Course",
    "People",
    "Scenario",
    "draw_course",
    "draw_people",
    "make_cohort",
    "make_mapping",
    "write_cohort",
]
