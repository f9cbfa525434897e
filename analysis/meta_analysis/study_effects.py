"""A study's effect and its sampling variance, from what the study reports."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from scipy.special import gammaln

from analysis.core import CannotEstimate

TableMeasure = Literal["RR", "OR", "RD"]
MeansMeasure = Literal["SMD", "MD"]
TABLE_MEASURES: tuple[str, ...] = get_args(TableMeasure)
MEANS_MEASURES: tuple[str, ...] = get_args(MeansMeasure)
ADDED = 0.5
"""Added to each of the four cells of a table that has an empty one."""


@dataclass(frozen=True, eq=False)
class StudyEffects:
    """Effects and sampling variances, shape (k,); nan where a study does not report enough."""

    y: np.ndarray
    v: np.ndarray


def effects_from_tables(
    events_t: np.ndarray, n_t: np.ndarray, events_c: np.ndarray, n_c: np.ndarray,
    measure: TableMeasure,
) -> StudyEffects:  # fmt: skip
    """Log risk ratio, log odds ratio or risk difference of each study (treatment / control).

    Parameters
    ----------
    events_t, n_t, events_c, n_c : ndarray, shape (k,)
        Events and people in each arm; nan where not reported.
    measure : {"RR", "OR", "RD"}

    Raises
    ------
    CannotEstimate
        "bad_table" when a study has more events than people, a count below zero, or an empty arm.

    Notes
    -----
    A table with an empty cell has 0.5 added to each of its cells (all three measures). Variances:
    RR 1/a - 1/n1 + 1/c - 1/n2; OR 1/a + 1/b + 1/c + 1/d; RD p1 q1 / n1 + p2 q2 / n2.

    References
    ----------
    Fleiss JL, Berlin JA (2009). In: Cooper H et al., Handbook of research synthesis, 2nd ed.,
    ch. 13.
    """
    a, b, c, d = read_tables(events_t, n_t, events_c, n_c)
    empty = (a == 0) | (b == 0) | (c == 0) | (d == 0)
    a, b, c, d = (cell + ADDED * empty for cell in (a, b, c, d))
    n1, n2 = a + b, c + d
    if measure == "RR":
        return StudyEffects(np.log(a / n1) - np.log(c / n2), 1 / a - 1 / n1 + 1 / c - 1 / n2)
    if measure == "OR":
        return StudyEffects(np.log(a / b) - np.log(c / d), 1 / a + 1 / b + 1 / c + 1 / d)
    return StudyEffects(a / n1 - c / n2, a * b / n1**3 + c * d / n2**3)


def effects_from_means(
    mean_t: np.ndarray, sd_t: np.ndarray, n_t: np.ndarray,
    mean_c: np.ndarray, sd_c: np.ndarray, n_c: np.ndarray, measure: MeansMeasure,
) -> StudyEffects:  # fmt: skip
    """Standardised (Hedges g) or raw mean difference of each study, treatment - control.

    Parameters
    ----------
    mean_t, sd_t, n_t, mean_c, sd_c, n_c : ndarray, shape (k,)
        Mean, SD and people in each arm; nan where not reported.
    measure : {"SMD", "MD"}

    Raises
    ------
    CannotEstimate
        "bad_summary" when an SD is not above zero or an arm has fewer than two people.

    Notes
    -----
    SMD: g = J(m) d, exact J, pooled SD, m = n1 + n2 - 2; variance 1/n1 + 1/n2 +
    g^2 / (2 (n1 + n2)) (large-sample). MD: sd1^2 / n1 + sd2^2 / n2.

    References
    ----------
    Hedges LV (1981). J Educ Stat 6:107-128; Borenstein M (2009). In: Cooper H et al., Handbook of
    research synthesis, 2nd ed., ch. 12.
    """
    m1, s1, n1, m2, s2, n2 = _read_summaries(mean_t, sd_t, n_t, mean_c, sd_c, n_c)
    if measure == "MD":
        return StudyEffects(m1 - m2, s1**2 / n1 + s2**2 / n2)
    m = n1 + n2 - 2
    exact = np.exp(gammaln(m / 2) - np.log(np.sqrt(m / 2)) - gammaln((m - 1) / 2))
    g = exact * _standardise(m1, s1, n1, m2, s2, n2)
    return StudyEffects(g, 1 / n1 + 1 / n2 + g**2 / (2 * (n1 + n2)))


@dataclass(frozen=True, eq=False)
class SummaryEffects:
    """Hedges g with the approximate correction, and its standard error by three conventions.

    `se_g` puts g into the variance, `se_d` the uncorrected d, `se_corrected` is J times `se_d`.
    """

    g: np.ndarray
    se_g: np.ndarray
    se_d: np.ndarray
    se_corrected: np.ndarray


def hedges_from_summaries(
    mean_t: np.ndarray, sd_t: np.ndarray, n_t: np.ndarray,
    mean_c: np.ndarray, sd_c: np.ndarray, n_c: np.ndarray,
) -> SummaryEffects:  # fmt: skip
    """Hedges g of each study as meta-analytic databases compute it, treatment - control.

    Parameters
    ----------
    mean_t, sd_t, n_t, mean_c, sd_c, n_c : ndarray, shape (k,)
        Mean, SD and people in each arm; nan where not reported.

    Raises
    ------
    CannotEstimate
        "bad_summary" when an SD is not above zero or an arm has fewer than two people.

    Notes
    -----
    g = J d with J = 1 - 3 / (4 (n1 + n2 - 2) - 1); SE^2 = 1/n1 + 1/n2 + x^2 / (2 (n1 + n2)) with
    x = d in most databases (`se_d`), or g.

    References
    ----------
    Hedges LV (1981). J Educ Stat 6:107-128; Harrer M et al. (2021). Doing meta-analysis with R,
    ch. 3.
    """
    m1, s1, n1, m2, s2, n2 = _read_summaries(mean_t, sd_t, n_t, mean_c, sd_c, n_c)
    d = _standardise(m1, s1, n1, m2, s2, n2)
    correction = 1 - 3 / (4 * (n1 + n2 - 2) - 1)
    plain, g = 1 / n1 + 1 / n2, correction * d
    se_d = np.sqrt(plain + d**2 / (2 * (n1 + n2)))
    return SummaryEffects(g, np.sqrt(plain + g**2 / (2 * (n1 + n2))), se_d, correction * se_d)


def read_tables(
    events_t: np.ndarray, n_t: np.ndarray, events_c: np.ndarray, n_c: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The four cells of each study: events and others, treatment then control.

    Raises
    ------
    CannotEstimate
        "bad_table", naming the rows.
    """
    a, n1, c, n2 = (np.asarray(x, dtype=float) for x in (events_t, n_t, events_c, n_c))
    b, d = n1 - a, n2 - c
    wrong = (a < 0) | (b < 0) | (c < 0) | (d < 0) | (n1 <= 0) | (n2 <= 0)
    wrong |= np.isinf(n1) | np.isinf(n2)
    _refuse_rows(
        "bad_table", "A study has more events than people, or an arm without people", wrong
    )
    return a, b, c, d


def _read_summaries(*columns: np.ndarray) -> tuple[np.ndarray, ...]:
    m1, s1, n1, m2, s2, n2 = (np.asarray(x, dtype=float) for x in columns)
    wrong = (s1 <= 0) | (s2 <= 0) | (n1 < 2) | (n2 < 2)
    for values in (m1, s1, n1, m2, s2, n2):
        wrong = wrong | np.isinf(values)
    _refuse_rows("bad_summary", "A study has an SD that is not above zero, or an arm under two "
                 "people", wrong)  # fmt: skip
    return m1, s1, n1, m2, s2, n2


def _standardise(
    m1: np.ndarray, s1: np.ndarray, n1: np.ndarray, m2: np.ndarray, s2: np.ndarray, n2: np.ndarray
) -> np.ndarray:
    pooled = np.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2))
    return np.asarray((m1 - m2) / pooled)


def _refuse_rows(code: str, sentence: str, wrong: np.ndarray) -> None:
    if wrong.any():
        rows = ", ".join(str(i + 1) for i in np.flatnonzero(wrong)[:5])
        raise CannotEstimate(
            code, f"{sentence}: study {rows}.", "Mend it, or leave it out with --where-not."
        )
