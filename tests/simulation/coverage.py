"""Measure the coverage of every interval shown: `python -m tests.simulation.coverage`.

Writes data/coverage.csv and prints the same table. One seed; a few minutes on one core.
"""

import argparse
import csv
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from . import cells
from .cells import Row

SEED = 20_240_229
REPLICATES = 20_000
TARGET = Path(__file__).resolve().parents[2] / "data" / "coverage.csv"
LOWEST = 0.93
"""Below it the program says that an interval is approximate."""

LOWEST_ANYWHERE = 0.90
"""The same for the worst true share of a grid."""


def measure(replicates: int) -> Iterator[Row]:
    """Every row of the table; each cell has a generator of its own, so cells stay as they are."""
    streams = iter(np.random.SeedSequence(SEED).spawn(200))

    def generator() -> np.random.Generator:
        return np.random.default_rng(next(streams))

    for n in cells.SIZES:
        for sd in cells.SPREADS:
            for d in cells.EFFECTS:
                yield from cells.cover_continuous(generator(), replicates, n, sd, d)
    for n in cells.SIZES:
        for sd in cells.SPREADS:
            yield from cells.cover_joint(generator(), replicates, n, sd, cells.EFFECTS[0])
    for n in cells.SIZES:
        for sd in cells.SPREADS:
            yield from cells.cover_adjusted(generator(), replicates, n, sd, cells.EFFECTS[0])
    for n in cells.SIZES:
        yield from cells.cover_risks(generator(), replicates, n)
    for k in (3, 6, 12):
        for tau2 in (0, 0.05, 0.2):
            yield from cells.cover_pools(generator(), replicates, k, tau2)
    for people in (12, 24, 30, 33, 66, 100):
        yield cells.cover_means(generator(), replicates, people)
        yield from cells.cover_wilson(people)
    for n in cells.SIZES:
        yield from cells.cover_newcombe(n)


def write_table(rows: list[Row], target: Path) -> None:
    """Coverage and its error to five digits after the point."""
    with target.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(Row._fields)
        for row in rows:
            lowest = LOWEST_ANYWHERE if row.setting.startswith("minimum") else LOWEST
            low = f"under {lowest:.0%}: approximate" if row.coverage < lowest else ""
            note = "; ".join(filter(None, [row.note, low]))
            coverage, error = f"{row.coverage:.5f}", f"{row.monte_carlo_se:.5f}"
            out.writerow([*row[:6], coverage, error, note])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=REPLICATES)
    parser.add_argument("--out", type=Path, default=TARGET)
    chosen = parser.parse_args()
    started, rows = time.monotonic(), []
    for row in measure(chosen.replicates):
        rows.append(row)
        print(*row[:5], row.replicates, f"{row.coverage:.4f}", row.note, sep="\t", flush=True)
    write_table(rows, chosen.out)
    print(f"{len(rows)} rows in {time.monotonic() - started:.0f} s -> {chosen.out.name}")


if __name__ == "__main__":
    main()
