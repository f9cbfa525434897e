"""Time to loss of response: do limits hold? `python -m tests.simulation.durability`.

Median time in the control arm 1; people are lost uniformly between 1 and 3.
"""

from collections.abc import Iterator

import numpy as np
from scipy.special import chdtri

from .between_visits import VISITS, cover_turnbull, reject_intervals
from .follow_up import (
    KINDS,
    Drawn,
    Limits,
    Z,
    arm,
    draw,
    fit,
    last_with,
    log_rank,
    restricted,
    survival_limits,
)
from .occupancy import cover_occupancy, incidence_limits, true_incidence
from .report import Report

SEED, REPLICATES, BATCH = 20_261_124, 20_000, 5_000
SIZES = ((12, 12), (12, 24), (24, 12), (30, 30), (33, 66), (100, 100))
HAZARD = float(np.log(2))
RATIO = 0.5
CRITICAL = float(chdtri(1, 0.05))
_STREAMS = iter(np.random.SeedSequence(SEED).spawn(200))


def batches(replicates: int) -> Iterator[int]:
    for start in range(0, replicates, BATCH):
        yield min(BATCH, replicates - start)


def gather(parts: list[dict[str, np.ndarray]]) -> dict[str, float]:
    """Share true of each, among the replicates where it is defined (nan where it is not)."""
    return {
        name: float(np.nanmean(np.concatenate([np.asarray(part[name], float) for part in parts])))
        for name in parts[0]
    }


def where(defined: np.ndarray, held: np.ndarray) -> np.ndarray:
    return np.where(defined, held.astype(float), np.nan)


def cover_curve(
    rng: np.random.Generator, replicates: int, n: int, share: float
) -> dict[str, float]:
    """Limits of the share without the event where it truly is `share`."""
    parts = []
    at = -np.log(share) / HAZARD
    for size in batches(replicates):
        found, followed = survival_limits(draw(rng, size, (n, 0), (HAZARD, HAZARD)), at)
        told = {kind: where(followed, found[kind].hold(share)) for kind in KINDS}
        parts.append({"read": followed, **told})
    return gather(parts)


def curve_rows(replicates: int) -> Iterator[tuple]:
    for n in (12, 24, 30, 66, 100):
        for share in (0.9, 0.75, 0.5, 0.25):
            rng = np.random.default_rng(next(_STREAMS))
            found = cover_curve(rng, replicates, n, share)
            yield (str(n), f"{share:g}", *found.values())


def area(hazard: float, tau: np.ndarray) -> np.ndarray:
    return (1 - np.exp(-hazard * tau)) / hazard


def judge(drawn: Drawn, ratio: float) -> dict[str, np.ndarray]:
    """Of one batch: which limits hold, and (where the ratio is 1) which tests do not reject."""
    arms = arm(drawn, True), arm(drawn, False)
    last, told = np.minimum(*(one.time[:, -1] for one in arms)), {}
    for name, tau in (("fixed", np.full(len(last), 1.0)), ("eleven", last_with(drawn, 11))):
        (m_t, v_t), (m_c, v_c) = (restricted(one, tau) for one in arms)
        truth = area(ratio * HAZARD, tau) - area(HAZARD, tau)
        half = Z * np.sqrt(v_t + v_c)
        held = Limits(m_t - m_c - half, m_t - m_c + half).hold(truth)
        told[f"given, {name}"] = (v_t > 0) & (v_c > 0) & (tau <= last)
        told[f"mean, {name}"] = where(told[f"given, {name}"], held)
    cox = fit(drawn)
    away = np.abs(cox.value - np.log(ratio))
    there = np.isfinite(cox.value)
    told["wald"] = where(there, away <= Z * cox.se)
    told["robust"] = where(there, away <= Z * cox.robust)
    tests = {"log-rank": log_rank(drawn), "Peto": log_rank(drawn, 1.0), "likelihood": cox.lrt,
             "proportional": cox.proportional}  # fmt: skip
    for name, chisq in tests.items():
        told[name] = where(np.isfinite(chisq), chisq <= CRITICAL)
    return told


def compare(
    rng: np.random.Generator, replicates: int, n: tuple[int, int], ratio: float
) -> dict[str, float]:
    """Everything between two arms, with the hazard ratio given."""
    return gather([judge(draw(rng, size, n, (ratio * HAZARD, HAZARD)), ratio)
                   for size in batches(replicates)])  # fmt: skip


def interval_rows(replicates: int) -> Iterator[tuple]:
    for n in SIZES:
        for ratio in (1.0, RATIO):
            found = compare(np.random.default_rng(next(_STREAMS)), replicates, n, ratio)
            names = ("given, fixed", "mean, fixed", "given, eleven", "mean, eleven", "wald",
                     "robust")  # fmt: skip
            yield (f"{n[0]}/{n[1]}", f"{ratio:g}", *(found[name] for name in names))


