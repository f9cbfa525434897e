"""Who was lost, when, why, and who they were, in sentences."""

from typing import Final

from analysis.core import (
    HIDDEN,
    Estimate,
    format_interval,
    format_number,
    format_percent,
    label_instrument,
    name_level,
    name_visit,
    settings,
)
from analysis.core.results import Attrition, FlowStep, PeopleOf, SeenAndLost
from analysis.privacy import Released

from .phrases import list_words, name_together, raise_first, say_scale

KINDS: Final = {
    "complete": "seen every time",
    "intermittent": "missed a visit and came back",
    "monotone": "left and did not come back",
    "never_seen": "never seen after the start",
}
"""Patterns of visits as a person reads them."""


def title_who_was_lost() -> str:
    """The question of the page."""
    return "Who was lost?"


def name_step(step: str) -> str:
    """A step of the way: "started", "week 12"."""
    return step if step == "started" else name_visit(step)


def say_attrition(released: Released[Attrition]) -> str:
    """How many of each arm were still seen at the visit, and whether that is enough."""
    result = released.result
    last = [steps[-1] for arm in result.arms if (steps := result.steps_of(arm))]
    about = "about " if released.view == "protected" else ""
    said = [_say_step(step, result, about) for step in last]
    return (
        f"{raise_first(name_visit(result.visit))}: {list_words(said)} have a score "
        f"{say_scale(result.instrument)}.{_judge_shares(result, last)}"
    )


def _say_step(step: FlowStep, result: Attrition, about: str) -> str:
    arm = name_together(step.arm, result.data.substance)
    if step.seen is None or not step.of:
        return f"hidden with {arm}"
    n, of = _write(step.seen), _write(step.of)
    return f"{about}{n} of {of} ({format_percent(step.seen / step.of)}) with {arm}"


def _judge_shares(result: Attrition, last: list[FlowStep]) -> str:
    """What the shares mean for a comparison of those seen alone."""
    compared = {result.comparison.treatment, result.comparison.comparator}
    shares = [step.share for step in last if step.arm in compared and step.share is not None]
    if len(shares) < 2:
        return ""
    if min(shares) < settings.MINIMUM_FOLLOWED_UP:
        return (f" Under {format_percent(settings.MINIMUM_FOLLOWED_UP)} in a group: those seen may "
                "not stand for those lost.")  # fmt: skip
    if max(shares) - min(shares) > settings.MAXIMUM_FOLLOW_UP_GAP:
        return " One group lost many more people than the other, so those seen may mislead."
    return " Enough for those seen to be compared, if those lost were not very different."


def say_screened(released: Released[Attrition]) -> str:
    """How many of those screened started, in the whole cohort."""
    result = released.result
    if result.screened is None or result.started is None:
        return ""
    return (
        f"Before that: {format_number(result.screened, 0)} people were screened for the whole "
        f"cohort, of whom {format_number(result.started, 0)} started."
    )


def say_patterns(released: Released[Attrition]) -> str:
    """How people were lost: for good, or for a visit. What is hidden in every group is not said."""
    result = released.result
    said = []
    for kind in ("monotone", "never_seen", "intermittent"):
        people = [one for one in result.kinds if one.what == kind]
        if any(one.n is not None for one in people):
            said.append(f"{KINDS[kind]}: {list_words([_count(one, result) for one in people])}")
    if not said:
        return "How many left for good, or missed a visit, is hidden: too few people did."
    return f"{raise_first('; '.join(said))}."


def _count(one: PeopleOf, result: Attrition) -> str:
    return f"{_write(one.n)} with {name_together(one.arm, result.data.substance)}"


def _write(n: int | None) -> str:
    return HIDDEN if n is None else format_number(n, 0)


def say_reasons(released: Released[Attrition]) -> str:
    """How many withdrew, or why nothing is known of it; the reasons stand in the table."""
    result = released.result
    if result.reasons_refused is not None:
        return f"{result.reasons_refused.sentence} {result.reasons_refused.mend}".strip()
    withdrew = {one.arm: one.of for one in result.reasons}
    if not withdrew:
        return "Nobody said that they were leaving."
    if all(n is None for n in withdrew.values()):
        return "Too few people said that they were leaving for their reasons to be shown."
    said = [
        f"{_write(n)} with {name_together(arm, result.data.substance)}"
        for arm, n in withdrew.items()
    ]
    return f"Said that they were leaving, with a reason (in the table): {list_words(said)}."


def say_seen_and_lost(released: Released[Attrition]) -> str:
    """In what those lost clearly differed from those seen, at baseline."""
    result = released.result
    known = [one for one in result.baseline if one.difference is not None]
    if not known:
        return "Whether those lost were different to begin with cannot be shown for so few people."
    clear = [one for one in known if _is_clear(one.difference)]
    if not clear:
        return (
            "In nothing recorded at baseline did those lost differ clearly from those seen; what "
            "was not recorded may differ all the same."
        )
    arms = dict.fromkeys(one.arm for one in clear)
    said = [
        f"with {name_together(arm, result.data.substance)} "
        f"{list_words([_say_clear(one, result) for one in clear if one.arm == arm])}"
        for arm in arms
    ]
    return (
        f"Of {len(known)} comparisons of those lost with those seen {len(clear)} show a clear "
        f"difference at baseline; those lost had, {'; '.join(said)}."
    )


def _is_clear(difference: Estimate | None) -> bool:
    return difference is not None and not difference.low <= 0 <= difference.high


def _say_clear(one: SeenAndLost, result: Attrition) -> str:
    """Part of a sentence: "severity (MADRS) 2.7 points higher (95% CI 0.8 to 4.7)"."""
    found = one.difference
    if found is None:
        return ""
    share = found.unit == "probability"
    scale, decimals = (100.0, 0) if share else (1.0, 1)
    way = ("more" if share else "higher") if found.value > 0 else ("fewer" if share else "lower")
    size = format_number(abs(scale * found.value), decimals)
    near, far = sorted((abs(scale * found.low), abs(scale * found.high)))
    interval = f"({name_level(found.level)} {format_interval(near, far, decimals)})"
    if share:
        return f"in every 100 people {size} {way} {one.what} {interval}"
    name = f"{one.what} ({label_instrument(result.instrument)})" if one.what == "severity" else (
        one.what
    )  # fmt: skip
    return f"{name} {size} points {way} {interval}"
