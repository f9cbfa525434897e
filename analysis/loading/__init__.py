"""Bytes of a file to a checked cohort, and the catalogue of instruments."""
