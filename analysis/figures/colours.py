"""Colours and marks of arms and verdicts, the same in every picture, light and dark.

Text has no colour of its own: the page lets it follow its theme. Greys are translucent, so that
they read on either background. Every arm differs in colour, in the shape of its mark, in its line.
"""

from dataclasses import dataclass
from typing import Final

INCONCLUSIVE: Final = "#76808A"
GRID: Final = "rgba(128,128,128,.25)"
ZEBRA: Final = "rgba(128,128,128,.09)"
RULE: Final = "rgba(128,128,128,.7)"
EMPTY: Final = "rgba(128,128,128,.75)"
CLEAR: Final = "rgba(0,0,0,0)"


@dataclass(frozen=True)
class ArmStyle:
    """How an arm is drawn: colour, plotly symbol, plotly dash, and its mark as a character."""

    colour: str
    symbol: str
    dash: str
    glyph: str


ARM_STYLES: Final[dict[str, ArmStyle]] = {
    "infusion_only": ArmStyle("#C8641B", "circle", "dash", "●"),
    "infusion_plus_journaling": ArmStyle("#AA6FF0", "square", "dot", "■"),
    "infusion_plus_psychotherapy": ArmStyle("#1B7A8C", "diamond", "solid", "◆"),
}
"""Journaling's violet is at least 30 (CIE76) from the other two as seen with each kind of colour
blindness, and 3:1 on both backgrounds. No colour reaches 30 by CIEDE2000 under that condition."""

OTHER: Final = ArmStyle(INCONCLUSIVE, "circle", "solid", "●")


def style_of(arm: str) -> ArmStyle:
    """How an arm is drawn; grey for a name that is none of the three."""
    return ARM_STYLES.get(arm, OTHER)


SEVERITY_RAMP: Final = ("#8FBBD0", "#5F9FC0", "#3C82A8", "#25668D", "#134766")
"""From the mildest band to the most severe; always with labels."""


def ramp_colour(place: int, of: int) -> str:
    """The colour of one of `of` bands from the mildest, between the two ends of the ramp."""
    at = place * (len(SEVERITY_RAMP) - 1) / max(of - 1, 1)
    first = min(int(at), len(SEVERITY_RAMP) - 2)
    ends = [[int(SEVERITY_RAMP[first + i][j : j + 2], 16) for j in (1, 3, 5)] for i in (0, 1)]
    mixed = [round(a + (b - a) * (at - first)) for a, b in zip(*ends, strict=True)]
    return "#" + "".join(f"{part:02X}" for part in mixed)


def fade(colour: str, share: float) -> str:
    """A hex colour made translucent: 1 is opaque."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share:g})"
