"""Multiple imputation of a matrix of scores, arm by arm."""

from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate
from analysis.core.results import Assumption

from .arm_draws import Regressions, draw_arm, find_gaps, last_seen, no_variation
from .reference_based import Lost, continue_as_reference, continue_own_arm

_ASSUMPTIONS = ("mar", "j2r", "cr", "cir")


@dataclass(frozen=True, eq=False)
class IncompleteScores:
    """Scores to impute: `scores` (people, visits) in order of time, nan where not seen.

    `baseline` (people,) may hold nan, and may be None where there is none; `covariates` (people,
    columns) are complete; `is_treatment` (people,) says who was in the treatment arm. `visits` are
    names for messages.
    """

    scores: np.ndarray
    baseline: np.ndarray | None
    is_treatment: np.ndarray
    covariates: np.ndarray
    visits: tuple[str, ...] = ()

    def columns(self) -> np.ndarray:
        """1, covariates, baseline, visits: (people, columns)."""
        ones = np.ones((len(self.scores), 1))
        before = [] if self.baseline is None else [self.baseline[:, None]]
        return np.hstack([ones, self.covariates, *before, self.scores])

    @property
    def given(self) -> int:
        """How many columns come before the first visit."""
        return 1 + self.covariates.shape[1] + (self.baseline is not None)

    def names(self) -> tuple[str, ...]:
        visits = self.visits or tuple(f"visit {i + 1}" for i in range(self.scores.shape[1]))
        return ("constant",) + ("covariate",) * self.covariates.shape[1] + (
            ("baseline",) if self.baseline is not None else ()
        ) + visits  # fmt: skip


@dataclass(frozen=True, eq=False)
class ImputedScores:
    """m complete data sets: `scores` (m, people, visits), `baseline` (1 or m, people) or None.

    `missing` (people, visits) marks what was imputed; `delta` are points added to that afterwards,
    in the treatment and the comparator arm.
    """

    scores: np.ndarray
    baseline: np.ndarray | None
    missing: np.ndarray
    is_treatment: np.ndarray
    covariates: np.ndarray
    assumption: Assumption
    seed: int
    delta: tuple[float, float] = (0.0, 0.0)

    @property
    def m(self) -> int:
        return len(self.scores)


def impute_scores(
    incomplete: IncompleteScores, assumption: Assumption, m: int, seed: int
) -> ImputedScores:
    """m draws of the missing scores, given those seen in the same arm.

    Parameters
    ----------
    incomplete : IncompleteScores
        Points, or any unit: the result does not depend on it.
    assumption : {"mar", "j2r", "cr", "cir"}
        What holds after drop-out: missing at random in the own arm; or, for those lost from the
        treatment arm, jump to, copy, or copy increments in the other arm. A visit missed in between
        is always missing at random in the own arm.
    m : int
        Imputed data sets. Fifty by default in this program: White, Royston & Wood (2011) ask for at
        least as many as per cent of missing information, which at a loss of a third is about 40;
        the fraction found is returned by `compare_imputed`.
    seed : int
        The same seed gives the same scores. The arms have streams of their own.

    Returns
    -------
    ImputedScores
        Scores seen stay as they are. Imputed scores are not held to the range of the instrument:
        cutting them off biases means.

    Raises
    ------
    CannotEstimate
        "not_finite", "missing_covariate", "one_arm", "few_imputations", "bad_assumption",
        "too_few_seen", "no_variation".

    Notes
    -----
    The joint normal of baseline and visits in each arm is written as a chain of regressions with
    prior 1/sigma; monotone drop-out has an exact posterior, gaps take `arm_draws.SWEEPS` turns of
    monotone data augmentation, a chain an imputation.

    References
    ----------
    Rubin DB (1987). Multiple Imputation for Nonresponse in Surveys. Wiley; Schafer JL (1997).
    Analysis of Incomplete Multivariate Data. Chapman & Hall; Carpenter JR, Roger JH, Kenward MG
    (2013). J Biopharm Stat 23:1352-1371; White IR, Royston P, Wood AM (2011). Stat Med 30:377-399.
    """
    _require_usable(incomplete, assumption, m)
    columns, centre, scale = _standardise(incomplete)
    treated = np.asarray(incomplete.is_treatment, dtype=bool)
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(2)]
    jumps = assumption != "mar" and bool((last_seen(columns[treated]) < columns.shape[1] - 1).any())
    control, reference = _impute_arm(
        columns[~treated], incomplete, m, streams[1], as_reference=jumps
    )
    if jumps:
        treatment = _impute_as_reference(
            columns[treated], incomplete, assumption, m, streams[0], reference
        )
    else:
        treatment, _ = _impute_arm(columns[treated], incomplete, m, streams[0])
    complete = np.empty((m, *columns.shape))
    complete[:, treated], complete[:, ~treated] = treatment, control
    return _collect(incomplete, complete * scale + centre, assumption, seed)


