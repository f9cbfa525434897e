"""How did people change over time, and how long did it last?"""

from analysis.answers import trajectories
from analysis.words import say_trajectories, table_of_means

from .printed import Asked, Printed


def print_how_long(asked: Asked) -> Printed:
    """Means by visit and arm, and the difference at each visit."""
    answer = trajectories(asked.cohort, asked.comparison, asked.condition, asked.view)
    return Printed(answer, (say_trajectories(answer),), {"Means by visit": table_of_means(answer)})
