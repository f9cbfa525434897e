"""Conditions joined in one model, and sites pooled."""

from analysis.core import Estimate, format_interval, format_number, format_percent, name_visit
from analysis.core.results import EffectBySite, EffectsByCondition, JointModel, Pooled
from analysis.privacy import Released

from .phrases import (
    count_words,
    list_words,
    lower_first,
    name_people,
    raise_first,
    say_adjustment,
    say_assignment,
    say_effect_size,
    say_points,
    say_scale,
)

MOST_COMPATIBLE = 0.05
"""A joint test below this reads "differs between conditions" (the usual convention)."""


def say_joint(released: Released[EffectsByCondition], detailed: bool = False) -> str:
    """One difference for all conditions on an instrument everyone has, and whether it varies.

    `detailed` adds the interaction test with its p.
    """
    result = released.result
    joint = result.joint
    if joint is None:
        return "No instrument was used in enough conditions to join them in one model."
    if joint.overall is None:
        return "The conditions joined: hidden, as too few people stand behind one of them."
    value, limits = say_points(joint.overall, "unknown")
    people = raise_first(name_people(result.comparison))
    left_out = f" Left out: {list_words([lower_first(c) for c in joint.left_out])}."
    return (
        f"{people} had scores {value} {say_scale(joint.instrument)} at {name_visit(joint.visit)} "
        f"({limits}) if the difference is the same in every condition; "
        f"{say_adjustment(joint.adjusted_for)}; {say_assignment(result.data.randomised)}. "
        f"{_say_interaction(joint, detailed)}{left_out if joint.left_out else ''}"
    )


def _say_interaction(joint: JointModel, detailed: bool) -> str:
    if joint.p is None or joint.f is None:
        return "Whether it varies between conditions could not be tested."
    varies = joint.p < MOST_COMPATIBLE
    told = (
        "The difference varies between conditions by more than chance would explain"
        if varies
        else "Differences in the single conditions are compatible with one and the same"
    )
    if not detailed or joint.df1 is None or joint.df2 is None:
        return f"{told}."
    p = "< 0.001" if joint.p < 0.001 else f"= {joint.p:.3f}"
    return f"{told} (F({joint.df1:g}, {joint.df2:g}) = {joint.f:.2f}, p {p})."


def say_sites(released: Released[EffectBySite]) -> str:
    """The sites pooled, how far they differ, and what another site may expect."""
    result = released.result
    sites = count_words(len(result.effects), "site", "sites")
    random = say_assignment(result.data.randomised)
    if result.pooled is None:
        return f"{sites}, not pooled: not every site has an estimate that can be shown; {random}."
    estimate = result.pooled.estimate
    if estimate is None:
        return f"{sites}, pooled estimate hidden, as too few people stand behind a site; {random}."
    return (
        f"{sites} pooled: {_say_pooled(estimate)} ({say_effect_size(estimate)}); {random}."
        f"{_say_spread(result.pooled)}"
    )


def _say_pooled(estimate: Estimate) -> str:
    if estimate.low > 0:
        return "better outcomes with more support"
    if estimate.high < 0:
        return "worse outcomes with more support"
    return "the sites together cannot tell whether outcomes differ"


def _say_spread(pooled: Pooled) -> str:
    said = ""
    if pooled.i2 is not None and pooled.tau2 is not None:
        share = format_percent(pooled.i2 / 100)
        said += f" I² {share}, τ² {format_number(pooled.tau2, 3)}."
    if pooled.prediction_low is not None and pooled.prediction_high is not None:
        limits = format_interval(pooled.prediction_low, pooled.prediction_high, 2)
        said += f" Another site may expect {limits} (95% prediction interval)."
    return said
