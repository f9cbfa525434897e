"""Who took part and who was still seen, in sentences."""

from analysis.core import format_number, format_percent, name_visit
from analysis.core.results import Count, Participation
from analysis.privacy import Released

from .phrases import count_words, list_words, name_together, raise_first, say_assignment


def say_participation(released: Released[Participation]) -> str:
    """How many started in each arm, how many were seen last, and how many were not taken on."""
    result = released.result
    parts = (_say_started(result), _say_last_seen(result), _say_screened(result))
    return " ".join(part for part in parts if part)


def enrolled_by_arm(result: Participation) -> dict[str, int]:
    """Everyone who started, by arm."""
    counts = (*result.followed_up, *result.characteristics)
    return {count.arm: count.of for count in counts if count.of is not None}


def _say_started(result: Participation) -> str:
    started = enrolled_by_arm(result)
    if not started:
        return ""
    people = count_words(sum(started.values()), "person", "people")
    arms = [
        f"{format_number(started.get(arm), 0)} with {_name(arm, result)}" for arm in result.arms
    ]
    random = say_assignment(result.data.randomised)
    return f"{people} started: {list_words(arms)}; {random}."


def _say_last_seen(result: Participation) -> str:
    if not result.followed_up:
        return ""
    visit = result.followed_up[-1].category
    seen = [c for c in result.followed_up if c.category == visit]
    return f"Seen at {name_visit(visit)}: {list_words([_say_share(c, result) for c in seen])}."


def _say_share(count: Count, result: Participation) -> str:
    share = format_percent(count.n / count.of if count.n is not None and count.of else None)
    return f"{share} with {_name(count.arm, result)}"


def _say_screened(result: Participation) -> str:
    if not result.screened_out:
        return ""
    of = f"Of {format_number(result.screened, 0)} people screened, " if result.screened else ""
    known = [reason for reason in result.screened_out if reason.n is not None]
    hidden = len(known) < len(result.screened_out)
    if not known:
        return f"{of}how many were not taken on is hidden."
    most = max(known, key=lambda reason: reason.n or 0)
    least = "at least " if hidden else ""
    n = format_number(sum(reason.n or 0 for reason in known), 0)
    why = most.reason.replace("_", " ")
    return raise_first(f"{of}{least}{n} were not taken on, most often for: {why}.")


def _name(arm: str, result: Participation) -> str:
    return name_together(arm, result.data.substance)
