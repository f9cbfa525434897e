"""Where an interval or a test keeps its promise only roughly: measured, not supposed.

The figures are those of data/coverage.csv, which the simulations of tests/simulation write; that
the two agree is a test (tests/simulation/test_stored.py). Code may not read a file here.
"""

from collections.abc import Mapping
from typing import Final

APPROXIMATE_BELOW: Final[Mapping[str, int]] = {
    "aipw_difference": 100,
    "bootstrap_bca": 30,
    "bootstrap_percentile": 30,
    "clustered_rate": 100,
    "clustered_rate_ratio": 100,
    "cumulative_incidence": 66,
    "d_ppc2": 30,
    "g_difference": 30,
    "g_formula_difference": 33,
    "g_formula_difference_apart": 100,
    "in_response": 30,
    "in_response_none": 30,
    "incidence_difference": 30,
    "iptw_difference": 100,
    "iptw_known_difference": 30,
    "katz": 30,
    "katz_haldane": 30,
    "km_log": 100,
    "km_log_log": 30,
    "km_plain": 100,
    "mmrm_joint_satterthwaite": 30,
    "mmrm_satterthwaite": 30,
    "overlap_difference": 33,
    "overlap_doubly_robust_difference": 100,
    "rmst_difference": 30,
    "rmst_difference_followed": 30,
    "turnbull": 66,
    "wald_difference": 100,
}
"""People in the smaller arm under which 95 % limits held the truth in under 93 % of draws.

Arms that vary alike; of shares and their ratios, under 90 % at the worst true share.
"""

UNLIKE: Final[Mapping[str, str]] = {
    "att_difference": "Approximate at every size simulated, 12 to 100 an arm: where the score is "
    "a curve of baseline it held in 82.1 to 93.4 % of draws.",
    "becker_g": "Becker's limits: approximate where the SD changes; where it doubled they held in "
    "75.1 to 76.9 % of draws.",
    "hodges_lehmann": "Hodges-Lehmann limits: approximate where the smaller arm varies more; they "
    "held in 91.2 to 93.2 % of draws.",
    "permutation": "Approximate where the smaller arm varies more: it then found a difference in "
    "8.5 to 11.5 % of draws without one, not 5.",
    "pool_wald": "Approximate where studies differ: it then held in 84.5 to 93.4 % of draws.",
    "predict_classic_t1": "Approximate where studies differ: it then held in 85.1 to 91.5 % of "
    "draws.",
    "prediction_interval": "Approximate where sites differ: it then held in 84.5 to 91.3 % of "
    "draws.",
    "slope_z": "z tests: approximate where studies differ; they then found what is not there in "
    "7.0 to 11.8 % of draws, not 5. Knapp-Hartung's do not.",
    "subgroups_z": "z tests: approximate where studies differ; they then found what is not there "
    "in 7.0 to 11.3 % of draws, not 5. Knapp-Hartung's do not.",
    "three_level_model": "Approximate where studies differ: it then held in 91.1 to 93.4 % of "
    "draws.",
}
"""What becomes of an estimator where arms, or before and after, do not vary alike."""


def say_approximate(estimator: str, *people: int) -> str:
    """What must stand beside a method at these sizes, with a space before it; "" where nothing.

    Parameters
    ----------
    estimator : str
        As data/coverage.csv names it.
    people : int
        People in each arm analysed.
    """
    limit = APPROXIMATE_BELOW.get(estimator, 0)
    small = bool(people) and min(people) < limit
    said = (f"Approximate below n = {limit} per arm." if small else "", UNLIKE.get(estimator, ""))
    return "".join(f" {sentence}" for sentence in said if sentence)


def say_each_approximate(limits: Mapping[str, str], *people: int) -> str:
    """The same where one method has limits of several kinds, each by its name.

    Parameters
    ----------
    limits : mapping of str to str
        Estimators as data/coverage.csv names them, and what a reader calls their limits.
    people : int
        People in each arm analysed.
    """
    found = {name: say_approximate(code, *people) for code, name in limits.items()}
    return "".join(f" {name}:{said.lower()}" for name, said in found.items() if said)
