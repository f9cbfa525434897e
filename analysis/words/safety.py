"""Whether a harm was more frequent in either arm, or too few to say; never "safe" from silence."""

from analysis.core import format_number, format_per_100
from analysis.core.results import (
    Amount,
    Participation,
    RowPer100,
    Safety,
    ScreenedOut,
)
from analysis.privacy import Released

from .per_100 import (
    OCCURRED,
    are_too_few,
    count_of,
    is_nobody,
    judge_row,
    name_two_arms,
    say_difference,
)
from .phrases import list_words, lower_first, name_together, raise_first, say_assignment

TITLE_SAFETY = "Is it safe?"


def say_safety(released: Released[Safety]) -> str:
    """Any event, serious events, and the kinds more people had in one arm."""
    result = released.result
    rows = {row.code: row for row in result.find("any", "serious")}
    if "any" not in rows:
        return (
            "This cohort records no adverse events, and nothing about safety follows from that. "
            f"{raise_first(say_assignment(result.data.randomised))}."
        )
    parts = (
        _say_any(rows["any"], result),
        _say_serious(rows["serious"], result) if "serious" in rows else "",
        _say_kinds(result),
        f"{raise_first(say_assignment(result.data.randomised))}.",
    )
    return " ".join(part for part in parts if part)


def _say_any(row: RowPer100, result: Safety) -> str:
    difference = row.difference
    if difference is None or None in row.values:
        return "How many people had an adverse event is hidden, as too few people stand behind it."
    less, more = name_two_arms(result)
    verdict = {
        "more": f"more people with {more} had one",
        "fewer": f"fewer people with {more} had one",
        "few": "too few to say whether the groups differ",
        "unclear": "these data cannot tell whether either group had more",
    }[judge_row(row)]
    return (
        f"Of every 100 people, {format_per_100(row.values[0])} with {less} and "
        f"{format_per_100(row.values[1])} with {more} had an adverse event after their first dose: "
        f"{say_difference(difference)}; {verdict}."
    )


def _say_serious(row: RowPer100, result: Safety) -> str:
    less, more = name_two_arms(result)
    counts = [count_of(row, i) for i in (0, 1)]
    if None in counts or None in row.people:
        return f"Serious events: {OCCURRED}." if row.occurred else "Serious events: hidden."
    people = [format_number(n, 0) for n in row.people]
    if sum(n or 0 for n in counts) == 0:
        return f"{_say_none('serious adverse event', row)}{_but_elsewhere(row)}"
    said = (
        f"Serious events befell {counts[0]} of {people[0]} people with {less} and {counts[1]} of "
        f"{people[1]} with {more}"
    )
    if are_too_few(row) or row.difference is None:
        return f"{said}: too few to say whether the groups differ."
    return f"{said}: {say_difference(row.difference)} of 100."


def _say_none(name: str, row: RowPer100) -> str:
    """Nobody had it, and how many could still."""
    limits = [high for high in row.highs if high is not None]
    least = f"; up to {format_per_100(max(limits))} of 100 could still have one" if limits else ""
    n = format_number(sum(p or 0 for p in row.people), 0)
    return f"No {name} was recorded among {n} people{least}."


def _but_elsewhere(row: RowPer100) -> str:
    return f" Among people too few to show, {OCCURRED}." if row.occurred else ""


def _say_kinds(result: Safety) -> str:
    rows = [row for row in result.split("kind") if not is_nobody(row)]
    if not rows:
        return ""
    less, more = name_two_arms(result)
    clear = [row for row in rows if judge_row(row) in ("more", "fewer")]
    if not clear:
        shown = sum(row.difference is not None for row in rows)
        return f"None of the {shown} kinds of event shown was clearly more frequent in either arm."
    told = [
        f"{lower_first(row.label)} ({format_per_100(row.values[0])} with {less}, "
        f"{format_per_100(row.values[1])} with {more})"
        for row in clear
    ]
    return (
        f"Of {len(rows)} kinds of event, {list_words(told)} differed clearly between the arms; "
        "among so many kinds about one does so by chance alone."
    )


