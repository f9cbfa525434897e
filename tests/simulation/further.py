"""Standardisation, odds ratios, Morris's d, incidence: `python -m tests.simulation.further`.

That the batches are the real estimators is a test (test_further_small.py).
"""

from collections.abc import Iterator

import numpy as np
from scipy.special import chdtri, expit, ndtri

from analysis.core.formulas import small_sample_factor

from . import resampled
from . import weighting_batches as wb
from .adjustment import EFFECT, LINEAR, draw_cohorts
from .batches import Limits
from .cells import SIZES, SPREADS, in_batches
from .draws import Trials, draw_trials
from .follow_up import arm as arm_of
from .follow_up import draw
from .occupancy import incidence_parts, true_incidence
from .report import Report
from .weighting_batches import Cohorts, Found

SEED, REPLICATES, LEVEL, REDRAWS, BATCH = 20_260_808, 20_000, 0.95, 599, 5_000
Z = float(ndtri((1 + LEVEL) / 2))
HAZARD = float(np.log(2))
ODDS = {
    "about .5 and .3": np.array([-0.9, 0.9, 0.5]),
    "about .25 and .12": np.array([-2.2, 0.9, 0.5]),
}


def standardised(cohorts: Cohorts, interacting: bool) -> tuple[Found, np.ndarray, np.ndarray]:
    """`standardised_means`: the difference; each person's m1 - m0, and residual."""
    X, t = cohorts.design, cohorts.arm
    more = X if interacting else X[:, :, :1]
    model = np.concatenate([X, more * t[:, None]], axis=2)
    gap = np.concatenate([np.zeros_like(X), more], axis=2)
    cross = np.swapaxes(model, 1, 2) @ model
    cross[np.linalg.det(cross) < 1e-6] = np.nan  # the real function refuses an arm all alike
    bread = np.linalg.inv(cross)
    beta = (bread @ np.swapaxes(model, 1, 2) @ cohorts.score[:, :, None])[:, :, 0]
    between, rest = _times(gap, beta), cohorts.score - _times(model, beta)
    through = _times(model, (bread @ gap.mean(axis=1)[:, :, None])[:, :, 0])
    value = between.mean(axis=1)
    influence = rest * through + (between - value[:, None]) / len(t)
    return Found(value, np.sqrt((influence**2).sum(axis=1)), Z), between, rest


def aipw(cohorts: Cohorts, e: np.ndarray, interacting: bool) -> Found:
    """`aipw_difference` where the propensity has a maximum."""
    _, between, rest = standardised(cohorts, interacting)
    values = between + rest / np.where(cohorts.arm == 1, e, e - 1)
    return Found(values.mean(axis=1), values.std(axis=1, ddof=1) / len(cohorts.arm) ** 0.5, Z)


def _times(X: np.ndarray, beta: np.ndarray) -> np.ndarray:
    return np.asarray((X @ beta[:, :, None])[:, :, 0])


def standardised_rows(replicates: int) -> Iterator[tuple]:
    streams = iter(np.random.SeedSequence(SEED).spawn(100))
    for n in SIZES:
        for sd in SPREADS:
            rng = np.random.default_rng(next(streams))

            def run(
                size: int, rng: np.random.Generator = rng, n: tuple = n, sd: tuple = sd
            ) -> dict:
                everyone = draw_cohorts(rng, size, n, sd, LINEAR)
                scores, good = wb.fit_propensity(everyone)
                found = {"plain": standardised(everyone, False)[0].hold(EFFECT)}
                found["AIPW"] = np.full(size, np.nan)
                found["AIPW"][good] = aipw(everyone.choose(good), scores.e, False).hold(EFFECT)
                if min(n) > 2 * everyone.design.shape[2]:
                    found["apart"] = standardised(everyone, True)[0].hold(EFFECT)
                return found

            held = in_batches(replicates, 60 * sum(n), run)
            shares = [float(np.nanmean(held[k])) if k in held else "-"
                      for k in ("plain", "apart", "AIPW")]  # fmt: skip
            yield (f"{n[0]}/{n[1]}", f"{sd[0]:g}:{sd[1]:g}", *shares)


