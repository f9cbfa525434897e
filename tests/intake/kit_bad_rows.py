"""Files with bad rows: each must be rejected under its code by its own row number."""

import json
import random
from dataclasses import dataclass, field

from .clean import Clean, Numbers, Score, count_numbers
from .kit_formats import as_cells
from .kit_text import draw_clean
from .labelled import KIT, Labelled, accept
from .workbooks import write_workbook
from .writing import Grid, write_csv, write_long

bad_rows = KIT.enter("bad rows")

ID, ARM, _, VISIT, DAY, INSTRUMENT, SCORE = range(7)


@dataclass
class Spoilt:
    """A long file whose rows are spoilt one by one.

    `grid` has the header at 0; `codes` says why a row of it must be rejected. Rows are chosen among
    those that have a score and are no baseline, each once, so that nothing else changes.
    """

    clean: Clean
    draw: random.Random
    grid: Grid = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.grid = [list(row) for row in write_long(self.clean)]
        self.free = [k for k, s in enumerate(self.clean.scores, 1) if s.day and s.value is not None]
        self.draw.shuffle(self.free)

    def spoil(self, cells: dict[int, str], code: str) -> int:
        """Write other cells into a free row, which is rejected for it."""
        row = self.free.pop()
        for place, text in cells.items():
            self.grid[row][place] = text
        self.codes[row] = code
        return row

    def kept(self) -> list[Score]:
        """Scores of rows that are not rejected."""
        return [s for k, s in enumerate(self.clean.scores, 1) if k not in self.codes]

    def numbers(self) -> Numbers:
        """The numbers of the rows that are kept; a row without a score still names a person."""
        kept = self.kept()
        return count_numbers(kept, [score.person for score in kept])

    def rows(self, above: int = 0, also: dict[int, str] | None = None) -> dict[str, list[int]]:
        """Row numbers by code, with so many rows above the header."""
        by_code: dict[str, list[int]] = {}
        for row, code in sorted({**self.codes, **(also or {})}.items()):
            by_code.setdefault(code, []).append(row + 1 + above)
        return by_code


def _spoil(draw: random.Random, spoils: list[tuple[dict[int, str], str]]) -> Labelled:
    spoilt = Spoilt(draw_clean(draw), draw)
    for cells, code in spoils:
        spoilt.spoil(cells, code)
    return accept(write_csv(spoilt.grid), spoilt.numbers(), rejected=spoilt.rows())


@bad_rows
def out_of_range(draw: random.Random) -> Labelled:
    """Scores no version of the instrument allows."""
    return _spoil(draw, [({SCORE: text}, "out_of_range") for text in ("61", "250", "-3")])


@bad_rows
def not_numbers(draw: random.Random) -> Labelled:
    """Words, numbers with words, and more than a number can hold."""
    texts = ("high", "12a", "1e309", "5 to 6", "inf", "0x1F", "1_0")
    return _spoil(draw, [({SCORE: text}, "non_numeric") for text in texts])


@bad_rows
def days_not_whole(draw: random.Random) -> Labelled:
    """Days with halves, and words."""
    return _spoil(draw, [({DAY: text}, "day_not_whole") for text in ("14.5", "two", "1e99")])


@bad_rows
def unknown_instruments(draw: random.Random) -> Labelled:
    """Scales nobody knows."""
    return _spoil(draw, [({INSTRUMENT: x}, "unknown_instrument") for x in ("QQ-77", "Mood diary")])


@bad_rows
def no_time(draw: random.Random) -> Labelled:
    """Neither visit nor day."""
    return _spoil(draw, [({VISIT: "", DAY: ""}, "unknown_visit")] * 3)


@bad_rows
def no_id(draw: random.Random) -> Labelled:
    """Rows of nobody."""
    return _spoil(draw, [({ID: ""}, "missing_id_or_footer"), ({ID: "  "}, "missing_id_or_footer")])


@bad_rows
def several_faults_in_a_row(draw: random.Random) -> Labelled:
    """Each row counts once, under the first of its faults."""
    return _spoil(draw, [
        ({ID: "", SCORE: "high"}, "missing_id_or_footer"),
        ({INSTRUMENT: "QQ-77", DAY: "x"}, "unknown_instrument"),
        ({DAY: "2.5", SCORE: "999999"}, "day_not_whole"),
    ])  # fmt: skip


@bad_rows
def unmapped_arms(draw: random.Random) -> Labelled:
    """A mapping that knows two arms, and rows of another or of none."""
    clean = draw_clean(draw, arms=("infusion_only", "infusion_plus_psychotherapy"))
    spoilt = Spoilt(clean, draw)
    for text in ("C", "?"):
        spoilt.spoil({ARM: text}, "unknown_arm")
    codes = {"infusion_only": "A", "infusion_plus_psychotherapy": "B"}
    for row in spoilt.grid[1:]:
        row[ARM] = codes.get(row[ARM], row[ARM])
    mapping = json.dumps({"version": 1, "arms": {code: arm for arm, code in codes.items()}})
    return accept(write_csv(spoilt.grid), spoilt.numbers(), rejected=spoilt.rows(),
                  mapping=mapping)  # fmt: skip