def level_rows(replicates: int) -> Iterator[tuple]:
    names = ("log-rank", "Peto", "likelihood", "wald", "robust", "mean, fixed")
    for n in SIZES:
        none = compare(np.random.default_rng(next(_STREAMS)), replicates, n, 1.0)
        half = compare(np.random.default_rng(next(_STREAMS)), replicates, n, RATIO)
        yield (f"{n[0]}/{n[1]}", *(1 - none[name] for name in names),
               1 - none["proportional"], 1 - half["proportional"])  # fmt: skip


def incidence_rows(replicates: int) -> Iterator[tuple]:
    """Aalen-Johansen, with a competing event half as fast."""
    for n in (12, 24, 30, 66, 100):
        for at in (0.5, 1.0, 2.0):
            rng, parts = np.random.default_rng(next(_STREAMS)), []
            truth = true_incidence(HAZARD, HAZARD / 2, at)
            for size in batches(replicates):
                drawn = draw(rng, size, (n, 0), (HAZARD, HAZARD), competing=HAZARD / 2)
                found, some = incidence_limits(drawn, at)
                parts.append({"given": some, "held": where(some, found.hold(truth))})
            yield (str(n), f"{truth:.2f}", *gather(parts).values())


def turnbull_rows(trials: int) -> Iterator[tuple]:
    for n in (12, 24, 30, 66, 100):
        rng = np.random.default_rng(next(_STREAMS))
        yield (str(n), *cover_turnbull(rng, trials, n, HAZARD, 400))


def permutation_rows(trials: int) -> Iterator[tuple]:
    for n in SIZES:
        rng = np.random.default_rng(next(_STREAMS))
        yield (f"{n[0]}/{n[1]}", *(reject_intervals(rng, trials, n, (ratio * HAZARD, HAZARD), 199)
                                   for ratio in (1.0, RATIO)))  # fmt: skip


def occupancy_rows(replicates: int) -> Iterator[tuple]:
    for n in SIZES:
        for lost in (0.0, 0.2):
            rng = np.random.default_rng(next(_STREAMS))
            yield (f"{n[0]}/{n[1]}", f"{100 * lost:.0f} %",
                   *cover_occupancy(rng, replicates, n, lost).values())  # fmt: skip


def main() -> None:
    report = Report("durability", "Time to loss of response")
    report.say("Percent of intervals that hold the truth, among trials where one is given. Median "
               "time in the control arm 1, people lost uniformly between 1 and 3.")  # fmt: skip
    report.say("Kaplan-Meier at a time, one arm: percent of trials with somebody followed to "
               "it, then limits of each kind (a curve at 0 has none: missed).")  # fmt: skip
    report.table(("n", "true share", "followed to it", *KINDS), curve_rows(REPLICATES), REPLICATES)
    report.say("Difference of restricted mean times up to time 1 and up to the last time with 11 "
               "followed in both arms, and the hazard ratio, by Wald limits with the model's "
               "and with the robust SE.")  # fmt: skip
    report.table(("n", "hazard ratio", "given to 1", "mean to 1", "given to 11 at risk",
                  "mean to 11 at risk", "ratio, model SE", "ratio, robust SE"),
                 interval_rows(REPLICATES), REPLICATES)  # fmt: skip
    report.say("Tests at 5 %: percent of trials rejecting where nothing differs (without ties the "
               "log-rank test is the score test of Cox's model); the test of proportional hazards, "
               "where the ratio is constant, at 1 and at 0.5.")  # fmt: skip
    report.table(("n", "log-rank", "Peto-Peto", "likelihood ratio", "Wald", "Wald, robust SE",
                  "mean to 1", "proportional, 1", "proportional, 0.5"),
                 level_rows(REPLICATES), REPLICATES)  # fmt: skip
    report.say("Aalen-Johansen at a time, a competing event half as fast, one arm; none is given "
               "while nobody had the event.")  # fmt: skip
    report.table(("n", "true share", "given", "log-log"), incidence_rows(REPLICATES), REPLICATES)
    report.say("In response and not retreated at a visit: truly 45 % of the treatment arm and 30 % "
               "of the control arm; visits missed at random by the percentage given. Missing as "
               "not in response is measured against the share seen in response.")  # fmt: skip
    report.table(("n", "missed", "share, seen", "difference, seen", "share, seen or retreated",
                  "difference, seen or retreated", "share, missing = not",
                  "difference, missing = not"), occupancy_rows(REPLICATES), REPLICATES)  # fmt: skip
    report.say("Between visits at 0.25, 0.5, 1 and 2 of which 15 % are missed: Turnbull's share at "
               "each visit with 400 bootstrap samples, one arm.")  # fmt: skip
    report.table(("n", *(f"at {visit:g}" for visit in VISITS)), turnbull_rows(REPLICATES),
                 REPLICATES)  # fmt: skip
    report.say("Finkelstein's scores with 199 permutations: percent rejecting at 5 % where "
               "nothing differs and at a hazard ratio of 0.5.")  # fmt: skip
    report.table(("n", "ratio 1", "ratio 0.5"), permutation_rows(REPLICATES), REPLICATES)
    report.write()


if __name__ == "__main__":
    main()
