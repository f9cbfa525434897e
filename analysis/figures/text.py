"""Text inside pictures: escaped, wrapped, placed, and the mark and source under each of them."""

from typing import Any, Final

from analysis.core import ARMS, label_arm
from analysis.core.results import DataNote
from analysis.privacy import Released

BODY: Final = 13.5
SMALL: Final = 12
LINE: Final = 17.6
"""Pixels from one line of body text to the next (plotly: 1.3 times the size)."""

MUTED: Final = 0.75
_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escape(text: str) -> str:
    """Text that plotly shows as it is: it reads tags, links and entities otherwise."""
    return text.translate(_ESCAPES)


def bold(text: str) -> str:
    """Escaped text, bold."""
    return f"<b>{escape(text)}</b>"


def small(text: str) -> str:
    """Escaped text, in the size of ticks."""
    return f'<span style="font-size:{SMALL}px">{escape(text)}</span>'


def wrap(text: str, width: int) -> list[str]:
    """Words of a text on lines of at most `width` characters; a longer word is cut with "…"."""
    lines = [""]
    for word in text.split():
        word = word if len(word) <= width else word[: width - 1] + "…"
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def shorten(text: str, width: int) -> str:
    """A text of at most `width` characters, its end replaced by "…"."""
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def lower_first(text: str) -> str:
    """A label inside a phrase: "Infusion only" is "infusion only", "MDMA" stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def name_arm(arm: str, substance: str) -> str:
    """Label of an arm; a name that is none of the three stays as it is."""
    return label_arm(arm, substance) if arm in ARMS else arm


def note(text: str, x: float, y: float, **placing: Any) -> dict[str, Any]:
    """One annotation without an arrow; placed on the paper, left and middle unless told."""
    base = {"text": text, "x": x, "y": y, "showarrow": False, "xref": "paper", "yref": "paper",
            "xanchor": "left", "yanchor": "middle", "align": "left"}  # fmt: skip
    return base | placing


def sign_off(released: Released[Any], below: float, compact: bool) -> list[dict[str, Any]]:
    """The mark and the source line at the foot of every picture, `below` pixels under the plot."""
    data: DataNote = released.result.data
    random = "people " + ("" if data.randomised else "not ") + "assigned at random"
    width = 44 if compact else 90
    mark = released.mark.partition(":")[0] if compact else released.mark
    first = f"{bold(shorten(mark, width))} · {random}" if mark else random[0].upper() + random[1:]
    name = shorten(data.name, 24 if compact else 60)
    source = f"Source: {name}" + (f", file {data.fingerprint[:8]}" if data.fingerprint else "")
    lines = (first, escape(source))
    return [
        note(line, 0, 0, yanchor="top", yshift=-below - 17 * i, font={"size": SMALL}, opacity=0.85)
        for i, line in enumerate(lines)
    ]


SIGN_OFF_HEIGHT: Final = 40
"""Pixels the two lines of `sign_off` need."""
