"""Verb `lmm`: people differ in level, or in level and slope."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from analysis.core import CannotEstimate
from analysis.longitudinal import (
    MixedFit,
    RandomEffectsFit,
    fit_random_effects,
    likelihood_ratio,
)

from .long_scores import LongScores, read_long_scores
from .request import Request
from .stacking import Stacked


def lmm_verb(request: Request) -> dict[str, Any]:
    """Linear mixed model with a random intercept, or intercept and slope, as lme4 prints it."""
    long = read_long_scores(request, timed=True, default=_plain_terms)
    design, names = long.matrix()
    reml, sloped = is_reml(request), _is_sloped(request, long)
    time = _time(request, long) if sloped else None
    fit = fit_random_effects(design, long.score, long.person, time, reml)
    found: dict[str, Any] = {
        "logLik": -fit.minus2_loglik / 2,
        "REML": reml,
        "varcomp": _components(fit, long.person_name, str(long.within)),
        "coef": _coefficients(request, fit, names),
    }
    if time is not None:
        found["LRT"] = _test_slope(design, long, time)
    return {
        **found,
        "n_obs": fit.n_obs, "n_subj": fit.n_people,
        "rows_missing": long.rows_missing, "people_unseen": long.people_unseen,
        "method": f"{'REML' if reml else 'ML'}, random {'slope' if sloped else 'intercept'}; "
        "Satterthwaite df; se_kr, df_kr, p_kr: Kenward-Roger with the expected information; LRT: "
        "slope against intercept alone, both by ML.",
        "source": "Laird & Ware 1982, Biometrics 38:963-974; Kenward & Roger 1997, Biometrics "
        "53:983-997",
    }  # fmt: skip


def _test_slope(design: np.ndarray, long: LongScores, time: np.ndarray) -> dict[str, float] | None:
    """Slope against intercept alone; None where one of them has no maximum by ML."""
    try:
        larger, smaller = (
            fit_random_effects(design, long.score, long.person, when, reml=False)
            for when in (time, None)
        )
    except CannotEstimate:
        return None
    chisq, df, p = likelihood_ratio(larger, smaller)
    return {"chisq": chisq, "df": df, "p": p}


def is_reml(request: Request) -> bool:
    """Whether --method asks for restricted maximum likelihood (the default)."""
    method = request.given("method", "REML").upper()
    if method not in ("ML", "REML"):
        raise CannotEstimate("no_method", f"There is no method “{method}” here.",
                             "Choose --method REML or --method ML.")  # fmt: skip
    return bool(method == "REML")


def _plain_terms(request: Request, stacked: Stacked) -> list[str]:
    """Baseline, time, arm and covariates, each by itself."""
    named = (stacked.baseline, stacked.within, request.options.group)
    return [*(name for name in named if name), *request.covariates()]


def _is_sloped(request: Request, long: LongScores) -> bool:
    asked = request.options.random
    if asked not in (None, "intercept", "slope"):
        raise CannotEstimate("no_random", f"There is no random “{asked}”.",
                             "Choose --random intercept or --random slope.")  # fmt: skip
    if asked is None and long.formula is not None and long.formula.person:
        return long.formula.within is not None
    return bool(asked == "slope")


def _time(request: Request, long: LongScores) -> np.ndarray:
    """The column whose slope differs between people."""
    if long.within is None:
        request.needed("time")
    time = long.columns[str(long.within)]
    if time.dtype.kind != "f":
        raise CannotEstimate("not_a_number", f"“{long.within}” holds no numbers, so no slope.",
                             "Name a column of numbers with --time.")  # fmt: skip
    return time


def _components(fit: RandomEffectsFit, person: str, time: str) -> dict[str, list[Any]]:
    """lme4's table: variances, then the covariance (as correlation in sdcor), then the residual."""
    between = fit.between
    rows: list[tuple[Any, ...]] = [
        (person, name, None, variance, np.sqrt(variance))
        for name, variance in zip(("(Intercept)", time), np.diag(between), strict=False)
    ]
    if len(between) == 2:
        correlation = between[0, 1] / np.sqrt(between[0, 0] * between[1, 1])
        rows.append((person, "(Intercept)", time, between[0, 1], correlation))
    rows.append(("Residual", None, None, fit.within, np.sqrt(fit.within)))
    columns = zip(*rows, strict=True)
    return dict(zip(("grp", "var1", "var2", "vcov", "sdcor"), map(list, columns), strict=True))


def _coefficients(
    request: Request, fit: MixedFit, names: Sequence[str]
) -> dict[str, dict[str, float]]:
    rows = np.eye(len(names))
    found = {
        name: {"est": one.estimate, "se": one.se, "df_satt": one.df, "t": one.t, "p": one.p,
               "lower": one.low, "upper": one.high}
        for name, one in zip(names, fit.contrasts(rows, request.level), strict=True)
    }  # fmt: skip
    if fit.reml:
        adjusted = fit.contrasts(rows, request.level, "kenward-roger-expected")
        for name, one in zip(names, adjusted, strict=True):
            found[name] |= {"se_kr": one.se, "df_kr": one.df, "p_kr": one.p}
    return found
