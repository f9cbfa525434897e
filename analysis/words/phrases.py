"""The turns of phrase that sentences share: who, where, how many, at random or not."""

from collections.abc import Sequence

from analysis.core import (
    Comparison,
    Estimate,
    format_interval,
    format_number,
    format_percent,
    label_arm,
    label_instrument,
    name_level,
    name_visit,
    settings,
)
from analysis.core.results import ConditionEffect, DataNote

_HAD = {
    "infusion_only": "{} only",
    "infusion_plus_journaling": "journaling or a debrief",
    "infusion_plus_psychotherapy": "psychotherapy",
}


def list_words(words: Sequence[str]) -> str:
    """Words as a list in prose: "a, b and c"."""
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else "".join(words)


def lower_first(name: str) -> str:
    """A name inside a sentence: "Depression" is "depression", "PTSD" stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def raise_first(sentence: str) -> str:
    """A sentence with its first letter a capital."""
    return sentence[:1].upper() + sentence[1:]


def count_words(n: int, one: str, many: str) -> str:
    """A number with its noun: "1 site", "3 sites"."""
    return f"{format_number(n, 0)} {one if n == 1 else many}"


def count_people(estimate: Estimate) -> int:
    """People an estimate rests on at the visit; a model may count those seen at others beside."""
    arms = [n for name, n in estimate.counts.items() if name in ("n_treatment", "n_comparator")]
    return sum(arms or estimate.counts.values())


def name_had(arm: str, substance: str) -> str:
    """What people of an arm had, in a sentence: "infusion only", "psychotherapy"."""
    return _HAD[arm].format(lower_first(label_arm("infusion_only", substance)).split()[0])


def name_people(comparison: Comparison) -> str:
    """The people asked about: "people who also had psychotherapy"."""
    had = _HAD[comparison.treatment]
    if comparison.comparator == "infusion_only":
        return f"people who also had {had}"
    return f"people who had {had} rather than {_HAD[comparison.comparator]}"


def name_others(comparison: Comparison, substance: str) -> str:
    """The people they are compared with: "people who had infusion only"."""
    return f"people who had {name_had(comparison.comparator, substance)}"


def name_together(arm: str, substance: str) -> str:
    """An arm after "with": "infusion only", "psychotherapy as well"."""
    had = name_had(arm, substance)
    return had if arm == "infusion_only" else f"{had} as well"


def name_when(comparison: Comparison, visit: str) -> str:
    """The visit, and at a landmark among whom: "week 12 among people still followed and ..."."""
    named = name_visit(visit)
    if comparison.estimand != "landmark":
        return named
    day = f"day {settings.ARM_LANDMARK_DAY}"
    return f"{named} among people still followed and not retreated at {day}"


def say_assignment(randomised: bool) -> str:
    """Whether chance decided the arm, as half a sentence."""
    return f"people were {'' if randomised else 'not '}assigned at random"


def say_adjustment(adjusted_for: Sequence[str]) -> str:
    """What the difference is adjusted for, as half a sentence; "not adjusted" if for nothing."""
    return f"adjusted for {list_words(adjusted_for)}" if adjusted_for else "not adjusted"


def say_scale(code: str) -> str:
    """Where points were lost or won: "on the PHQ-9", "in heavy drinking days (%)"."""
    label = label_instrument(code)
    return f"in {lower_first(label)}" if label[1:2].islower() else f"on the {label}"


def say_points(estimate: Estimate, better: str) -> tuple[str, str]:
    """A difference in points and its interval, in the direction of the scale.

    Parameters
    ----------
    estimate : Estimate
        In points, positive when the arm with more support did better.
    better : {"lower", "higher", "unknown"}
        Which direction of the scale is better; unknown is said as better or worse.

    Returns
    -------
    tuple of str
        ("2.3 points lower", "95% CI 1.6 to 3.0") or, where the interval holds zero,
        ("0.2 points lower", "95% CI 0.5 higher to 0.9 lower").
    """
    positive, negative = {"lower": ("lower", "higher"), "higher": ("higher", "lower")}.get(
        better, ("better", "worse")
    )
    size = format_number(abs(estimate.value), 1)
    direction = positive if estimate.value >= 0 else negative
    noun = "point" if size == "1.0" else "points"
    limits = say_limits(estimate, 1, positive, negative)
    return f"{size} {noun} {direction}", f"{name_level(estimate.level)} {limits}"


def say_limits(estimate: Estimate, decimals: int, positive: str, negative: str) -> str:
    """Limits of a signed difference: plain on one side of zero, with their words around it."""
    low, high = estimate.low, estimate.high
    if low >= 0:
        return format_interval(low, high, decimals)
    if high <= 0:
        return format_interval(-high, -low, decimals)
    near, far = format_number(-low, decimals), format_number(high, decimals)
    return f"{near} {negative} to {far} {positive}"


def say_effect_size(estimate: Estimate) -> str:
    """A standardised effect in prose: "g = 0.21, 95% CI −0.10 to 0.52"."""
    letter = "d" if estimate.measure.startswith("d_") else "g"
    limits = format_interval(estimate.low, estimate.high, 2)
    return f"{letter} = {format_number(estimate.value, 2)}, {name_level(estimate.level)} {limits}"


def say_people(effect: ConditionEffect, data: DataNote, rounded: bool = False) -> str:
    """How many are analysed and how many of those who started were followed up.

    The share is said arm by arm where the two differ, "about" where counts are `rounded`; empty
    when an arm is hidden.
    """
    treatment, comparator = effect.treatment, effect.comparator
    if treatment is None or comparator is None:
        return ""
    about = "about " if rounded else ""
    n = raise_first(about + count_words(treatment.n + comparator.n, "person", "people"))
    shares = (treatment.followed_up, comparator.followed_up)
    if shares[0] is None or shares[1] is None:
        return f"{n}; how many started is not recorded."
    more, less = (about + format_percent(share) for share in shares)
    if more == less:
        return f"{n}, {more} followed up."
    names = [name_together(arm.arm, data.substance) for arm in (treatment, comparator)]
    return f"{n}; {more} followed up with {names[0]}, {less} with {names[1]}."
