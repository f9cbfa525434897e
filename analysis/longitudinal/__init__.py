"""Scores over time."""

from .visit_summaries import ObservedMean, summarise_visits

__all__ = ["ObservedMean", "summarise_visits"]