def _collect(
    incomplete: IncompleteScores, complete: np.ndarray, assumption: Assumption, seed: int
) -> ImputedScores:
    """Scores seen put back exactly as they were."""
    scores = np.asarray(incomplete.scores, dtype=float)
    missing = np.isnan(scores)
    baseline = incomplete.baseline
    if baseline is not None:
        drawn = complete[:, :, incomplete.given - 1]
        unknown = np.isnan(baseline)
        baseline = np.where(unknown, drawn, baseline) if unknown.any() else baseline[None]
    return ImputedScores(
        scores=np.where(missing, complete[:, :, incomplete.given :], scores),
        baseline=baseline,
        missing=missing,
        is_treatment=np.asarray(incomplete.is_treatment, dtype=bool),
        covariates=incomplete.covariates,
        assumption=assumption,
        seed=seed,
    )


def _first_drawn(columns: np.ndarray, incomplete: IncompleteScores) -> int:
    """The baseline is drawn only where somebody's is missing, else everything is given it."""
    before = incomplete.given - 1
    misses_baseline = incomplete.baseline is not None and np.isnan(columns[:, before]).any()
    return before if misses_baseline else incomplete.given


def _impute_arm(
    columns: np.ndarray, incomplete: IncompleteScores, m: int, rng: np.random.Generator,
    as_reference: bool = False,
) -> tuple[np.ndarray, Regressions]:  # fmt: skip
    """Missing at random in the own arm; regressions no further than needed."""
    last, end = last_seen(columns), columns.shape[1] - 1
    upto = end if as_reference or (last < end).any() else _last_of_gaps(columns, last)
    first = _first_drawn(columns, incomplete)
    filled, drawn = draw_arm(columns, first, upto, m, rng, incomplete.names())
    lost = Lost(filled, last, incomplete.given)
    return continue_own_arm(lost, drawn, end, rng), drawn


def _impute_as_reference(
    columns: np.ndarray, incomplete: IncompleteScores, assumption: Assumption, m: int,
    rng: np.random.Generator, reference: Regressions,
) -> np.ndarray:  # fmt: skip
    """Own arm for the baseline and gaps, the reference arm after drop-out."""
    last, end = last_seen(columns), columns.shape[1] - 1
    first = _first_drawn(columns, incomplete)
    furthest = int(last[last < end].max(initial=0)) if assumption != "cr" else 0
    upto = max(furthest, _last_of_gaps(columns, last), first if first < incomplete.given else 0)
    filled, own = draw_arm(columns, first, upto, m, rng, incomplete.names())
    lost = Lost(filled, last, incomplete.given)
    if first < incomplete.given:
        complete = continue_own_arm(lost, own, first, rng)
        lost = Lost(complete, np.maximum(last, first), incomplete.given)
    return continue_as_reference(lost, own, reference, assumption, rng)


def _last_of_gaps(columns: np.ndarray, last: np.ndarray) -> int:
    return max((gap.last for gap in find_gaps(columns, last)), default=0)


def _standardise(incomplete: IncompleteScores) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Columns with mean 0 and SD 1 over both arms, and what undoes it; the constant stays."""
    columns = incomplete.columns()
    names = incomplete.names()
    centre, scale = np.zeros(columns.shape[1]), np.ones(columns.shape[1])
    for j in range(1, columns.shape[1]):
        seen = columns[~np.isnan(columns[:, j]), j]
        spread = float(np.std(seen)) if len(seen) else 0.0
        if not spread > 1e-12 * float(np.abs(seen).max(initial=0)):
            raise no_variation(names[j])
        centre[j], scale[j] = seen.mean(), spread
    return (columns - centre) / scale, centre, scale


def _require_usable(incomplete: IncompleteScores, assumption: str, m: int) -> None:
    before = np.zeros(0) if incomplete.baseline is None else incomplete.baseline
    for values in (incomplete.scores, incomplete.covariates, before):
        if np.isinf(values).any():
            raise CannotEstimate("not_finite", "A score or covariate is infinite.",
                                 "Correct it in the file.")  # fmt: skip
    if np.isnan(incomplete.covariates).any():
        raise CannotEstimate("missing_covariate", "A covariate is missing for some people.",
                             "Leave that covariate out, or complete it.")  # fmt: skip
    treated = np.asarray(incomplete.is_treatment, dtype=bool)
    if not (treated.any() and (~treated).any()) or not incomplete.scores.shape[1]:
        raise CannotEstimate("one_arm", "Scores are imputed in two arms, and one is empty.",
                             "Choose a comparison in which both arms have people.")  # fmt: skip
    if m < 2:
        raise CannotEstimate("few_imputations", "At least two imputed data sets are needed.",
                             "Ask for fifty.")  # fmt: skip
    if assumption not in _ASSUMPTIONS:
        raise CannotEstimate("bad_assumption", f"“{assumption}” is no assumption about those lost.",
                             f"Give one of: {', '.join(_ASSUMPTIONS)}.")  # fmt: skip
