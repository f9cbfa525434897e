"""The tables of a simulation, written as the script measured them."""

import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

TABLES = Path(__file__).resolve().parent / "tables"

Row = Sequence[object]


class Report:
    """Headings, sentences and tables of one topic, in order."""

    def __init__(self, topic: str, title: str) -> None:
        self.topic, self.started = topic, time.monotonic()
        self.lines = [f"# {title}", "", f"Written by `python -m tests.simulation.{topic}`.", ""]

    def say(self, *sentences: str) -> None:
        self.lines += [*sentences, ""]

    def table(self, header: Sequence[str], rows: Iterable[Row], drawn: int | None = None) -> list:
        """One table, and its rows; floats are shares in percent unless they are text already.

        `drawn` replicates stand above it with the Monte Carlo error they leave; 0 means exact.
        """
        if drawn is not None:
            self.say(say_replicates(drawn))
        self.lines.append("| " + " | ".join(header) + " |")
        self.lines.append("|" + "---|" * len(header))
        kept = []
        for row in rows:
            self.lines.append("| " + " | ".join(_show(cell) for cell in row) + " |")
            print(*map(_show, row), sep="\t", flush=True)
            kept.append(row)
        self.lines.append("")
        return kept

    def write(self) -> None:
        """The topic's page, and its rows of data/coverage.csv."""
        from .stored import store

        TABLES.mkdir(exist_ok=True)
        text = "\n".join(self.lines).rstrip() + "\n"
        (TABLES / f"{self.topic}.md").write_text(text, encoding="utf-8")
        store(self.topic)
        print(f"{self.topic}: {time.monotonic() - self.started:.0f} s")


def say_replicates(drawn: int) -> str:
    """How many replicates a cell has, and what that leaves to chance, in percent."""
    if not drawn:
        return "Exact: summed over everything that can happen, no Monte Carlo error."
    near, far = (100 * np.sqrt(p * (1 - p) / drawn) for p in (0.95, 0.8))
    return (f"{drawn:,} replicates a cell; Monte Carlo error {near:.2f} where 95 % hold, "
            f"{far:.2f} where 80 % do.")  # fmt: skip


def span(shares: Iterable[float]) -> str:
    """The lowest and the highest of some shares, in percent: the words of a page say it with this.

    Nan where an interval is not given; those are left out.
    """
    found = np.array(list(shares), dtype=float)
    found = found[~np.isnan(found)]
    low, high = f"{100 * found.min():.1f}", f"{100 * found.max():.1f}"
    return f"{low} %" if low == high else f"{low} to {high} %"


def _show(cell: object) -> str:
    return f"{100 * cell:.1f}" if isinstance(cell, float) else str(cell)
