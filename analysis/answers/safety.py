"""Is it safe: harms by arm, what was watched during the sessions, and who got better or worse."""

from dataclasses import replace
from typing import Final

import numpy as np

from analysis.core import CannotEstimate, Cohort, Comparison, Instrument, Refusal
from analysis.core.formulas import find_denominator
from analysis.core.results import BetterAndWorse, HarmComparison, Safety
from analysis.effect_sizes import settle_definitions
from analysis.participants import (
    WATCHED,
    compare_emergent,
    describe_course,
    deteriorated,
    measure_sessions,
)
from analysis.privacy import Released, View, release

from .analysed import gather
from .asked import require_table, settle_condition
from .harms_counted import (
    Counted,
    count_adverse_events,
    count_people,
    count_suicidality,
    count_withdrawals,
    name_few,
)
from .question import Question, settle
from .risks import compare_outcome

ADVERSE: Final = "adverse events"
WITHDRAWALS: Final = "withdrawals"
SUICIDALITY: Final = "suicidal thoughts before and after"
ALL_DOSES: Final = "all doses"
IN_THE_PANEL: Final = ("any", "serious")
NOTE_ON_TERMS: Final = (
    "An event counts as a kind by the words of its term; a kind nobody wrote down counts as none, "
    "which is true only if it would have been written down."
)


def safety(cohort: Cohort, comparison: Comparison, view: View = "protected") -> Released[Safety]:
    """Harms of two arms over all conditions, from the first infusion on, whatever came later.

    Parameters
    ----------
    cohort : Cohort
        Its events, session measures and scores, each where recorded.
    comparison : Comparison
        The two arms, the substance and the filters; visit and instrument are not looked at.
    view : {"protected", "full"}
        What is wanted; a shelf cohort is always protected.

    Raises
    ------
    CannotEstimate
        "not_recorded" when the cohort records nothing of harm at all; as `count_people` otherwise.
    """
    question = settle(cohort, replace(comparison, estimand="treatment_policy"))
    counted = count_people(question, view)
    harms = count_adverse_events(question, counted)
    withdrawals = count_withdrawals(question, counted)
    suicidality = count_suicidality(question, counted)
    if harms is None and not suicidality and not len(cohort.session_measures):
        require_table(cohort, "events")
    arms = _masks(question, counted)
    peaks = () if not len(cohort.session_measures) else measure_sessions(cohort, counted.people)
    recorded, absent = _list_recorded(cohort, harms is not None, withdrawals, suicidality)
    result = Safety(
        data=question.data,
        treatment=question.comparison.treatment,
        comparator=question.comparison.comparator,
        harms=harms,
        outcomes=(*([withdrawals] if withdrawals else []), *suicidality),
        peaks=tuple(peak for peak in peaks if peak.dose == ALL_DOSES),
        course=describe_course(cohort, arms) if peaks else (),
        recorded=recorded,
        absent=absent,
        conditions=tuple(question.catalogue.label_condition(c) for c in counted.conditions),
        comparison=comparison,
        notes=_notes(question, counted, harms is not None),
    )
    return release(result, cohort, view)


def better_and_worse(
    cohort: Cohort, comparison: Comparison, condition: str, view: View = "protected"
) -> Released[BetterAndWorse]:
    """Of every 100 people: response and remission beside deterioration and harms.

    Response, remission and deterioration are of people with the condition seen at the visit; harms
    of everyone, whatever their condition.

    Raises
    ------
    CannotEstimate
        When the condition, or a group, may not be shown or is not in the cohort.
    """
    question = settle_condition(cohort, comparison, condition, view)
    whole = settle(cohort, replace(comparison, estimand="treatment_policy"))
    counted = count_people(whole, view)
    harms = count_adverse_events(whole, counted)
    withdrawals = count_withdrawals(whole, counted)
    found = BetterAndWorse(
        data=question.data,
        condition=condition,
        condition_label=question.catalogue.label_condition(condition),
        instrument="",
        visit=question.visit.label,
        treatment=question.comparison.treatment,
        comparator=question.comparison.comparator,
        response=None,
        remission=None,
        deterioration=None,
        harms=(
            *(h for h in (harms.harms if harms else ()) if h.code in IN_THE_PANEL),
            *([withdrawals] if withdrawals else []),
            *count_suicidality(whole, counted)[:1],
        ),
        comparison=comparison,
    )
    return release(_add_outcomes(question, found), cohort, view)


