"""What the overlap plot and the love plot show, for people who do not see them."""

from analysis.core import format_number, format_percent
from analysis.core.results import ComparableGroups
from analysis.privacy import Released

from .phrases import list_words, name_people, name_together
from .pictures import LONGEST


def describe_overlap(released: Released[ComparableGroups]) -> str:
    """Where each group's propensities lie: the middle bar of each."""
    result = released.result
    arms = dict.fromkeys(one.arm for one in result.overlap)
    said = [
        f"most often {_say_peak(result, arm)} with {name_together(arm, result.data.substance)}"
        for arm in arms
    ]
    return (
        "Two bar charts back to back, one a group: the chance, judged from what was recorded, of "
        f"being among {name_people(result.comparison)}; {list_words(said)}."
    )


def _say_peak(result: ComparableGroups, arm: str) -> str:
    bins = [one for one in result.overlap if one.arm == arm and one.share]
    if not bins:
        return "hidden"
    peak = max(bins, key=lambda one: (one.share or 0.0) / (one.high - one.low))
    return (
        f"{format_number(100 * peak.low, 0)} to {format_number(100 * peak.high, 0)}% "
        f"({format_percent(peak.share)} of them)"
    )


def describe_love(released: Released[ComparableGroups], detailed: bool = False) -> str:
    """How far apart the groups are in each covariate: the furthest ones before and after."""
    kinds = ("modelled", "square", "interaction", "outside") if detailed else (
        "modelled", "outside"
    )  # fmt: skip
    rows = released.result.covariates(kinds)
    text = (
        f"Dot plot of {len(rows)} things recorded before treatment: how far apart the groups are "
        "in SDs before (hollow) and after (filled) weighting: "
    )
    for i, row in enumerate(rows):
        more = f"{row.name} {_write(row.before)} and {_write(row.after)}"
        if len(text) + len(more) > LONGEST - 30 or i == len(rows) - 1:
            return f"{text}{more}." if i == len(rows) - 1 else f"{text.rstrip('; ')}, and others."
        text += f"{more}; "
    return "No covariate that may be shown was recorded before treatment."


def _write(value: float | None) -> str:
    return "wholly" if value is None else format_number(abs(value), 2)
