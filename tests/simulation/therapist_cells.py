"""People within sites, and within therapists of one arm: rows of `adjustment`."""

from collections.abc import Iterator

import numpy as np

from analysis.adjustment import cluster_robust
from analysis.core.formulas import t_quantile

from .batches import least_squares_hc3
from .nested_batches import Nested, arm_limits

SEED, LEVEL = 20_261_124, 0.95
THERAPIST_REPLICATES, DESIGNS, BATCH = 20_000, 100, 2_000


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def cluster_rows(replicates: int, sites=(4, 6, 8, 10, 12, 20)) -> Iterator[list[object]]:  # type: ignore[no-untyped-def]
    """CR2 with its Satterthwaite t, and least squares that ignores the sites."""
    stream = iter(np.random.SeedSequence(SEED + 1).spawn(100))
    for by_site in (False, True):
        for count in sites:
            for icc in (0.0, 0.05, 0.2):
                rng, told = np.random.default_rng(next(stream)), []
                for _ in range(DESIGNS):
                    told.append(run_clusters(rng, replicates // DESIGNS, count, icc, by_site))
                held, ignored, df = (np.mean([part[i] for part in told]) for i in range(3))
                yield ["by site" if by_site else "within sites", count, f"{icc:g}",
                       _percent(1 - held), _percent(1 - ignored), f"{df:.1f}"]  # fmt: skip


def run_clusters(
    rng: np.random.Generator, replicates: int, sites: int, icc: float, by_site: bool
) -> tuple[float, float, float]:
    """One design, many scores: coverage of a true difference of nothing by CR2 and without; df."""
    cluster = np.repeat(np.arange(sites), rng.integers(4, 16, sites))
    n = len(cluster)
    arm = (rng.permutation(sites) < sites // 2)[cluster] if by_site else rng.random(n) < 0.5
    X = np.column_stack([np.ones(n), arm, rng.standard_normal(n)])
    of_site = rng.standard_normal((replicates, sites))[:, cluster]
    y = np.sqrt(1 - icc) * rng.standard_normal((replicates, n)) + np.sqrt(icc) * of_site
    value, se, df = cr2_of_the_arm(X, y, cluster)
    rest = y - y @ np.linalg.pinv(X).T @ X.T
    plain = np.sqrt((rest**2).sum(axis=1) / (n - 3) * np.linalg.inv(X.T @ X)[1, 1])
    held = np.abs(value) <= t_quantile(0.975, df) * se
    ignored = np.abs(value) <= t_quantile(0.975, n - 3) * plain
    return float(held.mean()), float(ignored.mean()), df


def cr2_of_the_arm(
    X: np.ndarray, y: np.ndarray, cluster: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float]:
    """`cluster_robust`'s second coefficient, error and df for many rows of scores of one design."""
    keep = np.eye(len(X)) - X @ np.linalg.pinv(X)
    bread = np.linalg.inv(X.T @ X)
    rest, squares = y @ keep, np.zeros(len(y))
    for name in np.unique(cluster):
        j = np.flatnonzero(cluster == name)
        values, vectors = np.linalg.eigh(keep[np.ix_(j, j)])
        good = values > 1e-10
        root = (vectors[:, good] / np.sqrt(values[good])) @ vectors[:, good].T
        squares += (rest[:, j] @ (root @ X[j] @ bread[:, 1])) ** 2
    df = float(cluster_robust(X, y[0], cluster).df[1])
    return y @ np.linalg.pinv(X)[1], np.sqrt(squares), df


CELLS = (
    (4, (12, 12)), (4, (30, 30)), (6, (30, 30)), (6, (33, 66)), (8, (33, 66)), (12, (100, 100)),
)  # fmt: skip


def therapist_rows(replicates: int, cells=CELLS) -> Iterator[list[object]]:  # type: ignore[no-untyped-def]
    """Therapists, people, ICC: type I error, that of Welch, and coverage of the ICC."""
    stream = iter(np.random.SeedSequence(SEED + 2).spawn(100))
    for therapists, n in cells:
        for icc in (0.0, 0.05, 0.15, 0.3):
            found = run_therapists(
                np.random.default_rng(next(stream)), replicates, therapists, n, icc
            )
            held, ignored, of_icc = found
            yield [therapists, f"{n[0]}/{n[1]}", f"{icc:g}", _percent(1 - held),
                   _percent(1 - ignored), _percent(of_icc)]  # fmt: skip


def draw_therapists(
    rng: np.random.Generator, size: int, therapists: int, n: tuple[int, int], icc: float
) -> Nested:
    """Cohorts without any difference between arms; everyone treated has a therapist."""
    first = np.broadcast_to(np.arange(therapists), (size, therapists))
    others = rng.integers(0, therapists, (size, n[0] - therapists))
    groups, treated = np.hstack([first, others]), np.repeat([1.0, 0.0], n)
    baseline = rng.standard_normal((size, sum(n)))
    own = rng.standard_normal(baseline.shape) * np.where(treated == 1, np.sqrt(1 - icc), 0.8)
    score = 0.6 * baseline + own
    of_therapist = rng.standard_normal((size, therapists))
    score[:, : n[0]] += np.sqrt(icc) * np.take_along_axis(of_therapist, groups, axis=1)
    ones = np.ones_like(baseline)
    design = np.stack([ones, np.broadcast_to(treated, ones.shape), baseline], axis=2)
    return Nested(design, score, groups, therapists)


def run_therapists(
    rng: np.random.Generator, replicates: int, therapists: int, n: tuple[int, int], icc: float
) -> tuple[float, float, float]:
    """Coverage of a true difference of nothing, of one that ignores therapists, and of the ICC."""
    told = []
    for start in range(0, replicates, BATCH):
        size = min(BATCH, replicates - start)
        data = draw_therapists(rng, size, therapists, n, icc)
        value, half, low, high = arm_limits(data)
        ignoring = least_squares_hc3(data.design, data.score).limits(1, LEVEL).hold(0.0)
        told.append([np.abs(value) <= half, ignoring, (low <= icc) & (icc <= high)])
    held, ignored, of_icc = np.concatenate(told, axis=1).mean(axis=1)
    return float(held), float(ignored), float(of_icc)
