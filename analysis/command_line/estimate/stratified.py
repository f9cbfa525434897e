"""Verb `mantel-haenszel`: two shares compared over strata."""

from typing import Any

import numpy as np

from analysis.core import CannotEstimate
from analysis.effect_sizes import (
    Homogeneity,
    Pooled,
    breslow_day,
    cochran_mantel_haenszel,
    pooled_difference,
    pooled_odds_ratio,
    pooled_risk_ratio,
    read_strata,
)

from .binary import read_event
from .request import Request, levels_of, split_names

_METHOD = (
    "Mantel-Haenszel risk difference with Sato's interval, risk ratio (Greenland-Robins) and odds "
    "ratio (Robins-Breslow-Greenland); Breslow-Day test of one odds ratio in all strata."
)
_SOURCE = "Mantel & Haenszel 1959; Greenland & Robins 1985; Sato 1989; Breslow & Day 1980"
_COUNTS = ("ai", "n1", "ci", "n2")


def mantel_haenszel_verb(request: Request) -> dict[str, Any]:
    """Two arms over `--strata`.

    A file of people with `--event` (or `--outcome`), `--group` and `--strata`; or a file of tables,
    a stratum a row, with `--columns ai=..,n1=..,ci=..,n2=..`.
    """
    strata, counts = _from_columns(request) if request.options.columns else _from_people(request)
    tables, level = read_strata(*counts), request.level
    odds = pooled_odds_ratio(tables, level)
    tests: dict[str, Any] = {"breslow_day": None, "tarone": None}
    if odds is not None:
        tests = {
            "breslow_day": _say_test(breslow_day(tables, odds.value, tarone=False)),
            "tarone": _say_test(breslow_day(tables, odds.value, tarone=True)),
        }
    difference = pooled_difference(tables, level)
    return {
        "strata": strata, "strata_used": len(tables.e_t),
        "events": [int(tables.e_t.sum()), int(tables.e_c.sum())],
        "n": [int(tables.n_t.sum()), int(tables.n_c.sum())],
        "rd": difference.value, "rd_se_sato": difference.se,
        "rd_ci_sato": [difference.low, difference.high],
        **_say_greenland(pooled_difference(tables, level, sato=False)),
        **_say_ratio("rr", pooled_risk_ratio(tables, level)), **_say_ratio("or", odds),
        "cmh": _say_test(cochran_mantel_haenszel(tables, corrected=False)),
        "cmh_corrected": _say_test(cochran_mantel_haenszel(tables, corrected=True)),
        **tests, "method": _METHOD, "source": _SOURCE,
    }  # fmt: skip


def _from_people(request: Request) -> tuple[list[str], list[list[int]]]:
    met, rows = read_event(request)
    labels, strata = request.labels("group"), request.labels("strata")
    names, counts = levels_of(strata), []
    for arm in request.arms():
        there = [rows & (labels == arm) & (strata == name) for name in names]
        counts += [[int(met[one].sum()) for one in there], [int(one.sum()) for one in there]]
    return names, counts


def _from_columns(request: Request) -> tuple[list[str], list[np.ndarray]]:
    """Counts from a file of tables; the strata by their label, else by their place."""
    pairs = dict(one.partition("=")[::2] for one in split_names(request.options.columns))
    wanting = [name for name in _COUNTS if name not in pairs]
    if wanting:
        raise CannotEstimate("option_missing", f"--columns lacks {', '.join(wanting)}.",
                             "Write ai=..,n1=..,ci=..,n2=.. with a column each.")  # fmt: skip
    counts = [request.table.numbers(pairs[name]) for name in _COUNTS]
    if request.options.strata:
        return [str(label) for label in request.labels("strata")], counts
    return [str(place + 1) for place in range(request.table.rows)], counts


def _say_greenland(found: Pooled) -> dict[str, Any]:
    return {"rd_se_greenland_robins": found.se, "rd_ci_greenland_robins": [found.low, found.high]}


def _say_ratio(name: str, found: Pooled | None) -> dict[str, Any]:
    if found is None:
        return {name: None, f"se_log_{name}": None, f"{name}_ci": None}
    return {name: found.value, f"se_log_{name}": found.se, f"{name}_ci": [found.low, found.high]}


def _say_test(found: Homogeneity) -> dict[str, Any]:
    return {"statistic": found.statistic, "df": found.df, "p": found.p}
