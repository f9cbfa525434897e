"""What every distance between two arms' scores asks of them."""

import numpy as np

from analysis.core import CannotEstimate


def require_arms(
    treatment: np.ndarray, control: np.ndarray, least: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Both arms' scores as floats.

    Raises
    ------
    CannotEstimate
        "too_few" with under `least` scores in an arm, "not_finite" where a score is missing or
        infinite, "no_variation" where all people of both arms have the same score.
    """
    t, c = (np.asarray(scores, dtype=float) for scores in (treatment, control))
    if min(len(t), len(c)) < least:
        raise CannotEstimate("too_few", f"Each arm needs {least} or more scores.",
                             "Choose a visit or an instrument with more people.")  # fmt: skip
    together = np.concatenate([t, c])
    if not np.isfinite(together).all():
        raise CannotEstimate("not_finite", "A score is missing or infinite.",
                             "Leave such rows out, or mend them.")  # fmt: skip
    if np.ptp(together) == 0:
        raise CannotEstimate("no_variation", "Everybody has the same score.",
                             "Choose another score.")  # fmt: skip
    return t, c
