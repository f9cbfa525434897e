"""BCa of the difference in means, 10,000 replicates, beside scipy.

    python tests/benchmarks/bootstrap.py

`scipy.stats.bootstrap` vectorised, in one batch and in batches of 1000; the best of five in turns.
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from scipy import stats

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from analysis.effect_sizes import STATISTICS, bootstrap

REPLICATES, ROUNDS, PEOPLE = 10_000, 5, ((52, 63), (500, 500))


def mean_difference(t: np.ndarray, c: np.ndarray, axis: int = -1) -> np.ndarray:
    return t.mean(axis=axis) - c.mean(axis=axis)


def peer(t: np.ndarray, c: np.ndarray, batch: int) -> None:
    stats.bootstrap((t, c), mean_difference, n_resamples=REPLICATES, vectorized=True, batch=batch,
                    method="BCa", rng=np.random.default_rng(1))  # fmt: skip


def best_of(runs: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Seconds of each, the best of some rounds in turns, so that load strikes all alike."""
    times: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            started = time.perf_counter()
            run()
            seconds = time.perf_counter() - started
            times[name] = min(seconds, times.get(name, seconds))
    return times


def main() -> None:
    for n_t, n_c in PEOPLE:
        rng = np.random.default_rng(2)
        t, c = rng.normal(15, 8, n_t), rng.normal(19, 9, n_c)
        runs = {f"scipy, batches of {batch}": partial(peer, t, c, batch)
                for batch in (REPLICATES, 1000)}  # fmt: skip
        ours = {name: partial(bootstrap, t, c, s, replicates=REPLICATES)
                for name, s in STATISTICS.items()}  # fmt: skip
        times = best_of({**ours, **runs})
        quickest = min(times[name] for name in runs)
        print(f"{n_t}/{n_c} people, {REPLICATES} replicates, best of {ROUNDS}")
        for name, seconds in times.items():
            print(f"  {name}: {1000 * seconds:.0f} ms")
        print(f"  scipy / mean_diff: {quickest / times['mean_diff']:.1f}")


if __name__ == "__main__":
    main()
