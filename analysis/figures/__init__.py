"""Released results as pictures; the only room that knows plotly."""

from .canvas import image_options
from .forest import draw_forest, draw_site_forest
from .icons import draw_icon_array
from .text import escape
from .trajectories import draw_trajectories
from .two_groups import draw_two_groups

__all__ = [
    "draw_forest", "draw_icon_array", "draw_site_forest", "draw_trajectories", "draw_two_groups",
    "escape", "image_options",
]  # fmt: skip
