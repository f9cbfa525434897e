"""The next cohort planned from this one: its spread, its follow-up, its therapists."""

import math
from collections.abc import Callable

from scipy.special import chdtri

from analysis.core import ArmSummary, CannotEstimate, settings
from analysis.core.formulas import pooled_sd, require_positive
from analysis.core.results import ArmSizes, Plan, PlanningInputs

from .design import Design
from .difference import detectable_difference, require_margin
from .sizes import people_for_difference, people_not_worse, people_to_bound, people_to_exclude

_CAUTION = 0.80
NOTES = (
    "Planned from the margin; the effect observed is not looked at, and no power is computed "
    "after the fact.",
    "The SD is an estimate itself: its upper limit leads to the more cautious sizes.",
)


def learn_inputs(treatment: ArmSummary, comparator: ArmSummary) -> PlanningInputs:
    """Spread, correlation and follow-up of the present cohort.

    Parameters
    ----------
    treatment, comparator : ArmSummary
        Both arms at the visit planned for.

    Raises
    ------
    CannotEstimate
        "no_sd" when an arm has fewer than two people, "no_variation" when all scores are alike.

    Notes
    -----
    The SD is pooled over the arms at the visit, its one-sided 80 % upper limit
    SD sqrt(m / chi2(0.2, m)) (Browne RH 1995, Stat Med 14:1933-1940); the correlation is pooled by
    people, 0 where not known.
    """
    n_t, n_c = treatment.n, comparator.n
    sd = require_positive(pooled_sd(treatment.sd, n_t, comparator.sd, n_c))
    m = n_t + n_c - 2
    known = [(arm.correlation, arm.n) for arm in (treatment, comparator)
             if arm.correlation is not None and math.isfinite(arm.correlation)]  # fmt: skip
    people = sum(n for _, n in known)
    correlation = sum(r * n for r, n in known) / people if people else 0.0
    return PlanningInputs(
        sd=sd,
        sd_cautious=sd * math.sqrt(m / float(chdtri(m, _CAUTION))),
        correlation=max(-0.99, min(0.99, correlation)),
        followed_up_treatment=_share_followed(treatment),
        followed_up_comparator=_share_followed(comparator),
        n_treatment=n_t,
        n_comparator=n_c,
    )


def plan_next_cohort(
    inputs: PlanningInputs,
    margin: float,
    *,
    power: float = settings.PLANNED_POWER,
    level: float = settings.LEVEL,
    ratio: float = 1.0,
    icc: float = settings.PLANNED_ICC,
    cluster_size: float = 1.0,
    cautious: bool = False,
) -> Plan:
    """People the next cohort needs to settle whether the arms differ by the margin.

    Parameters
    ----------
    inputs : PlanningInputs
        From `learn_inputs`, or typed in.
    margin : float
        Between-group margin in points, above zero.
    power, level : float
        Wanted power; confidence level of the interval.
    ratio : float
        People in the comparator arm for each in the treatment arm.
    icc, cluster_size : float
        Of therapists in the treatment arm; size 1 means they are not counted.
    cautious : bool
        Use the upper limit of the SD.

    Raises
    ------
    CannotEstimate
        As the sizes do.

    Notes
    -----
    ANCOVA on baseline throughout: variance times 1 - r^2. An aim that no number of people reaches
    is None, and so is `detectable_now` where there are fewer than two therapists now.
    """
    require_margin(margin)
    sd = inputs.sd_cautious if cautious else inputs.sd
    design = Design(sd, inputs.correlation, icc if cluster_size > 1 else 0.0, cluster_size,
                    level=level)  # fmt: skip
    lost_t, lost_c = 1 - inputs.followed_up_treatment, 1 - inputs.followed_up_comparator

    def size(planner: Callable[..., ArmSizes], *wanted: float) -> ArmSizes | None:
        try:
            return planner(
                design,
                margin,
                *wanted,
                ratio=ratio,
                dropout_treatment=lost_t,
                dropout_comparator=lost_c,
            )
        except CannotEstimate as fault:
            if fault.refusal.code != "never":
                raise
            return None

    try:
        now = detectable_difference(design, inputs.n_treatment, inputs.n_comparator, power)
    except CannotEstimate as fault:
        if fault.refusal.code != "too_few":
            raise
        now = None
    return Plan(
        inputs, margin, power, level, design.design_effect,
        to_detect=size(people_for_difference, power),
        to_bound=size(people_to_bound),
        to_exclude=size(people_to_exclude, power),
        not_worse=size(people_not_worse, power),
        detectable_now=now,
        notes=NOTES,
    )  # fmt: skip


def _share_followed(arm: ArmSummary) -> float:
    """Share with both scores, kept off zero so that a plan can be made at all."""
    share = arm.followed_up
    return 1.0 if share is None else max(0.05, min(1.0, share))
