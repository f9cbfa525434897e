"""Words for the size of a standardised effect, for the detailed view only."""

from typing import Final

_SIZES: Final = ((0.8, "large"), (0.5, "moderate"), (0.2, "small"))


def name_size(value: float) -> str:
    """Cohen's word for a standardised difference, whichever its sign.

    Parameters
    ----------
    value : float
        In SDs.

    Returns
    -------
    str
        "very small" below 0.2, then "small", "moderate" from 0.5, "large" from 0.8.

    References
    ----------
    Cohen J (1988). Statistical Power Analysis for the Behavioral Sciences, 2nd ed., pp. 25-27.
    """
    return next((word for least, word in _SIZES if abs(value) >= least), "very small")
