"""What can be asked of a cohort: the choices the pickers offer."""

from dataclasses import dataclass
from typing import get_args

from analysis.core import (
    ARMS,
    ESTIMANDS,
    NOT_RECORDED,
    PRIMARY,
    SUBSTANCES,
    Cohort,
    Comparison,
    Estimand,
)
from analysis.core.results import Measure
from analysis.loading import load_catalogue
from analysis.privacy import choose_substance, list_bands

from .landmarks import offers_landmark


@dataclass(frozen=True)
class Choices:
    """Codes and labels a comparison of this cohort may hold; the defaults first named apart."""

    arms: tuple[str, ...]
    visits: tuple[str, ...]
    primary_visit: str
    conditions: dict[str, str]
    instruments: dict[str, str]
    substances: dict[str, str]
    default_substance: str
    bands: dict[str, tuple[str, ...]]
    estimands: tuple[Estimand, ...]
    measures: tuple[Measure, ...]


def list_choices(cohort: Cohort) -> Choices:
    """Everything a person may choose for this cohort."""
    catalogue = load_catalogue()
    present = set(cohort.participants["arm"].unique())
    codes = [str(code) for code in cohort.scores["instrument"].cat.categories]
    known = {c: catalogue.instruments[c] for c in codes if c in catalogue.instruments}
    instruments = {c: i.name for c, i in known.items() if i.measures_benefit}
    return Choices(
        arms=tuple(arm for arm in ARMS if arm in present),
        visits=tuple(visit.label for visit in cohort.follow_up_visits),
        primary_visit=cohort.primary_visit or "",
        conditions={c: catalogue.label_condition(c) for c in cohort.conditions},
        instruments={PRIMARY: "Each condition's primary instrument", **instruments},
        substances={s: SUBSTANCES.get(s, s) for s in cohort.substances},
        default_substance=choose_substance(cohort, Comparison()),
        bands=dict(list_bands(cohort, catalogue)),
        estimands=_list_estimands(cohort),
        measures=_list_measures(cohort),
    )


def _list_estimands(cohort: Cohort) -> tuple[Estimand, ...]:
    """Everyone with all scores; then what retreatment and therapy received allow."""
    offered = {
        "treatment_policy": True,
        "before_retreatment": cohort.first_retreatments is not None,
        "landmark": offers_landmark(cohort),
    }
    return tuple(estimand for estimand in ESTIMANDS if offered[estimand])


def _list_measures(cohort: Cohort) -> tuple[Measure, ...]:
    """The estimate that leads first, then those that can be had for this cohort."""
    never = [
        "weighted" if cohort.randomised and not offers_landmark(cohort) else "",
        "" if cohort.randomised else "mmrm",
        "" if (cohort.participants["therapist"] != NOT_RECORDED).any() else "nested",
        "" if cohort.participants["site"].nunique() > 1 else "sites",
    ]
    return tuple(m for m in get_args(Measure) if m.split("_")[0] not in never)
