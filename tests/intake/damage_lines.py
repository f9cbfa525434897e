"""Damage to lines, headers and whole files."""

import random

from .bases import Base
from .clean import count_numbers, make_clean
from .damaged import Damaged, cut_out, damage, damage_rows, pick_rows, places_of, put_in
from .writing import PEOPLE, describe, write_csv, write_long, write_semi_long, write_wide


@damage
def line_ends_mixed(base: Base, draw: random.Random) -> Damaged | None:
    """Some lines end in another way."""
    others = ["\n", "\r\n"] if draw.random() < 0.5 else ["\n", "\r\n", "\r"]
    ends = [draw.choice(others) for _ in base.lines]
    text = "".join(line + end for line, end in zip(base.lines, ends, strict=True))
    return Damaged(text.encode())


@damage
def line_ends_lone(base: Base, draw: random.Random) -> Damaged | None:
    """A few lines end in a carriage return alone."""
    rows = pick_rows(base, draw)
    text = "".join(
        line + ("\r" if row in rows else base.end) for row, line in enumerate(base.lines)
    )
    return Damaged(text.encode(), frozenset(), frozenset(row + 1 for row in rows))


@damage
def line_ends_doubled(base: Base, draw: random.Random) -> Damaged | None:
    """Blank lines, after each line or after some."""
    every, end = draw.random() < 0.5, draw.choice((base.end, "\r\n", "\r"))
    text = "".join(
        line + base.end + (end if every or draw.random() < 0.2 else "") for line in base.lines
    )
    return Damaged(text.encode())


@damage
def line_split(base: Base, draw: random.Random) -> Damaged | None:
    """Rows broken in two."""
    rows = pick_rows(base, draw, 2)
    lines, near = [], set()
    for row, line in enumerate(base.lines):
        if row in rows:
            place = draw.randint(1, len(line) - 1)
            near |= {len(lines) + 1, len(lines) + 2}
            lines += [line[:place], line[place:]]
        else:
            lines.append(line)
    return Damaged(base.join(lines).encode(), frozenset(rows), frozenset(near))


@damage
def lines_merged(base: Base, draw: random.Random) -> Damaged | None:
    """Two rows on one line."""
    lines, row = base.lines, draw.randrange(1, len(base.grid) - 1)
    lines[row : row + 2] = [lines[row] + lines[row + 1]]
    return Damaged(base.join(lines).encode(), frozenset({row, row + 1}), frozenset({row + 1}))


@damage
def header_delimiter_dropped(base: Base, draw: random.Random) -> Damaged | None:
    """Two names run together."""
    lines = base.lines
    lines[0] = cut_out(lines[0], draw.choice(places_of(lines[0], base.delimiter)))
    return Damaged(base.join(lines).encode())


@damage
def header_delimiter_doubled(base: Base, draw: random.Random) -> Damaged | None:
    """A name too many, and it is empty."""
    lines = base.lines
    lines[0] = put_in(lines[0], draw.choice(places_of(lines[0], base.delimiter)), base.delimiter)
    return Damaged(base.join(lines).encode())


@damage
def header_missing(base: Base, draw: random.Random) -> Damaged | None:
    """No row names the columns."""
    return Damaged(base.join(base.lines[1:]).encode())


@damage
def header_names_twice(base: Base, draw: random.Random) -> Damaged | None:
    """A column has another one's name."""
    names = list(base.grid[0])
    one, other = draw.sample(range(len(names)), 2)
    names[one] = names[other]
    return Damaged(base.join([base.write(names), *base.lines[1:]]).encode())


@damage
def header_name_blank(base: Base, draw: random.Random) -> Damaged | None:
    """A column lost its name."""
    names = list(base.grid[0])
    names[draw.randrange(len(names))] = ""
    return Damaged(base.join([base.write(names), *base.lines[1:]]).encode())


@damage
def header_shifted(base: Base, draw: random.Random) -> Damaged | None:
    """Names stand a column too far to the left, or to the right."""
    names = base.grid[0]
    moved = [*names[1:], names[0]] if draw.random() < 0.5 else [names[-1], *names[:-1]]
    return Damaged(base.join([base.write(moved), *base.lines[1:]]).encode())


