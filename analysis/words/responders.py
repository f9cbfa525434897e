"""Who responds, who gets worse: frequencies, better and worse together."""

from typing import Final

from analysis.core import (
    HIDDEN,
    Estimate,
    format_number,
    format_percent,
    label_instrument,
    name_visit,
)
from analysis.core.results import PersonOutcome, Responders
from analysis.privacy import Released, minimum_group

from .durability import say_per_hundred
from .phrases import (
    list_words,
    lower_first,
    name_together,
    raise_first,
    say_adjustment,
    say_assignment,
)

RESPONDERS_TITLE: Final = "Who responds, who gets worse?"
ABOUT_RULES: Final = (
    "Everything is counted by a published rule, named here with its paper. Choosing another rule "
    "above counts everybody anew. Where no rule is published nothing is counted."
)
ABOUT_COUNTING: Final = (
    "First: missing scores imputed by arm (50 data sets), then counted; adjusted for who was in "
    "which arm where people were not randomised and there are enough of them. Beside it: those "
    "seen, and everyone with missing counted as not met, which is never done for getting worse."
)
_DONE: Final = {
    "response": "responded",
    "remission": "were in remission",
    "reliable_improvement": "got reliably better",
    "recovery": "recovered",
    "reliable_recovery": "reliably recovered",
    "reliable_deterioration": "got reliably worse",
    "no_longer": "no longer met PTSD or complex PTSD",
    "newly": "newly met PTSD or complex PTSD",
}
_BASES: Final = {
    "adjusted": "missing imputed, adjusted",
    "imputed": "missing imputed, not adjusted",
    "observed": "those seen, not adjusted",
    "not_met": "missing counted as not met",
}


def say_responders(released: Released[Responders]) -> tuple[str, ...]:
    """The first thing counted, and always who got worse beside it; then how it was counted."""
    result = released.result
    if result.looks_back:
        return (
            f"Nobody is counted at {name_visit(result.visit)}: the questions still ask about days "
            "before the first dose. Choose a later visit.",
        )
    better = [one for one in result.outcomes if not one.worse and one.refused is None]
    worse = [one for one in result.outcomes if one.worse and one.refused is None]
    why = [one.refused.sentence for one in result.outcomes
           if one.refused is not None and one.refused.code != "no_rule"]  # fmt: skip
    if not better and not worse and why:
        return (why[0],)
    if not better and not worse:
        return (
            f"No published rule for the {label_instrument(result.instrument)} was found, so nobody "
            "is counted as responding or as worse. Choose other rules below, or another scale at "
            "the side.",
        )
    shown = [say_outcome(result, one, released.view) for one in (*better[:1], *worse[:1])]
    return (*shown, _say_how(result, (*better[:1], *worse[:1])))


def say_outcome(result: Responders, one: PersonOutcome, view: str) -> str:
    """Of every hundred who could meet a rule, how many did in each arm."""
    less, more, difference = one.comparator, one.treatment, one.difference()
    done = _DONE.get(one.code, lower_first(one.label))
    if less is None or more is None or difference is None:
        return f"How many {done} {_say_few(result, one)}."
    shares = [one.share(arm) for arm in (less, more)]
    counts = [
        f"about {format_number(100 * share.value, 0)} with "
        f"{name_together(arm.arm, result.data.substance)}"
        for share, arm in zip(shares, (less, more), strict=True)
        if share is not None
    ]
    return (
        f"Of every 100 {one.among}, {list_words(counts)} {done} at {name_visit(result.visit)}: "
        f"{say_per_hundred(difference)}."
    )


def _say_few(result: Responders, one: PersonOutcome) -> str:
    """Why there is no number; that somebody got worse never drops from view."""
    if not one.few:
        return "is hidden, as too few people stand behind it"
    arms = [name_together(arm, result.data.substance) for arm in one.few]
    return f"is hidden: 1 to {minimum_group() - 1} people with {' and with '.join(arms)}"


def _say_how(result: Responders, shown: tuple[PersonOutcome, ...]) -> str:
    """How missing people were counted and what was adjusted for, where the two are not alike."""
    random = say_assignment(result.data.randomised)
    groups: dict[str, list[str]] = {}
    for one in shown:
        groups.setdefault(one.leading, []).append(one.label.lower())
    said = [
        (f"{', '.join(labels)}: " if len(groups) > 1 else "") + _say_way(way, shown)
        for way, labels in groups.items()
    ]
    return raise_first("; ".join([*said, random])) + "."


def _say_way(way: str, shown: tuple[PersonOutcome, ...]) -> str:
    covariates = next((one.adjusted_for for one in shown if one.leading == way), ())
    counted = "those seen" if way == "observed" else "everyone who started, missing scores imputed"
    return f"{counted}, {say_adjustment(covariates)}"


def describe_responders(released: Released[Responders]) -> str:
    """The dot plot: every outcome's share in each arm."""
    result = released.result
    rows = []
    for one in result.outcomes:
        shares = [
            f"{_percent(one.share(arm))} with {name_together(arm.arm, result.data.substance)}"
            for arm in one.arms
        ]
        if one.refused is None:
            rows.append(f"{one.label.lower()} {', '.join(shares) or HIDDEN}")
    return (
        f"Dot plot on an axis from 0 to 100%, better outcomes above, worse below, at "
        f"{name_visit(result.visit)}: {'; '.join(rows) or 'nothing is counted'}."
    )


def name_basis(outcome: PersonOutcome) -> str:
    """How the leading shares of an outcome are counted, in a few words."""
    return _BASES[outcome.leading]


def _percent(share: Estimate | None) -> str:
    return format_percent(None if share is None else share.value)
