"""How the arms did in order of support, what each received, and when; described before compared."""

from analysis.core import format_number, name_visit
from analysis.core.results import (
    ArmPair,
    OutcomesBySupport,
    SessionMix,
    TherapyDose,
    TherapyReceived,
)
from analysis.privacy import Released

from .effects import is_hidden
from .phrases import (
    list_words,
    lower_first,
    name_had,
    raise_first,
    say_adjustment,
    say_assignment,
    say_points,
    say_scale,
)

TITLE_THERAPY = "How much therapy, and when?"

_CLAIMS = {
    "worthwhile": "{more} had better outcomes than {less}: {found}",
    "better_possibly_too_little": "{more} had better outcomes than {less}, possibly by too little "
    "to matter: {found}",
    "no_meaningful_difference": "no meaningful difference between {more} and {less}: {found}",
    "small_difference_likely": "no meaningful difference between {more} and {less}, though a small "
    "one is likely: {found}",
    "meaningfully_worse": "{more} had worse outcomes than {less}: {found}",
    "worse_possibly_too_little": "{more} had worse outcomes than {less}, possibly by too little to "
    "matter: {found}",
    "too_imprecise": "these data cannot tell whether {more} and {less} differ: {found}",
    "cannot_answer": "these data cannot answer whether {more} and {less} differ ({found}): {why}",
}


def say_outcomes_by_support(released: Released[OutcomesBySupport]) -> str:
    """The two arms asked about, with the interval of their difference."""
    result = released.result
    if not result.pairs:
        return f"{result.condition_label}: there are no two arms to compare."
    first = result.pairs[0]
    random = say_assignment(result.data.randomised)
    adjusted = first.effect.adjusted_for
    how = f" {raise_first(say_adjustment(adjusted))}; {random}." if adjusted else f" {random}."
    visit = name_visit(result.visit)
    return f"{result.condition_label}, {visit}: {_say_pair(first, released)}.{how}"


def say_arms_between(released: Released[OutcomesBySupport]) -> str:
    """Every other two arms: journaling or a debrief stands between the other two."""
    told = [_say_pair(pair, released) for pair in released.result.pairs[1:]]
    return " ".join(f"{raise_first(text)}." for text in told)


def _say_pair(pair: ArmPair, released: Released[OutcomesBySupport]) -> str:
    effect, substance = pair.effect, released.result.data.substance
    more, less = (f"people with {name_had(arm, substance)}"
                  for arm in (pair.treatment, pair.comparator))  # fmt: skip
    points = effect.estimate("headline_difference")
    if is_hidden(effect):
        return f"how {more} and {less} compare is hidden, as too few people stand behind it"
    if effect.refused is not None or points is None:
        why = effect.refused.sentence.rstrip(".") if effect.refused else "no estimate"
        return f"{more} and {less} cannot be compared: {lower_first(why)}"
    value, limits = say_points(points, effect.better)
    found = f"{value} {say_scale(effect.instrument)}, {limits}"
    if effect.verdict is None:
        return f"the questions still ask about days before the first dose ({found})"
    reasons = effect.verdict.reasons
    failed = ("a check of a fair comparison is not met" if len(reasons) == 1
              else f"{len(reasons)} checks of a fair comparison are not met")  # fmt: skip
    return _CLAIMS[effect.verdict.code].format(more=more, less=less, found=found, why=failed)


def say_received(released: Released[TherapyReceived]) -> str:
    """Sessions and hours a person, then infusions beside them, arm by arm."""
    result = released.result
    sessions, hours, drug = (_list_medians(result, w) for w in ("sessions", "hours", "infusions"))
    said = []
    if sessions:
        said.append(f"The middle person of each arm had, in sessions of support: {sessions}; in "
                    f"hours: {hours}.")  # fmt: skip
    else:
        said.append("How many therapy sessions each arm had is not known here.")
    if drug:
        said.append(f"{_drug(result)} beside it: {drug}, {_compare_drug(result)}.")
    return " ".join([*said, say_elsewhere(released)])


def _list_medians(result: TherapyReceived, what: str) -> str:
    told = [
        f"{_whole(amount.median)} with {name_had(amount.arm, result.data.substance)}"
        for amount in result.amounts
        if amount.what == what and amount.median is not None
    ]
    return list_words(told)


def _whole(value: float | None) -> str:
    whole = value is not None and float(value).is_integer()
    return format_number(value, 0 if whole else 1)


def _drug(result: TherapyReceived) -> str:
    return next((a.label for a in result.amounts if a.what == "infusions"), "Infusions")


def _compare_drug(result: TherapyReceived) -> str:
    medians = [a.median for a in result.amounts if a.what == "infusions" and a.median is not None]
    if max(medians) - min(medians) < 1:
        return "about as many in every arm"
    return "so the arms differ in the drug as well as in the therapy"


