"""Which mark is which arm, above a picture that has no room for names beside its marks."""

from typing import Any, Final

from .colours import style_of
from .text import name_arm, note, small

KEY_ROW: Final = 19.0
"""Pixels one arm needs."""

_PATHS: Final = {
    "circle": "M 5 0 L 4.3 2.5 L 2.5 4.3 L 0 5 L -2.5 4.3 L -4.3 2.5 L -5 0 L -4.3 -2.5 "
    "L -2.5 -4.3 L 0 -5 L 2.5 -4.3 L 4.3 -2.5 Z",
    "square": "M -4.5 -4.5 L 4.5 -4.5 L 4.5 4.5 L -4.5 4.5 Z",
    "diamond": "M 0 6 L 6 0 L 0 -6 L -6 0 Z",
}


def write_key(
    arms: tuple[str, ...], substance: str, above: float, left: float = 0.0
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A mark in its colour and its arm's name in the colour of text, one line an arm.

    Parameters
    ----------
    arms : tuple of str
        In the order of their lines.
    substance : str
        What the arms are named after.
    above : float
        Pixels from the top of the plot up to the middle of the first line.
    left : float
        Width of the left margin, px: the key begins at the edge of the picture.

    Returns
    -------
    tuple of list
        Shapes and annotations.
    """
    shapes, notes = [], []
    for i, arm in enumerate(arms):
        style, up = style_of(arm), above - KEY_ROW * i
        path = _move(_PATHS[style.symbol], 8 - left, up)
        shapes.append({"type": "path", "xref": "paper", "yref": "paper", "xsizemode": "pixel",
                       "ysizemode": "pixel", "xanchor": 0, "yanchor": 1, "path": path,
                       "fillcolor": style.colour, "line": {"width": 0}})  # fmt: skip
        text = small(name_arm(arm, substance))
        notes.append(note(text, 0, 1, xshift=20 - left, yshift=up))
    return shapes, notes


def _move(path: str, right: float, up: float) -> str:
    """A path of M, L and Z moved by pixels; up is up."""
    words = path.split()
    moved, across = [], True
    for word in words:
        if word in "MLZ":
            moved.append(word)
        else:
            moved.append(f"{float(word) + (right if across else up):g}")
            across = not across
    return " ".join(moved)
