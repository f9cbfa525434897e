"""The bands people move through, and the steps their change is counted in."""

from typing import Final

import numpy as np

from analysis.core import Band, Instrument
from analysis.core.results import ChangeBin, Move

FIFTHS: Final = 5
MOST_STEPS: Final = 12
"""Steps of change between the two ends of a scale."""

_ROUND: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)


def bands_of(instrument: Instrument) -> tuple[Band, ...]:
    """An instrument's bands from the mildest: its own, else fifths of its range, else none."""
    bands = sorted(instrument.bands, key=lambda band: band.low)
    if not bands and instrument.minimum is not None and instrument.maximum is not None:
        bands = _split(instrument.minimum, instrument.maximum)
    return tuple(bands[::-1] if instrument.better == "higher" else bands)


def _split(low: float, high: float) -> list[Band]:
    """Five parts of a range; a band begins where the one before it ends."""
    edges = np.round(np.linspace(low, high, FIFTHS + 1))
    return [
        Band(f"{a:g} to {b:g}", float(a), float(b))
        for a, b in zip(edges[:-1], [*(edges[1:-1] - 1), edges[-1]], strict=True)
    ]


def place_in_bands(scores: np.ndarray, bands: tuple[Band, ...]) -> np.ndarray:
    """Position of each score in bands from the mildest; between two bands it is in the lower."""
    lows = np.array([band.low for band in bands])
    rising = np.sort(lows)
    found = np.clip(np.searchsorted(rising, scores, side="right") - 1, 0, len(bands) - 1)
    return found if lows[0] == rising[0] else len(bands) - 1 - found


def count_moves(before: np.ndarray, after: np.ndarray, bands: int) -> np.ndarray:
    """People by band before (rows) and after (columns), shape (bands, bands)."""
    counts = np.bincount(before * bands + after, minlength=bands * bands)
    return counts.reshape(bands, bands)


def list_moves(
    arm: str, counts: np.ndarray
) -> tuple[tuple[Move, ...], tuple[Move, ...], tuple[Move, ...]]:
    """Who began in each band, who ended in each, and who moved from each to each (by row)."""
    of = int(counts.sum())

    def count(before: int | None, after: int | None, n: int) -> Move:
        return Move(arm, before, after, n, of, n / of if of else None)

    places = range(len(counts))
    began = tuple(count(i, None, int(counts[i].sum())) for i in places)
    ended = tuple(count(None, j, int(counts[:, j].sum())) for j in places)
    moves = tuple(count(i, j, int(counts[i, j])) for i in places for j in places)
    return began, ended, moves


def choose_change_step(instrument: Instrument, spread: float) -> float:
    """Width of a step of change: round, at most twelve over the scale.

    `spread` is the SD at baseline of everyone enrolled, for a scale without a published range.
    """
    ends = (instrument.minimum, instrument.maximum)
    span = 6 * spread if ends[0] is None or ends[1] is None else ends[1] - ends[0]
    return next((step for step in _ROUND if span / step <= MOST_STEPS), _ROUND[-1])


def count_changes(arm: str, better: np.ndarray, step: float) -> tuple[ChangeBin, ...]:
    """People by how far they changed, best first: steps better, no change, steps worse.

    `better` is each person's change in points better. A step holds changes of more than its edge
    nearer to zero, up to the other.
    """
    of = len(better)
    steps = np.sign(better) * np.ceil(np.abs(better) / step - 1e-9)
    most, least = int(max(steps.max(), 1)), int(min(steps.min(), -1))
    bins = []
    for k in range(most, least - 1, -1):
        n = int((steps == k).sum())
        low, high = ((k - 1) * step, k * step) if k > 0 else (k * step, (k + 1) * step)
        low, high = (0.0, 0.0) if k == 0 else (low, high)
        bins.append(ChangeBin(arm, low, high, n, of, n / of, k == 0))
    return tuple(bins)
