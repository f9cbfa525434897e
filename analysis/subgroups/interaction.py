"""Does the difference between arms differ between kinds of people?"""

from collections.abc import Sequence

import numpy as np

from analysis.core import CannotEstimate, Estimate, settings
from analysis.core.formulas import LeastSquares, least_squares, t_quantile, t_tail, upper, wald_f
from analysis.core.results import SubgroupEffect

_SOURCE = "Altman & Bland 2003, BMJ 326:219; HC3: Long & Ervin 2000, Am Stat 54:217-224"


def interaction(
    y: np.ndarray,
    baseline: np.ndarray,
    is_treatment: np.ndarray,
    levels: np.ndarray,
    covariates: np.ndarray,
    level: float,
    *,
    name: str = "subgroup",
    label: str | None = None,
    reference: str | None = None,
    order: Sequence[str] = (),
    smallest: int = settings.SMALLEST_SUBGROUP_ARM,
) -> SubgroupEffect:
    """How much the adjusted arm difference in one level of a subgroup differs from another's.

    Parameters
    ----------
    y, baseline : ndarray, shape (people,)
        Points at the visit and at baseline; people with a missing one are left out.
    is_treatment : ndarray of bool, shape (people,)
        Who was in the treatment arm.
    levels : ndarray of object, shape (people,)
        Each person's level of the subgroup, None where not recorded (left out).
    covariates : ndarray, shape (people, columns)
        Further columns adjusted for, possibly none.
    level : float
        Confidence level.
    name, label : str
        The subgroup's code and its name for a reader.
    reference : str, optional
        Level the others are compared with; the first in order by default.
    order : sequence of str
        Levels in the order they are told; those not in it follow by name.
    smallest : int
        Levels with fewer people in either arm are left out with their people, and named.

    Returns
    -------
    SubgroupEffect
        Differences between differences (level - reference) in points, the F test of the
        interaction, and each level's own arm difference (treatment - comparator).

    Raises
    ------
    CannotEstimate
        "one_level" when fewer than two levels have enough people in both arms; "infinite",
        "too_few", "collinear", "leverage_one" or "no_variation" when the model cannot be fitted.

    Notes
    -----
    y = level + arm x level + c baseline + covariates, least squares, one baseline slope for all.
    With b_k the arm difference in level k, b_k - b_ref has variance l'Vl with V the HC3 covariance,
    limits t(n - p); the interaction is Wald's F(k - 1, n - p). An effect in one level and none in
    another is not an interaction: only the difference between them tells.

    References
    ----------
    Altman DG, Bland JM (2003). BMJ 326:219; Brookes ST et al. (2004). J Clin Epidemiol 57:229-236.
    """
    rows = complete_rows(y, baseline, covariates) & np.array([v is not None for v in levels], bool)
    y, baseline, covariates = y[rows], baseline[rows], covariates[rows]
    arm, levels = np.asarray(is_treatment)[rows].astype(float), np.asarray(levels, object)[rows]
    kept, left_out = _choose_levels(levels, arm, smallest, label or name, order)
    kept = _put_first(kept, reference)
    rows = np.isin(levels, kept)
    y, baseline, covariates = y[rows], baseline[rows], covariates[rows]
    arm, levels = arm[rows], levels[rows]
    member = (levels[:, None] == np.array(kept, dtype=object)[None, :]).astype(float)
    columns = [member * arm[:, None], member, *vary(baseline), covariates]
    fit = least_squares(np.column_stack(columns), y)
    covariance, k = fit.hc3(), len(kept)
    counts = [_count(arm[member[:, i] == 1]) for i in range(k)]
    contrasts = np.column_stack([-np.ones(k - 1), np.eye(k - 1)])
    by_level = {
        one: estimate_contrast(fit, covariance, unit, y, counts[i], level, "adjusted_difference",
                               f"Adjusted difference between arms in “{one}”")
        for i, (one, unit) in enumerate(zip(kept, np.eye(k), strict=True))
    }  # fmt: skip
    differences = {
        one: estimate_contrast(fit, covariance, row, y, _join(counts[0], counts[i]), level,
                               "difference_between_differences",
                               f"Arm difference in “{one}” minus that in “{kept[0]}”")
        for i, (one, row) in enumerate(zip(kept[1:], contrasts, strict=True), start=1)
    }  # fmt: skip
    test = wald_f(fit.coefficients[:k], covariance[:k, :k], contrasts, fit.df)
    return SubgroupEffect(name, label or name, kept[0], differences, by_level, test.f, test.df1,
                          test.df2, test.p, left_out=left_out)  # fmt: skip


