"""People who met a rule, arm by arm, and how many more in one than in the other."""

from typing import Literal

from analysis.core.formulas import wilson
from analysis.core.results import Proportion, RiskComparison

from .two_by_two import number_needed, risk_difference


def compare_risks(
    outcome: Literal["response", "remission"],
    rule_text: str,
    source: str,
    missing_as: Literal["observed", "not_met"],
    among: str,
    events_t: int,
    n_t: int,
    events_c: int,
    n_c: int,
    arms: tuple[str, str],
    randomised: bool,
    level: float,
) -> RiskComparison:
    """Share of people who met a rule in each arm, and the difference of the two shares.

    Parameters
    ----------
    outcome, rule_text, source, missing_as, among : str
        What was counted, by which published rule, in whom, with missing people counted how.
    events_t, n_t, events_c, n_c : int
        People who met the rule, of how many, in the treatment and in the comparator arm.
    arms : tuple of str
        Names of the treatment and of the comparator arm.
    randomised : bool
        Only then is a number needed to treat given.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        When an arm has nobody.

    Notes
    -----
    Wilson's interval in each arm, Newcombe's (method 10) for the difference, treatment -
    comparator, as a probability. NNT = 1 / difference; where the interval of the difference holds
    zero, that of the NNT is the two half-lines outside the reciprocals of its limits.

    References
    ----------
    Newcombe RG (1998). Stat Med 17:857-872 and 873-890; Altman DG (1998). BMJ 317:1309-1312.
    """
    difference = risk_difference(events_t, n_t, events_c, n_c, level)
    return RiskComparison(
        outcome=outcome,
        rule=rule_text,
        source=source,
        missing_as=missing_as,
        among=among,
        treatment=_proportion(arms[0], events_t, n_t, level),
        comparator=_proportion(arms[1], events_c, n_c, level),
        difference=difference,
        nnt=number_needed(difference) if randomised else None,
    )


def _proportion(arm: str, events: int, n: int, level: float) -> Proportion:
    low, high = wilson(events, n, level)
    return Proportion(arm, events, n, events / n, low, high)
