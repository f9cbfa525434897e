"""Outcomes of infusions with and without psychotherapy: load, ask, draw, say."""