def _add_outcomes(question: Question, found: BetterAndWorse) -> BetterAndWorse:
    """Response, remission and deterioration, or why there are none."""
    condition = found.condition
    try:
        instrument = question.instrument_for(condition)
        if not instrument.measures_benefit:
            raise CannotEstimate("no_direction", f"{instrument.name} has no better and worse end.")
        analysed = gather(question, condition, instrument)
    except CannotEstimate as fault:
        return replace(found, refused=fault.refusal)
    worse, worse_by = None, ""
    if instrument.looks_back_past(question.visit.day):
        refused = Refusal("no_direction", "At this visit the questions still ask about days before "
                          "the first dose, so nobody is counted as better or worse.",
                          "Choose a later visit.")  # fmt: skip
        return replace(found, instrument=instrument.code, refused=refused)
    try:
        worse, worse_by = _count_deterioration(question, condition, instrument)
    except CannotEstimate:
        worse_by = "no published rule says how much worse is reliably worse"
    return replace(
        found,
        instrument=instrument.code,
        response=compare_outcome(question, condition, analysed, "response")[0],
        remission=compare_outcome(question, condition, analysed, "remission")[0],
        deterioration=worse,
        worse_by=worse_by,
    )


def _count_deterioration(
    question: Question, condition: str, instrument: Instrument
) -> tuple[HarmComparison, str]:
    """People reliably worse, of those seen who had room to be; a missing score is not counted."""
    cohort, comparison = question.cohort, question.comparison
    matrix = question.scores(instrument.code)
    baseline, visit = matrix[:, cohort.baseline_visit], matrix[:, question.visit_index]
    # The threshold is that of everyone with the condition, so that no filter moves it.
    treated = (cohort.participants["condition"] == condition).to_numpy()
    rules = settle_definitions(instrument, baseline[treated])
    rule = rules.get("reliable_deterioration")
    if rule is None or rule.change is None or rule.change.points is None:
        raise CannotEstimate("no_rule", "No reliable change is known on this instrument.")
    points = rule.change.points
    seen, worse = deteriorated(baseline, visit, points, instrument.benefit_sign)
    able = find_denominator(rules, "reliable_deterioration", instrument, baseline).people
    asked = np.zeros(len(seen), dtype=bool)
    for arm in (comparison.treatment, comparison.comparator):
        asked |= question.in_arm(arm, condition)
    found = compare_emergent(cohort, comparison.treatment, comparison.comparator,
                             seen & able & asked, worse, "deterioration", "Got worse")  # fmt: skip
    return name_few(found), f"{points:.1f} points or more ({rule.change.source})"


def _masks(question: Question, counted: Counted) -> dict[str, np.ndarray]:
    """Who of the people counted is in either arm, less support first."""
    arm = question.cohort.participants["arm"].to_numpy()
    comparison = question.comparison
    return {
        name: counted.people & (arm == name)
        for name in (comparison.comparator, comparison.treatment)
    }


def _list_recorded(
    cohort: Cohort,
    adverse: bool,
    withdrawals: HarmComparison | None,
    suicidality: tuple[HarmComparison, ...],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the cohort records of harm, and what it does not, in words."""
    names = set(cohort.session_measures["measure"].astype(str).str.lower().str.strip())
    watched = {one.label: bool(names & set(one.names)) for one in WATCHED}
    there = {ADVERSE: adverse, WITHDRAWALS: withdrawals is not None,
             SUICIDALITY: bool(suicidality)}  # fmt: skip
    found = {**there, **watched}
    return (tuple(name for name, known in found.items() if known),
            tuple(name for name, known in found.items() if not known))  # fmt: skip


def _notes(question: Question, counted: Counted, adverse: bool) -> tuple[str, ...]:
    notes = ["Harms are not adjusted: people who chose more support may have differed before."]
    if question.cohort.randomised:
        notes = []
    if adverse:
        notes.append(NOTE_ON_TERMS)
    if len(counted.people) and (counted.people != counted.everyone).any():
        notes.append("Conditions with too few people to show with these filters are left out.")
    return tuple(notes)
