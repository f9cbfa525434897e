"""Looking again and again: limits that hold at every look."""

from .boundary import boundary, mixture_scale
from .confidence_sequence import confidence_sequence

__all__ = ["boundary", "confidence_sequence", "mixture_scale"]
