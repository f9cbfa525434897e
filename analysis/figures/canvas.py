"""What every picture is painted on, and how a reader may save it."""

from collections.abc import Sequence
from typing import Any, Final

import plotly.graph_objects as go

from .colours import CLEAR
from .text import BODY

FONT: Final = (
    '"Source Sans", "Source Sans Pro", "Source Sans 3", system-ui, -apple-system, "Segoe UI", '
    "Roboto, Helvetica, Arial, sans-serif"
)
EXPORT_WIDTH: Final = 1200

Trace = dict[str, Any]
"""A trace before plotly checks it, once, with the whole figure."""


def scatter(**choices: Any) -> Trace:
    """A trace of points or lines."""
    return {"type": "scatter", **choices}


def paint(
    data: Sequence[Any],
    height: float,
    margin: dict[str, float],
    axes: dict[str, Any],
    shapes: Sequence[dict[str, Any]],
    annotations: Sequence[dict[str, Any]],
) -> go.Figure:
    """A figure made in one go; its width is that of the page, its height is fixed.

    The template is empty: plotly's own would set colours of text and take a third of the time.
    """
    layout = {
        "template": {},
        "autosize": True,
        "height": round(height),
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "autoexpand": False, "pad": 0} | margin,
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": {"family": FONT, "size": BODY},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "shapes": list(shapes),
        "annotations": list(annotations),
        **axes,
    }
    return go.Figure(data=list(data), layout=layout)


def axis(**choices: Any) -> dict[str, Any]:
    """An axis without grid, line, zero line or zoom, unless told."""
    return {"showgrid": False, "zeroline": False, "showline": False, "fixedrange": True,
            "ticks": "", "automargin": False} | choices  # fmt: skip


def image_options(name: str, kind: str = "svg") -> dict[str, Any]:
    """Options of a chart: only the button that saves it, made in the reader's own browser.

    Parameters
    ----------
    name : str
        What the file is called; anything but letters, digits and hyphens becomes a hyphen.
    kind : {"svg", "png"}
        Vector or pixels (at twice the width).

    Returns
    -------
    dict
        For plotly's `config`: 1200 px wide, no other button, no logo, no scroll zoom.
    """
    if kind not in ("svg", "png"):
        raise ValueError("a picture is saved as svg or png")
    safe = "".join(c if c.isalnum() and c.isascii() else "-" for c in name).strip("-").lower()
    return {
        "displaylogo": False,
        "scrollZoom": False,
        "displayModeBar": "hover",
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {
            "format": kind,
            "filename": safe or "picture",
            "width": EXPORT_WIDTH,
            "height": None,
            "scale": 2 if kind == "png" else 1,
        },
    }