def moderator_slope(
    y: np.ndarray,
    baseline: np.ndarray,
    is_treatment: np.ndarray,
    moderator: np.ndarray,
    covariates: np.ndarray,
    level: float,
) -> Estimate:
    """How much the adjusted arm difference changes per unit of a measured characteristic.

    Parameters
    ----------
    y, baseline : ndarray, shape (people,)
        Points at the visit and at baseline.
    is_treatment : ndarray of bool, shape (people,)
        Who was in the treatment arm.
    moderator : ndarray, shape (people,)
        The characteristic in its own unit (baseline severity in points, mg per kg).
    covariates : ndarray, shape (people, columns)
        Further columns adjusted for, possibly none.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        When too few people have all of it, or the model cannot be fitted.

    Notes
    -----
    y = a + b arm + c baseline + d moderator + e arm x moderator + covariates; e, HC3, t(n - p).
    No band is cut, so nothing rests on where. The moderator's own column is left out where it is
    the baseline itself.

    References
    ----------
    Royston P, Sauerbrei W (2004). Stat Med 23:2509-2525.
    """
    rows = complete_rows(y, baseline, covariates, moderator)
    y, before, z = y[rows], vary(baseline[rows]), centre(moderator[rows])
    arm = np.asarray(is_treatment)[rows].astype(float)
    columns = [arm * z, arm, np.ones(len(y)), *before, covariates[rows]]
    if not any(np.allclose(column, z) for column in before):
        columns.append(z)
    fit = least_squares(np.column_stack(columns), y)
    unit = np.eye(1, 1).ravel()
    return estimate_contrast(fit, fit.hc3(), unit, y, _count(arm), level, "moderator_slope",
                             "Change of the arm difference per unit")  # fmt: skip


def complete_rows(y: np.ndarray, *others: np.ndarray) -> np.ndarray:
    """Who has every number; an infinite one is refused.

    Raises
    ------
    CannotEstimate
        "infinite" when a number is infinite.
    """
    rows = np.ones(len(y), dtype=bool)
    for values in (y, *others):
        found = np.asarray(values, dtype=float)
        if np.isinf(found).any():
            raise CannotEstimate(
                "infinite", "A number among the scores is infinite.", "Correct it, or leave it out."
            )
        missing = np.isnan(found)
        rows &= ~(missing.any(axis=1) if missing.ndim > 1 else missing)
    return rows


def centre(values: np.ndarray) -> np.ndarray:
    """The values minus their mean (nothing at all where nobody is)."""
    return values - values.mean() if len(values) else values


def vary(values: np.ndarray) -> list[np.ndarray]:
    """The centred column, or none where everyone has the same."""
    return [centre(values)] if len(values) and np.ptp(values) > 0 else []


def estimate_contrast(
    fit: LeastSquares,
    covariance: np.ndarray,
    weights: np.ndarray,
    y: np.ndarray,
    counts: dict[str, int],
    level: float,
    measure: str,
    what: str,
) -> Estimate:
    """A weighted sum of the first coefficients with its HC3 interval.

    Raises
    ------
    CannotEstimate
        "no_variation" when scores do not vary around the model.
    """
    k = len(weights)
    value = float(weights @ fit.coefficients[:k])
    variance = float(weights @ covariance[:k, :k] @ weights)
    if not variance > 1e-24 * (float(np.square(y).mean()) or 1.0):
        raise CannotEstimate(
            "no_variation",
            "Scores do not vary beyond what the model says, so there is no interval.",
            "Check that the right column is mapped, or choose another visit.",
        )
    se = float(np.sqrt(variance))
    half = t_quantile(upper(level), fit.df) * se
    method = f"{what}; one model, HC3 standard error, t(n - p) interval."
    return Estimate(measure, value, value - half, value + half, level, counts, method, _SOURCE,
                    "points", se, float(fit.df), t_tail(value / se, fit.df))  # fmt: skip


def _choose_levels(
    levels: np.ndarray, arm: np.ndarray, smallest: int, label: str, order: Sequence[str]
) -> tuple[list[str], tuple[str, ...]]:
    told = [one for one in order if one in set(levels)]
    found = [*told, *sorted({str(one) for one in levels} - set(told), key=lambda t: (t.lower(), t))]
    fewest = {one: min(_count(arm[levels == one]).values()) for one in found}
    kept = [one for one in found if fewest[one] >= smallest]
    if len(kept) < 2:
        raise CannotEstimate(
            "one_level",
            f"Fewer than two levels of “{label}” have {smallest} people in both arms.",
            "Merge levels, or choose an earlier visit.",
        )
    return kept, tuple(one for one in found if one not in kept)


def _put_first(kept: list[str], reference: str | None) -> list[str]:
    if reference is None:
        return kept
    if reference not in kept:
        raise CannotEstimate(
            "no_level", f"The reference “{reference}” is none of the levels compared.",
            f"Choose one of: {', '.join(kept)}.",
        )  # fmt: skip
    return [reference, *(one for one in kept if one != reference)]


def _count(arm: np.ndarray) -> dict[str, int]:
    treated = int(arm.sum())
    return {"n_treatment": treated, "n_comparator": len(arm) - treated}


def _join(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    return {name: n + other[name] for name, n in one.items()}
