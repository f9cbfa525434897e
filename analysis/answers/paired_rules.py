"""Rules that rest on two scales or on single answers: NHS Talking Therapies, and the ITQ."""

from typing import Final

import numpy as np
import pandas as pd

from analysis.core import Visit, settings
from analysis.core.results import RuleInForce
from analysis.effect_sizes import (
    ITQ_ITEMS,
    ITQ_SOURCE,
    TALKING_THERAPIES_SOURCE,
    diagnose_itq,
    judge_talking_therapies,
)

from .question import Question
from .rule_sets import Answered

TALKING_THERAPIES: Final = "talking_therapies"
ITQ: Final = "itq"

_CASES = "people who were a case before (PHQ-9 of 10 or more, or GAD-7 of 8 or more)"
_BOTH = "people with a PHQ-9 and a GAD-7 at baseline"
_FELL = "PHQ-9 down by 6 or GAD-7 down by 4 or more, and neither up by as much"
_OF_PAIR: Final = (
    ("recovery", "Recovered", "PHQ-9 below 10 and GAD-7 below 8", False),
    ("reliable_improvement", "Reliably better", _FELL, False),
    ("reliable_recovery", "Reliably recovered", f"recovered, and {_FELL}", False),
    ("reliable_deterioration", "Reliably worse",
     "PHQ-9 up by 6 or GAD-7 up by 4 or more, and neither down by as much", True),
)  # fmt: skip


def list_paired_choices(question: Question, condition: str) -> dict[str, str]:
    """Codes of the rules on two scales or on answers that this condition has what it takes for."""
    choices = {}
    if {"PHQ9", "GAD7"} <= set(question.cohort.instruments_of(condition)):
        choices[TALKING_THERAPIES] = "NHS Talking Therapies (PHQ-9 and GAD-7 together)"
    if len(_itq_answers(question.cohort.items)):
        choices[ITQ] = "ITQ diagnosis (PTSD or complex PTSD, from single answers)"
    return choices


def answer_talking_therapies(question: Question) -> tuple[Answered, ...]:
    """Recovery and reliable change by the PHQ-9 and the GAD-7 together, of everyone."""
    baseline, visit = question.cohort.baseline_visit, question.visit_index
    phq, gad = question.scores("PHQ9"), question.scores("GAD7")
    told = judge_talking_therapies(phq[:, baseline], phq[:, visit], gad[:, baseline], gad[:, visit])
    both = ~np.isnan(phq[:, baseline]) & ~np.isnan(gad[:, baseline])
    cases = told.case_before == 1
    return tuple(
        Answered(code, label, worse, rule, TALKING_THERAPIES_SOURCE,
                 _CASES if "recovery" in code else _BOTH, cases if "recovery" in code else both,
                 getattr(told, code))
        for code, label, rule, worse in _OF_PAIR
    )  # fmt: skip


def answer_itq(question: Question) -> tuple[Answered, ...]:
    """Who no longer meets, and who newly meets, PTSD or complex PTSD; unanswered stays open."""
    answers = _itq_answers(question.cohort.items)
    people = len(question.cohort.participants)
    low, high = settings.BASELINE_DAYS
    before = _diagnose(answers, people, Visit("baseline", high, low, high))
    after = _diagnose(answers, people, question.visit)
    return (
        Answered("no_longer", "No longer meets PTSD or complex PTSD",
                 False, "neither PTSD nor complex PTSD by the ITQ", ITQ_SOURCE,
                 "people who met PTSD or complex PTSD at baseline", before == 1, 1 - after),
        Answered("newly", "Newly meets PTSD or complex PTSD", True,
                 "PTSD or complex PTSD by the ITQ", ITQ_SOURCE,
                 "people who met neither at baseline", before == 0, after),
    )  # fmt: skip


def ledger_of_answers(answered: tuple[Answered, ...]) -> tuple[RuleInForce, ...]:
    """The rules of a set that has no others to switch to."""
    return tuple(RuleInForce(one.code, one.label, one.rule, one.source) for one in answered)


def _itq_answers(items: pd.DataFrame) -> pd.DataFrame:
    """Answers to the ITQ's eighteen items that diagnose, named as the algorithm names them."""
    there = items[items["instrument"].astype(str) == "ITQ"]
    names = there["item"].astype(str).str.lower().str.replace(r"[^a-z0-9]|^itq", "", regex=True)
    there = there.assign(item=names, answer=pd.to_numeric(there["answer"], errors="coerce"))
    return there[there["item"].isin(ITQ_ITEMS)]


def _diagnose(answers: pd.DataFrame, people: int, visit: Visit) -> np.ndarray:
    """1 with PTSD or complex PTSD, 0 with neither, nan where it cannot be said, (participants,).

    The record nearest the visit's day counts, the earlier of two as near.
    """
    inside = answers[(answers["day"] >= visit.low) & (answers["day"] <= visit.high)]
    away = (inside["day"] - visit.day).abs() + 0.25 * (inside["day"] > visit.day)
    nearest = away == away.groupby(inside["participant"]).transform("min")
    chosen = inside[nearest].drop_duplicates(["participant", "item"])
    columns = {name: np.full(people, np.nan) for name in ITQ_ITEMS}
    for name, rows in chosen.groupby("item"):
        columns[str(name)][rows["participant"].to_numpy(dtype=np.int64)] = rows["answer"]
    # Complex PTSD is the criteria of PTSD with more, so these alone tell whether it is either.
    return diagnose_itq(columns).ptsd_criteria
