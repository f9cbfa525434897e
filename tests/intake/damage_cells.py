"""Damage to delimiters, quotes, numbers and signs within rows."""

import csv
import random
from dataclasses import replace

from .bases import Base
from .clean import count_numbers
from .damaged import Damaged, cut_out, damage, damage_rows, pick_rows, places_of, put_in


@damage
def delimiter_dropped(base: Base, draw: random.Random) -> Damaged | None:
    """Two cells run together."""
    return damage_rows(
        base, draw, lambda line: cut_out(line, draw.choice(places_of(line, base.delimiter)))
    )


@damage
def delimiter_doubled(base: Base, draw: random.Random) -> Damaged | None:
    """An empty cell too many within a row."""
    return damage_rows(
        base,
        draw,
        lambda line: put_in(line, draw.choice(places_of(line, base.delimiter)), base.delimiter),
    )


@damage
def delimiter_other(base: Base, draw: random.Random) -> Damaged | None:
    """Some rows are divided by another sign."""
    other = draw.choice([sign for sign in ",;\t|" if sign != base.delimiter])
    return damage_rows(base, draw, lambda line: line.replace(base.delimiter, other))


@damage
def quote_dropped(base: Base, draw: random.Random) -> Damaged | None:
    """One quote is gone."""
    return damage_rows(base, draw, lambda line: _drop_quote(line, draw), most=2)


def _drop_quote(line: str, draw: random.Random) -> str | None:
    places = [place for place, sign in enumerate(line) if sign == '"']
    return cut_out(line, draw.choice(places)) if places else None


@damage
def quote_doubled(base: Base, draw: random.Random) -> Damaged | None:
    """One quote stands twice."""

    def double(line: str) -> str | None:
        places = [place for place, sign in enumerate(line) if sign == '"']
        return put_in(line, draw.choice(places), '"') if places else None

    return damage_rows(base, draw, double, most=2)


@damage
def quote_added(base: Base, draw: random.Random) -> Damaged | None:
    """A quote where none belongs."""
    return damage_rows(
        base, draw, lambda line: put_in(line, draw.randint(0, len(line)), '"'), most=2
    )


@damage
def quotes_bent(base: Base, draw: random.Random) -> Damaged | None:
    """A word processor bent the quotes of some rows, or of all."""

    def bend(line: str) -> str:
        head, _, rest = line.partition(base.delimiter)
        bare = head.strip('"')
        return f"“{bare}”{base.delimiter}{rest}"

    return damage_rows(base, draw, bend)


@damage
def decimal_comma_in_some(base: Base, draw: random.Random) -> Damaged | None:
    """Some rows write their decimals with a comma."""
    rows = [r for r in range(1, len(base.grid)) if any(c.endswith(".5") for c in base.grid[r])]
    if not rows:
        return None
    chosen = draw.sample(rows, min(len(rows), draw.randint(1, 6)))
    lines = base.lines
    for row in chosen:
        cells = [c.replace(".5", ",5") if c.endswith(".5") else c for c in base.grid[row]]
        lines[row] = base.write(cells)
    return _without_halves(base, base.join(lines), chosen)


def _without_halves(base: Base, text: str, rows: list[int]) -> Damaged:
    """Damaged so that the halves of some rows can no longer be read, or the rows cannot."""
    left = [
        replace(s, value=None) if row in rows and s.text.endswith(".5") else s
        for row, part in enumerate(base.scores, 1)
        for s in part
    ]
    hit = frozenset(row + 1 for row in rows)
    rest = count_numbers(left, base.clean.people)
    return Damaged(text.encode(), frozenset(rows), hit, rest=rest)


@damage
def decimal_comma_unquoted(base: Base, draw: random.Random) -> Damaged | None:
    """Some rows write their decimals with a comma that nothing protects."""
    rows = pick_rows(base, draw, 4)
    lines = [
        line.replace(".5", ",5") if row in rows else line for row, line in enumerate(base.lines)
    ]
    if any(".5" not in base.lines[row] for row in rows):
        return None
    return _without_halves(base, base.join(lines), rows)


