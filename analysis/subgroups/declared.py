"""The subgroups declared beforehand, at most five, and their tests taken together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from analysis.core import CannotEstimate, label_subgroup, settings
from analysis.core.results import SubgroupEffect

from .interaction import interaction
from .multiplicity import benjamini_hochberg, holm


def compare_subgroups(
    y: np.ndarray,
    baseline: np.ndarray,
    is_treatment: np.ndarray,
    declared: Mapping[str, np.ndarray],
    covariates: np.ndarray,
    level: float,
) -> tuple[SubgroupEffect, ...]:
    """The interaction of each declared subgroup, with p-values adjusted over all of them.

    Parameters
    ----------
    y, baseline : ndarray, shape (people,)
        Points at the visit and at baseline.
    is_treatment : ndarray of bool, shape (people,)
        Who was in the treatment arm.
    declared : mapping of str to ndarray of object
        Each subgroup's code and everybody's level in it (None where not recorded).
    covariates : ndarray, shape (people, columns)
        Further columns adjusted for in every model, possibly none.
    level : float
        Confidence level.

    Returns
    -------
    tuple of SubgroupEffect
        In the order declared; one that cannot be estimated stays with its refusal, and counts in
        neither adjustment.

    Raises
    ------
    CannotEstimate
        "too_many_subgroups" when more than `settings.MOST_SUBGROUPS` are declared.

    Notes
    -----
    Intervals are not adjusted: they say how large an interaction may be, and with five of them one
    in four families holds one that misses by chance. Holm keeps the chance of any false finding at
    the level, Benjamini-Hochberg the expected share of false ones.

    References
    ----------
    Holm S (1979). Scand J Stat 6:65-70; Benjamini Y, Hochberg Y (1995). JRSS B 57:289-300;
    Wang R et al. (2007). N Engl J Med 357:2189-2194.
    """
    if len(declared) > settings.MOST_SUBGROUPS:
        raise CannotEstimate(
            "too_many_subgroups",
            f"{len(declared)} subgroups are declared; with more than {settings.MOST_SUBGROUPS} "
            "something is found by chance.",
            "Declare those that matter most.",
        )
    found = [
        _try_interaction(y, baseline, is_treatment, levels, covariates, level, name)
        for name, levels in declared.items()
    ]
    return adjust_together(found)


def adjust_together(found: Sequence[SubgroupEffect]) -> tuple[SubgroupEffect, ...]:
    """The same subgroups with `p_holm` and `p_bh` over all that could be tested."""
    tested = [effect.p for effect in found if effect.p is not None]
    adjusted = iter(zip(holm(tested), benjamini_hochberg(tested), strict=True)) if tested else None
    return tuple(
        effect if effect.p is None or adjusted is None else _with_p(effect, *next(adjusted))
        for effect in found
    )


def _try_interaction(
    y: np.ndarray,
    baseline: np.ndarray,
    is_treatment: np.ndarray,
    levels: np.ndarray,
    covariates: np.ndarray,
    level: float,
    name: str,
) -> SubgroupEffect:
    label = label_subgroup(name)
    try:
        return interaction(y, baseline, is_treatment, levels, covariates, level,
                           name=name, label=label)  # fmt: skip
    except CannotEstimate as fault:
        return SubgroupEffect(name, label, "", {}, {}, None, None, None, None,
                              refused=fault.refusal)  # fmt: skip


def _with_p(effect: SubgroupEffect, p_holm: float, p_bh: float) -> SubgroupEffect:
    return replace(effect, p_holm=float(p_holm), p_bh=float(p_bh))
