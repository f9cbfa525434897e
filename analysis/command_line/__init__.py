"""The four verbs of a page - load, ask, draw, say - printed instead of drawn."""

from .main import main

__all__ = ["main"]
