"""Declared subgroups of one condition laid out over the people analysed, level by level."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from analysis.core import CannotEstimate, Instrument, Refusal, label_subgroup, settings
from analysis.core.results import SubgroupEffect
from analysis.privacy import (
    View,
    ask_level,
    hidden_levels,
    list_bands,
    minimum_group,
    select_people,
)
from analysis.subgroups import adjust_together, interaction

from .analysed import Analysed
from .question import Question
from .weighted_for import encode, read_weighted_for

SUBSTANCE: Final = "substance"
_OWN_COLUMN: Final = {"age": "age_band", "sex": "sex", "prior": "prior_treatment"}
"""Covariates that are subgroups themselves: adjusting for both would count them twice."""


@dataclass(frozen=True, eq=False)
class Split:
    """One subgroup over the people with both scores in the two arms.

    `rows` number them, `levels` is each one's level (None: not recorded, or not shown), `order`
    the levels as they are told and `hidden` those not shown.
    """

    name: str
    rows: np.ndarray
    is_treatment: np.ndarray
    levels: np.ndarray
    order: tuple[str, ...]
    hidden: tuple[str, ...] = ()


def estimate_subgroups(
    question: Question, condition: str, analysed: Analysed, view: View
) -> tuple[SubgroupEffect, ...]:
    """The interaction of each declared subgroup recorded, at most five, signed as benefit."""
    found = [
        _estimate(question, analysed.instrument, split, view)
        for split in list_splits(question, condition, analysed, view)
    ]
    return adjust_together(found)


def list_splits(
    question: Question, condition: str, analysed: Analysed, view: View
) -> tuple[Split, ...]:
    """The first five of the declared subgroups that anyone analysed has a level of."""
    found: list[Split] = []
    for name in settings.DECLARED_SUBGROUPS:
        if len(found) < settings.MOST_SUBGROUPS:
            split = (
                _split_substances(question, condition, analysed)
                if name == SUBSTANCE
                else _split_bands(question, analysed, name)
            )
            if split is not None:
                found.append(_hide(question, condition, split) if view == "protected" else split)
    return tuple(found)


def _split_bands(question: Question, analysed: Analysed, name: str) -> Split | None:
    """The bands of one filter; None where it is in use, or nobody analysed is in a band."""
    bands = list_bands(question.cohort, question.catalogue).get(name, ())
    levels = np.full(len(analysed.rows), None, dtype=object)
    for band in bands:
        asked = ask_level(question.comparison, name, band)
        if asked is None:
            return None
        people = select_people(question.cohort, asked, question.catalogue)
        levels[people[analysed.rows]] = band
    used = {level for level in levels if level is not None}
    if not used:
        return None
    order = tuple(band for band in bands if band in used)
    return Split(name, analysed.rows, analysed.is_treatment, levels, order)


def _split_substances(question: Question, condition: str, analysed: Analysed) -> Split | None:
    """Substances with people analysed in both arms; None where there is one alone."""
    found = list(_each_substance(question, condition, analysed.instrument))
    if len(found) < 2:
        return None
    order = tuple(substance for substance, _, _ in found)
    rows = np.concatenate([rows for _, rows, _ in found])
    levels = np.concatenate([np.full(len(r), s, dtype=object) for s, r, _ in found])
    treated = np.concatenate([treated for _, _, treated in found])
    return Split(SUBSTANCE, rows, treated, levels, order)


def _each_substance(
    question: Question, condition: str, instrument: Instrument
) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Substance, rows and who is in the treatment arm; the one asked about first."""
    cohort, comparison = question.cohort, question.comparison
    matrix = question.scores(instrument.code)
    seen = ~np.isnan(matrix[:, [cohort.baseline_visit, question.visit_index]]).any(axis=1)
    others = [one for one in cohort.substances if one != question.substance]
    for substance in (question.substance, *others):
        same = replace(question, people=select_people(
            cohort, replace(comparison, substance=substance), question.catalogue))  # fmt: skip
        treated, control = (same.in_arm(arm, condition) & seen for arm in
                            (comparison.treatment, comparison.comparator))  # fmt: skip
        if treated.any() and control.any():
            rows = np.flatnonzero(treated | control)
            yield substance, rows, treated[rows]


def _hide(question: Question, condition: str, split: Split) -> Split:
    """Without the levels that protected view may not show, as if not recorded."""
    arms = (split.is_treatment, ~split.is_treatment)
    counts = {
        level: (int((arms[0] & (split.levels == level)).sum()),
                int((arms[1] & (split.levels == level)).sum()))
        for level in split.order
    }  # fmt: skip
    nobody = np.array([level is None for level in split.levels])
    without = (int((arms[0] & nobody).sum()), int((arms[1] & nobody).sum()))
    away = hidden_levels(question.cohort, question.comparison, condition, split.name, counts,
                         without)  # fmt: skip
    levels = split.levels.copy()
    levels[np.isin(levels, list(away))] = None
    return replace(split, levels=levels, hidden=tuple(one for one in split.order if one in away))


def _estimate(
    question: Question, instrument: Instrument, split: Split, view: View
) -> SubgroupEffect:
    label = label_subgroup(split.name)
    matrix = question.scores(instrument.code)[split.rows]
    smallest = max(settings.SMALLEST_SUBGROUP_ARM, minimum_group() if view == "protected" else 0)
    try:
        found = interaction(
            matrix[:, question.visit_index], matrix[:, question.cohort.baseline_visit],
            split.is_treatment, split.levels, covariates_beside(question, split.rows, split.name),
            settings.LEVEL, name=split.name, label=label, order=split.order, smallest=smallest,
        )  # fmt: skip
    except CannotEstimate as fault:
        return _refuse(split, label, fault.refusal)
    sign, order = instrument.benefit_sign, split.order
    return replace(
        found,
        differences={k: found.differences[k].signed(sign) for k in order if k in found.differences},
        by_level={k: found.by_level[k].signed(sign) for k in order if k in found.by_level},
        left_out=(*found.left_out, *split.hidden),
    )


def _refuse(split: Split, label: str, refusal: Refusal) -> SubgroupEffect:
    return SubgroupEffect(split.name, label, "", {}, {}, None, None, None, None,
                          left_out=split.order, refused=refusal)  # fmt: skip


def covariates_beside(question: Question, rows: np.ndarray, name: str = "") -> np.ndarray:
    """Columns of what the headline is adjusted for, but for the subgroup itself; none at random."""
    if question.cohort.randomised:
        return np.zeros((len(rows), 0))
    comparison, people = question.comparison, question.cohort.participants.iloc[rows]
    fewest = min(
        int((people["arm"] == arm).sum()) for arm in (comparison.treatment, comparison.comparator)
    )
    taken = read_weighted_for(people, fewest).inside.names
    return encode(people, [one for one in taken if one != _OWN_COLUMN.get(name)]).matrix
