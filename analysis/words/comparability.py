"""Whether the groups are comparable, in sentences: chance, weighting, what was not recorded."""

from analysis.core import format_number, format_percent, label_instrument, name_level
from analysis.core.results import BalanceRow, BaselineRow, ComparableGroups, GateItem
from analysis.privacy import Released

from .fair_comparison import NEEDS, judge_needs
from .phrases import (
    count_words,
    list_words,
    lower_first,
    name_had,
    name_people,
    name_together,
    say_points,
)

ELSEWHERE = "Psychotherapy elsewhere"
ALIKE = 0.1
APART = 0.5


def title_comparable_groups() -> str:
    """The question of the page; the same whether or not people were randomised."""
    return "Are the groups comparable?"


def say_comparable(released: Released[ComparableGroups]) -> str:
    """First of all: chance made the groups, or how many conditions of a fair comparison are met."""
    result = released.result
    if result.data.randomised and result.gate is None and result.unweighted is None:
        return (
            "People were assigned at random: chance made the groups. Whatever differs between them "
            "before treatment is chance, so the table below describes and tests nothing."
        )
    if result.gate is None:
        why = f" {result.unweighted.sentence}" if result.unweighted else ""
        return (
            "People were not assigned at random, and whether the groups can be compared cannot be "
            f"told here.{why}"
        )
    judged = judge_needs(result.gate)
    met = sum(need.met is True for need in judged)
    missing = [lower_first(NEEDS[need.code]) for need in judged if need.met is False]
    if not missing:
        return (
            f"People were not assigned at random. All {met} conditions of a fair comparison that "
            "could be checked are met. What was not recorded can still differ."
        )
    return (
        f"People were not assigned at random. Of {len([n for n in judged if n.met is not None])} "
        f"conditions of a fair comparison {len(missing)} {'is' if len(missing) == 1 else 'are'} "
        f"not met, so these data cannot answer who did better. Not met: {'; '.join(missing)}."
    )


def say_elsewhere(released: Released[ComparableGroups]) -> str:
    """How many in each arm were in psychotherapy elsewhere: what the comparator really is."""
    result = released.result
    had = name_had(result.comparison.comparator, result.data.substance)
    rows = result.rows_of(ELSEWHERE)
    yes = next((row for row in rows if row.category == "yes"), None)
    if yes is None:
        return (
            "Whether people were in psychotherapy elsewhere is not recorded. "
            f"People who had {had} may include people in therapy elsewhere."
        )
    about = "about " if released.view == "protected" else ""
    shares = [
        (
            f"hidden for those with {arm}"
            if group.share is None
            else f"{about}{format_percent(group.share)} of those with {arm}"
        )
        for group in yes.groups
        for arm in [name_together(group.arm, result.data.substance)]
    ]
    unknown = any(row.category == "not_recorded" for row in rows)
    of_some = " Of some people it is not known." if unknown else ""
    return (
        f"In psychotherapy elsewhere when they started: {list_words(shares)}. So “{had}” means no "
        f"psychotherapy from this clinic, not no psychotherapy at all.{of_some}"
    )


def say_exposure(released: Released[ComparableGroups]) -> str:
    """Which of the things both arms had differed most."""
    rows = [row for row in released.result.exposure if row.smd is not None]
    if not rows:
        return "What else people had (infusions, doses, contacts) is not recorded."
    furthest = max(rows, key=lambda row: abs(row.smd or 0.0))
    size = f"{format_number(abs(furthest.smd or 0.0), 2)} SD"
    if abs(furthest.smd or 0.0) < ALIKE:
        return f"Besides the support compared, both groups had as much of everything (to {size})."
    verdict = "which is close enough to compare" if abs(furthest.smd or 0.0) < APART else (
        "which is too far apart to compare"
    )  # fmt: skip
    return (
        "Besides the support compared, the groups differed most in "
        f"{lower_first(furthest.what)} (by {size}), {verdict}."
    )


def say_table_one(released: Released[ComparableGroups]) -> str:
    """What stands furthest apart in Table 1."""
    result = released.result
    rows = [row for row in result.lines if row.smd is not None]
    if not rows:
        return "Nothing that can be shown was recorded of the time before treatment."
    apart = [row for row in rows if abs(row.smd or 0.0) >= ALIKE]
    furthest = max(rows, key=lambda row: abs(row.smd or 0.0))
    named = name_row(furthest)
    size = f"{format_number(abs(furthest.smd or 0.0), 2)} SD"
    chance = " All of it is chance." if result.data.randomised and result.gate is None else ""
    lines = count_words(len(rows), "line", "lines")
    return (
        f"Everyone who started, as they were before treatment: in {len(apart)} of {lines} the "
        f"groups differ by 0.1 SD or more, most of all in {named} ({size}).{chance}"
    )


