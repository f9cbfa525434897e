"""Files with bad rows in several tables, and in wide and semi-long ones."""

import random
from dataclasses import replace

from .clean import count_numbers
from .kit_people import pack
from .kit_text import draw_clean
from .labelled import KIT, Labelled, accept
from .writing import PEOPLE, describe, write_csv, write_long, write_semi_long, write_wide

bad_rows = KIT.enter("bad rows")


@bad_rows
def orphans(draw: random.Random) -> Labelled:
    """Scores of people who are not among the participants."""
    clean = draw_clean(draw)
    people = [["patient_id", "arm_planned", *PEOPLE[2:]]] + [describe(p) for p in clean.people]
    scores = [[r[0], *r[3:]] for r in write_long(clean)]
    rows = []
    for name in ("X1", "X2", "X2"):
        scores.append([name, "week 2", "14", "PHQ9", str(len(rows))])
        rows.append(len(scores))
    data = pack({"participants.csv": write_csv(people), "scores.csv": write_csv(scores)})
    return accept(data, clean, rejected={"orphan_rows": rows}, name="cohort.zip")


@bad_rows
def wide_cells(draw: random.Random) -> Labelled:
    """In a wide file a bad cell leaves its row: only that score is lost."""
    clean = draw_clean(draw, missing=0.0)
    grid, table = write_wide(clean), clean.table
    lost = set()
    for k, text in enumerate(("x", "999.5", "-1", "high")):
        person, place = clean.people[3 * k], 6 + draw.randrange(len(grid[0]) - 6)
        grid[3 * k + 1][place] = text
        name, visit = divmod(place - 6, len(clean.visits))
        lost.add((person.id, clean.instruments[name], clean.visits[visit]))
    left = [replace(s, value=None) if key in lost else s for key, s in table.items()]
    return accept(write_csv(grid), count_numbers(left, clean.people), rejected={},
                  said=("non_numeric", "out_of_range"))  # fmt: skip


@bad_rows
def semi_long_rows(draw: random.Random) -> Labelled:
    """A row a person and visit: two that differ are both left out, a copy once."""
    clean = draw_clean(draw, missing=0.0)
    grid = write_semi_long(clean)
    one, copied = draw.sample(range(1, len(grid)), 2)
    other = [*grid[one][:4], *("0" if cell != "0" else "3" for cell in grid[one][4:])]
    grid += [list(grid[copied]), other]
    gone = (grid[one][0], grid[one][3])
    kept = [s for s in clean.scores if (s.person.id, s.visit) != gone]
    rows = {"duplicate_exact": [len(grid) - 1], "duplicate_conflict": [one + 1, len(grid)]}
    return accept(write_csv(grid), count_numbers(kept, clean.people), rejected=rows)
