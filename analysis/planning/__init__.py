"""Power and sample size for the next cohort, from the margin and never from the effect observed."""

from .design import Design
from .difference import (
    detectable_difference,
    half_width,
    power_not_worse,
    power_of_difference,
    power_to_exclude,
)
from .next_cohort import learn_inputs, plan_next_cohort
from .risk_difference import (
    detectable_share,
    exact_power_of_shares,
    people_for_shares,
    power_of_shares,
)
from .sizes import (
    inflate_for_dropout,
    people_for_difference,
    people_not_worse,
    people_to_bound,
    people_to_exclude,
)
from .spread import interval_of_correlation, interval_of_sd

__all__ = [
    "interval_of_correlation", "interval_of_sd",
    "Design", "detectable_difference", "detectable_share", "exact_power_of_shares", "half_width",
    "inflate_for_dropout", "learn_inputs", "people_for_difference", "people_for_shares",
    "people_not_worse", "people_to_bound", "people_to_exclude", "plan_next_cohort",
    "power_not_worse", "power_of_difference", "power_of_shares", "power_to_exclude",
]  # fmt: skip
