"""How few people are too few to show."""

import os
from typing import Final

from analysis.core import settings

VARIABLE: Final = "COHORT_MINIMUM_GROUP"


def minimum_group() -> int:
    """Fewest people a number may rest on: `COHORT_MINIMUM_GROUP`, else 11; never under 5.

    Raises
    ------
    ValueError
        When the environment variable is not a whole number: showing nothing is safer than
        guessing how much protection was meant.
    """
    wanted = os.environ.get(VARIABLE, "").strip()
    if wanted and not wanted.isdecimal():
        raise ValueError(f"{VARIABLE} must be a whole number of people, such as 11.")
    return max(int(wanted or settings.MINIMUM_GROUP), settings.LOWEST_MINIMUM_GROUP)


def is_small(n: int, minimum: int) -> bool:
    """Whether a group has people, but fewer than may be shown."""
    return 0 < n < minimum


def round_count(n: int, minimum: int) -> int:
    """A count of people to the nearest 5, and never rounded below the minimum group."""
    step = settings.ROUND_COUNTS_TO
    rounded = step * ((n + step // 2) // step)
    return max(rounded, minimum) if n >= minimum else rounded


def hide_to_protect(counts: list[int], total: int, minimum: int) -> list[bool]:
    """Which counts to hide so that none of them can be worked out from a total that is shown.

    Parameters
    ----------
    counts : list of int
        People in each category; what they lack of the total counts as hidden.
    total : int
        People in all.
    minimum : int
        Fewest people that may be shown.

    Notes
    -----
    A small count and a count with a small complement are hidden, then the next smallest, until
    those hidden add up to the minimum and are not all forced to be 1 (as many people as hidden
    counts, each above zero). Zeros are hidden last. Categories that overlap (more people in them
    than in all) are judged one by one.
    """
    hidden = [is_small(n, minimum) or is_small(total - n, minimum) for n in counts]
    if sum(counts) > total:
        return hidden
    for nearest in sorted(range(len(counts)), key=lambda i: (counts[i] == 0, counts[i])):
        away = total - sum(n for n, hide in zip(counts, hidden, strict=True) if not hide)
        if away == 0 or (away >= minimum and away > sum(hidden)):
            break
        hidden[nearest] = True
    return hidden
