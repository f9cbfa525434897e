"""`anova`: all arms at once, and every pair of them."""

from itertools import pairwise
from typing import Any

import numpy as np
from scipy.special import chdtrc, fdtrc

from analysis.core import CannotEstimate
from analysis.core.formulas import t_tail
from analysis.effect_sizes import rank
from analysis.subgroups import adjust_p_values

from .request import Request, levels_of
from .two_groups import require_finite


def anova_verb(request: Request) -> dict[str, Any]:
    """All arms at once: F, Welch's F, Kruskal-Wallis, every pair with Holm and Tukey."""
    y, group = request.column("score"), request.labels("group")
    there = ~np.isnan(y) & np.array([g is not None for g in group], dtype=bool)
    names = levels_of(group[there])
    control = request.options.control
    if control is not None and control not in names:
        raise CannotEstimate("no_level", f"Nobody of “{control}” has a score.",
                             f"Arms with scores: {', '.join(names)}.")  # fmt: skip
    names.sort(key=lambda name: name != control)
    arms = [y[there][group[there] == name] for name in names]
    require_finite(arms)
    if len(arms) < 2 or min(len(arm) for arm in arms) < 2:
        raise CannotEstimate("too_few", "Two arms with two scores each are needed.",
                             "Check --score and --group.")  # fmt: skip
    if all(np.ptp(arm) == 0 for arm in arms):
        raise CannotEstimate("no_variation", "No score differs from the others in its arm.",
                             "Choose another score.")  # fmt: skip
    return {
        **_one_way(arms), **_welch_f(arms), **_kruskal(arms), **_pairs(names, arms),
        "n": [len(arm) for arm in arms], "method": "One-way analysis of variance.",
        "source": "R stats: aov, oneway.test, kruskal.test, pairwise.t.test, TukeyHSD",
    }  # fmt: skip


def _one_way(arms: list[np.ndarray]) -> dict[str, Any]:
    together = np.concatenate(arms)
    between = sum(len(a) * (a.mean() - together.mean()) ** 2 for a in arms)
    within = sum(((a - a.mean()) ** 2).sum() for a in arms)
    df1, df2 = len(arms) - 1, len(together) - len(arms)
    f = between / df1 / (within / df2)
    return {"F": f, "df1": df1, "df2": df2, "p": fdtrc(df1, df2, f),
            "eta2": between / (between + within)}  # fmt: skip


def _welch_f(arms: list[np.ndarray]) -> dict[str, Any]:
    k, n = len(arms), np.array([len(a) for a in arms])
    variances = np.array([a.var(ddof=1) for a in arms])
    if (variances == 0).any():
        return {"welch_F": np.nan, "welch_df2": np.nan, "welch_p": np.nan}
    w = n / variances
    means = np.array([a.mean() for a in arms])
    centre = (w * means).sum() / w.sum()
    spread = ((1 - w / w.sum()) ** 2 / (n - 1)).sum() / (k**2 - 1)
    f = (w * (means - centre) ** 2).sum() / (k - 1) / (1 + 2 * (k - 2) * spread)
    return {"welch_F": f, "welch_df2": 1 / (3 * spread),
            "welch_p": fdtrc(k - 1, 1 / (3 * spread), f)}  # fmt: skip


def _kruskal(arms: list[np.ndarray]) -> dict[str, Any]:
    together = np.concatenate(arms)
    ranks, n = rank(together), len(together)
    ends = np.cumsum([0, *(len(a) for a in arms)])
    sums = [ranks[a:b].sum() ** 2 / (b - a) for a, b in pairwise(ends)]
    counts = np.unique(together, return_counts=True)[1].astype(float)
    h = 12 * sum(sums) / (n * (n + 1)) - 3 * (n + 1)
    h /= 1 - (counts**3 - counts).sum() / (n**3 - n)
    return {"kruskal_H": h, "kruskal_p": chdtrc(len(arms) - 1, h)}


def _pairs(names: list[str], arms: list[np.ndarray]) -> dict[str, Any]:
    from scipy.stats import studentized_range  # nothing quicker to import has it

    df = sum(len(a) for a in arms) - len(arms)
    variance = sum(((a - a.mean()) ** 2).sum() for a in arms) / df
    plain, tukey = {}, {}
    for i in range(len(arms)):
        for j in range(i + 1, len(arms)):
            gap = arms[j].mean() - arms[i].mean()
            t = gap / np.sqrt(variance * (1 / len(arms[i]) + 1 / len(arms[j])))
            plain[f"{names[j]}_{names[i]}"] = t_tail(t, df)
            wide = studentized_range.sf(abs(t) * np.sqrt(2), len(arms), df)
            tukey[f"{names[j]}-{names[i]}"] = float(wide)
    return {"pairwise_p": plain, "holm": list(adjust_p_values(list(plain.values()))["holm"]),
            "tukey_p": tukey}  # fmt: skip
