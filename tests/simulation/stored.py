"""data/coverage.csv from the tables: `python -m tests.simulation.stored` (a second; draws nothing).

Every script here calls `store` when it has written its table, so that the two agree; that they do
is a test (test_stored.py). The rows of `coverage` have no table: that script hands them over.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .named import NAMES
from .report import TABLES
from .shown import MINIMUM, SHOWN, Shown

TARGET = Path(__file__).resolve().parents[2] / "data" / "coverage.csv"
LOWEST = 0.93
"""Below it the program says that an interval is approximate."""

LOWEST_ANYWHERE = 0.90
"""The same for the worst true share of a grid."""

_EXACT = "Exact: "
_SPEAK_FOR_THEMSELVES = ("conditions", "studies", "scenario", "scores", "estimator")


class Line(NamedTuple):
    """One row of data/coverage.csv."""

    topic: str
    estimator: str
    name: str
    kind: str
    n_treatment: str
    n_comparator: str
    sd_ratio: str
    setting: str
    replicates: str
    coverage: str
    monte_carlo_se: str
    note: str


class Table(NamedTuple):
    """A table of a page, and the sentences that stand above it since the table before."""

    header: tuple[str, ...]
    rows: list[dict[str, str]]
    above: str
    replicates: str


def store(topic: str, lines: Iterable[Line] | None = None) -> None:
    """Put a topic's lines (by default those of its table) in place of the ones there are."""
    fresh = list(read_topic(topic) if lines is None else lines)
    kept = [line for line in read_stored() if line.topic != topic]
    order = ["coverage", *sorted({line.topic for line in [*kept, *fresh]} - {"coverage"})]
    with TARGET.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(Line._fields)
        out.writerows(sorted([*kept, *fresh], key=lambda line: order.index(line.topic)))


def read_stored() -> list[Line]:
    """What data/coverage.csv holds."""
    with TARGET.open(encoding="utf-8") as file:
        return [Line(**row) for row in csv.DictReader(file)]


def read_topic(topic: str) -> Iterator[Line]:
    """The lines a topic's page holds."""
    for table in read_tables((TABLES / f"{topic}.md").read_text("utf-8")):
        for shown in SHOWN.get(topic, ()):
            if shown.fits(table.header, table.above):
                for row in table.rows:
                    yield from read_row(topic, table, shown, row)


def read_tables(page: str) -> Iterator[Table]:
    """Every table of a page; how many replicates it has is the last number said above it."""
    above, said = "", ""
    for block in page.strip().split("\n\n"):
        if not block.startswith("|"):
            above += f"\n{block}"
            found = re.findall(r"([\d,]+) replicates|(Exact: )", block)
            said = (found[-1][0] or found[-1][1]) if found else said
            continue
        header, _, *rest = (
            tuple(cell.strip() for cell in line.strip("|").split("|")) for line in block.split("\n")
        )
        rows = [dict(zip(header, row, strict=True)) for row in rest]
        yield Table(header, rows, above, "exact" if said == _EXACT else said.replace(",", ""))
        above = ""


def read_row(topic: str, table: Table, shown: Shown, row: Mapping[str, str]) -> Iterator[Line]:
    """The lines of one row of a table."""
    if any(row[column] not in wanted for column, wanted in shown.only.items()):
        return
    n = next((row[column] for column in ("n", "n per arm") if column in row), "")
    ratio = next((row[column] for column in ("SD", "SD ratio") if column in row), "")
    where = [_say(column, row[column]) for column in shown.settings if row[column]]
    replicates = row.get("trials", table.replicates)
    if shown.by:
        code = shown.columns.get(row[shown.by])
        cells = [(code, row[c], extra) for c, extra in shown.shares.items() if code]
    else:
        cells = [(code, row[column], "") for column, code in shown.columns.items()]
    for code, percent, extra in cells:
        if percent not in ("-", "nan"):
            setting = ", ".join(filter(None, [*where, shown.said, extra]))
            share = float(percent) / 100
            yield make_line(topic, code, n, ratio, setting, replicates, share)


def _say(column: str, text: str) -> str:
    """What a column says was true; without its name where the text is words already."""
    return (
        text
        if column in _SPEAK_FOR_THEMSELVES and re.search("[a-z]", text, re.I)
        else (f"{column} {text}")
    )


def make_line(
    topic: str, code: str, n: str, ratio: str, setting: str, replicates: str, share: float,
    note: str = "",
) -> Line:  # fmt: skip
    """A line with its name, error and note; of a test the share that did not reject."""
    name, kind = NAMES[code]
    held = 1 - share if kind == "test" else share
    error = 0.0 if replicates == "exact" else np.sqrt(held * (1 - held) / int(replicates))
    lowest = LOWEST_ANYWHERE if MINIMUM in setting else LOWEST
    low = f"under {lowest:.0%}: approximate" if round(held, 6) < lowest else ""
    arms = [*n.split("/"), ""][:2]
    return Line(topic, code, name, kind, *arms, read_ratio(ratio), setting, replicates,
                f"{held:.5f}", f"{error:.5f}", "; ".join(filter(None, [note, low])))  # fmt: skip


def read_ratio(text: str) -> str:
    """SD of treatment over comparator, of "1.5:1" or "2"."""
    if not text:
        return ""
    one, _, other = text.partition(":")
    return f"{round(float(one) / float(other or 1), 3)}"


def approximate_below(lines: Iterable[Line]) -> dict[str, int]:
    """By estimator the size of the smaller arm from which no situation of like SDs falls short.

    Without an entry: nothing falls short, or the largest arms do too.
    """
    short: dict[str, dict[int, bool]] = {}
    for line in lines:
        if line.n_treatment and line.sd_ratio in ("", "1.0"):
            sizes = short.setdefault(line.estimator, {})
            fewest = min(int(n) for n in (line.n_treatment, line.n_comparator) if n)
            sizes[fewest] = sizes.get(fewest, False) or "under 9" in line.note
    found = {}
    for estimator, sizes in short.items():
        failing = [size for size, fails in sizes.items() if fails]
        above = [size for size in sizes if size > max(failing, default=0)]
        if failing and above:
            found[estimator] = min(above)
    return found


def main() -> None:
    for topic in SHOWN:
        if (TABLES / f"{topic}.md").is_file():
            store(topic)
    print(f"{len(read_stored())} rows -> {TARGET.name}")


if __name__ == "__main__":
    main()