def name_row(row: BaselineRow) -> str:
    """A line of Table 1 inside a sentence: "age: 18-34", "expected improvement (0 to 10)"."""
    mean = row.groups[0].kind == "mean"
    category = label_instrument(row.category) if mean else row.category.replace("_", " ")
    return lower_first(row.characteristic) + (f": {category}" if category else "")


def say_overlap(released: Released[ComparableGroups]) -> str:
    """Whether people like each other were in both groups."""
    result = released.result
    item = _find(result, "overlap")
    if item is None or not result.overlap:
        return ""
    who = name_people(result.comparison)
    value = "" if item.value is None else f" ({format_percent(item.value)} of each group or more)"
    enough = (
        f"Most people{value} might well have been in the other group: people like each other were "
        "in both."
        if item.passed
        else f"Too few people{value.replace(' or more', ' at least')} might well have been in the "
        "other group: many had nobody like them there."
    )
    return (
        f"From what was recorded before treatment one can tell how likely each person was to "
        f"be among {who} (the propensity score). {enough}"
    )


def say_balance(released: Released[ComparableGroups]) -> str:
    """How far apart the arms were before weighting and are after; what was left out of it."""
    result = released.result
    inside = result.covariates(("modelled",))
    if not inside:
        return ""
    people = [round(n) for n in result.effective or ()]
    effective = (
        f" Weighted, the {count_words(_add(result), 'person', 'people')} analysed tell as much as "
        f"{people[0]} with {name_together(result.comparison.treatment, result.data.substance)} and "
        f"{people[1]} with {name_together(result.comparison.comparator, result.data.substance)}."
        if people
        else ""
    )
    return (
        "Weighting counts most the people who might have been in either group. Before it the "
        f"groups differed most in {_say_worst(inside, 'before')}; after it in "
        f"{_say_worst(inside, 'after')}, of all that is weighted for. Under 0.1 SD counts as "
        f"alike.{effective}"
    )


def say_outside(released: Released[ComparableGroups]) -> str:
    """What is recorded, not weighted for, and apart all the same."""
    outside = released.result.covariates(("outside",))
    apart = [row for row in outside if _size(row.after) >= ALIKE]
    if not apart:
        return ""
    named = [f"{row.name} ({_write(row.after)})" for row in sorted(apart, key=_after)[:3]]
    return (
        f"Recorded but not weighted for, and still apart after weighting: {list_words(named)}. The "
        "conditions below do not look at these: a difference in them may account for some of a "
        "difference in outcomes."
    )


def _add(result: ComparableGroups) -> int:
    return (result.n_treatment or 0) + (result.n_comparator or 0)


def _after(row: BalanceRow) -> float:
    return -_size(row.after)


def _size(value: float | None) -> float:
    return float("inf") if value is None else abs(value)


def _write(value: float | None) -> str:
    return "wholly" if value is None else f"{format_number(abs(value), 2)} SD"


def _say_worst(rows: tuple[BalanceRow, ...], field: str) -> str:
    worst = max(rows, key=lambda row: _size(getattr(row, field)))
    return f"{worst.name} ({_write(getattr(worst, field))})"


def _find(result: ComparableGroups, code: str) -> GateItem | None:
    items = result.gate.items if result.gate else ()
    return next((item for item in items if item.code == code), None)


def say_unmeasured(released: Released[ComparableGroups]) -> tuple[str, ...]:
    """How strong something unrecorded would have to be: the E-value, then one example in points."""
    result = released.result
    found = result.unmeasured
    if found is None or result.difference is None:
        return ()
    value, limits = say_points(result.difference, result.better)
    lead = f"The weighted difference is {value} with more support ({limits})."
    if found.evalue_limit is not None and found.evalue_limit <= 1:
        return (
            f"{lead} The {name_level(result.difference.level)} already takes in no difference at "
            "all, so nothing unrecorded is needed to account for it.",
        )
    who = name_people(result.comparison)
    did = "better" if result.difference.value >= 0 else "worse"
    strong = (
        f"{lead} Something that was not recorded could account for all of it only if it were at "
        f"least {format_number(found.evalue, 1)} times as common among {who}, and among those who "
        f"did {did}, beyond everything weighted for (this is the E-value). To bring the interval "
        f"to no difference, {format_number(found.evalue_limit, 1)} times would do."
    )
    return (strong, _say_yardstick(result))


def _say_yardstick(result: ComparableGroups) -> str:
    """How that compares with what was recorded."""
    inside = result.covariates(("modelled",))
    if not inside:
        return ""
    return (
        "As a yardstick: of what was recorded, the groups differed most in "
        f"{_say_worst(inside, 'before')}. Think of what you know of these people and is not in the "
        "file: hope, money, support at home, how ill they looked to the clinician."
    )
