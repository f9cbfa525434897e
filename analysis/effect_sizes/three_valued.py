"""Yes, no, and cannot say: 1, 0 and nan (Kleene's logic)."""

import numpy as np

YES, NO = 1.0, 0.0


def known(condition: np.ndarray, *values: np.ndarray) -> np.ndarray:
    """A condition as 1 or 0, and nan where a value it rests on is missing."""
    missing = np.any([np.isnan(value) for value in values], axis=0)
    return np.where(missing, np.nan, np.asarray(condition, dtype=float))


def all_of(*answers: np.ndarray) -> np.ndarray:
    """Yes where all are yes, no where one is no, else it cannot be said."""
    found = np.stack(np.broadcast_arrays(*answers))
    untold = np.where(np.isnan(found).any(axis=0), np.nan, YES)
    return np.where((found == NO).any(axis=0), NO, untold)


def any_of(*answers: np.ndarray) -> np.ndarray:
    """Yes where one is yes, no where all are no, else it cannot be said."""
    return np.asarray(1 - all_of(*(1 - answer for answer in answers)))


def none_of(*answers: np.ndarray) -> np.ndarray:
    """Yes where all are no, no where one is yes, else it cannot be said."""
    return np.asarray(1 - any_of(*answers))
