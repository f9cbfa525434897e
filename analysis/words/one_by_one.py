"""How each person changed, arm by arm, in sentences."""

from analysis.core import (
    HIDDEN,
    Estimate,
    format_interval,
    format_number,
    format_percent,
    label_instrument,
    name_level,
    name_visit,
)
from analysis.core.results import ArmOneByOne, ChangeBin, DataNote, OneByOne, PairsCompared
from analysis.privacy import Released

from .phrases import (
    list_words,
    name_had,
    name_people,
    name_together,
    raise_first,
    say_assignment,
    say_scale,
)

ONE_BY_ONE_TITLE = "Before and after, one by one: how did each person do?"


def say_one_by_one(released: Released[OneByOne]) -> str:
    """How many of each arm got better, stayed the same and got worse."""
    result = released.result
    visit = name_visit(result.visit)
    counts = [_say_directions(released, arm) for arm in result.arms]
    lead = f"Scored better {say_scale(result.instrument)} at {visit} than at baseline: "
    early = (
        " At this visit the questions still ask about days before the first dose."
        if result.looks_back
        else ""
    )
    random = say_assignment(result.data.randomised)
    return f"{lead}{'; '.join(counts)}. {raise_first(random)}.{early}"


def say_mean_changes(released: Released[OneByOne]) -> str:
    """Mean change of each arm and the difference between them; nothing in protected view."""
    result = released.result
    changes = [arm for arm in result.arms if arm.change is not None]
    if len(changes) < 2 or result.difference is None:
        return ""
    said = list_words([_say_change(arm, result.data) for arm in changes])
    more = name_had(result.arms[1].arm, result.data.substance)
    found = result.difference
    return (
        f"On average scores got better by {said}: {_say_more(found)} with {more} "
        f"({name_level(found.level)} {_say_limits(found)}), not adjusted. Scores of people who "
        "come at their worst often get better anyway, so only the difference between the arms "
        "tells something."
    )


def _say_limits(found: Estimate) -> str:
    return format_interval(found.low, found.high, 1)


def _say_directions(released: Released[OneByOne], arm: ArmOneByOne) -> str:
    name = name_together(arm.arm, released.result.data.substance)
    if arm.n is None:
        return f"hidden with {name}"
    better, same, worse = count_directions(arm)
    if better is None:
        return f"a number that cannot be shown with {name}, as too few did or too few did not"
    n = format_number(arm.n, 0)
    if released.view == "protected":
        return f"about {_share(arm)} of about {n} people with {name}, the others the same or worse"
    return f"{better} of {n} people ({_share(arm)}) with {name}, {same} the same and {worse} worse"


def _share(arm: ArmOneByOne) -> str:
    return format_percent(sum(one.share or 0.0 for one in arm.bins if is_better(one)))


def is_better(one: ChangeBin) -> bool:
    """Whether everybody in a step of change got better."""
    return not one.same and (one.high is None or one.high > 0) and (one.low or 0.0) >= 0


def count_directions(arm: ArmOneByOne) -> tuple[int | None, int | None, int | None]:
    """People who got better, stayed and got worse; None where the steps shown do not tell."""
    mixed = [one for one in arm.bins if one.same and (one.low, one.high) != (0.0, 0.0)]
    crossing = [one for one in mixed if one.high is None or one.high > 0]
    if not arm.bins or crossing:
        return None, None, None
    better = sum(one.n or 0 for one in arm.bins if is_better(one))
    if mixed:
        return better, None, None
    same = sum(one.n or 0 for one in arm.bins if one.same)
    return better, same, sum(one.n or 0 for one in arm.bins) - better - same


def _say_change(arm: ArmOneByOne, data: DataNote) -> str:
    found = arm.change
    if found is None:
        return HIDDEN
    limits = f"{name_level(found.level)} {_say_limits(found)}"
    name = name_together(arm.arm, data.substance)
    return f"{format_number(found.value, 1)} points with {name} ({limits})"


def _say_more(found: Estimate) -> str:
    size = format_number(abs(found.value), 1)
    return f"{size} points {'more' if found.value >= 0 else 'less'}"


def say_bands(released: Released[OneByOne]) -> str:
    """How many moved to a milder band, stayed in theirs, and moved to a more severe one."""
    result = released.result
    if not result.bands:
        return ""
    own = "published bands" if result.published else "fifths (it has no published bands)"
    said = [_say_moves(result, arm) for arm in result.arms if arm.moves]
    return (
        f"By {own} of the {label_instrument(result.instrument)}, from baseline to "
        f"{name_visit(result.visit)}: {'; '.join(said) or HIDDEN}."
    )


def _say_moves(result: OneByOne, arm: ArmOneByOne) -> str:
    name = name_together(arm.arm, result.data.substance)
    groups: dict[str, int] = {"milder": 0, "same": 0, "more severe": 0}
    for move in arm.moves:
        if move.n is None:
            return f"with {name} some bands hold too few people to show"
        before, after = move.before or 0, move.after or 0
        way = "milder" if after < before else "same" if after == before else "more severe"
        groups[way] += move.n
    return (
        f"with {name} {groups['milder']} of {arm.n} people moved to a milder band, "
        f"{groups['same']} stayed in theirs and {groups['more severe']} moved to a more severe one"
    )


def say_superiority(released: Released[PairsCompared]) -> str:
    """The probability of superiority as pairs of people, with its interval."""
    result, found = released.result, released.result.superiority
    if found is None:
        return "How often one of a pair has the better score is hidden: too few people."
    who = name_people(result.comparison)
    person = who.replace("people who", "the person who", 1)
    low, high = format_number(100 * found.low, 0), format_number(100 * found.high, 0)
    unsure = " So either may be ahead." if found.low <= 0.5 <= found.high else ""
    return (
        f"In about {format_number(100 * found.value, 0)} of 100 random pairs, one from each arm, "
        f"{person} had the better {label_instrument(result.instrument)} score at "
        f"{name_visit(result.visit)} ({name_level(found.level)} {low} to {high}; 50 is no "
        f"difference), not adjusted.{unsure}"
    )
