"""Imputation, attrition, counts of plain files; GEE is nobody's headline and stays a test."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.special import chdtrc

CALLS = {
    "mi.pooling.btheb.8m": [
        "mi", "{data}/imputed/btheb_mice_norm_m20_long.csv", "--imputation", ".imp",
        "--score", "bdi.8m", "--baseline", "bdi.pre", "--group", "treatment",
        "--treatment", "BtheB", "--control", "TAU",
    ],
    "claus.attrition": [
        "attrition", "{data}/trial/claus_2020.csv", "--score", "bdi", "--group", "treatment",
        "--visit", "time", "--id", "id",
    ],
    "intake.redcap.longitudinal": ["counts", "{data}/redcap/longitudinal/data.csv"],
    "intake.redcap.vignette-repeating": ["counts", "{data}/redcap/vignette-repeating/data.csv"],
    "intake.sypres.psilodep": ["counts", "{data}/psychedelic/psilodep_data.csv"],
}  # fmt: skip


def fit_gee(data: Path) -> dict[str, Any]:
    """Both working correlations of `gee.btheb`."""
    wide = pd.read_csv(data / "trial" / "BtheB.csv")
    visits = ["bdi.2m", "bdi.4m", "bdi.6m", "bdi.8m"]
    others = ["rownames", "drug", "length", "treatment", "bdi.pre"]
    long = wide.melt(id_vars=others, value_vars=visits, value_name="bdi").dropna(subset=["bdi"])
    X = pd.DataFrame({
        "(Intercept)": 1.0, "bdi.pre": long["bdi.pre"].astype(float),
        "treatmentBtheB": (long["treatment"] == "BtheB").astype(float),
        "length>6m": (long["length"] == ">6m").astype(float),
        "drugYes": (long["drug"] == "Yes").astype(float),
    })  # fmt: skip
    y, people = long["bdi"].to_numpy(float), long["rownames"].to_numpy()
    fit = sm.GEE(y, X, groups=people, cov_struct=sm.cov_struct.Independence()).fit()
    coefficients, se = fit.params.to_numpy(), np.asarray(fit.standard_errors("robust"))
    scale = float(((y - X.to_numpy() @ coefficients) ** 2).mean())
    return {
        "exchangeable": _say(list(X), *_solve_exchangeable(X.to_numpy(), y, people)),
        "independence": _say(list(X), coefficients, se, None, scale),
    }


def _say(
    names: list[str], coefficients: np.ndarray, se: np.ndarray, alpha: float | None, scale: float
) -> dict[str, Any]:
    wald = (coefficients / se) ** 2
    return {
        "coef": dict(zip(names, coefficients.tolist(), strict=True)), "robust_se": se.tolist(),
        "wald": wald.tolist(), "p": chdtrc(1, wald).tolist(), "alpha": alpha, "scale": scale,
    }  # fmt: skip


def _solve_exchangeable(
    X: np.ndarray, y: np.ndarray, people: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float, float]:
    """geepack's equations: scale the mean square, alpha the mean product of pairs, no n - p."""
    members = [np.flatnonzero(people == one) for one in np.unique(people)]
    pairs = sum(len(rows) * (len(rows) - 1) / 2 for rows in members)
    beta, alpha, scale = np.linalg.lstsq(X, y, rcond=None)[0], 0.0, 1.0
    for _ in range(200):
        e = y - X @ beta
        scale = float((e**2).mean())
        alpha = sum((e[rows].sum() ** 2 - (e[rows] ** 2).sum()) / 2 for rows in members)
        alpha = float(alpha / pairs / scale)
        inverses = [_exchangeable_inverse(alpha, len(rows)) for rows in members]
        each = list(zip(members, inverses, strict=True))
        bread = sum(X[rows].T @ inverse @ X[rows] for rows, inverse in each)
        step = sum(X[rows].T @ inverse @ e[rows] for rows, inverse in each)
        change = np.linalg.solve(bread, step)
        beta = beta + change
        if np.abs(change).max() < 1e-12:
            break
    scores = np.array([X[rows].T @ inverse @ (y - X @ beta)[rows] for rows, inverse in each])
    inner = np.linalg.inv(bread)
    return beta, np.sqrt(np.diag(inner @ scores.T @ scores @ inner)), alpha, scale


def _exchangeable_inverse(alpha: float, size: int) -> np.ndarray:
    return np.linalg.inv((1 - alpha) * np.eye(size) + alpha)


OTHERWISE = {"gee.btheb": fit_gee}
