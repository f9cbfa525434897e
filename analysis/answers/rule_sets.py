"""The rules of one scale that count people at a visit, and the person-by-person answers to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.core import (
    CannotEstimate,
    Definition,
    DefinitionName,
    Instrument,
    definitions_of,
    label_instrument,
    ledger_of,
)
from analysis.core.formulas import find_denominator, meets
from analysis.core.results import RuleInForce
from analysis.effect_sizes import settle_definitions

from .question import Question
from .risks import describe_rule

PUBLISHED: Final = "published"
"""Code of the rules in force by default: the first published of each kind."""

LABELS: Final[dict[DefinitionName, str]] = {
    "response": "Responded",
    "remission": "In remission",
    "reliable_improvement": "Reliably better",
    "recovery": "Recovered",
    "reliable_deterioration": "Reliably worse",
}
"""What is counted, in order; better before worse."""

WORSE: Final = "reliable_deterioration"


@dataclass(frozen=True, eq=False)
class Answered:
    """One rule answered of every participant: 1 met, 0 not, nan not told; `able` could meet it.

    `definition` is kept where scores can be imputed and answered again.
    """

    code: str
    label: str
    worse: bool
    rule: str
    source: str
    among: str
    able: np.ndarray
    met: np.ndarray
    definition: Definition | None = None


Rules = Mapping[DefinitionName, Definition]


def list_rule_choices(instrument: Instrument) -> dict[str, str]:
    """Codes of the rules a reader may switch to on one scale, with their names."""
    scale = label_instrument(instrument.code)
    choices = {PUBLISHED: f"Published rules for the {scale} (the first of each kind)"}
    for name, definition in definitions_of(instrument).items():
        if name in (WORSE, "recovery", "caseness"):
            continue  # switched with reliable improvement; follows from two others; one rule only
        for place, other in enumerate(definition.alternatives):
            label = "Reliably better or worse" if other.change else LABELS[name]
            said = describe_definition(other).removeprefix("better ")
            choices[f"{name}.{place}"] = f"{label}: {said}"
    return choices


def rules_in_force(question: Question, instrument: Instrument, choice: str) -> Rules:
    """The rules of one scale with their thresholds in points, as switched by `choice`.

    Raises
    ------
    CannotEstimate
        "unknown_rule" when the scale has no such rule.
    """
    if choice not in list_rule_choices(instrument):
        raise CannotEstimate("unknown_rule", "This scale has no such rule.",
                             "Choose one of the rules listed.")  # fmt: skip
    if not definitions_of(instrument):
        return {}
    ledger = ledger_of(question.catalogue)
    if choice != PUBLISHED:
        name, _, place = choice.partition(".")
        chosen: DefinitionName = next(one for one in LABELS if one == name)
        ledger = ledger.switch(instrument.code, chosen, int(place))
    matrix = question.cohort.score_matrix(instrument.code)
    baseline = matrix[:, question.cohort.baseline_visit]
    return settle_definitions(instrument, baseline, ledger.in_force[instrument.code])


def answer_rules(question: Question, instrument: Instrument, rules: Rules) -> tuple[Answered, ...]:
    """Every rule in force answered of everyone at the visit of the question."""
    scores = question.scores(instrument.code)
    before, after = scores[:, question.cohort.baseline_visit], scores[:, question.visit_index]
    found = []
    for name, label in LABELS.items():
        if name in rules:
            able = find_denominator(rules, name, instrument, before)
            found.append(
                Answered(name, label, name == WORSE, describe_definition(rules[name]),
                         rules[name].source, able.among, able.people,
                         meets(rules[name], instrument, before, after), rules[name])
            )  # fmt: skip
    return tuple(found)


def list_ledger(rules: Rules) -> tuple[RuleInForce, ...]:
    """Every rule in force with its source, and the rules beside it."""
    return tuple(
        RuleInForce(name, LABELS.get(name, "A case"), describe_definition(one), one.source,
                    tuple(describe_definition(other) for other in one.alternatives))
        for name, one in rules.items()
    )  # fmt: skip


def describe_definition(one: Definition) -> str:
    """A definition in words: "better by at least 15 points", "score of 28 or less"."""
    if one.name == "recovery" and one.rule is not None:
        return f"{_describe_change(one, 'better')}, and {describe_rule(one.rule)}"
    if one.change is not None:
        return _describe_change(one, "worse" if one.name == WORSE else "better")
    return describe_rule(one.rule) if one.rule is not None else ""


def _describe_change(one: Definition, direction: str) -> str:
    change = one.change
    if change is None or (change.points is None and change.reliability is None):
        return ""
    if change.reliability is None:
        return f"{direction} by at least {change.points:g} points"
    if change.points is None:
        return f"{direction} by more than chance (reliability {change.reliability:g})"
    return (
        f"{direction} by at least {change.points:.1f} points, which is more than chance "
        f"(reliability {change.reliability:g})"
    )
