"""Weighting and therapists beside the same steps with statsmodels.

    python tests/benchmarks/adjustment.py

The two take turns; the ratio is of medians. statsmodels has no error that counts the propensity's,
no correction for small samples and no separation handling: it does less.
"""

import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import statsmodels.api as sm

from analysis.adjustment import (
    cluster_robust,
    overlap_weighted_difference,
    partially_nested_difference,
)

ROUNDS = 40
Column = np.ndarray
Benchmark = Callable[[Column, Column, Column, Column, Column], float]


def draw(n: int, q: int = 7) -> tuple[np.ndarray, ...]:
    """Score, baseline, arm, covariates, therapist."""
    rng = np.random.default_rng(n)
    baseline, x = rng.standard_normal(n), (rng.random((n, q)) < 0.4).astype(float)
    treated = rng.random(n) < 1 / (1 + np.exp(-0.6 * baseline - x[:, 0] + 0.4))
    score = 0.6 * baseline + x @ np.linspace(-0.3, 0.3, q) + 0.5 * treated + rng.standard_normal(n)
    return score, baseline, treated, x, rng.integers(0, max(6, n // 12), n)


def ours(score: Column, baseline: Column, treated: Column, x: Column, _: Column) -> float:
    return overlap_weighted_difference(score, baseline, treated, x, 0.95).value


def theirs(score: Column, baseline: Column, treated: Column, x: Column, _: Column) -> float:
    X = sm.add_constant(np.column_stack([baseline, x]))
    e = sm.GLM(treated.astype(float), X, family=sm.families.Binomial()).fit().fittedvalues
    design = np.column_stack([X[:, :1], treated, X[:, 1:]])
    weights = np.where(treated, 1 - e, e)
    return float(sm.WLS(score, design, weights=weights).fit(cov_type="HC2").params[1])


def our_therapists(
    score: Column, baseline: Column, treated: Column, x: Column, who: Column
) -> float:
    columns = baseline[:, None]
    return partially_nested_difference(score, treated, columns, who, 0.95).difference.value


def their_therapists(
    score: Column, baseline: Column, treated: Column, x: Column, who: Column
) -> float:
    """One variance for both arms, and no Satterthwaite df."""
    design = np.column_stack([np.ones(len(score)), treated, baseline])
    groups = np.where(treated, who, 1000 + np.arange(len(score)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = sm.MixedLM(score, design, groups=groups, exog_re=treated[:, None].astype(float))
        return float(model.fit(reml=True).fe_params[1])


def our_sites(score: Column, baseline: Column, treated: Column, x: Column, who: Column) -> float:
    design = np.column_stack([np.ones(len(score)), treated, baseline])
    return float(cluster_robust(design, score, who).coefficients[1])


def their_sites(score: Column, baseline: Column, treated: Column, x: Column, who: Column) -> float:
    """CR1 with a normal reference: statsmodels has no CR2."""
    design = np.column_stack([np.ones(len(score)), treated, baseline])
    fit = sm.OLS(score, design).fit(cov_type="cluster", cov_kwds={"groups": who})
    return float(fit.params[1])


def measure(one: Benchmark, other: Benchmark, data: tuple, rounds: int) -> tuple[float, float]:
    """Median milliseconds of both, in turns, after a first call of each."""
    times: tuple[list[float], list[float]] = [], []
    one(*data), other(*data)
    for _ in range(rounds):
        for place, work in enumerate((one, other)):
            started = time.perf_counter()
            work(*data)
            times[place].append(1000 * (time.perf_counter() - started))
    return statistics.median(times[0]), statistics.median(times[1])


BENCHMARKS = (
    ("overlap-weighted regression", ours, theirs, (60, 200, 3000), ROUNDS),
    ("CR2 and its df (peer: CR1)", our_sites, their_sites, (60, 200, 3000), ROUNDS),
    ("partially nested therapists", our_therapists, their_therapists, (60, 200), 1),
)


def main() -> None:
    print(f"{'':34}{'ours':>9}{'peer':>9}{'ratio':>8}")
    for label, one, other, sizes, rounds in BENCHMARKS:
        for n in sizes:
            data = draw(n)
            mine, peer = measure(one, other, data, rounds)
            if rounds > 1:
                assert abs(one(*data) - other(*data)) < 1e-6
            print(f"{label:28}{n:6}{mine:7.2f}ms{peer:7.2f}ms{peer / mine:7.1f}x")


if __name__ == "__main__":
    main()
