"""What each picture shows, for people who do not see it (at most about 300 characters)."""

from analysis.core import (
    Estimate,
    decimals_of,
    format_interval,
    format_number,
    label_instrument,
    name_visit,
)
from analysis.core.results import (
    ConditionEffect,
    EffectBySite,
    EffectsByCondition,
    Trajectories,
    TwoGroups,
)
from analysis.privacy import Released

from .effects import find_effect, is_hidden
from .phrases import list_words, name_people, name_together, say_points
from .risks import Outcome

LONGEST = 300
"""Characters of an alternative text: more is read aloud in one breath and lost."""


def describe_forest(released: Released[EffectsByCondition], measure: str = "headline_g") -> str:
    """The forest by condition: what its rows and its axis are, then the estimates that fit."""
    result = released.result
    return fit_rows(
        f"Forest plot, one row a condition: outcomes of {name_people(result.comparison)}, "
        f"right is better{_at(result.effects)}. ",
        [_read_row(effect, measure) for effect in result.effects],
    )


def describe_site_forest(released: Released[EffectBySite]) -> str:
    """The forest by site and its pooled row."""
    effects, pooled = released.result.effects, released.result.pooled
    rows = [_read_row(effect, "adjusted_g") for effect in effects]
    if pooled is not None:
        rows.insert(0, _read("sites pooled", pooled.estimate))
    return fit_rows(f"Forest plot, one row a site{_at(effects)}, right is better. ", rows)


def describe_two_groups(released: Released[TwoGroups]) -> str:
    """The two-group plot: both means, then the difference."""
    result = released.result
    scale = label_instrument(result.instrument)
    means = [
        f"{_number(group.mean)} with {name_together(group.arm, result.data.substance)}"
        for group in result.groups
    ]
    rows = [f"mean {list_words(means)}"]
    if result.difference is not None:
        value, limits = say_points(result.difference, result.better)
        rows.append(f"difference {value}, {limits}")
    points = "single people, " if released.view == "full" else ""
    return fit_rows(
        f"{scale} scores at {name_visit(result.visit)} in two groups ({points}means with one SD) "
        "beside their difference and its interval: ",
        rows,
    )


def describe_icons(
    released: Released[EffectsByCondition], condition: str, outcome: Outcome = "response"
) -> str:
    """The icon array: how many of a hundred icons are filled in each arm."""
    result = released.result
    risks = getattr(find_effect(result, condition), outcome)
    shares = risks.leading[:2] if risks is not None else (None, None)
    arms = (result.comparison.treatment, result.comparison.comparator)
    done = {"response": "responded", "remission": "were in remission"}[outcome]
    said = [
        f"{_number(None if share is None else 100 * share, 0)} with "
        f"{name_together(arm, result.data.substance)}"
        for arm, share in zip(arms[::-1], shares[::-1], strict=True)
    ]
    return f"Two grids of 100 people each; filled: those who {done}. {list_words(said)}."


def describe_trajectories(released: Released[Trajectories]) -> str:
    """The means over time: each arm from its first to its last visit."""
    result = released.result
    arms = dict.fromkeys(mean.arm for mean in result.means)
    rows = [_read_course(result, arm) for arm in arms]
    scale = label_instrument(result.instrument)
    return fit_rows(
        f"Line chart of mean {scale} scores by week since the first dose, {result.better} is "
        "better, with bands of 95% confidence: ",
        rows,
    )


def _read_course(result: Trajectories, arm: str) -> str:
    means = sorted((m for m in result.means if m.arm == arm), key=lambda mean: mean.day)
    first, last = means[0], means[-1]
    return (
        f"{name_together(arm, result.data.substance)} from {_number(first.mean)} at "
        f"{name_visit(first.visit)} to {_number(last.mean)} at {name_visit(last.visit)}"
    )


def _read_row(effect: ConditionEffect, measure: str) -> str:
    if effect.refused is not None and not is_hidden(effect):
        return f"{effect.condition_label} no estimate"
    return _read(effect.condition_label, effect.estimate(measure))


def _read(name: str, estimate: Estimate | None) -> str:
    if estimate is None:
        return f"{name} hidden"
    decimals = decimals_of(estimate)
    limits = format_interval(estimate.low, estimate.high, decimals)
    return f"{name} {format_number(estimate.value, decimals)} ({limits})"


def fit_rows(lead: str, rows: list[str]) -> str:
    """As many rows as fit, then where the rest is."""
    rest = " The table below has every row."
    text = lead
    for i, row in enumerate(rows):
        last = i == len(rows) - 1
        more = f"{row}{'.' if last else '; '}"
        if len(text) + len(more) + (0 if last else len(rest)) > LONGEST:
            return text.rstrip("; ").rstrip(":").rstrip(".") + "." + rest
        text += more
    return text


def _at(effects: tuple[ConditionEffect, ...]) -> str:
    return f" at {name_visit(effects[0].visit)}" if effects else ""


def _number(value: float | None, decimals: int = 1) -> str:
    return format_number(value, decimals)
