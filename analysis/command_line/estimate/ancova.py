"""`ancova`: arms compared by least squares, adjusted for baseline and covariates."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.core import CannotEstimate
from analysis.core.formulas import (
    LeastSquares,
    least_squares,
    model_matrix,
    t_quantile,
    t_tail,
    wald_f,
)

from .request import Request, levels_of
from .two_groups import require_finite

_PERFECT = 1e-20
"""Share of the sum of squares under which residuals are rounding."""

SOURCE = "Vickers & Altman 2001, BMJ 323:1123; HC3: MacKinnon & White 1985, J Econometrics 29:305"


@dataclass(frozen=True, eq=False)
class _Model:
    """A fitted ANCOVA: every arm stays in the model, the control is the reference."""

    fit: LeastSquares
    X: np.ndarray
    y: np.ndarray
    names: tuple[str, ...]
    columns: dict[str, np.ndarray]
    group: str
    arms: list[str]
    treatment: str
    control: str

    def place(self, arm: str) -> int:
        return self.names.index(f"{self.group}{arm}")


def ancova_verb(request: Request) -> dict[str, Any]:
    """Difference adjusted for baseline and covariates; --method slopes tests equal slopes."""
    slopes = request.options.method == "slopes"
    if slopes:
        request.needed("baseline")
    model = _fit(request, interaction=slopes)
    if slopes:
        return _test_slopes(request, model)
    if request.options.offset:
        return _describe_offset(model)
    return {
        "n": len(model.y),
        "n_by_group": {a: int((model.columns[model.group] == a).sum()) for a in model.arms},
        "coef": dict(zip(model.names, model.fit.coefficients, strict=True)),
        **_difference(model, request.level),
        **_adjusted_means(model),
        **_effect_sizes(model),
        "method": "ANCOVA: least squares on baseline, arm and covariates.",
        "source": SOURCE,
    }


def _fit(request: Request, interaction: bool) -> _Model:
    group, (treatment, control) = request.needed("group"), _two_of(request)
    table, baseline = request.table, request.options.baseline
    factors = (request.options.factors or "").split(",")
    names = [n for n in (baseline, group, *request.covariates()) if n]
    columns: dict[str, np.ndarray] = {}
    for name in names:
        as_label = name == group or name in factors or not table.is_numeric(name)
        columns[name] = table.labels(name) if as_label else table.numbers(name)
    y = request.column("score")
    shift = request.column("offset") if request.options.offset else np.zeros(len(y))
    there = ~np.isnan(y) & ~np.isnan(shift)
    for values in columns.values():
        there &= ~pd.isna(values)
    columns = {name: values[there] for name, values in columns.items()}
    _require_people(columns, group, (treatment, control), y[there] - shift[there])
    arms = [control, *(a for a in levels_of(columns[group]) if a != control)]
    terms = names + ([f"{baseline}:{group}"] if interaction else [])
    X, coefficients = model_matrix(columns, terms, levels={group: arms})
    fit = least_squares(X, y[there] - shift[there])
    if fit.residuals @ fit.residuals <= _PERFECT * (y[there] @ y[there]):
        raise CannotEstimate(
            "perfect_fit", "The baseline and the covariates give every score exactly, so a "
            "difference has no error.", "Choose another score or fewer covariates.",
        )  # fmt: skip
    return _Model(fit, X, y[there], coefficients, columns, group, arms, treatment, control)


def _require_people(
    columns: dict[str, np.ndarray], group: str, arms: tuple[str, str], y: np.ndarray
) -> None:
    """Refuse what leaves nothing to compare: nobody, one arm, an infinite number."""
    if not len(y):
        raise CannotEstimate("nobody", "Nobody has every value the model needs.",
                             "Check --score, --baseline and --covariates.")  # fmt: skip
    for arm in arms:
        if arm not in columns[group]:
            raise CannotEstimate("one_arm", f"Nobody of “{arm}” has every value the model needs.",
                                 "Check --score, --baseline and --covariates.")  # fmt: skip
    numbers = [values for values in columns.values() if values.dtype.kind == "f"]
    require_finite([y, *numbers])


def _two_of(request: Request) -> tuple[str, str]:
    """The arms contrasted: with more than two, those named; the first by name is the control."""
    levels = levels_of(request.labels("group"))
    if len(levels) > 2 and not (request.options.treatment and request.options.control):
        control = request.options.control or levels[0]
        others = [level for level in levels if level != control]
        return request.options.treatment or others[0], control
    return request.arms()


def _difference(model: _Model, level: float) -> dict[str, Any]:
    fit, k = model.fit, model.place(model.treatment)
    b, se = fit.coefficients[k], np.sqrt(fit.classic()[k, k])
    half = t_quantile((1 + level) / 2, fit.df) * se
    hc3 = np.sqrt(fit.hc3()[k, k])
    scores = fit.hat_rows * fit.residuals
    hc1 = np.sqrt((scores @ scores.T)[k, k] * len(model.y) / fit.df)
    robust = t_quantile((1 + level) / 2, fit.df) * hc3
    return {
        "adj_diff": b, "se": se, "t": b / se, "df": fit.df, "p": t_tail(b / se, fit.df),
        "ci": [b - half, b + half], "sigma": np.sqrt(fit.sigma2),
        "r2": 1 - (fit.residuals**2).sum() / ((model.y - model.y.mean()) ** 2).sum(),
        "hc3_se": hc3, "hc3_p": t_tail(b / hc3, fit.df), "hc3_ci": [b - robust, b + robust],
        "hc1_se": hc1,
    }  # fmt: skip


def _adjusted_means(model: _Model) -> dict[str, Any]:
    """Means at the average covariates: factor levels weighted equally, or as they occur."""
    found: dict[str, Any] = {"adj_means_equal": {}, "adj_means_equal_se": {},
                             "adj_means_proportional": {}}  # fmt: skip
    average = model.X.mean(axis=0)
    equal = average.copy()
    for name, values in model.columns.items():
        if name != model.group and values.dtype.kind != "f":
            levels = levels_of(values)
            for level in levels:
                if f"{name}{level}" in model.names:
                    equal[model.names.index(f"{name}{level}")] = 1 / len(levels)
    for arm in model.arms:
        for row in (average, equal):
            for other in model.arms[1:]:
                row[model.place(other)] = float(other == arm)
        found["adj_means_equal"][arm] = equal @ model.fit.coefficients
        found["adj_means_equal_se"][arm] = np.sqrt(equal @ model.fit.classic() @ equal)
        found["adj_means_proportional"][arm] = average @ model.fit.coefficients
    return found


def _effect_sizes(model: _Model) -> dict[str, Any]:
    fit = model.fit
    rows = np.eye(len(model.names))[[model.place(arm) for arm in model.arms[1:]]]
    f = wald_f(fit.coefficients, fit.classic(), rows, fit.df)
    arm = model.columns[model.group]
    both = [model.y[arm == a] for a in (model.treatment, model.control)]
    within = sum(((scores - scores.mean()) ** 2).sum() for scores in both)
    b = fit.coefficients[model.place(model.treatment)]
    people = sum(len(scores) for scores in both)
    spread = np.sqrt(within / (people - 2)) if people > 2 else 0.0
    return {
        "std_by_sigma": b / np.sqrt(fit.sigma2),
        "std_by_pooled_sd_post": b / spread if spread else np.nan,
        "F_group": f.f, "p_group": f.p, "partial_eta2": f.f * f.df1 / (f.f * f.df1 + fit.df),
    }  # fmt: skip


def _describe_offset(model: _Model) -> dict[str, Any]:
    errors = np.sqrt(np.diag(model.fit.classic()))
    return {
        "coef": dict(zip(model.names, model.fit.coefficients, strict=True)),
        "se": dict(zip(model.names, errors, strict=True)),
        "df": model.fit.df, "sigma": np.sqrt(model.fit.sigma2), "n": len(model.y),
        "method": "Least squares with an offset: the score minus the offset is modelled.",
        "source": SOURCE,
    }  # fmt: skip


def _test_slopes(request: Request, model: _Model) -> dict[str, Any]:
    """Whether the slope on baseline differs between the arms."""
    rows = [i for i, name in enumerate(model.names) if ":" in name]
    fit = model.fit
    f = wald_f(fit.coefficients, fit.classic(), np.eye(len(model.names))[rows], fit.df)
    wanted = model.names.index(f"{request.options.baseline}:{model.group}{model.treatment}")
    return {
        "F": f.f, "df1": f.df1, "df2": f.df2, "p": f.p, "interaction": fit.coefficients[wanted],
        "n": len(model.y), "method": "F test of baseline x arm, classic errors.", "source": SOURCE,
    }  # fmt: skip
