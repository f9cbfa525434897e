"""Clean cohort files to be damaged: shapes, delimiters, quotes and line ends by seed."""

import csv
import random
from dataclasses import dataclass, replace

from .clean import Clean, Numbers, Score, count_numbers, make_clean
from .writing import Grid, write_long, write_semi_long, write_wide

_SITES = ("Zürich", "Orléans", "Ærø", "Mönchengladbach")
_REMARKS = ("fine", "late, called first", 'said "better"', "tired; slept badly", "",
            "moved | new address", "none")  # fmt: skip


@dataclass(frozen=True)
class Base:
    """A clean file as a grid, and which scores each row under the header holds."""

    clean: Clean
    grid: Grid
    scores: tuple[tuple[Score, ...], ...]
    delimiter: str
    end: str
    quoting: int

    def write(self, row: list[str], quoting: int | None = None) -> str:
        """A row as a line without its end."""
        return write_row(row, self.delimiter, self.quoting if quoting is None else quoting)

    @property
    def lines(self) -> list[str]:
        """Every row as a line."""
        return [self.write(row) for row in self.grid]

    def join(self, lines: list[str]) -> str:
        """Lines as a text that ends as it should."""
        return self.end.join([*lines, ""])

    def without(self, lost: set[int]) -> Numbers:
        """The numbers of the rows (counted from 1 under the header) that are not lost."""
        kept = [part for row, part in enumerate(self.scores, 1) if row not in lost]
        scores = [score for part in kept for score in part]
        return count_numbers(scores, [score.person for score in scores])


def write_row(row: list[str], delimiter: str, quoting: int) -> str:
    """One row as CSV, without a line end."""

    def needs(cell: str) -> bool:
        return quoting == csv.QUOTE_ALL or any(sign in cell for sign in f'{delimiter}"\r\n')

    return delimiter.join(f'"{c.replace(chr(34), chr(34) * 2)}"' if needs(c) else c for c in row)


def make_base(draw: random.Random) -> Base:
    """A clean file."""
    few = draw.random() < 0.3
    clean = make_clean(
        draw.randrange(10**6), people=draw.choice((14, 20)) if few else draw.randint(24, 48),
        missing=draw.choice((0.0, 0.1, 0.3)), decimals=draw.random() < 0.3,
        ids=draw.choice(("P{:03d}", "{:04d}", "S-{:03d}", "2001-{:04d}")),
    )  # fmt: skip
    if draw.random() < 0.4:
        clean = _rename_sites(clean, draw)
    shape = draw.choice(("long", "semi_long", "wide"))
    grid, scores = _lay_out(clean, shape, draw)
    if draw.random() < 0.3:
        grid = _add_remarks(grid, draw)
    quoting = csv.QUOTE_ALL if draw.random() < 0.3 else csv.QUOTE_MINIMAL
    delimiter = draw.choice((",", ",", ",", ";", "\t", "|"))
    return Base(clean, grid, scores, delimiter, draw.choice(("\n", "\r\n")), quoting)


def _rename_sites(clean: Clean, draw: random.Random) -> Clean:
    moved = {p.id: replace(p, site=draw.choice(_SITES)) for p in clean.people}
    scores = tuple(replace(score, person=moved[score.person.id]) for score in clean.scores)
    return Clean(tuple(moved.values()), scores)


def _lay_out(
    clean: Clean, shape: str, draw: random.Random
) -> tuple[Grid, tuple[tuple[Score, ...], ...]]:
    if shape == "long":
        grid = write_long(clean)
        if draw.random() < 0.5:  # a last column that is mostly blank
            marks = ["rater_blinded"] + [draw.choice(("", "", "", "yes")) for _ in grid[1:]]
            grid = [[*row, mark] for row, mark in zip(grid, marks, strict=True)]
        return grid, tuple((score,) for score in clean.scores)
    by_visit = {}
    for score in clean.scores:
        key = score.person.id, score.visit if shape == "semi_long" else ""
        by_visit.setdefault(key, []).append(score)
    grid = write_semi_long(clean) if shape == "semi_long" else write_wide(clean)
    return grid, tuple(map(tuple, by_visit.values()))


def _add_remarks(grid: Grid, draw: random.Random) -> Grid:
    """A column of free text, in any place but the first."""
    place = draw.randint(1, len(grid[0]))
    words = ["remarks"] + [draw.choice(_REMARKS) for _ in grid[1:]]
    return [[*r[:place], word, *r[place:]] for r, word in zip(grid, words, strict=True)]
