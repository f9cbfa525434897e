"""Several effects a study: a three-level model, with robust errors beside the model's own."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.core import CannotEstimate, Estimate, say_approximate
from analysis.core.formulas import normal_quantile, normal_tail, upper

from .cluster_robust import RobustErrors, robust_errors
from .heterogeneity import describe_heterogeneity
from .nested_effects import Nested, NestedFit, fit_nested
from .studies import require_design, require_studies

_POINTS, _ROUNDS = 13, 200
SOURCE = "Konstantopoulos 2011, Res Synth Methods 2:61-76; Cheung 2014, Psychol Methods 19:211-229"


@dataclass(frozen=True, eq=False)
class ThreeLevel:
    """A three-level meta-analysis.

    `coefficients` have the model's standard errors and normal limits; `robust` CR2 with
    Satterthwaite's df and `robust_cr1` CR1 with t(studies - p), by the same names. `between` and
    `within` are variances of true effects between studies and within them, `i2_between` and
    `i2_within` their shares (percent) of all variance. `q` is Cochran's.
    """

    coefficients: Mapping[str, Estimate]
    robust: Mapping[str, Estimate]
    robust_cr1: Mapping[str, Estimate]
    between: float
    within: float
    i2_between: float
    i2_within: float
    q: float
    q_df: int
    q_p: float
    log_likelihood: float
    effects: int
    studies: int


def pool_three_levels(
    y: np.ndarray, v: np.ndarray, study: Sequence[str], design: np.ndarray | None = None,
    names: Sequence[str] = ("intrcpt",), level: float = 0.95,
) -> ThreeLevel:  # fmt: skip
    """Mean true effect over studies that report several effects each.

    Parameters
    ----------
    y, v : ndarray, shape (n,)
        Effects and sampling variances, taken as independent given the study.
    study : sequence of str
        Each effect's study.
    design : ndarray, shape (n, p), optional
        Moderators with the constant first; by default the constant alone.
    names : sequence of str
        Names of the columns.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        "too_few_studies" below three studies or without more effects than coefficients,
        "one_effect_each" when no study has two effects, "no_variance", "moderators_overlap".

    Notes
    -----
    y_ij = x_ij b + u_j + w_ij + e_ij, Var u = between, Var w = within, Var e = v. REML: the highest
    point of a grid, then average-information scoring with halved steps, a variance held at zero
    where the likelihood falls from it. CR2 takes the fitted model as working covariance.

    References
    ----------
    Konstantopoulos S (2011). Res Synth Methods 2:61-76; Cheung MWL (2014). Psychol Methods
    19:211-229; Pustejovsky JE, Tipton E (2018). J Bus Econ Stat 36:672-683.
    """
    y, v = require_studies(y, v)
    design = np.ones((len(y), 1)) if design is None else design
    design = require_design(design, names)
    nested = _nest(y, v, np.asarray(study, dtype=object), design)
    fit = _climb(nested)
    plain = describe_heterogeneity(y, v, 0.0, design)
    whole = fit.between + fit.within + plain.typical
    constant = _log_likelihood_constant(design)
    return ThreeLevel(
        coefficients=_wald(fit, names, level),
        robust=_name(robust_errors(fit, "CR2", level), names),
        robust_cr1=_name(robust_errors(fit, "CR1", level), names),
        between=fit.between, within=fit.within,
        i2_between=100 * fit.between / whole, i2_within=100 * fit.within / whole,
        q=plain.q, q_df=plain.df, q_p=plain.p, log_likelihood=fit.height + constant,
        effects=len(y), studies=nested.studies,
    )  # fmt: skip


def _nest(y: np.ndarray, v: np.ndarray, study: np.ndarray, design: np.ndarray) -> Nested:
    labels = {one: number for number, one in enumerate(dict.fromkeys(study.tolist()))}
    if len(labels) < 3:
        raise CannotEstimate(
            "too_few_studies",
            f"Three levels need at least three studies; there are {len(labels)}.",
            "Pool the effects as one level, and say so.",
        )
    if len(labels) == len(y):
        raise CannotEstimate(
            "one_effect_each",
            "No study has two effects, so variation within studies cannot be told.",
            "Pool them as independent studies (verb meta).",
        )
    number = np.array([labels[one] for one in study.tolist()])
    return Nested(y, v, design, number, len(labels))


def _climb(nested: Nested) -> NestedFit:
    """The highest restricted likelihood over both variances, neither below zero."""
    fit = _search(nested)
    for _ in range(_ROUNDS):
        here = np.array([fit.between, fit.within])
        slope = fit.score()
        free = (here > 0) | (slope > 0)
        if not free.any():
            return fit
        step = np.zeros(2)
        information = fit.information()[np.ix_(free, free)]
        step[free] = np.linalg.lstsq(information, slope[free], rcond=None)[0]
        moved = _step(nested, fit, step)
        if moved is None:
            return fit
        there = np.array([moved.between, moved.within])
        fit = moved
        if np.abs(there - here).max() <= 1e-13 * max(float(there.max()), 1e-300):
            break
    return fit


def _step(nested: Nested, fit: NestedFit, step: np.ndarray) -> NestedFit | None:
    """The step, halved until the likelihood does not fall; None where it always does."""
    here = np.array([fit.between, fit.within])
    for _ in range(40):
        there = np.maximum(here + step, 0.0)
        moved = fit_nested(nested, float(there[0]), float(there[1]))
        if moved.height >= fit.height - 1e-13 * abs(fit.height):
            return moved
        step = step / 2
    return None


def _search(nested: Nested) -> NestedFit:
    top = max(float(np.var(nested.y)) * 4, 1e-12)
    grid = np.concatenate([[0.0], np.geomspace(1e-4, 1, _POINTS) * top])
    fits = (fit_nested(nested, float(a), float(b)) for a in grid for b in grid)
    return max(fits, key=lambda fit: fit.height)


def _wald(fit: NestedFit, names: Sequence[str], level: float) -> dict[str, Estimate]:
    quantile, found = normal_quantile(upper(level)), {}
    for i, name in enumerate(names):
        value, se = float(fit.coefficients[i]), math.sqrt(fit.inverse[i, i])
        found[name] = Estimate(
            measure=name, value=value, low=value - quantile * se, high=value + quantile * se,
            level=level, counts={"studies": fit.nested.studies, "k": len(fit.nested.y)},
            method="Three-level model (effects within studies), REML; Wald, normal."
            + say_approximate("three_level_model"),
            source=SOURCE, unit="sd", se=se, p=normal_tail(value / se),
        )  # fmt: skip
    return found


def _name(errors: RobustErrors, names: Sequence[str]) -> dict[str, Estimate]:
    return {
        name: replace(one, measure=name)
        for name, one in zip(names, errors.coefficients, strict=True)
    }


def _log_likelihood_constant(design: np.ndarray) -> float:
    n, p = design.shape
    return 0.5 * float(np.linalg.slogdet(design.T @ design).logabsdet) - 0.5 * (n - p) * math.log(
        2 * math.pi
    )
