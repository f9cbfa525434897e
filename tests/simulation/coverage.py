"""Measure the coverage of every interval shown: `python -m tests.simulation.coverage`.

Writes its rows of data/coverage.csv, if none but the whole number of replicates was asked for.
"""

import argparse
import time
from collections.abc import Iterator

import numpy as np

from . import cells
from .cells import Row
from .named import NAMES
from .stored import Line, make_line, store

SEED = 20_240_229
REPLICATES = 20_000


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


def lines_of(rows: list[Row]) -> Iterator[Line]:
    """The rows as data/coverage.csv holds them."""
    for row in rows:
        n = "/".join(str(people) for people in row[1:3] if people)
        share = row.coverage if NAMES[row.estimator][1] == "interval" else 1 - row.coverage
        yield make_line("coverage", row.estimator, n, str(row.sd_ratio), row.setting,
                        str(row.replicates), share, row.note)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=REPLICATES)
    chosen = parser.parse_args()
    started, rows = time.monotonic(), []
    for row in measure(chosen.replicates):
        rows.append(row)
        print(*row[:5], row.replicates, f"{row.coverage:.4f}", row.note, sep="\t", flush=True)
    if chosen.replicates == REPLICATES:
        store("coverage", lines_of(rows))
    print(f"coverage: {len(rows)} rows, {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
