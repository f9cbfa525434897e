"""People of one therapist, or one site, are alike: what the headline leaves out, counted."""

from dataclasses import dataclass, replace

import numpy as np

from analysis.adjustment import (
    TherapistEffect,
    clustered_difference,
    partially_nested_difference,
    widen_for_therapists,
)
from analysis.core import (
    NOT_RECORDED,
    CannotEstimate,
    Estimate,
    format_interval,
    format_number,
    settings,
)
from analysis.core.formulas import judge, standardise_difference
from analysis.core.results import Verdict

from .analysed import Analysed
from .question import Question

_IGNORED = "The headline ignores that people share a therapist, so its interval may be too narrow"
_MOST_DF_SAID = 30


@dataclass(frozen=True)
class Therapists:
    """The partially nested model of one condition (raw sign), or why there is none.

    `recorded` says whether anyone in the treatment arm has a therapist recorded.
    """

    recorded: bool
    fit: TherapistEffect | None = None
    why_not: str = ""

    def estimates(self, analysed: Analysed) -> tuple[Estimate, ...]:
        """The nested difference in baseline SDs and in points; nothing without a model."""
        if self.fit is None:
            return ()
        icc, df = self.fit.icc, self.fit.difference.df or 0.0
        few = f"{df:.0f}" if df < _MOST_DF_SAID else f"{_MOST_DF_SAID} or more"
        points = replace(
            self.fit.difference,
            measure="nested_difference",
            method=f"{self.fit.difference.method} {self.fit.therapists} therapists, ICC "
            f"{icc.value:.2f} ({icc.low:.2f} to {icc.high:.2f}), df {few}.",
        )
        a, b = analysed.treatment, analysed.comparator
        size = standardise_difference(
            points, a.baseline_sd, a.n, b.baseline_sd, b.n,
            measure="nested_g",
            method="Partially nested difference over the pooled baseline SD of those analysed, "
            "times J; delta-method error, t interval with the df of the difference.",
            standardiser="pooled baseline SD of those analysed",
        )  # fmt: skip
        return size, points


def fit_therapists(question: Question, analysed: Analysed) -> Therapists:
    """The difference at the visit by a model with therapists in the treatment arm alone.

    Covariates are those of the adjusted difference; the comparator's people stand for themselves.
    """
    column = question.cohort.participants["therapist"].astype(str).to_numpy()[analysed.rows]
    told = column[analysed.is_treatment] != NOT_RECORDED
    if not told.any():
        return Therapists(recorded=False)
    if not told.all():
        return Therapists(True, None, "not everyone's therapist is recorded")
    covariates = np.column_stack([analysed.baseline, analysed.covariates.matrix])
    try:
        fit = partially_nested_difference(
            analysed.score, analysed.is_treatment, covariates, column, settings.LEVEL
        )
    except CannotEstimate as fault:
        few = fault.refusal.code == "few_therapists"
        return Therapists(True, None, "too few therapists, or people of each" if few
                          else "the model with therapists could not be fitted")  # fmt: skip
    return Therapists(True, fit)


def say_therapists(
    question: Question, found: Therapists, headline: Estimate, nested: Estimate | None,
    verdict: Verdict | None,
) -> tuple[str, ...]:  # fmt: skip
    """How the headline treats therapists, and what follows where they are counted.

    Parameters
    ----------
    question, found
        The question and the model's result.
    headline, nested : Estimate
        Difference in points that leads, and the model's, both signed as benefit.
    verdict : Verdict, optional
        The verdict on the headline.
    """
    if nested is not None and found.fit is not None:
        return (
            "The headline ignores that people share a therapist; a model that does not (adjusted "
            "as the adjusted difference is; see Method) says "
            f"{_say_points(nested)}{_compare(nested, verdict)}.",
        )
    if found.recorded:
        return (f"{_IGNORED}: {found.why_not}.",)
    if question.comparison.treatment != "infusion_plus_psychotherapy" or headline.se is None:
        return ()
    people, icc = settings.PEOPLE_PER_THERAPIST, settings.PLANNED_ICC
    wider = widen_for_therapists(headline, people, icc)
    return (
        f"{_IGNORED}; therapists are not recorded. With {people:g} people of each and an ICC of "
        f"{icc:g} (both assumed) it would be {_say_points(wider)}{_compare(wider, verdict)}.",
    )


def fit_sites(question: Question, analysed: Analysed) -> tuple[Estimate, ...]:
    """The adjusted difference with sites counted, in baseline SDs and points (raw sign).

    Fewer than ten sites are fixed effects, more have a cluster-robust error (`method` says which);
    nothing where people are of one site, or a site has one arm only.
    """
    site = question.cohort.participants["site"].astype(str).to_numpy()[analysed.rows]
    if len(set(site)) < 2:
        return ()
    covariates = np.column_stack([analysed.baseline, analysed.covariates.matrix])
    try:
        found = clustered_difference(
            analysed.score, analysed.is_treatment, covariates, site, settings.LEVEL
        )
    except CannotEstimate:
        return ()
    a, b = analysed.treatment, analysed.comparator
    size = standardise_difference(
        found, a.baseline_sd, a.n, b.baseline_sd, b.n,
        measure="sites_g",
        method="Difference with sites counted over the pooled baseline SD of those analysed, times "
        "J; delta-method error, t interval with the df of the difference.",
        standardiser="pooled baseline SD of those analysed",
    )  # fmt: skip
    return size, replace(found, measure="sites_difference")


def say_sites(counted: Estimate | None, verdict: Verdict | None) -> tuple[str, ...]:
    """What follows where sites are counted (`counted` signed as benefit); else nothing."""
    if counted is None:
        return ()
    return (
        "The headline ignores sites; counting them (see Method) says "
        f"{_say_points(counted)}{_compare(counted, verdict)}.",
    )


def _say_points(estimate: Estimate) -> str:
    limits = format_interval(estimate.low, estimate.high, 1)
    value = format_number(estimate.value, 1)
    return f"{value} points, interval {limits} (positive is better with more support)"


def _compare(other: Estimate, verdict: Verdict | None) -> str:
    """Whether the verdict stands; nothing where none is given."""
    if verdict is None or verdict.code == "cannot_answer":
        return ""
    code = judge(other.low, other.high, verdict.margin)
    if code == verdict.code:
        return ", which leaves the verdict as it is"
    return f", with which the verdict would be “{code.replace('_', ' ')}”"
