"""How long a difference lasted, in sentences: what is known, and visit by visit."""

from typing import Final, NamedTuple

from analysis.core import Comparison, format_number, name_visit
from analysis.core.results import DataNote, Trajectories, Verdict, VisitMean
from analysis.privacy import Released

from .effects import IN_PLAIN_WORDS
from .groups import FEW_AT_THE_END
from .phrases import list_words, raise_first, say_adjustment

_TOO_EARLY: Final = "too early, as the questions still ask about days before treatment,"
_ORDER: Final = tuple(IN_PLAIN_WORDS)


def title_how_long(data: DataNote) -> str:
    """The question of the page over time."""
    return "How long does it last?" if data.randomised else "How long did a difference last?"


def say_what_is_known(released: Released[Trajectories]) -> str:
    """Up to which visit most people of both arms were seen, and how few after it.

    "Little is known after week 12: of 401 people in the two arms, 177 at week 26 and 78 at week 52
    were still seen."
    """
    result = released.result
    seen = _count_seen(result)
    if not seen:
        return ""
    visits = list(seen)
    known = [visit for visit in visits if seen[visit].share >= FEW_AT_THE_END]
    about = "about " if released.view == "protected" else ""
    later = visits[visits.index(known[-1]) + 1 :] if known else visits
    if not later:
        last = seen[visits[-1]]
        return (
            f"Most people were still seen at the last visit, {name_visit(visits[-1])}: "
            f"{about}{format_number(last.n, 0)} of {format_number(last.of, 0)}."
        )
    counts = [f"{about}{format_number(seen[visit].n, 0)} at {name_visit(visit)}"
              for visit in later if not seen[visit].hidden]  # fmt: skip
    few = [name_visit(visit) for visit in later if seen[visit].hidden]
    counts += [f"too few to show at {list_words(few)}"] if few else []
    after = f"after {name_visit(known[-1])}" if known else "at any visit after baseline"
    people = f"of {about}{format_number(seen[later[0]].of, 0)} people in the two arms"
    return f"Little is known {after}: {people}, {list_words(counts)} were still seen."


class _Seen(NamedTuple):
    """People of both arms seen at a visit, of those who started; the least share of an arm."""

    n: int
    of: int
    share: float
    hidden: bool


def _count_seen(result: Trajectories) -> dict[str, _Seen]:
    """By follow-up visit, in the two arms compared; without those whose enrolled are hidden."""
    found: dict[str, _Seen] = {}
    for visit in dict.fromkeys(mean.visit for mean in result.means if mean.day > 0):
        there = [m for m in result.means if m.visit == visit and _is_compared(m, result.comparison)]
        if not there or not all(mean.enrolled for mean in there):
            continue
        shares = [(m.n or 0) / (m.enrolled or 1) for m in there]
        found[visit] = _Seen(
            sum(m.n or 0 for m in there), sum(m.enrolled or 0 for m in there), min(shares),
            any(m.n is None for m in there),
        )  # fmt: skip
    return found


def _is_compared(mean: VisitMean, comparison: Comparison | None) -> bool:
    return comparison is None or mean.arm in (comparison.treatment, comparison.comparator)


def say_visit_by_visit(released: Released[Trajectories]) -> str:
    """At which visits the difference is clear, at which too imprecise, at which nothing is said."""
    result = released.result
    groups: dict[str, list[str]] = {}
    for visit in result.differences or {}:
        verdict = (result.verdicts or {}).get(visit)
        words = _TOO_EARLY if verdict is None else _in_words(verdict)
        groups.setdefault(words, []).append(name_visit(visit))
    if not groups:
        return ""
    ranks = {words: place for place, words in enumerate([*map(_in_words, _ORDER), _TOO_EARLY])}
    said = [f"{words} at {list_words(groups[words])}" for words in sorted(groups, key=ranks.get)]  # type: ignore[arg-type]
    return raise_first("; ".join(said)) + "."


def _in_words(verdict: Verdict | str) -> str:
    code = verdict if isinstance(verdict, str) else verdict.code
    return {
        "too_imprecise": "too imprecise to say",
        "cannot_answer": "these data cannot answer",
    }.get(code) or IN_PLAIN_WORDS[code]  # type: ignore[index]


def say_why_not(released: Released[Trajectories]) -> tuple[str, ...]:
    """Every reason, at the primary visit, why these data cannot answer."""
    verdict = (released.result.verdicts or {}).get(released.result.primary_visit)
    reasons = () if verdict is None else verdict.reasons
    return tuple(raise_first(reason).rstrip(".") + "." for reason in reasons)


def say_model(released: Released[Trajectories]) -> str:
    """What the bold lines of the picture are, and what the pale ones."""
    result = released.result
    if result.model is None:
        return "The lines join the means of the people seen at each visit."
    return (
        "Bold lines are means of a repeated-measures model of the two arms compared "
        f"({say_adjustment(result.adjusted_for)}), which counts everyone with a later score and "
        "starts both arms from one baseline; pale lines join the means of the people seen."
    )