@damage
def header_name_lost(base: Base, draw: random.Random) -> Damaged | None:
    """A name is gone and its delimiter with it."""
    names = list(base.grid[0])
    del names[draw.randrange(len(names))]
    return Damaged(base.join([base.write(names), *base.lines[1:]]).encode())


@damage
def header_again(base: Base, draw: random.Random) -> Damaged | None:
    """The header comes again between rows."""
    lines = base.lines
    for row in reversed(pick_rows(base, draw)):
        lines.insert(row, lines[0])
    return Damaged(base.join(lines).encode())


@damage
def tables_joined(base: Base, draw: random.Random) -> Damaged | None:
    """Two files of the same columns one after the other, each with its header."""
    other = make_clean(draw.randrange(10**6), people=12, ids="Q{:03d}")
    narrow = ["patient_id", "arm", "condition", "visit", "day", "instrument", "score"]
    if base.grid[0] != narrow:
        return None
    lines = [base.write(row) for row in write_long(other)]
    right = count_numbers([*base.clean.scores, *other.scores], [*base.clean.people, *other.people])
    mark = draw.choice(("", "\ufeff"))
    text = base.join(base.lines) + mark + base.join(lines)
    return Damaged(text.encode(), right=right)


@damage
def tables_stacked(base: Base, draw: random.Random) -> Damaged | None:
    """Another table under the first: people, or scores in another shape."""
    other = make_clean(draw.randrange(10**6), people=12, instruments=("GAD7", "WSAS"))
    grids = [[PEOPLE] + [describe(person) for person in base.clean.people], write_long(other),
             write_wide(other), write_semi_long(other)]  # fmt: skip
    grid = draw.choice([g for g in grids if g[0] != base.grid[0]])
    if draw.random() < 0.5:
        order = draw.sample(range(len(grid[0])), len(grid[0]))
        grid = [[row[place] for place in order] for row in grid]
    gap = draw.choice(("", base.end))
    below = write_csv(grid, base.delimiter, base.end, base.quoting)
    return Damaged((base.join(base.lines) + gap + below).encode())


@damage
def block_again(base: Base, draw: random.Random) -> Damaged | None:
    """A block of rows stands twice."""
    start = draw.randrange(1, len(base.grid) - 3)
    block = base.lines[start : start + draw.randint(2, 12)]
    place = draw.choice((start + len(block), len(base.lines)))
    lines = base.lines
    lines[place:place] = block
    return Damaged(base.join(lines).encode())


@damage
def end_cut_off(base: Base, draw: random.Random) -> Damaged | None:
    """The file ends within a row."""
    lines = base.lines
    row = draw.randrange(len(lines) // 2, len(lines))
    line = lines[row][: draw.randint(1, len(lines[row]) - 1)]
    lost = frozenset(range(row, len(base.grid)))
    text = base.end.join([*lines[:row], line])
    return Damaged(text.encode(), lost, frozenset({row + 1}))


@damage
def blank_column(base: Base, draw: random.Random) -> Damaged | None:
    """An empty column without a name."""
    place = draw.randint(0, len(base.grid[0]))
    lines = [base.write([*r[:place], "", *r[place:]]) for r in base.grid]
    return Damaged(base.join(lines).encode())


@damage
def blank_column_in_rows(base: Base, draw: random.Random) -> Damaged | None:
    """An empty column that the header does not have."""
    place = draw.randint(0, len(base.grid[0]))
    lines = [base.write([*r[:place], "", *r[place:]]) for r in base.grid[1:]]
    return Damaged(base.join([base.lines[0], *lines]).encode())


@damage
def preamble_and_footer(base: Base, draw: random.Random) -> Damaged | None:
    """Lines before the table and after it."""
    above = draw.choice((["Clinic export"], ["Study A", "made 3 June", ""], []))
    below = draw.choice((["Total" + base.delimiter + "96"], ["", "End of file"], ["N = 40"]))
    return Damaged(base.join([*above, *base.lines, *below]).encode())


@damage
def padded_with_spaces(base: Base, draw: random.Random) -> Damaged | None:
    """Cells padded as in a printed table."""
    if base.quoting:
        return None
    return damage_rows(
        base, draw, lambda line: line.replace(base.delimiter, f" {base.delimiter} "), loses=False
    )
