"""Two thousand studies pooled and left out one by one, beside statsmodels in a loop.

    python tests/benchmarks/pooling.py

statsmodels has no REML: its loop runs `combine_effects` with its default (iterated, Paule-Mandel)
and with DerSimonian-Laird, once for each study left out; ours the same estimators, and REML.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from statsmodels.stats.meta_analysis import combine_effects

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from analysis.meta_analysis import Tau2Estimator, leave_one_out, pool_studies

STUDIES, ROUNDS = 2000, 3


def draw() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    v = rng.uniform(0.02, 0.3, STUDIES)
    return 0.4 + rng.standard_normal(STUDIES) * np.sqrt(v + 0.1), v


def ours(y: np.ndarray, v: np.ndarray, estimator: Tau2Estimator) -> np.ndarray:
    pool_studies(y, v, estimator)
    return leave_one_out(y, v, estimator).estimate


def peer(y: np.ndarray, v: np.ndarray, method: str) -> np.ndarray:
    combine_effects(y, v, method_re=method)
    kept = ~np.eye(STUDIES, dtype=bool)
    return np.array([combine_effects(y[k], v[k], method_re=method).mean_effect_re for k in kept])


def best(run: Callable[[], np.ndarray], rounds: int = ROUNDS) -> tuple[float, np.ndarray]:
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        found = run()
        times.append(time.perf_counter() - started)
    return min(times), found


def main() -> None:
    y, v = draw()
    reml, _ = best(lambda: ours(y, v, "REML"))
    print(f"{STUDIES} studies pooled and left out one by one, best of {ROUNDS}")
    print(f"REML: {reml:.2f} s")
    for estimator, method in (("DL", "dl"), ("PM", "iterated")):
        mine, found = best(lambda e=estimator: ours(y, v, e))
        theirs, expected = best(lambda m=method: peer(y, v, m), rounds=1)
        apart = float(np.abs(found - expected).max())
        print(f"{estimator}: {mine:.2f} s, statsmodels {theirs:.2f} s, ratio {theirs / mine:.1f} "
              f"(REML against the same loop: {theirs / reml:.1f}); means apart by at most "
              f"{apart:.1e}")  # fmt: skip


if __name__ == "__main__":
    main()