@bad_rows
def arm_changes(draw: random.Random) -> Labelled:
    """Two people are in two arms: none of their rows can be used."""
    clean = draw_clean(draw)
    spoilt = Spoilt(clean, draw)
    people = draw.sample(clean.people, 2)
    for person in people:
        rows = [k for k, s in enumerate(clean.scores, 1) if s.person == person]
        other = "infusion_only" if person.arm != "infusion_only" else "infusion_plus_journaling"
        spoilt.grid[draw.choice(rows[1:])][ARM] = other
        spoilt.codes |= dict.fromkeys(rows, "arm_changes_within_person")
    return accept(write_csv(spoilt.grid), spoilt.numbers(), rejected=spoilt.rows())


@bad_rows
def same_rows_twice(draw: random.Random) -> Labelled:
    """Copies at the end count once."""
    spoilt = Spoilt(draw_clean(draw), draw)
    copies = draw.sample(spoilt.free, 4)
    more = {len(spoilt.grid) + k: "duplicate_exact" for k in range(len(copies))}
    grid = spoilt.grid + [spoilt.grid[row] for row in copies]
    return accept(write_csv(grid), spoilt.numbers(), rejected=spoilt.rows(also=more))


@bad_rows
def two_scores_for_one(draw: random.Random) -> Labelled:
    """Two scores of one person, instrument and visit: neither is used."""
    spoilt = Spoilt(draw_clean(draw), draw)
    more = {}
    for _ in range(3):
        row = spoilt.spoil({}, "duplicate_conflict")
        other = list(spoilt.grid[row])
        other[SCORE] = "1" if other[SCORE] != "1" else "2"
        more[len(spoilt.grid)] = "duplicate_conflict"
        spoilt.grid.append(other)
    return accept(write_csv(spoilt.grid), spoilt.numbers(), rejected=spoilt.rows(also=more))


@bad_rows
def ragged(draw: random.Random) -> Labelled:
    """A cell too few, a cell too many."""
    spoilt = Spoilt(draw_clean(draw), draw)
    rows = [spoilt.spoil({}, "ragged_row") for _ in range(4)]
    for k, row in enumerate(rows):
        spoilt.grid[row] = spoilt.grid[row][:-2] if k % 2 else [*spoilt.grid[row], "checked"]
    return accept(write_csv(spoilt.grid), spoilt.numbers(), rejected=spoilt.rows())


@bad_rows
def under_a_preamble(draw: random.Random) -> Labelled:
    """Rows are numbered with what stands above the header."""
    spoilt = Spoilt(draw_clean(draw), draw)
    spoilt.spoil({SCORE: "61"}, "out_of_range")
    spoilt.spoil({SCORE: "x"}, "non_numeric")
    text = "Programme\nExport of 3 June\n\n" + write_csv(spoilt.grid)
    return accept(text, spoilt.numbers(), rejected=spoilt.rows(above=3))


@bad_rows
def among_cells_of_several_lines(draw: random.Random) -> Labelled:
    """A record of several lines is one row."""
    spoilt = Spoilt(draw_clean(draw), draw)
    spoilt.spoil({SCORE: "61"}, "out_of_range")
    spoilt.spoil({DAY: "1.5"}, "day_not_whole")
    grid = [[*row, "notes" if k == 0 else draw.choice(("a\nb", "c", "d\n\ne"))]
            for k, row in enumerate(spoilt.grid)]  # fmt: skip
    return accept(write_csv(grid), spoilt.numbers(), rejected=spoilt.rows())


@bad_rows
def among_blank_rows(draw: random.Random) -> Labelled:
    """Blank rows count in row numbers and are no records."""
    spoilt = Spoilt(draw_clean(draw), draw)
    for text in ("61", "x"):
        spoilt.spoil({SCORE: text}, "non_numeric" if text == "x" else "out_of_range")
    lines = write_csv(spoilt.grid).splitlines()
    gap = draw.randint(2, 6)
    text = "\n".join([*lines[:gap], "", "", *lines[gap:], ""])
    rows = {code: [row + 2 if row > gap else row for row in rows]
            for code, rows in spoilt.rows().items()}  # fmt: skip
    return accept(text, spoilt.numbers(), rejected=rows)


@bad_rows
def in_a_workbook(draw: random.Random) -> Labelled:
    """Rows as Excel numbers them, under two lines of title."""
    spoilt = Spoilt(draw_clean(draw), draw)
    spoilt.spoil({SCORE: "61"}, "out_of_range")
    spoilt.spoil({SCORE: "x"}, "non_numeric")
    rows = [["Ketamine programme"], [], *as_cells(spoilt.grid)]
    data = write_workbook({"Scores": rows})
    return accept(data, spoilt.numbers(), rejected=spoilt.rows(above=2), name="cohort.xlsx")


@bad_rows
def european(draw: random.Random) -> Labelled:
    """Decimal commas, and numbers that are none."""
    spoilt = Spoilt(draw_clean(draw, decimals=True), draw)
    for row in spoilt.grid[1:]:
        row[SCORE] = row[SCORE].replace(".", ",")
    for text in ("1,2,3", "12.5.1"):
        spoilt.spoil({SCORE: text}, "non_numeric")
    return accept(write_csv(spoilt.grid, ";", "\r\n"), spoilt.numbers(), rejected=spoilt.rows())
