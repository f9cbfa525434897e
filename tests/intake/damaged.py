"""What came of damaging a file, and the small tools every kind of damage uses."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from .bases import Base
from .clean import Numbers


@dataclass(frozen=True)
class Damaged:
    """A damaged file.

    `lost` are the rows (from 1 under the header) that can no longer be read; `rows` the row
    numbers, as a spreadsheet shows them, where something is wrong (empty: anywhere); `right` the
    numbers of a right reading, where they are not those of the clean file; `rest` those without
    single scores that can no longer be read.
    """

    data: bytes
    lost: frozenset[int] = frozenset()
    rows: frozenset[int] = frozenset()
    right: Numbers | None = None
    rest: Numbers | None = None


Damage = Callable[[Base, random.Random], Damaged | None]
"""One kind of damage; None where the base holds nothing that it could damage."""

KINDS: dict[str, Damage] = {}
"""Every kind of damage by name."""


def damage(function: Damage) -> Damage:
    """Enter a kind of damage under the name of its function."""
    KINDS[function.__name__] = function
    return function


def pick_rows(base: Base, draw: random.Random, most: int = 3) -> list[int]:
    """Up to a few rows under the header, in order; the header is row 0."""
    return sorted(draw.sample(range(1, len(base.grid)), draw.randint(1, most)))


def damage_rows(
    base: Base,
    draw: random.Random,
    change: Callable[[str], str | None],
    *,
    loses: bool = True,
    most: int = 3,
) -> Damaged | None:
    """A few lines changed, each in its place; None where a line cannot be."""
    lines, rows = base.lines, pick_rows(base, draw, most)
    for row in rows:
        changed = change(lines[row])
        if changed is None or changed == lines[row]:
            return None
        lines[row] = changed
    return Damaged(
        base.join(lines).encode(),
        frozenset(rows) if loses else frozenset(),
        frozenset(row + 1 for row in rows),
    )


def places_of(line: str, delimiter: str) -> list[int]:
    """Where a line's delimiters stand that are not within quotes."""
    inside, places = False, []
    for place, sign in enumerate(line):
        inside ^= sign == '"'
        if sign == delimiter and not inside:
            places.append(place)
    return places


def cut_out(line: str, place: int) -> str:
    """A line without one of its signs."""
    return line[:place] + line[place + 1 :]


def put_in(line: str, place: int, sign: str) -> str:
    """A line with something more at a place."""
    return line[:place] + sign + line[place:]