def say_nobody(released: Released[Safety]) -> str:
    """Kinds of event that nobody had, and how many people still could."""
    result = released.result
    rows = [row for row in result.split("kind") if is_nobody(row)]
    if not rows:
        return ""
    names = list_words([lower_first(row.label) for row in rows])
    most = max(high for row in rows for high in row.highs if high is not None)
    return (
        f"Recorded for nobody in either arm: {names}. With so many people, up to "
        f"{format_per_100(most)} of 100 in an arm could still have one of these."
    )


def say_asking(released: Released[Safety]) -> str:
    """How often people were asked, beside how often they reported."""
    harms = released.result.harms
    if harms is None:
        return ""
    told = [_say_amount(what, harms.asked, released) for what in ("Assessments", "Days seen")]
    told = [text for text in told if text]
    if not told:
        return ""
    said = "; ".join([told[0], *(lower_first(text) for text in told[1:])])
    return f"{said}. Whoever is seen more often is asked more often, and reports more."


def _say_amount(what: str, asked: tuple[Amount, ...], released: Released[Safety]) -> str:
    substance = released.result.data.substance
    told = [
        f"{format_number(amount.mean, 1)} with {name_together(amount.arm, substance)}"
        for amount in asked
        if amount.what == what and amount.mean is not None
    ]
    return f"{what} a person: {list_words(told)}" if told else ""


def say_recorded(released: Released[Safety]) -> str:
    """What this cohort records of harm, and what it does not, which says nothing about safety."""
    result = released.result
    there = [lower_first(name) for name in result.recorded]
    away = [lower_first(name) for name in result.absent]
    said = f"Recorded here: {list_words(there)}." if there else ""
    if not away:
        return said
    return f"{said} Not recorded, so nothing is known of it here: {list_words(away)}.".strip()


def say_sessions(released: Released[Safety]) -> str:
    """Each thing watched: the mean of everyone's worst, and how many passed its threshold."""
    result = released.result
    told = []
    arms = (result.comparator, result.treatment)
    for measure in dict.fromkeys(peak.measure for peak in result.peaks):
        pair = [p for arm in arms for p in result.peaks if (p.measure, p.arm) == (measure, arm)]
        means = [format_number(p.worst.value if p.worst else None, 0) for p in pair]
        if any(p.worst for p in pair):
            told.append(f"{lower_first(pair[0].label)} {list_words(means)} {pair[0].unit}")
    if not told:
        return "Nothing measured during the sessions can be shown."
    less, more = name_two_arms(result)
    return (
        f"The worst value of each person during a session was on average, with {less} and with "
        f"{more}: {'; '.join(told)}."
    )


def say_screening(released: Released[Participation]) -> str:
    """Who was screened out, most often first, and who declined; never joined to participants."""
    result = released.result
    reasons = result.screened_out
    if not reasons:
        return "Who was screened and not taken on is not recorded here."
    of = f"Of {format_number(result.screened, 0)} people screened, " if result.screened else ""
    told = [_say_reasons(reasons, "screened_out", "screened out"),
            _say_reasons(reasons, "declined", "chose not to start")]  # fmt: skip
    said = "; ".join(text for text in told if text)
    if not said:
        return "Why people were not taken on is hidden, as too few stand behind each reason."
    return f"{raise_first(of + said)}. These people are in no number above."


def _say_reasons(reasons: tuple[ScreenedOut, ...], outcome: str, done: str) -> str:
    rows = [r for r in reasons if r.outcome == outcome and r.n is not None]
    if not rows:
        return ""
    total = format_number(sum(r.n or 0 for r in rows), 0)
    most = [f"{r.reason.replace('_', ' ')} ({format_number(r.n, 0)})" for r in rows[:3]]
    return f"{total} {done}, most often for: {list_words(most)}"
