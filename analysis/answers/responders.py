"""Who responds, who gets worse: every published rule, arm by arm, at one visit."""

from dataclasses import replace

from analysis.core import (
    CannotEstimate,
    Cohort,
    Comparison,
    Instrument,
    Refusal,
    label_instrument,
)
from analysis.core.results import PersonOutcome, Responders
from analysis.privacy import Released, View, release

from .asked import arms_shown, settle_condition
from .imputed_outcomes import impute_visit
from .outcome_counts import RulesAsked, compare_rule
from .paired_rules import (
    ITQ,
    TALKING_THERAPIES,
    answer_itq,
    answer_talking_therapies,
    ledger_of_answers,
    list_paired_choices,
)
from .question import Question
from .rule_sets import (
    LABELS,
    PUBLISHED,
    WORSE,
    Answered,
    answer_rules,
    list_ledger,
    list_rule_choices,
    rules_in_force,
)


def list_rules(
    cohort: Cohort, comparison: Comparison, condition: str, view: View = "protected"
) -> dict[str, str]:
    """Codes of the rules that people of a condition can be counted by, with their names.

    Raises
    ------
    CannotEstimate
        As `who_responds`.
    """
    question = settle_condition(cohort, comparison, condition, view)
    instrument = question.instrument_for(condition)
    return list_rule_choices(instrument) | list_paired_choices(question, condition)


def who_responds(
    cohort: Cohort,
    comparison: Comparison,
    condition: str,
    rule: str = PUBLISHED,
    view: View = "protected",
) -> Released[Responders]:
    """Response, remission, reliable change and recovery by arm at the visit asked for.

    Parameters
    ----------
    rule : str
        "published", "NAME.k" for alternative k of one definition, "talking_therapies" or "itq".

    Raises
    ------
    CannotEstimate
        When the condition has no scale, or its groups are too small to show, or the rule is
        unknown. A scale without a published rule keeps its lines, each with why.

    Notes
    -----
    Headline: scores imputed by arm, then classified; where people were not randomised adjusted for
    baseline and confounders in every data set (g-computation). Beside it those seen, and missing
    counted as not met, which is never done for getting worse.
    """
    question = settle_condition(cohort, comparison, condition, view)
    instrument = question.instrument_for(condition)
    _require_baseline(question)
    choices = list_rule_choices(instrument) | list_paired_choices(question, condition)
    if rule not in choices:
        raise CannotEstimate("unknown_rule", "This scale has no such rule.",
                             f"Choose one of: {', '.join(choices)}.")  # fmt: skip
    asked, answered, notes = _settle_rules(question, condition, instrument, rule, view)
    looks_back = _looks_back(question, instrument, rule)
    outcomes = () if looks_back else _count(asked, answered, rule)
    result = Responders(
        data=question.data,
        comparison=comparison,
        condition=condition,
        condition_label=question.catalogue.label_condition(condition),
        instrument=instrument.code,
        instrument_name=instrument.name,
        visit=question.visit.label,
        outcomes=outcomes,
        ledger=list_ledger(asked.rules) if asked.rules else ledger_of_answers(answered),
        rule_choice=rule,
        rule_choices=choices,
        looks_back=looks_back,
        notes=(*notes, *(note for one in outcomes for note in one.notes),
               *question.estimand_notes),
    )  # fmt: skip
    return release(result, cohort, view)


def _require_baseline(question: Question) -> None:
    if question.cohort.baseline_visit < 0:
        raise CannotEstimate("no_baseline", "No visit is at or before the first infusion, so "
                             "nothing tells who changed.",
                             "Map the visit before treatment to day 0.")  # fmt: skip


def _looks_back(question: Question, instrument: Instrument, rule: str) -> bool:
    """Whether a score the rule reads still asks about days before treatment."""
    known = question.catalogue.instruments
    read = {TALKING_THERAPIES: ("PHQ9", "GAD7"), ITQ: ("ITQ",)}.get(rule, (instrument.code,))
    return any(known[code].looks_back_past(question.visit.day) for code in read)


def _settle_rules(
    question: Question, condition: str, instrument: Instrument, rule: str, view: View
) -> tuple[RulesAsked, tuple[Answered, ...], tuple[str, ...]]:
    arms = arms_shown(question, condition, view)
    asked = RulesAsked(question, condition, instrument, {}, None, arms)
    if rule == TALKING_THERAPIES:
        return asked, answer_talking_therapies(question), ()
    if rule == ITQ:
        return asked, answer_itq(question), ()
    rules = rules_in_force(question, instrument, rule)
    answered = answer_rules(question, instrument, rules)
    if not answered or instrument.looks_back_past(question.visit.day):
        return replace(asked, rules=rules), answered, ()
    try:
        imputed = impute_visit(question, condition, instrument)
    except CannotEstimate as fault:
        said = f"Missing scores are not imputed, those seen are counted: {fault.refusal.sentence}"
        return replace(asked, rules=rules), answered, (said,)
    return replace(asked, rules=rules, imputed=imputed), answered, ()


def _count(
    asked: RulesAsked, answered: tuple[Answered, ...], rule: str
) -> tuple[PersonOutcome, ...]:
    """Every outcome counted; a line without a number for each that has no published rule."""
    if rule in (TALKING_THERAPIES, ITQ):
        return tuple(compare_rule(asked, one) for one in answered)
    there = {one.code: one for one in answered}
    scale = label_instrument(asked.instrument.code)
    return tuple(
        compare_rule(asked, there[code]) if code in there else PersonOutcome(
            code, label, code == WORSE,
            refused=Refusal("no_rule", f"No published rule for the {scale} was found."),
        )
        for code, label in LABELS.items()
    )  # fmt: skip