@damage
def thousands_unquoted(base: Base, draw: random.Random) -> Damaged | None:
    """A column of large numbers, some of them with a comma that nothing protects."""
    place = draw.randint(1, len(base.grid[0]))
    lines, hit = [], set()
    for row, cells in enumerate(base.grid):
        steps = "steps" if row == 0 else str(draw.randint(700, 9000))
        if row and draw.random() < 0.15 and int(steps) >= 1000:
            steps, _ = f"{int(steps):,}", hit.add(row)
        quoting = base.quoting if row not in hit else csv.QUOTE_NONE
        before, after = cells[:place], cells[place:]
        parts = [base.write(part) for part in (before, after) if part]
        middle = base.write([steps]) if quoting != csv.QUOTE_NONE else steps
        lines.append(base.delimiter.join([parts[0], middle, *parts[1:]]))
    if not hit:
        return None
    lost = frozenset(hit) if base.delimiter == "," else frozenset()
    return Damaged(base.join(lines).encode(), lost, frozenset(row + 1 for row in hit))


@damage
def mark_in_the_middle(base: Base, draw: random.Random) -> Damaged | None:
    """A byte-order mark at the start of a line, as where files were joined."""
    return damage_rows(base, draw, lambda line: "\ufeff" + line, loses=False)


@damage
def invisible_signs(base: Base, draw: random.Random) -> Damaged | None:
    """Signs of no width, or hard spaces, around an id."""
    sign = draw.choice(("\u200b", "\xa0", " ", "\u2060"))

    def pad(line: str) -> str:
        head, _, rest = line.partition(base.delimiter)
        inside = f"{head[:-1]}{sign}{head[-1]}" if head.endswith('"') else head + sign
        return f"{inside}{base.delimiter}{rest}"

    return damage_rows(base, draw, pad, loses=False)


@damage
def zero_bytes(base: Base, draw: random.Random) -> Damaged | None:
    """Bytes that are zero within rows."""
    return damage_rows(base, draw, lambda line: put_in(line, draw.randint(1, len(line)), "\x00"))


@damage
def trailing_delimiter_on_some(base: Base, draw: random.Random) -> Damaged | None:
    """Some rows end in an empty cell too many."""
    most = max(3, len(base.grid) * draw.choice((1, 2, 6, 9)) // 10)
    extra = base.delimiter * draw.choice((1, 1, 2))
    return damage_rows(base, draw, lambda line: line + extra, loses=False,
                       most=min(most, len(base.grid) - 2))  # fmt: skip


@damage
def trailing_delimiter_on_all(base: Base, draw: random.Random) -> Damaged | None:
    """Every row ends in an empty cell too many; the header perhaps."""
    lines, extra = base.lines, base.delimiter * draw.choice((1, 1, 3))
    first = draw.choice((0, 1))
    lines = [line + extra if row >= first else line for row, line in enumerate(lines)]
    return Damaged(base.join(lines).encode())


@damage
def cells_cut_off(base: Base, draw: random.Random) -> Damaged | None:
    """Some rows end before their last cells."""
    lines, rows = base.lines, pick_rows(base, draw)
    for row in rows:
        lines[row] = base.write(base.grid[row][: -draw.randint(1, 3)])
    return Damaged(base.join(lines).encode(), frozenset(rows), frozenset(r + 1 for r in rows))


@damage
def marks_anywhere(base: Base, draw: random.Random) -> Damaged | None:
    """A few delimiters, quotes and line ends are lost, doubled or out of place."""
    text = base.join(base.lines)
    for _ in range(draw.randint(2, 6)):
        marks = [k for k, sign in enumerate(text) if sign in f'{base.delimiter}"\r\n']
        place, kind = draw.choice(marks), draw.randrange(3)
        if kind == 0:
            text = cut_out(text, place)
        elif kind == 1:
            text = put_in(text, place, text[place])
        else:
            sign = draw.choice((base.delimiter, '"', "\n", "\r"))
            text = put_in(text, draw.randrange(len(text)), sign)
    return Damaged(text.encode())
