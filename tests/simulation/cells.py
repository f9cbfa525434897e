"""Coverage of each estimator in each cell of the design: rows of `data/coverage.csv`."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from . import batches, pools
from .draws import Trials, draw_covariates, draw_outcomes, draw_trials, true_risk_difference

LEVEL = 0.95
SIZES = ((12, 12), (12, 24), (24, 12), (30, 30), (33, 66), (100, 100))
SPREADS = ((1.0, 1.0), (1.5, 1.0), (1.0, 1.5), (2.0, 1.0), (1.0, 2.0))
"""Visit SD in the treatment and in the comparator arm."""

EFFECTS = (0.5, 1.5)
CONDITIONS = 3
GRID = np.round(np.arange(0.05, 1, 0.05), 2)
RISKS = {
    "risks about .5 and .3": np.array([-0.9, 0.9, 0.5]),
    "risks about .25 and .12": np.array([-2.2, 0.9, 0.5]),
}
SHIFT = 0.3
"""Baseline is this many SDs higher in the treatment arm: not randomised."""

BATCH_VALUES = 3_000_000
"""Most numbers in one array of a batch."""


class Row(NamedTuple):
    estimator: str
    n_treatment: int | str
    n_comparator: int | str
    sd_ratio: float | str
    setting: str
    replicates: int | str
    coverage: float
    monte_carlo_se: float
    note: str = ""


def simulated(
    estimator: str, n: tuple[object, object], ratio: object, setting: str, covered: np.ndarray,
    note: str = "",
) -> Row:  # fmt: skip
    share = float(covered.mean())
    error = float(np.sqrt(share * (1 - share) / len(covered)))
    return Row(estimator, *n, ratio, setting, len(covered), share, error, note)  # type: ignore[arg-type]


def in_batches(
    replicates: int, values_each: int, run: Callable[[int], dict[str, np.ndarray]]
) -> dict[str, np.ndarray]:
    """Run a simulation in batches that fit into memory, and join what came out."""
    size = max(1, BATCH_VALUES // values_each)
    parts = [run(min(size, replicates - done)) for done in range(0, replicates, size)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def cover_continuous(
    rng: np.random.Generator, replicates: int, n: tuple[int, int], sd: tuple[float, float], d: float
) -> Iterator[Row]:
    """Every estimator of two arms that reads scores."""
    m = sum(n) - 2
    pooled = np.sqrt(((n[0] - 1) * sd[0] ** 2 + (n[1] - 1) * sd[1] ** 2) / m)
    average = np.sqrt((sd[0] ** 2 + sd[1] ** 2) / 2)

    def run(size: int) -> dict[str, np.ndarray]:
        trials = draw_trials(rng, size, n, sd, d)
        fits = batches.fit_ancova(trials)
        tail = batches.hedges_tail(trials, d / pooled)
        return {
            "mean_difference": batches.mean_difference(trials, LEVEL).hold(d),
            "hedges_g": (tail >= (1 - LEVEL) / 2) & (tail <= (1 + LEVEL) / 2),
            "d_average_variance": batches.d_average_variance(trials, LEVEL).hold(d / average),
            "adjusted_difference": fits.limits(1, LEVEL).hold(d),
            "adjusted_g": batches.adjusted_g(trials, fits, LEVEL).hold(d),
        }

    for name, covered in in_batches(replicates, 3 * sum(n), run).items():
        yield simulated(name, n, round(sd[0] / sd[1], 3), f"difference {d:g} SD", covered)


def cover_adjusted(
    rng: np.random.Generator, replicates: int, n: tuple[int, int], sd: tuple[float, float], d: float
) -> Iterator[Row]:
    """ANCOVA with the covariates of a comparison without randomisation."""
    covariates = draw_covariates(rng, np.repeat([1.0, 0.0], n)).matrix

    def run(size: int) -> dict[str, np.ndarray]:
        trials = draw_trials(rng, size, n, sd, d)
        return {"covered": batches.fit_ancova(trials, covariates).limits(1, LEVEL).hold(d)}

    covered = in_batches(replicates, (3 + covariates.shape[1]) * sum(n), run)["covered"]
    setting = f"difference {d:g} SD, {covariates.shape[1]} covariate columns"
    yield simulated("adjusted_difference", n, round(sd[0] / sd[1], 3), setting, covered)


def cover_joint(
    rng: np.random.Generator, replicates: int, n: tuple[int, int], sd: tuple[float, float], d: float
) -> Iterator[Row]:
    """Three conditions in one model, the same true difference in each."""

    def run(size: int) -> dict[str, np.ndarray]:
        trials: list[Trials] = [draw_trials(rng, size, n, sd, d) for _ in range(CONDITIONS)]
        apart, together = batches.fit_joint(trials)
        return {
            "joint_model_condition": apart.limits(0, LEVEL).hold(d),
            "joint_model_overall": together.limits(0, LEVEL).hold(d),
            "joint_model_interaction_test": batches.interaction_p(apart, CONDITIONS) >= 1 - LEVEL,
        }

    notes = {"joint_model_interaction_test": "share of p >= 0.05 where there is no interaction"}
    values = CONDITIONS * 3 * CONDITIONS * sum(n)
    setting = f"{CONDITIONS} conditions, n is of each; difference {d:g} SD"
    for name, covered in in_batches(replicates, values, run).items():
        ratio = round(sd[0] / sd[1], 3)
        yield simulated(name, n, ratio, setting, covered, notes.get(name, ""))


def cover_risks(rng: np.random.Generator, replicates: int, n: tuple[int, int]) -> Iterator[Row]:
    """The standardised risk difference; replicates with separation are refused and counted."""
    for setting, beta in RISKS.items():
        truth = true_risk_difference(n, beta, SHIFT)

        def run(size: int, beta: np.ndarray = beta, truth: float = truth) -> dict[str, np.ndarray]:
            people = draw_outcomes(rng, size, n, beta, SHIFT)
            limits, good = batches.standardised_risks(people, LEVEL)
            return {"covered": limits.hold(truth), "good": good}

        found = in_batches(replicates, 3 * sum(n), run)
        good = found["good"]
        note = f"refused for separation: {1 - good.mean():.2%}"
        covered = found["covered"][good]
        yield simulated("standardised_risk_difference", n, "", setting, covered, note)


def cover_pools(
    rng: np.random.Generator, replicates: int, k: int, tau2: float, mu: float = 0.4
) -> Iterator[Row]:
    """Pooled mean and prediction interval of k sites; their variances run from 0.04 to 0.16."""
    v = np.linspace(0.04, 0.16, k)
    y = mu + rng.standard_normal((replicates, k)) * np.sqrt(v + tau2)
    found = pools.pool(y, v, LEVEL)
    setting = f"k = {k}, tau2 = {tau2:g}"
    yield simulated("pooled", ("", ""), "", setting, found.limits.hold(mu))
    if k >= 5:
        new = mu + rng.standard_normal(replicates) * np.sqrt(tau2)
        held = (found.prediction.low <= new) & (new <= found.prediction.high)
        yield simulated("prediction_interval", ("", ""), "", setting, held)


def cover_means(rng: np.random.Generator, replicates: int, n: int) -> Row:
    """The t interval of one arm's mean at one visit."""

    def run(size: int) -> dict[str, np.ndarray]:
        limits = batches.mean_interval(rng.standard_normal((size, n)), LEVEL)
        return {"covered": limits.hold(0.0)}

    covered = in_batches(replicates, n, run)["covered"]
    return simulated("visit_mean", (n, ""), "", "one arm", covered)


def cover_wilson(n: int) -> Iterator[Row]:
    """One share: exact coverage over the grid of true shares, its mean and its minimum."""
    yield from _summarise("wilson", (n, ""), pools.cover_wilson(n, GRID, LEVEL))


def cover_newcombe(n: tuple[int, int]) -> Iterator[Row]:
    """Difference of two shares: exact coverage over the grid of pairs of true shares."""
    yield from _summarise("newcombe", n, pools.cover_newcombe(*n, GRID, LEVEL))


def _summarise(estimator: str, n: tuple[int, int | str], cover: np.ndarray) -> Iterator[Row]:
    for word, value in (("mean", cover.mean()), ("minimum", cover.min())):
        yield Row(estimator, *n, "", f"{word} over a 0.05 grid", "exact", float(value), 0.0)
