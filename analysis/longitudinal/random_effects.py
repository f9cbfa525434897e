"""Linear mixed model: people differ in level, and where asked in slope over time."""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from analysis.core import CannotEstimate

from .contrasts import MixedFit
from .covariance import Structure, Unfolded
from .fitting import maximise
from .orthogonal import orthogonalise
from .patterns import Patterns, gather

_FEWEST_REPEATED = 2


@dataclass(frozen=True, eq=False)
class RandomEffectsFit(MixedFit):
    """A mixed model with a random intercept, or intercept and slope.

    `turn` maps effects over the scaled time of the fit to those over time as given.
    """

    turn: np.ndarray
    rows_missing: int = 0
    people_unseen: int = 0

    @property
    def between(self) -> np.ndarray:
        """Covariance of people's intercepts (and slopes), shape (1, 1) or (2, 2)."""
        return _effects(self.parameters, self.turn)

    @property
    def within(self) -> float:
        """Variance of scores around a person's own line."""
        return float(self.parameters[-1])

    @property
    def n_obs(self) -> int:
        return self.data.n_obs

    @property
    def n_people(self) -> int:
        return self.data.n_people


def fit_random_effects(
    design: np.ndarray, score: np.ndarray, person: np.ndarray, time: np.ndarray | None,
    reml: bool = True,
) -> RandomEffectsFit:  # fmt: skip
    """Coefficients of a linear model in which people differ at random.

    Parameters
    ----------
    design : ndarray, shape (rows, p)
        The model's columns, a constant among them; a row with a missing value is left out.
    score : ndarray, shape (rows,)
        Points; NaN where a person was not seen.
    person : ndarray, shape (rows,)
        Who; several rows a person.
    time : ndarray, shape (rows,), or None
        Time whose slope differs between people; None for a random intercept alone.
    reml : bool
        Restricted maximum likelihood, else maximum likelihood.

    Raises
    ------
    CannotEstimate
        "nobody", "too_few", "collinear", "no_variation", "not_repeated", "zero_variance" when
        people do not differ beyond chance, "not_converged", "no_maximum", "too_large".

    Notes
    -----
    y_ij = x_ij b + u_i + v_i t_ij + e_ij, (u, v) ~ N(0, G), e ~ N(0, s2). lme4 would give a fit
    with a variance of zero where this refuses.

    References
    ----------
    Laird NM, Ware JH (1982). Biometrics 38:963-974; Bates D et al. (2015). J Stat Softw 67(1).
    """
    design, score = np.asarray(design, dtype=float), np.asarray(score, dtype=float)
    everyone, who = np.unique(person, return_inverse=True)
    when = np.zeros(len(score)) if time is None else np.asarray(time, dtype=float)
    kept = ~np.isnan(score) & np.isfinite(when) & ~np.isnan(design).any(axis=1)
    if not kept.any():
        raise CannotEstimate("nobody", "There is nobody with a score.", "Check the columns named.")
    seen, who = np.unique(who[kept], return_inverse=True)
    scaled, turn = _scale(when[kept], time is not None)
    slot = _place_within(who, scaled)
    _require_repeated(who, scaled, time is not None)
    columns = orthogonalise(design[kept], score[kept])
    data = gather(columns, who, slot, int(slot.max()) + 1, scaled)
    structure = _structure(data, who, slot, scaled, time is not None)
    optimum = maximise(data, structure, structure.start(columns.residual), reml, _MEND)
    _require_positive(optimum.evaluation.parameters, turn)
    return RandomEffectsFit(
        data, structure, optimum, reml, turn, int((~kept).sum()), len(everyone) - len(seen)
    )


_MEND = "Try a random intercept without a slope, or the MMRM with covariance cs."


def _scale(when: np.ndarray, sloped: bool) -> tuple[np.ndarray, np.ndarray]:
    """Time with mean 0 and SD 1, and the matrix that turns its effects into those of time."""
    if not sloped:
        return when, np.eye(1)
    mean, sd = when.mean(), when.std()
    if not sd > 0:
        raise CannotEstimate("not_repeated", "All scores are of one time.",
                             "Name the column of time.")  # fmt: skip
    return (when - mean) / sd, np.array([[1, -mean / sd], [0, 1 / sd]])


def _place_within(person: np.ndarray, when: np.ndarray) -> np.ndarray:
    """Each row's place among its person's rows in order of time."""
    order = np.lexsort((when, person))
    first = np.searchsorted(person[order], np.arange(person.max() + 1))
    place = np.empty(len(person), dtype=int)
    place[order] = np.arange(len(person)) - first[person[order]]
    return place


def _require_repeated(person: np.ndarray, when: np.ndarray, sloped: bool) -> None:
    pairs = np.unique(np.column_stack([person, when]), axis=0)[:, 0] if sloped else person
    if (np.bincount(pairs.astype(int)) > 1).sum() < _FEWEST_REPEATED:
        raise CannotEstimate(
            "not_repeated", "Fewer than two people have more than one score"
            + (" at different times." if sloped else "."),
            "Name the column of the person, and one row for each time.",
        )  # fmt: skip


def _structure(
    data: Patterns, person: np.ndarray, slot: np.ndarray, when: np.ndarray, sloped: bool
) -> Structure:
    """V = Z G Z' + s2 I, linear in the elements of G and s2; Z differs between patterns."""
    times = np.zeros((data.n_people, data.slots))
    times[person, slot] = when
    times = times[data.representatives]
    one = np.ones_like(times)
    parts = [one[:, :, None] * one[:, None, :]]
    if sloped:
        mixed = one[:, :, None] * times[:, None, :]
        parts += [mixed + mixed.transpose(0, 2, 1), times[:, :, None] * times[:, None, :]]
    parts.append(np.broadcast_to(np.eye(data.slots), parts[0].shape))
    shares = np.array([0.5, 0.0, 0.1, 0.4] if sloped else [0.5, 0.5])

    def start(residual: np.ndarray) -> np.ndarray:
        return np.asarray(shares * np.square(residual).mean())

    name = "random slope" if sloped else "random intercept"
    return Structure(name, np.stack(parts, axis=1), Unfolded, start)


def _effects(parameters: np.ndarray, turn: np.ndarray) -> np.ndarray:
    if len(turn) == 1:
        return parameters[:1].reshape(1, 1)
    level, mixed, slope = parameters[:3]
    return np.asarray(turn @ np.array([[level, mixed], [mixed, slope]]) @ turn.T)


def _require_positive(parameters: np.ndarray, turn: np.ndarray) -> None:
    """Refuse variances at or below zero, and intercepts and slopes that follow from each other."""
    between = _effects(parameters, np.eye(len(turn)))
    if np.linalg.eigvalsh(between)[0] <= 1e-6 * parameters[-1] or parameters[-1] <= 0:
        what = "slopes" if len(turn) == 2 else "levels"
        raise CannotEstimate(
            "zero_variance", f"People's {what} do not differ beyond chance, so their variance "
            "cannot be estimated.", _MEND if len(turn) == 2 else "Use the MMRM instead.",
        )  # fmt: skip


def likelihood_ratio(larger: MixedFit, smaller: MixedFit) -> tuple[float, int, float]:
    """(chi-squared, df, p) of a larger covariance against a smaller one inside it, both by ML.

    The chi-squared distribution is conservative where the smaller has a variance at zero.
    """
    chisq = smaller.minus2_loglik - larger.minus2_loglik
    df = len(larger.parameters) - len(smaller.parameters)
    return chisq, df, float(chdtrc(df, max(chisq, 0.0)))
