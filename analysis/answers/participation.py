"""Who took part, arm by arm."""

from analysis.core import ARMS, Cohort, Comparison
from analysis.core.results import DataNote, Participation
from analysis.participants import (
    count_characteristics,
    count_followed_up,
    count_screened_out,
    measure_exposure,
)
from analysis.privacy import Released, View, choose_substance, release


def who_took_part(cohort: Cohort, view: View = "protected") -> Released[Participation]:
    """Counts by planned arm, what each arm received, who was followed up, who was screened out."""
    people = cohort.participants
    present = set(people["arm"].unique())
    result = Participation(
        data=DataNote(
            name=cohort.name,
            synthetic=cohort.synthetic,
            randomised=cohort.randomised,
            arm_basis=cohort.arm_basis,
            fingerprint=cohort.fingerprint,
            substance=choose_substance(cohort, Comparison()),
            participants=len(people),
            origin=cohort.origin,
        ),
        arms=tuple(arm for arm in ARMS if arm in present),
        characteristics=count_characteristics(people),
        followed_up=count_followed_up(cohort),
        amounts=measure_exposure(cohort),
        screened_out=count_screened_out(cohort.screening),
        screened=len(cohort.screening) or None,
    )
    return release(result, cohort, view)
