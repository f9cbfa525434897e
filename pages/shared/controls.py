"""What can be chosen for a cohort, by its key in the address; settles what is out of place."""

from dataclasses import dataclass
from typing import Final

from analysis.answers import Choices
from analysis.core import (
    ARMS,
    DEFAULT_MARGIN,
    FILTER_NAMES,
    MARGINS,
    PRIMARY,
    Arm,
    label_arm,
    label_measure,
    name_visit,
    settings,
)

from . import session

EVERYONE: Final = ""
"""Code of a filter that keeps everybody."""

VIEWS: Final = {
    "plain": "Sentence and picture",
    "detailed": "Statistics opened too",
}
ESTIMAND_NAMES: Final = {
    "treatment_policy": "Everyone, all scores (treatment policy)",
    "before_retreatment": "Everyone, no scores after a retreatment",
    "landmark": f"Therapy received by day {settings.ARM_LANDMARK_DAY} (landmark)",
}
MARGIN_NAMES: Final = {
    code: "Published, else 0.24 SD" if sd is None else f"{code} SD at baseline"
    for code, sd in MARGINS.items()
}
FILTERS: Final = {
    "age": "Age", "sex": "Sex", "site": "Site", "dose": "Dose",
    "prior": "Failed treatments before", "severity": "Severity at baseline",
}  # fmt: skip


@dataclass(frozen=True)
class Control:
    """One thing to choose: its key in the address, its options by code, its default."""

    key: str
    label: str
    options: dict[str, str]
    default: str


def settle(control: Control) -> str:
    """The code chosen, or the default with a notice where the cohort does not have it."""
    code = session.recall(control.key)
    if code not in control.options:
        if code is not None:
            session.note(
                f"{control.label}: what was asked for is not in this cohort, so "
                f"“{control.options[control.default]}” is used."
            )
        code = control.default
        session.put(control.key, code)
    return code


def settle_controls(choices: Choices) -> dict[str, Control]:
    """Every control of a cohort with a code of its own options chosen, by key.

    The substance names the arms, and the arm with more support says which ones have less, so they
    are settled in that order.
    """
    substance = Control(
        "substance", "Substance", dict(choices.substances), choices.default_substance
    )
    given = settle(substance)
    _turn_round()
    treatment = _treatments(choices, given)
    controls = [
        substance,
        treatment,
        _comparators(choices, settle(treatment), given),
        Control(
            "instrument", "Scale", {**choices.instruments, PRIMARY: "Each condition’s own"}, PRIMARY
        ),
        Control("visit", "Visit", _name_visits(choices), choices.primary_visit),
        *_filters(choices),
        *_estimands(choices),
        Control("margin", "Smallest difference that matters", MARGIN_NAMES, DEFAULT_MARGIN),
        Control("condition", "Condition", dict(choices.conditions), next(iter(choices.conditions))),
        Control(
            "measure",
            "Measure",
            {m: label_measure(m) for m in choices.measures},
            choices.measures[0],
        ),
        Control("view", "How much to show", VIEWS, "plain"),
    ]
    for control in controls:
        settle(control)
    _keep_two_filters()
    return {control.key: control for control in controls}


def _turn_round() -> None:
    """A link may name the two arms either way round; the one with more support comes first."""
    treatment, comparator = session.recall("treatment"), session.recall("comparator")
    if treatment in ARMS and comparator in ARMS and ARMS.index(treatment) < ARMS.index(comparator):
        session.put("treatment", comparator)
        session.put("comparator", treatment)


def _treatments(choices: Choices, substance: str) -> Control:
    """Arms with more support than another arm of the cohort."""
    arms = [arm for arm in choices.arms[1:] if arm in ARMS] or list(ARMS[1:])
    return Control("treatment", "Did people with", _label(arms, substance), arms[-1])


def _comparators(choices: Choices, treatment: str, substance: str) -> Control:
    """Arms with less support than the one chosen."""
    less = ARMS[: ARMS.index(_as_arm(treatment))]
    arms = [arm for arm in less if arm in choices.arms] or list(less)
    return Control("comparator", "do better than people with", _label(arms, substance), arms[0])


def _label(arms: list[Arm], substance: str) -> dict[str, str]:
    return {arm: label_arm(arm, substance) for arm in arms}


def _as_arm(code: str) -> Arm:
    return next(arm for arm in ARMS if arm == code)


def _name_visits(choices: Choices) -> dict[str, str]:
    primary = choices.primary_visit
    names = {label: name_visit(label) for label in choices.visits}
    return {label: f"{name} (primary)" if label == primary else name
            for label, name in names.items()}  # fmt: skip


def _filters(choices: Choices) -> list[Control]:
    return [
        Control(name, FILTERS[name], {EVERYONE: "Everyone", **{b: b for b in choices.bands[name]}},
                EVERYONE)
        for name in FILTER_NAMES
        if name in choices.bands
    ]  # fmt: skip


def _estimands(choices: Choices) -> list[Control]:
    """Whose scores are compared, where the cohort leaves more than one way."""
    if len(choices.estimands) < 2:
        return []
    options: dict[str, str] = {code: ESTIMAND_NAMES[code] for code in choices.estimands}
    return [Control("estimand", "Who and which scores", options, "treatment_policy")]


def chosen_filters() -> list[str]:
    """Names of the filters in use, in their fixed order."""
    return [name for name in FILTER_NAMES if session.recall(name)]


def _keep_two_filters() -> None:
    """More filters than two let single people be worked out by subtracting groups."""
    for name in chosen_filters()[settings.MAXIMUM_FILTERS :]:
        session.put(name, EVERYONE)
        session.note(
            f"At most {settings.MAXIMUM_FILTERS} filters at once: {FILTERS[name].lower()} is left "
            "at everyone."
        )
