"""Who took part, what they received, who was lost."""

from .attrition import count_followed_up
from .characteristics import count_characteristics
from .exposure import measure_exposure
from .screening import count_screened_out

__all__ = ["count_characteristics", "count_followed_up", "count_screened_out", "measure_exposure"]
