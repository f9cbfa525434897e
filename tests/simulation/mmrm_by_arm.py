"""One covariance for both arms, or one each? `python -m tests.simulation.mmrm_by_arm`."""

from collections.abc import Iterator

import numpy as np

from analysis.core import CannotEstimate, Estimate
from analysis.longitudinal import mmrm_by_visit

from .mmrm import LEVEL, SIZES, draw_trial, holds
from .report import Report

SEED, REPLICATES = 20_260_707, 600
RATIOS = (1.0, 1.5, 1 / 1.5, 2.0, 0.5)
LEAST = (0, 8, 12, 20)
WAYS = {
    "shared": ("kenward-roger", False),
    "shared, KR-MAR": ("kenward-roger-mar", False),
    "by arm": ("kenward-roger-mar", True),
}  # fmt: skip


def fit_last(
    trial: tuple[np.ndarray, np.ndarray, np.ndarray], way: str
) -> tuple[Estimate, Estimate] | None:
    """Difference at the last visit in points and as g; None where the model is refused."""
    correction, by_arm = WAYS[way]
    nothing = np.zeros((len(trial[0]), 0))
    try:
        found = mmrm_by_visit(*trial, nothing, LEVEL, correction, by_arm=by_arm)  # type: ignore[arg-type]
    except CannotEstimate:
        return None
    return found.visits[-1].difference, found.visits[-1].standardised


def cover(
    rng: np.random.Generator, replicates: int, n: tuple[int, int], ratio: float
) -> dict[str, np.ndarray]:
    """Whether each way's interval holds the truth (NaN: refused), and the fewest seen at last."""
    held: dict[str, list[float]] = {name: [] for name in (*WAYS, "by arm, g")}
    fewest, widths = [], []
    for _ in range(replicates):
        trial = draw_trial(rng, n, 0.0, ratio)
        seen = ~np.isnan(trial[1][:, -1])
        fewest.append(min(int(seen[trial[2]].sum()), int(seen[~trial[2]].sum())))
        found = {way: fit_last(trial, way) for way in WAYS}
        for way, both in found.items():
            held[way].append(float(holds(both[0], 0.0)) if both else np.nan)
        one, other = found["by arm"], found["shared"]
        held["by arm, g"].append(float(holds(one[1], 0.0)) if one else np.nan)
        if one and other:
            widths.append((one[0].high - one[0].low) / (other[0].high - other[0].low))
    arrays = {name: np.array(values) for name, values in held.items()}
    return {**arrays, "fewest": np.array(fewest), "width": np.array(widths)}


def follow_rule(found: dict[str, np.ndarray], least: int) -> np.ndarray:
    """Coverage of a covariance by arm from `least` seen on, a shared one below or where refused."""
    apart = (found["fewest"] >= least) & ~np.isnan(found["by arm"])
    return np.where(apart, found["by arm"], found["shared, KR-MAR"])


def rows_of(replicates: int, sizes: tuple, ratios: tuple, seed: int) -> Iterator[tuple]:
    rng = np.random.default_rng(seed)
    for n in sizes:
        for ratio in ratios:
            found = cover(rng, replicates, n, ratio)
            shares = [float(np.nanmean(found[name])) for name in (*WAYS, "by arm, g")]
            rules = [float(np.nanmean(follow_rule(found, least))) for least in LEAST]
            yield (f"{n[0]}/{n[1]}", f"{ratio:.2g}:1", f"{found['fewest'].mean():.0f}", *shares,
                   float(np.isnan(found["by arm"]).mean()), f"{np.median(found['width']):.2f}",
                   *rules)  # fmt: skip


_DESIGN = f"""Trials as in `mmrm` (four visits, about 30 % lost by the last, at random given what
was seen; true difference 0). The SD around the line on baseline in the treatment arm is `SD ratio`
times the comparator's. Percent of 95 % intervals at the last visit that hold the truth:
**shared**, one unstructured covariance with Kenward-Roger; the same with KR-MAR; **by arm**, each
arm with its own and KR-MAR, where that model could be fitted (`refused` in percent). `width` is the
median of the by-arm interval's over the shared one's. The last columns follow a rule: by arm where
so many of **both** arms were seen at the last visit (`always`: whatever was seen), else (or where
refused) shared with KR-MAR. {REPLICATES} replicates a cell: Monte Carlo error 0.9."""
_IN_WORDS = """In words: one shared covariance holds 86 to 98 % where the arms differ in size and in
spread; a covariance for each arm with KR-MAR holds in every cell where it can be fitted, and costs
little width where the arms vary alike (10 % at 12 an arm, 2 to 5 % from 30). Asking for a least
number seen only gives the bad cells back to the shared model, so pages take a covariance by arm
wherever it can be fitted (`rule: always`), and say so where it cannot."""


def main() -> None:
    report = Report("mmrm_by_arm", "Over time: one covariance, or one for each arm")
    report.say(_DESIGN)
    header = (
        "n per arm", "SD ratio", "fewest seen", *WAYS, "by arm, g", "refused", "width",
        *(f"rule: {least} seen" if least else "rule: always" for least in LEAST),
    )  # fmt: skip
    report.table(header, rows_of(REPLICATES, SIZES, RATIOS, SEED))
    report.say(_IN_WORDS)
    report.write()


if __name__ == "__main__":
    main()
