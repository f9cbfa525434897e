"""How many people met each definition in force, with every denominator named."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from analysis.core import (
    DEFINITIONS,
    CannotEstimate,
    Definition,
    DefinitionName,
    Instrument,
    definitions_of,
    settings,
)
from analysis.core.formulas import find_denominator, meets, settle_change, wilson


@dataclass(frozen=True)
class PersonCount:
    """People who met one definition at a visit.

    `met` of `observed` (those who could meet it and have the score at the visit), with Wilson's
    limits of that share; `eligible` could meet it, seen or not; `missing` of them were not seen.
    `share_missing_as_not_met` counts those as not having met it, which is never done for
    deterioration (None). `definition` holds the rule, its source and its settled threshold.
    """

    definition: Definition
    among: str
    met: int
    observed: int
    eligible: int
    share: float | None
    low: float | None
    high: float | None
    share_missing_as_not_met: float | None

    @property
    def missing(self) -> int:
        """People who could meet it and have no score at the visit."""
        return self.eligible - self.observed


def settle_definitions(
    instrument: Instrument,
    baseline: np.ndarray,
    rules: Mapping[DefinitionName, Definition] | None = None,
    level: float = settings.LEVEL,
) -> dict[DefinitionName, Definition]:
    """The rules in force on an instrument with their thresholds in points.

    Parameters
    ----------
    instrument : Instrument
    baseline : ndarray, shape (n,)
        Baseline scores of the whole cohort: where no reliable change is published it follows from
        their SD and the published reliability.
    rules : mapping, optional
        From a `DefinitionLedger` (a reader may have switched some); by default the first published.
    level : float
        Share of people without true change who stay within a computed threshold.

    Raises
    ------
    CannotEstimate
        "no_count" for screens and global items and scales without a better direction.
    """
    if not (instrument.counts_people and instrument.measures_benefit):
        raise CannotEstimate(
            "no_count", f"People are not counted on {instrument.name}: it is a screen, a global "
            "item, or has no better direction.", "Choose another instrument.",
        )  # fmt: skip
    found = dict(definitions_of(instrument) if rules is None else rules)
    for name, definition in list(found.items()):
        if definition.change is None:
            continue
        try:
            change = settle_change(definition.change, baseline, level)
            found[name] = replace(definition, change=change)
        except CannotEstimate:
            del found[name]
    return found


def count_people(
    instrument: Instrument,
    baseline: np.ndarray,
    visit: np.ndarray,
    rules: Mapping[DefinitionName, Definition],
    level: float = settings.LEVEL,
) -> dict[DefinitionName, PersonCount]:
    """Counts of every definition in force except caseness, each of those who could meet it.

    Parameters
    ----------
    instrument : Instrument
    baseline, visit : ndarray, shape (n,)
        Points of the people counted (an arm, say), nan where missing.
    rules : mapping of str to Definition
        From `settle_definitions`, settled on the whole cohort.
    level : float
        Confidence level of the shares.

    Raises
    ------
    CannotEstimate
        "bad_shape" when baseline and visit are not of the same people.

    Notes
    -----
    Response: among those at or above caseness at baseline, with room to respond. Remission and
    recovery: not in remission at baseline. Improvement, deterioration: with room to change so far.
    """
    before, after = np.asarray(baseline, dtype=float), np.asarray(visit, dtype=float)
    if before.shape != after.shape or before.ndim != 1:
        raise CannotEstimate("bad_shape", "Baseline and visit are not of the same people.",
                             "Give one score each a person, nan where missing.")  # fmt: skip
    return {
        name: _count(rules, name, instrument, before, after, level)
        for name in DEFINITIONS
        if name in rules and name != "caseness"
    }


def classify_people(
    instrument: Instrument,
    baseline: np.ndarray,
    visit: np.ndarray,
    rules: Mapping[DefinitionName, Definition],
) -> np.ndarray:
    """Each person recovered, improved, unchanged or deteriorated; "cannot_say" without a score.

    Parameters as `count_people`. Recovered: reliably improved into remission by someone not in it
    at baseline; without a remission rule nobody is called recovered.

    Raises
    ------
    CannotEstimate
        "no_rule" when no reliable change is known or can be computed.

    References
    ----------
    Jacobson NS, Truax P (1991). J Consult Clin Psychol 59:12-19.
    """
    before, after = np.asarray(baseline, dtype=float), np.asarray(visit, dtype=float)
    if "reliable_improvement" not in rules or "reliable_deterioration" not in rules:
        raise CannotEstimate(
            "no_rule", f"No reliable change is published for {instrument.name}, and none follows "
            "from these scores.", "Choose an instrument with a published reliability.",
        )  # fmt: skip
    better = meets(rules["reliable_improvement"], instrument, before, after)
    worse = meets(rules["reliable_deterioration"], instrument, before, after)
    found = np.where(better == 1, "improved", np.where(worse == 1, "deteriorated", "unchanged"))
    found = np.where(np.isnan(better), "cannot_say", found).astype(object)
    if "recovery" in rules:
        outside = find_denominator(rules, "recovery", instrument, before).people
        found[outside & (meets(rules["recovery"], instrument, before, after) == 1)] = "recovered"
    return found


def _count(
    rules: Mapping[DefinitionName, Definition],
    name: DefinitionName,
    instrument: Instrument,
    before: np.ndarray,
    after: np.ndarray,
    level: float,
) -> PersonCount:
    able = find_denominator(rules, name, instrument, before)
    answers = meets(rules[name], instrument, before, after)[able.people]
    met, observed, eligible = (
        int((answers == 1).sum()), int((~np.isnan(answers)).sum()), len(answers),
    )  # fmt: skip
    low, high = wilson(met, observed, level) if observed else (None, None)
    counted = name != "reliable_deterioration" and eligible > 0
    return PersonCount(
        definition=rules[name],
        among=able.among,
        met=met,
        observed=observed,
        eligible=eligible,
        share=met / observed if observed else None,
        low=low,
        high=high,
        share_missing_as_not_met=met / eligible if counted else None,
    )
