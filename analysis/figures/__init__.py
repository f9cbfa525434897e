"""Released results as pictures; the only room that knows plotly."""

from .alluvial import draw_bands
from .arm_pairs import draw_arm_pairs
from .attrition_flow import draw_flow
from .before_after import draw_before_after
from .canvas import image_options
from .change_clouds import draw_changes
from .courses import draw_courses
from .for_whom import draw_interactions, draw_levels
from .forest import draw_forest, draw_site_forest
from .icons import draw_icon_array
from .in_response import draw_in_response
from .looks import draw_looks
from .losses import draw_losses
from .love import draw_love
from .overlap import draw_overlap
from .per_100 import draw_better_and_worse, draw_harms
from .power import draw_power_curves
from .received import draw_received
from .responders import draw_responders
from .session_course import draw_session_course
from .session_mix import draw_session_timing
from .shrunken_forest import draw_shrunken_conditions
from .text import escape
from .tipping import draw_tipping
from .trajectories import draw_trajectories
from .two_groups import draw_two_groups
from .visit_patterns import draw_patterns

__all__ = [
    "draw_arm_pairs", "draw_bands", "draw_before_after", "draw_better_and_worse", "draw_changes",
    "draw_courses", "draw_flow", "draw_forest", "draw_harms", "draw_icon_array", "draw_in_response",
    "draw_interactions", "draw_levels", "draw_looks", "draw_losses", "draw_love", "draw_overlap",
    "draw_patterns", "draw_power_curves", "draw_received", "draw_responders", "draw_session_course",
    "draw_session_timing", "draw_shrunken_conditions", "draw_site_forest", "draw_tipping",
    "draw_trajectories", "draw_two_groups", "escape", "image_options",
]  # fmt: skip
