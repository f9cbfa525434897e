"""Verb `mmrm`: scores at visits, their covariance over visits estimated."""

from typing import Any

import numpy as np

from analysis.core import APPROXIMATE_BELOW, CannotEstimate
from analysis.core.results import Correction
from analysis.longitudinal import Contrast, MMRMFit, fit_mmrm

from .long_scores import LongScores, read_long_scores
from .mixed_model import is_reml
from .request import Request
from .stacking import Stacked
from .visit_scores import by_number

_VARIANTS: dict[str, Correction] = {
    "satterthwaite": "satterthwaite",
    "kr_linear_obsinfo": "kenward-roger",
    "kr_expinfo": "kenward-roger-expected",
    "kr_mar": "kenward-roger-mar",
}
_DF: dict[str, Correction] = {
    "satterthwaite": "satterthwaite", "kenward-roger": "kenward-roger", "kr": "kenward-roger",
    "kenward-roger-expected": "kenward-roger-expected", "kenward-roger-mar": "kenward-roger-mar",
}  # fmt: skip

_ALIASES = {"un": "us", "arh1": "ar1h", "unstructured": "us", "toeplitz": "toep"}
"""Other programs' names of covariances."""


def mmrm_verb(request: Request) -> dict[str, Any]:
    """Every coefficient by each correction; with --group, differences and means at each visit."""
    long = read_long_scores(request, timed=False, default=_visit_terms)
    design, names = long.matrix()
    structure = request.options.covariance or (long.formula and long.formula.structure) or "us"
    structure = _ALIASES.get(structure.lower(), structure.lower())
    reml, visit = is_reml(request), long.columns[str(long.within)]
    df = _correction(request, reml)
    group = long.columns[long.by].astype(str) if long.by else None
    # The order of time, whichever visit is the reference of the factor.
    fit = fit_mmrm(design, long.score, long.person, visit, structure, reml, by_number(visit), group)
    compared = _Compared(request, long) if request.options.group else None
    unit = dict(zip(names, np.eye(len(names)), strict=True))
    return {
        "minus2REML" if reml else "minus2ML": fit.minus2_loglik,
        "Sigma": dict(zip(fit.groups, fit.sigmas, strict=True)) if long.by else fit.sigma,
        "n_obs": fit.n_obs, "n_subj": fit.n_people,
        "coefficients": _variants(request, fit, unit),
        "contrasts": _variants(request, fit, compared.differences()) if compared else None,
        "joint": _joint(fit, compared, df) if compared else None,
        "ls_means": _means(request, fit, compared, df) if compared else None,
        "df": df,
        "visits": long.wide or list(fit.visits),
        "covariance": structure,
        "rows_missing": long.rows_missing, "people_unseen": long.people_unseen,
        **_said(fit),
    }  # fmt: skip


def _visit_terms(request: Request, stacked: Stacked) -> list[str]:
    """Covariates, arm x visit, baseline x visit: the MMRM where no formula is given."""
    group, baseline, visit = request.options.group, stacked.baseline, str(stacked.within)
    crossed = [name for name in (group, baseline) if name]
    return [*request.covariates(), *crossed, visit, *(f"{name}:{visit}" for name in crossed)]


def _correction(request: Request, reml: bool) -> Correction:
    asked = request.given("df", "satterthwaite").lower()
    if asked not in _DF:
        raise CannotEstimate("no_correction", f"There is no --df “{asked}”.",
                             "Choose satterthwaite or kenward-roger.")  # fmt: skip
    if not reml and asked != "satterthwaite":
        raise CannotEstimate("no_correction", "Kenward-Roger is defined for REML.",
                             "Leave out --method ML, or choose --df satterthwaite.")  # fmt: skip
    return _DF[asked]


