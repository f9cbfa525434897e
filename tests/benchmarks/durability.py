"""Cox's model on 2,000 people beside statsmodels, and what a page of durability asks.

    python tests/benchmarks/durability.py

Times in whole days, so many are tied: Efron's way. The peer is statsmodels' PHReg on the same
arrays, from arrays to coefficients and standard errors.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from analysis.durability import (
    check_proportional_hazards,
    concordance,
    fit_cox,
    kaplan_meier,
    log_rank,
    robust_se,
    survival_limits,
)

PEOPLE, ROUNDS = 2_000, 7


def draw(people: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(days, event, arm and four covariates) over a year, about a third lost or not yet there."""
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.arange(people) % 2, rng.standard_normal((people, 4))])
    days = rng.exponential(200 * np.exp(x @ [0.4, 0.3, -0.2, 0.1, 0.0]))
    last = rng.uniform(100, 365, people)
    return np.ceil(np.minimum(days, last)), days <= last, x


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median seconds, after one run that does not count."""
    work()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def fit_peer(days: np.ndarray, event: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients and standard errors of statsmodels."""
    from statsmodels.duration.hazard_regression import PHReg

    fit = PHReg(days, x, status=event.astype(float), ties="efron").fit(disp=0)
    return fit.params, fit.bse


def main() -> None:
    """Print the table."""
    days, event, x = draw(PEOPLE)
    fit, (coefficients, se) = fit_cox(days, event, x), fit_peer(days, event, x)
    apart = max(np.abs(fit.coefficients / coefficients - 1).max(), np.abs(fit.se / se - 1).max())
    ours, theirs = (seconds(lambda f=f: f(days, event, x)) for f in (fit_cox, fit_peer))
    print(f"Cox, Efron, {PEOPLE} people, {int(event.sum())} events, 5 covariates: "
          f"{1000 * ours:.1f} ms; statsmodels PHReg {1000 * theirs:.1f} ms: "
          f"{theirs / ours:.1f} times as long; largest relative "
          f"difference {apart:.1e}")  # fmt: skip
    strata, arm = np.full(PEOPLE, "all", object), np.where(x[:, 0] == 1, "B", "A").astype(object)
    for name, work in (
        ("robust SE", lambda: robust_se(fit)),
        ("proportional hazards",
         lambda: check_proportional_hazards(fit, days, event, [[i] for i in range(5)])),
        ("concordance", lambda: concordance(fit, days, event, strata)),
        ("Kaplan-Meier and limits", lambda: survival_limits(kaplan_meier(days, event))),
        ("log-rank", lambda: log_rank(days, event, arm)),
    ):  # fmt: skip
        print(f"{name}: {1000 * seconds(work):.1f} ms")


if __name__ == "__main__":
    main()
