"""What can be asked of a cohort: the choices the pickers offer."""

from dataclasses import dataclass
from typing import get_args

from analysis.core import ARMS, PRIMARY, SUBSTANCES, Cohort, Comparison
from analysis.core.results import Measure
from analysis.loading import load_catalogue
from analysis.privacy import choose_substance, list_bands


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
    records_retreatment: bool
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
        records_retreatment=cohort.first_retreatments is not None,
        measures=_list_measures(cohort),
    )


def _list_measures(cohort: Cohort) -> tuple[Measure, ...]:
    """The estimate that leads first, then those that can be had for this cohort."""
    never = "weighted" if cohort.randomised else "mmrm"
    return tuple(m for m in get_args(Measure) if not m.startswith(never))
