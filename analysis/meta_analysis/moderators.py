"""Differences between studies by their characteristics: meta-regression and subgroups."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import chdtrc, fdtrc

from analysis.core import CannotEstimate, Estimate
from analysis.core.formulas import normal_quantile, normal_tail, t_quantile, t_tail, upper

from .heterogeneity import Heterogeneity, describe_heterogeneity
from .random_effects import (
    KNAPP_HARTUNG,
    NO_SPREAD,
    TAU2_SOURCE,
    RandomEffects,
    estimate_one,
    pool_studies,
)
from .studies import require_design, require_studies
from .tau2 import Tau2Estimator, estimate_tau2
from .weighted import weigh

Test = Literal["z", "knha"]


@dataclass(frozen=True, eq=False)
class MetaRegression:
    """A mixed-effects meta-regression.

    `coefficients` by name, the constant first. `r2` (percent) is the share of tau2 that the
    moderators explain, None where there was none. `statistic` tests all of them together: chi2 on
    `moderators` df, or F on (`moderators`, k - p) under Knapp-Hartung; both None without any.
    `heterogeneity` is the residual one.
    """

    coefficients: Mapping[str, Estimate]
    covariance: np.ndarray
    tau2: float
    heterogeneity: Heterogeneity
    r2: float | None
    moderators: int
    statistic: float | None
    p: float | None
    k: int


def regress_on_moderators(
    y: np.ndarray, v: np.ndarray, design: np.ndarray, names: Sequence[str],
    estimator: Tau2Estimator | Literal["FE"] = "REML", test: Test = "z", level: float = 0.95,
) -> MetaRegression:  # fmt: skip
    """Expected true effect as a linear function of characteristics of the studies.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        Effects and sampling variances.
    design : ndarray, shape (k, p)
        Constant first, then moderators.
    names : sequence of str
        Names of the columns.
    estimator : str
        Estimator of residual tau2; "FE": none.
    test : {"z", "knha"}
        Normal, or Knapp-Hartung with t(k - p).

    Raises
    ------
    CannotEstimate
        "too_few_studies", "moderators_overlap", "moderator_missing", "no_variance".

    Notes
    -----
    b = (X'WX)^-1 X'Wy, W = diag(1 / (v + tau2)), covariance (X'WX)^-1, under Knapp-Hartung times
    y'Py / (k - p). QM = b1' V11^-1 b1 over the moderators (over their number for F). R2 =
    1 - tau2 / tau2 without moderators, not below 0.

    References
    ----------
    Thompson SG, Higgins JPT (2002). Stat Med 21:1559-1573; Knapp G, Hartung J (2003). Stat Med
    22:2693-2710; Raudenbush SW (2009). In: Cooper H et al., Handbook of research synthesis, 2nd
    ed.
    """
    y, v = require_studies(y, v)
    design = require_design(design, names)
    k, p = design.shape
    scale = np.abs(design).max(axis=0)
    tau2 = 0.0 if estimator == "FE" else float(estimate_tau2(y, v, estimator, design))
    fit = weigh(y, v, design / scale, tau2)
    spread = float(fit.q) / (k - p) if test == "knha" else 1.0
    exact = spread <= 1e-24 * (1 + float((fit.weight * y**2).sum()))
    if exact:  # no residual is left to scale by
        spread = 1.0
    covariance = fit.inverse * spread
    b = fit.coefficients
    df = float(k - p) if test == "knha" else None
    method = f"Meta-regression, tau2 by {estimator}; " + (
        "Wald, normal." if test == "z" else f"{NO_SPREAD if exact else 'Knapp-Hartung'}, t(k - p)."
    )
    coefficients = {
        name: _coefficient(name, b[i] / scale[i], math.sqrt(covariance[i, i]) / scale[i], df,
                           level, k, method)
        for i, name in enumerate(names)
    }  # fmt: skip
    statistic, tail = _test_together(b, covariance, df)
    return MetaRegression(
        coefficients=coefficients, covariance=covariance / np.outer(scale, scale), tau2=tau2,
        heterogeneity=describe_heterogeneity(y, v, tau2, design),
        r2=None if estimator == "FE" else _explained(y, v, tau2, estimator), moderators=p - 1,
        statistic=statistic, p=tail, k=k,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class StudySubgroups:
    """Studies pooled within each level of a characteristic.

    `groups` have their own tau2; a level with one study is that study's own effect. `apart` are
    Q between, df and p with a tau2 each; `common` and `common_f` the test of the level in one
    meta-regression with a common tau2, by chi2 and by Knapp-Hartung's F (None where every study
    is a level of its own).
    """

    groups: Mapping[str, RandomEffects | Estimate]
    apart: tuple[float, int, float]
    common: MetaRegression | None
    common_f: MetaRegression | None


def pool_subgroups(
    y: np.ndarray, v: np.ndarray, labels: Sequence[str], order: Sequence[str],
    estimator: Tau2Estimator = "REML", level: float = 0.95,
) -> StudySubgroups:  # fmt: skip
    """Mean true effect in each subgroup of studies, and whether the means differ.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        Effects and sampling variances.
    labels : sequence of str
        Each study's subgroup.
    order : sequence of str
        The levels in the order in which they are told; the first is the reference.

    Raises
    ------
    CannotEstimate
        "one_level" when there is nothing to compare, "no_variance".

    Notes
    -----
    Separate: Q between = sum (mu_g - mu)^2 / SE_g^2 around their inverse-variance mean, against
    chi2(levels - 1). Common: meta-regression on the levels.

    References
    ----------
    Borenstein M, Hedges LV, Higgins JPT, Rothstein HR (2009). Introduction to meta-analysis,
    ch. 19.
    """
    y, v = require_studies(y, v)
    if len(order) < 2:
        raise CannotEstimate(
            "one_level", "All studies are in the same subgroup.", "Choose another column."
        )
    membership = {one: np.array([label == one for label in labels], dtype=bool) for one in order}
    groups: dict[str, RandomEffects | Estimate] = {}
    for one in order:
        here = membership[one]
        groups[one] = (
            pool_studies(y[here], v[here], estimator, level)
            if here.sum() > 1
            else estimate_one(float(y[here][0]), float(v[here][0]), level)
        )
    design = np.column_stack(
        [np.ones(len(y)), *(membership[one].astype(float) for one in order[1:])]
    )
    names = ["intrcpt", *order[1:]]
    enough = len(y) > len(order)
    common, common_f = (
        regress_on_moderators(y, v, design, names, estimator, test, level) if enough else None
        for test in ("z", "knha")
    )  # fmt: skip
    return StudySubgroups(groups, _between(groups), common, common_f)


def headline_of(group: RandomEffects | Estimate) -> Estimate:
    """A subgroup's mean with its classic standard error."""
    return group.wald if isinstance(group, RandomEffects) else group


def _between(groups: Mapping[str, RandomEffects | Estimate]) -> tuple[float, int, float]:
    found = [headline_of(group) for group in groups.values()]
    mean = np.array([one.value for one in found])
    weight = 1 / np.array([one.se or math.nan for one in found]) ** 2
    q = float(weight @ (mean - weight @ mean / weight.sum()) ** 2)
    df = len(found) - 1
    return q, df, float(chdtrc(df, q))


def _test_together(
    b: np.ndarray, covariance: np.ndarray, df: float | None
) -> tuple[float | None, float | None]:
    m = len(b) - 1
    if m == 0:
        return None, None
    statistic = float(b[1:] @ np.linalg.solve(covariance[1:, 1:], b[1:]))
    if df is None:
        return statistic, float(chdtrc(m, statistic))
    return statistic / m, float(fdtrc(m, df, statistic / m))


def _explained(y: np.ndarray, v: np.ndarray, tau2: float, estimator: Tau2Estimator) -> float | None:
    whole = float(estimate_tau2(y, v, estimator))
    return max(0.0, 100 * (1 - tau2 / whole)) if whole > 0 else None


def _coefficient(
    name: str, value: float, se: float, df: float | None, level: float, k: int, method: str
) -> Estimate:
    quantile = normal_quantile(upper(level)) if df is None else t_quantile(upper(level), df)
    ratio = value / se if se > 0 else math.copysign(math.inf, value)
    estimator = method.split("tau2 by ")[1].split(";")[0]
    source = TAU2_SOURCE.get(estimator, "Thompson & Higgins 2002, Stat Med 21:1559-1573")
    return Estimate(
        measure=name, value=float(value), low=value - quantile * se, high=value + quantile * se,
        level=level, counts={"k": k}, method=method,
        source=source if df is None else f"{source}; {KNAPP_HARTUNG}", unit="sd", se=float(se),
        df=df, p=normal_tail(ratio) if df is None else t_tail(ratio, df),
    )  # fmt: skip
