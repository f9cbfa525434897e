"""One condition, site by site, and the sites pooled."""

from dataclasses import replace

import numpy as np

from analysis.core import NOT_RECORDED, CannotEstimate, Cohort, Comparison, Filter, settings
from analysis.core.results import ConditionEffect, EffectBySite, Pooled
from analysis.meta_analysis import pool
from analysis.privacy import Released, View, release, view_for

from .effects import estimate_condition
from .question import settle

MEASURE = "adjusted_g"


def effect_by_site(
    cohort: Cohort, comparison: Comparison, condition: str, view: View = "protected"
) -> Released[EffectBySite]:
    """The adjusted g of one condition at each site, and the sites pooled (REML, Knapp-Hartung).

    Raises
    ------
    CannotEstimate
        When the cohort has fewer than two sites, or two filters are in use already.
    """
    sites = [s for s in cohort.participants["site"].unique() if s != NOT_RECORDED]
    if len(sites) < 2:
        raise CannotEstimate("one_site", "This cohort has one site, so there is nothing to pool.")
    if len(comparison.filters) >= settings.MAXIMUM_FILTERS or _site_is_chosen(comparison):
        raise CannotEstimate(
            "too_many_filters",
            "Sites are not compared while two filters, or one site, are chosen.",
            "Remove a filter.",
        )
    shown = view_for(cohort, view)
    effects = tuple(_at_site(cohort, comparison, condition, str(s), shown) for s in sorted(sites))
    result = EffectBySite(
        data=settle(cohort, comparison).data,
        effects=effects,
        pooled=_pool(effects),
    )
    return release(result, cohort, view)


def _site_is_chosen(comparison: Comparison) -> bool:
    return any(f.name == "site" for f in comparison.filters)


def _at_site(
    cohort: Cohort, comparison: Comparison, condition: str, site: str, view: View
) -> ConditionEffect:
    there = replace(comparison, filters=(*comparison.filters, Filter("site", site)))
    effect = estimate_condition(settle(cohort, there), condition, view)
    return replace(effect, condition_label=site)


def _pool(effects: tuple[ConditionEffect, ...]) -> Pooled | None:
    """Pool only when every site has an estimate: a part of the sites is another question."""
    found = [effect.estimate(MEASURE) for effect in effects]
    estimates = [e for e in found if e is not None and e.se is not None]
    if len(estimates) < len(effects):
        return None
    return pool(
        np.array([e.value for e in estimates]),
        np.array([(e.se or 0.0) ** 2 for e in estimates]),
        settings.LEVEL,
        tuple(effect.condition_label for effect in effects),
    )
