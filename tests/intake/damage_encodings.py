"""Damage to encodings."""

import random

from .bases import Base
from .damaged import Damaged, damage


@damage
def encoding_cp1252(base: Base, draw: random.Random) -> Damaged | None:
    """Windows text."""
    return Damaged(_with_accents(base).encode("cp1252"))


@damage
def encoding_in_two(base: Base, draw: random.Random) -> Damaged | None:
    """Some rows in another encoding than the rest."""
    lines = _with_accents(base).split(base.end)
    parts = [line.encode(draw.choice(("utf-8", "cp1252"))) for line in lines]
    return Damaged(base.end.encode().join(parts))


@damage
def encoding_twice(base: Base, draw: random.Random) -> Damaged | None:
    """UTF-8 taken for Windows text and written as UTF-8 again."""
    text = _with_accents(base).encode()
    return Damaged(text.decode("cp1252", "ignore").encode())


@damage
def encoding_utf16(base: Base, draw: random.Random) -> Damaged | None:
    """UTF-16, with its mark or without."""
    return Damaged(_with_accents(base).encode(draw.choice(("utf-16", "utf-16-le", "utf-16-be"))))


@damage
def letters_lost(base: Base, draw: random.Random) -> Damaged | None:
    """Accents became the replacement character, or a question mark."""
    lost = draw.choice(("\ufffd", "?"))
    text = "".join(sign if sign.isascii() else lost for sign in _with_accents(base))
    return Damaged(text.encode())


def _with_accents(base: Base) -> str:
    """The text, with a column of accented words."""
    words = ("clinic", "Zürich", "Orléans", "Ærø", "Köln")
    rows = [[*cells, words[row % 4 + 1] if row else words[0]]
            for row, cells in enumerate(base.grid)]  # fmt: skip
    return base.join([base.write(row) for row in rows])