class _Compared:
    """The levels of --group compared, and the rows of their means."""

    def __init__(self, request: Request, long: LongScores) -> None:
        self.long, self.group = long, str(request.options.group)
        if self.group not in long.levels:
            raise CannotEstimate("no_group", f"“{self.group}” is not in the model.",
                                 "Name it in --formula too.")  # fmt: skip
        self.control, *others = long.levels[self.group]
        asked = request.options.treatment
        if asked is not None and asked not in others:
            there = ", ".join(long.levels[self.group])
            raise CannotEstimate("no_level", f"“{self.group}” has no level “{asked}” to compare.",
                                 f"Its levels are: {there}.")  # fmt: skip
        self.treatments = [asked] if asked else others
        pair = {self.group, long.within}
        crossed = any(pair <= set(term.split(":")) for term in long.terms)
        self.visits = by_number(long.columns[str(long.within)]) if crossed else ()

    def rows(self) -> dict[str, dict[str, np.ndarray]]:
        """Rows of means: visit (one entry "all" where arms do not differ by visit), level, row."""
        places = {visit: {str(self.long.within): visit} for visit in self.visits} or {"all": {}}
        return {
            called: {
                level: self.long.average_row({self.group: level, **place})
                for level in (self.control, *self.treatments)
            }
            for called, place in places.items()
        }

    def differences(self) -> dict[str, np.ndarray]:
        """Treatment - control, at each visit where the model lets it differ by visit."""
        named = "{0}-{1} {2}" if self.visits else "{0}_minus_{1}"
        if self.visits and self.long.wide:
            named = "{0}-{1} wave{2}"
        return {
            named.format(level, self.control, visit): means[level] - means[self.control]
            for visit, means in self.rows().items() for level in self.treatments
        }  # fmt: skip


def _say(one: Contrast) -> dict[str, float]:
    return {
        "estimate": one.estimate, "se": one.se, "df": one.df, "t": one.t, "p": one.p,
        "lower": one.low, "upper": one.high,
    }  # fmt: skip


def _variants(
    request: Request, fit: MMRMFit, rows: dict[str, np.ndarray]
) -> dict[str, dict[str, dict[str, float]]]:
    """Every row by every correction (by ML only Satterthwaite)."""
    stacked = np.stack(list(rows.values()))
    by_variant = {
        name: fit.contrasts(stacked, request.level, correction)
        for name, correction in _VARIANTS.items() if fit.reml or name == "satterthwaite"
    }  # fmt: skip
    return {
        row: {name: _say(found[at]) for name, found in by_variant.items()}
        for at, row in enumerate(rows)
    }


def _joint(fit: MMRMFit, compared: _Compared, df: Correction) -> dict[str, float] | None:
    """F test that there is no difference at any visit; None where people are too few for one."""
    try:
        return fit.joint(np.stack(list(compared.differences().values())), df)._asdict()
    except CannotEstimate:
        return None


def _means(
    request: Request, fit: MMRMFit, compared: _Compared, df: Correction
) -> dict[str, dict[str, dict[str, float]]]:
    return {
        visit: {
            level: _say(fit.contrasts(row, request.level, df)[0]) for level, row in means.items()
        }
        for visit, means in compared.rows().items()
    }


def _said(fit: MMRMFit) -> dict[str, str]:
    return {
        "method": f"{'REML' if fit.reml else 'ML'}, covariance {fit.structure.name} over "
        f"{len(fit.visits)} visits; satterthwaite: model-based SE, its limits "
        f"approximate below n = {APPROXIMATE_BELOW['mmrm_satterthwaite']} and its joint test below "
        f"n = {APPROXIMATE_BELOW['mmrm_joint_satterthwaite']} per arm; kr_linear_obsinfo: "
        "Kenward-Roger with the observed information, as SAS; kr_expinfo: with the expected one; "
        "kr_mar: with what coefficients and covariance share where drop-out depends on scores. "
        "Least-squares means: numbers at their mean, levels of other factors weighted alike.",
        "source": "Mallinckrodt et al. 2008, Drug Inf J 42:303-319; Fai & Cornelius 1996, J Stat "
        "Comput Simul 54:363-378; Kenward & Roger 1997, Biometrics 53:983-997",
    }
