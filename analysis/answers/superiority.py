"""Of two people at random, one an arm: how often did the one with more support do better?"""

from analysis.core import CannotEstimate, Cohort, Comparison, settings
from analysis.core.results import PairsCompared
from analysis.effect_sizes import probability_of_superiority
from analysis.privacy import Released, View, blur_refusal, release, view_for

from .analysed import gather
from .asked import settle_condition
from .one_by_one import require_direction


def compare_pairs_of_people(
    cohort: Cohort, comparison: Comparison, condition: str, view: View = "protected"
) -> Released[PairsCompared]:
    """Share of pairs in which the person of the arm with more support has the better score.

    Raises
    ------
    CannotEstimate
        When the condition cannot be compared, or its arms do not overlap at all.
    """
    question = settle_condition(cohort, comparison, condition, view)
    instrument = question.instrument_for(condition)
    require_direction(instrument)
    try:
        analysed = gather(question, condition, instrument)
        better = instrument.benefit_sign * analysed.score
        found = probability_of_superiority(
            better[analysed.is_treatment], better[~analysed.is_treatment], settings.LEVEL
        )
    except CannotEstimate as fault:
        if view_for(cohort, view) == "full":
            raise
        blurred = blur_refusal(fault.refusal)
        raise CannotEstimate(blurred.code, blurred.sentence, blurred.mend) from None
    result = PairsCompared(
        data=question.data,
        comparison=comparison,
        condition_label=question.catalogue.label_condition(condition),
        instrument=instrument.code,
        visit=question.visit.label,
        superiority=found,
        notes=question.estimand_notes,
    )
    return release(result, cohort, view)
