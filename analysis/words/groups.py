"""Two groups side by side, and arms over time, in sentences."""

from analysis.core import format_number, format_percent, label_instrument, name_visit
from analysis.core.results import DataNote, GroupScores, Trajectories, TwoGroups, VisitMean
from analysis.privacy import Released

from .phrases import (
    list_words,
    name_people,
    name_together,
    say_adjustment,
    say_assignment,
    say_points,
)

FEW_AT_THE_END = 0.7
"""Below this share still seen at the last visit, little is known that late (method.md's gate)."""


def say_two_groups(released: Released[TwoGroups]) -> str:
    """Both means with their SDs and n, then the difference with its interval."""
    result = released.result
    if result.refused is not None:
        return f"{result.condition_label}: {result.refused.sentence}"
    means = [_say_mean(group, result.data) for group in result.groups]
    return (
        f"The mean {label_instrument(result.instrument)} score at {name_visit(result.visit)} was "
        f"{list_words(means)}{_say_better(result.better)}. {_say_difference(result)}"
    )


def _say_mean(group: GroupScores, data: DataNote) -> str:
    arm = name_together(group.arm, data.substance)
    if group.mean is None or group.n is None:
        return f"hidden with {arm}"
    spread = "" if group.sd is None else f"SD {format_number(group.sd, 1)}, "
    return f"{format_number(group.mean, 1)} with {arm} ({spread}n = {format_number(group.n, 0)})"


def _say_better(better: str) -> str:
    return f"; {better} is better" if better in ("lower", "higher") else ""


def _say_difference(result: TwoGroups) -> str:
    random = say_assignment(result.data.randomised)
    if result.difference is None:
        return f"The difference is hidden, as too few people stand behind it; {random}."
    value, limits = say_points(result.difference, result.better)
    more = name_together(result.groups[1].arm, result.data.substance)
    early = " At this visit the questions still ask about days before the first dose."
    return (
        f"The difference: {value} with {more} ({limits}), {say_adjustment(result.adjusted_for)}; "
        f"{random}.{early if result.looks_back else ''}"
    )


def say_trajectories(released: Released[Trajectories]) -> str:
    """The difference at the primary visit, or why these data cannot answer there."""
    result = released.result
    if not result.means:
        return f"{result.condition_label}: no scores to draw."
    visit = result.primary_visit
    primary = result.differences.get(visit) if result.differences else None
    random = say_assignment(result.data.randomised)
    if primary is None:
        return f"No difference can be shown at {name_visit(visit)}; {random}."
    value, limits = say_points(primary, result.better)
    who = name_people(result.comparison) if result.comparison else "those with more support"
    said = (
        f"At {name_visit(visit)}, the primary visit, scores of {who} were {value} on average "
        f"({limits}), adjusted; {random}."
    )
    verdict = (result.verdicts or {}).get(visit)
    if verdict is None or verdict.code != "cannot_answer" or not verdict.reasons:
        return said
    more = len(verdict.reasons) - 1
    rest = f" (and {more} more, in the details)" if more else ""
    return (
        f"{said} These data cannot answer whether outcomes differ for any reason but who was in "
        f"which arm: {verdict.reasons[0]}{rest}."
    )


def say_last_visit(released: Released[Trajectories]) -> str:
    """How many were still seen at the last visit, arm by arm: how much long-term data there is."""
    result = released.result
    last = max(result.means, key=lambda mean: mean.day)
    there = [mean for mean in result.means if mean.day == last.day]
    about = "about " if released.view == "protected" else ""
    counts = [_say_still_seen(mean, result.data, about) for mean in there]
    few = any((share := _share_seen(mean)) is not None and share < FEW_AT_THE_END for mean in there)
    warning = " Little is known this late: those who came back may differ." if few else ""
    return f"Still seen at {name_visit(last.visit)}: {list_words(counts)}.{warning}"


def _say_still_seen(mean: VisitMean, data: DataNote, about: str) -> str:
    arm = name_together(mean.arm, data.substance)
    share = _share_seen(mean)
    if share is None:
        return f"hidden with {arm}"
    n, of = format_number(mean.n, 0), format_number(mean.enrolled, 0)
    return f"{about}{n} of {of} ({format_percent(share)}) with {arm}"


def _share_seen(mean: VisitMean) -> float | None:
    return mean.n / mean.enrolled if mean.n is not None and mean.enrolled else None