def fit_logistic(
    X: np.ndarray, y: np.ndarray, offset: np.ndarray | float = 0.0
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Coefficients, inverse information, log likelihood, and whether there is a maximum."""
    beta, good = np.zeros((len(X), X.shape[2])), np.ones(len(X), dtype=bool)
    for _ in range(40):
        share = expit(_times(X, beta) + offset)
        information = np.swapaxes(X, 1, 2) @ (X * (share * (1 - share))[:, :, None])
        good &= np.minimum(share.min(axis=1), 1 - share.max(axis=1)) >= 1e-7
        information[~good] = np.eye(X.shape[2])
        score = np.swapaxes(X, 1, 2) @ (y - share)[:, :, None]
        step = np.linalg.solve(information, score)[:, :, 0]
        beta = beta + np.where(good[:, None], step, 0)
        if np.abs(step[good]).max(initial=0) < 1e-10:
            break
    share = np.clip(expit(_times(X, beta) + offset), 1e-300, 1)
    likelihood = np.log(np.where(y == 1, share, 1 - share)).sum(axis=1)
    return beta, np.linalg.inv(information), likelihood, good


def odds_ratio_holds(
    X: np.ndarray, y: np.ndarray, truth: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whether Wald and profile limits of the second coefficient hold it; whether there are any."""
    beta, inverse, most, good = fit_logistic(X, y)
    wald = np.abs(beta[:, 1] - truth) <= Z * np.sqrt(inverse[:, 1, 1])
    there = fit_logistic(np.delete(X, 1, axis=2), y, truth * X[:, :, 1])
    return wald, 2 * (most - there[2]) <= chdtri(1, 1 - LEVEL), good & there[3]


def odds_rows(replicates: int) -> Iterator[tuple]:
    streams = iter(np.random.SeedSequence(SEED + 1).spawn(50))
    for n in SIZES:
        for name, truth in ODDS.items():
            rng = np.random.default_rng(next(streams))

            def run(size: int, rng: np.random.Generator = rng, n: tuple = n,
                    truth: np.ndarray = truth) -> dict:  # fmt: skip
                t, b = np.repeat([1.0, 0.0], n), rng.standard_normal((size, sum(n)))
                X = np.stack([np.ones_like(b), np.broadcast_to(t, b.shape), b], axis=2)
                y = (rng.random(b.shape) < expit(X @ truth)) * 1.0
                wald, profile, good = odds_ratio_holds(X, y, truth[1])
                return {"Wald": wald, "profile": profile, "good": good}

            held = in_batches(replicates, 30 * sum(n), run)
            good = held.pop("good")
            shares = (float(part[good].mean()) for part in held.values())
            yield (f"{n[0]}/{n[1]}", name, *shares, float(1 - good.mean()))


def morris_limits(trials: Trials, drawn: list[np.ndarray]) -> tuple[Limits, Limits]:
    """Percentile limits of d_ppc2 and g_T - g_C; `drawn` counts each arm's people by redraw."""
    arms = ((trials.before_t, trials.after_t), (trials.before_c, trials.after_c))
    changes, squares, own = [], [], []
    for (before, after), counts in zip(arms, drawn, strict=True):
        n = before.shape[1]
        mean = before @ counts.T / n
        square = np.maximum(before**2 @ counts.T - n * mean**2, 0)
        change = after @ counts.T / n - mean
        changes, squares = [*changes, change], [*squares, square]
        with np.errstate(divide="ignore", invalid="ignore"):
            own.append(small_sample_factor(n - 1) * change / np.sqrt(square / (n - 1)))
    m = sum(before.shape[1] for before, _ in arms) - 2
    d = (1 - 3 / (4 * m - 1)) * (changes[0] - changes[1]) / np.sqrt(sum(squares) / m)
    return _percentiles(d), _percentiles(own[0] - own[1])


def _percentiles(values: np.ndarray) -> Limits:
    """Of each row, as numpy's quantile."""
    values, ends = np.sort(values, axis=1), []
    for p in ((1 - LEVEL) / 2, (1 + LEVEL) / 2):
        place, rest = divmod(p * (values.shape[1] - 1), 1)
        below = values[:, int(place)]
        ends.append(below + rest * (values[:, int(place) + 1] - below))
    return Limits(*ends)


def morris_rows(replicates: int) -> Iterator[tuple]:
    streams = iter(np.random.SeedSequence(SEED + 2).spawn(100))
    for n in SIZES:
        for sd in SPREADS:
            rng, parts = np.random.default_rng(next(streams)), []
            for start in range(0, replicates, resampled.TOGETHER):
                size = min(resampled.TOGETHER, replicates - start)
                trials = draw_trials(rng, size, n, sd, 0.5)
                counts = [resampled.count_drawn(rng, REDRAWS, people) for people in n]
                parts.append([limits.hold(0.5) for limits in morris_limits(trials, counts)])
            shares = np.concatenate(parts, axis=1).mean(axis=1)
            yield (f"{n[0]}/{n[1]}", f"{sd[0]:g}:{sd[1]:g}", *map(float, shares))


def incidence_rows(replicates: int) -> Iterator[tuple]:
    """Difference of cumulative incidence, treatment - control, hazards 0.5 and 1 times."""
    streams = iter(np.random.SeedSequence(SEED + 3).spawn(50))
    for n in SIZES:
        for at in (0.5, 1.0):
            rng = np.random.default_rng(next(streams))
            truth = [true_incidence(times * HAZARD, HAZARD / 2, at) for times in (0.5, 1.0)]
            gap = truth[0] - truth[1]
            parts = [hold_difference(rng, min(BATCH, replicates - start), n, at, gap)
                     for start in range(0, replicates, BATCH)]  # fmt: skip
            held = np.concatenate(parts)
            yield (f"{n[0]}/{n[1]}", f"{at:g}", float(np.nanmean(held)),
                   float(np.isfinite(held).mean()))  # fmt: skip


def hold_difference(
    rng: np.random.Generator, size: int, n: tuple[int, int], at: float, truth: float
) -> np.ndarray:
    """1 where the normal limits of the difference hold it, 0 where not, nan where none is given."""
    drawn = draw(rng, size, n, (0.5 * HAZARD, HAZARD), competing=HAZARD / 2)
    parts = [incidence_parts(arm_of(drawn, treated), at) for treated in (True, False)]
    gap, se = parts[0][0] - parts[1][0], np.sqrt(parts[0][1] + parts[1][1])
    some = (se > 0) & parts[0][2] & parts[1][2]
    return np.where(some, np.abs(gap - truth) <= Z * se, np.nan)


def main() -> None:
    report = Report("further", "Standardisation, odds ratios, Morris's d, incidence")
    report.say("Percent of 95 % intervals that hold the truth.")
    report.say("**Standardisation** (g-formula) over everyone, without and with every product of "
               "arm and covariate, and AIPW, in the linear cohorts of `adjustment`; AIPW where the "
               "propensity has a maximum.")  # fmt: skip
    report.table(("n", "SD", "standardised", "standardised, products", "AIPW"),
                 standardised_rows(REPLICATES), REPLICATES)  # fmt: skip
    report.say("**Odds ratio** of the arm in a logistic model with one covariate, shares as given; "
               "refused where the outcome is separated.")  # fmt: skip
    report.table(("n", "shares", "odds ratio, Wald", "odds ratio, profile", "refused"),
                 odds_rows(REPLICATES), REPLICATES)  # fmt: skip
    report.say(f"**Change in SDs before** between arms (Morris), percentile limits of {REDRAWS} "
               "redraws; true difference 0.5; SD after treatment : control.")  # fmt: skip
    report.table(("n", "SD", "d_ppc2", "g_T - g_C"), morris_rows(REPLICATES), REPLICATES)
    report.say("**Difference in share with the event** where others compete, normal limits; among "
               "trials in which one is given.")  # fmt: skip
    report.table(("n", "at", "incidence difference", "given"), incidence_rows(REPLICATES),
                 REPLICATES)  # fmt: skip
    report.write()


if __name__ == "__main__":
    main()
