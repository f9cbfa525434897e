"""Scores of those lost, under what their own arm or the reference arm makes likely."""

from typing import NamedTuple

import numpy as np

from analysis.core.results import Assumption

from .arm_draws import Regressions


class Lost(NamedTuple):
    """People of one arm, gaps filled: `filled` (m, people, columns), `last` column seen of each.

    `given` columns come before the first visit: 1, covariates, baseline.
    """

    filled: np.ndarray
    last: np.ndarray
    given: int


def continue_own_arm(
    lost: Lost, drawn: Regressions, end: int, rng: np.random.Generator
) -> np.ndarray:
    """Scores after the last one seen, up to column `end`, as missing at random in the own arm.

    Returns
    -------
    ndarray, shape (m, people, columns)
        A copy of `lost.filled` in which columns up to `end` are complete.

    Notes
    -----
    Column by column: the drawn regression on the columns before, plus a drawn residual.
    """
    complete = lost.filled.copy()
    for column in range(1, end + 1):
        people = np.flatnonzero(lost.last < column)
        if len(people):
            before = complete[:, people, :column]
            complete[:, people, column] = _draw(before, drawn, column, rng)
    return complete


def continue_as_reference(
    lost: Lost,
    own: Regressions,
    reference: Regressions,
    assumption: Assumption,
    rng: np.random.Generator,
) -> np.ndarray:
    """Scores after the last one seen, as if support had ended there or never begun.

    Parameters
    ----------
    lost : Lost
        People of the treatment arm, baseline complete.
    own, reference : Regressions
        Draws for the treatment arm (up to the last visit seen by anybody lost) and the reference.
    assumption : {"j2r", "cr", "cir"}
        Jump to reference: the mean is the reference arm's from the first visit missed. Copy
        reference: it was the reference arm's all along, so that a person better than it stays so.
        Copy increments in reference: the advantage in mean at the last visit seen is kept.

    Returns
    -------
    ndarray, shape (m, people, columns)
        A copy of `lost.filled`, complete.

    Notes
    -----
    The mean of each arm is taken given covariates and baseline; residuals before and after drop-out
    have the covariances that make the regression of later on earlier ones the reference arm's
    (Carpenter, Roger & Kenward 2013). For j2r a person's history therefore enters the reference
    arm's regressions moved by the difference between the arms' means. Rubin's rules then give a
    variance close to that under missing at random, larger than the spread of the estimate over
    repeated trials (Cro, Carpenter & Kenward 2019).

    References
    ----------
    Carpenter JR, Roger JH, Kenward MG (2013). J Biopharm Stat 23:1352-1371;
    Cro S, Carpenter JR, Kenward MG (2019). J R Stat Soc A 182:623-645.
    """
    complete = lost.filled.copy()
    width = complete.shape[2]
    people = np.flatnonzero(lost.last < width - 1)
    if not len(people):
        return complete
    last = lost.last[people]
    history = complete[:, people]
    shift = _mean_shift(history, last, lost.given, own, reference, assumption)
    moved = history + shift
    kept = _kept_advantage(shift, last, lost.given, assumption)
    for column in range(lost.given, width):
        gone = np.flatnonzero(last < column)
        if len(gone):
            moved[:, gone, column] = _draw(moved[:, gone, :column], reference, column, rng)
            complete[:, people[gone], column] = moved[:, gone, column] + kept[:, gone]
    return complete


def _draw(
    before: np.ndarray, drawn: Regressions, column: int, rng: np.random.Generator
) -> np.ndarray:
    mean = (before @ drawn.slopes[:, column, :column, None])[:, :, 0]
    noise = rng.standard_normal(mean.shape)
    return np.asarray(mean + drawn.sd[:, column, None] * noise)


def _mean_shift(
    history: np.ndarray,
    last: np.ndarray,
    given: int,
    own: Regressions,
    reference: Regressions,
    assumption: Assumption,
) -> np.ndarray:
    """Reference arm's mean minus the own arm's at each visit seen; zero elsewhere and for cr."""
    shift = np.zeros_like(history)
    furthest = int(last.max())
    if assumption == "cr" or furthest < given:
        return shift
    means = [_visit_means(history, given, furthest, arm) for arm in (reference, own)]
    seen = np.arange(given, furthest + 1) <= last[:, None]
    shift[:, :, given : furthest + 1] = np.where(seen, means[0] - means[1], 0)
    return shift


def _visit_means(history: np.ndarray, given: int, furthest: int, arm: Regressions) -> np.ndarray:
    """Each person's mean at each visit given covariates and baseline, (m, people, visits)."""
    columns = history[:, :, : furthest + 1].copy()
    for column in range(given, furthest + 1):
        slopes = arm.slopes[:, column, :column, None]
        columns[:, :, column] = (columns[:, :, :column] @ slopes)[:, :, 0]
    return columns[:, :, given:]


def _kept_advantage(
    shift: np.ndarray, last: np.ndarray, given: int, assumption: Assumption
) -> np.ndarray:
    """What cir adds to j2r: own mean minus the reference's at the last visit seen."""
    kept = -np.take_along_axis(shift, np.maximum(last, given)[None, :, None], axis=2)[:, :, 0]
    return kept if assumption == "cir" else np.zeros_like(kept)