def say_elsewhere(released: Released[TherapyReceived]) -> str:
    """Psychotherapy elsewhere, arm by arm; where it is not recorded, what that may mean."""
    result = released.result
    told = [
        f"{format_number(100 * one.n / one.of, 0)} of 100 with "
        f"{name_had(one.arm, result.data.substance)}"
        for one in result.elsewhere
        if one.n is not None and one.of
    ]
    if told:
        return f"Psychotherapy elsewhere: {list_words(told)}."
    least = raise_first(name_had("infusion_only", result.data.substance))
    if result.elsewhere:
        return "How many had psychotherapy elsewhere is hidden, as too few people did."
    return (
        f"Psychotherapy elsewhere is not recorded: {lower_first(least)} may include people in "
        "therapy elsewhere."
    )


def say_session_timing(released: Released[TherapyReceived]) -> str:
    """When the sessions of the psychotherapy arm were, and who gave them."""
    result = released.result
    told = []
    for mix in result.mixes:
        if mix.arm == "infusion_plus_psychotherapy" and mix.split in ("timing", "training"):
            told.append(_say_mix(mix))
    return " ".join(text for text in told if text)


def _say_mix(mix: SessionMix) -> str:
    if not mix.shares:
        return ""
    names = [f"{format_number(100 * s.share, 0)} {name_kind(s.category, mix.split)}"
             for s in mix.shares]  # fmt: skip
    lead = {"timing": "Of every 100 sessions in the psychotherapy arm",
            "training": "They were given by"}[mix.split]  # fmt: skip
    if mix.split == "timing":
        return f"{lead}: {list_words(names)}."
    given = [f"{name_kind(s.category, mix.split)} ({format_number(100 * s.share, 0)} of 100)"
             for s in mix.shares]  # fmt: skip
    return f"{lead} {list_words(given)}."


_KINDS = {
    "preparation": "before the first infusion",
    "same_day": "on the day of an infusion",
    "within_week": "within a week of one",
    "later": "later than that",
    "cbt": "CBT",
    "emdr_informed": "EMDR-informed",
    "psychologist": "psychologists",
    "licensed_therapist": "licensed therapists",
    "nurse": "nurses",
    "trainee": "trainees",
    "not_recorded": "not recorded",
}


def name_kind(category: str, split: str) -> str:
    """A kind of session as a sentence says it; preparation is a kind, and a time."""
    if split == "type" and category == "preparation":
        return category
    return _KINDS.get(category, category.replace("_", " "))


def say_therapist_timing(released: Released[TherapyDose]) -> str:
    """Does it matter whether the therapist joins on the day of the infusion? Described first."""
    result = released.result
    timing = result.timing
    asked = "Does it matter whether the therapist joins straight after the infusion? "
    if timing is None:
        return f"{asked}Not known: when the sessions were is not recorded here."
    about = "about " if released.view == "protected" else ""
    counts = [f"{_lower(g.label)} for {about}{format_number(g.n, 0)} people"
              for g in timing.groups if g.n is not None]  # fmt: skip
    groups = f"By day {timing.landmark} the first session came {list_words(counts)}."
    if len(counts) < len(timing.groups) or not counts:
        groups = "How many had their first session when is hidden, as too few people did."
    if timing.difference is None:
        why = timing.no_difference.sentence if timing.no_difference else "Too few people."
        return f"{asked}Not known. {groups} {why}"
    value, limits = say_points(timing.difference, result.better)
    low, high = timing.difference.low, timing.difference.high
    clear = low > 0 or high < 0
    answer = "A difference was seen" if clear else "Not known: too imprecise to say"
    adjusted = say_adjustment(timing.adjusted_for)
    return (
        f"{asked}{answer}. {groups} At {name_visit(result.visit)} those of the same day scored "
        f"{value} {say_scale(result.instrument)} ({limits}), {adjusted}; the clinic and the people "
        "chose the day, not chance."
    )


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def say_therapy_dose(released: Released[TherapyDose]) -> str:
    """Sessions by day 28 and the score after it, or why no line is drawn through them."""
    result = released.result
    dose = result.dose
    if dose is None:
        return "How much therapy and how people stood cannot be told."
    if dose.slope is None:
        why = dose.no_slope.sentence if dose.no_slope else ""
        return f"More sessions and the outcome: {why}"
    value, limits = say_points(dose.slope, result.better)
    low, high = dose.slope.low, dose.slope.high
    clear = "" if low > 0 or high < 0 else "; these data cannot tell it from none"
    return (
        f"Among people still followed, each further {dose.unit} by day 28 went with scores {value} "
        f"at {name_visit(result.visit)} ({limits}{clear}), {say_adjustment(dose.adjusted_for)}. "
        "People who stay longer differ."
    )
