"""Points side by side where they would hide one another, the same way every time."""

from collections.abc import Sequence

HALF_WIDTH = 0.3
STEP = 0.035


def spread_points(values: Sequence[float], bin_height: float) -> list[float]:
    """Sideways offset of each value: those in one bin stand next to each other, centred.

    Parameters
    ----------
    values : sequence of float
        Scores.
    bin_height : float
        Scores closer than this share a bin, above zero.

    Returns
    -------
    list of float
        In the order of `values`, between -`HALF_WIDTH` and `HALF_WIDTH`; no chance is involved.
    """
    bins: dict[int, list[int]] = {}
    for position, value in sorted(enumerate(values), key=lambda pair: pair[1]):
        bins.setdefault(round(value / bin_height), []).append(position)
    most = max((len(members) for members in bins.values()), default=1)
    step = min(STEP, 2 * HALF_WIDTH / most)
    offsets = [0.0] * len(values)
    for members in bins.values():
        middle = (len(members) - 1) / 2
        for rank, position in enumerate(members):
            offsets[position] = step * (rank - middle)
    return offsets
