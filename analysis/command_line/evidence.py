"""Verb `evidence`: pool the studies of a file in the Metapsy format, sign as in the file."""

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from analysis.core import CannotEstimate, Estimate, say_approximate, settings
from analysis.meta_analysis import (
    RandomEffects,
    effects_from_tables,
    hedges_from_summaries,
    pool_studies,
)

from .estimate.asking import as_plain_json, choose_rows, print_answer
from .estimate.plain_table import PlainTable, read_plain

OUTCOMES = ("continuous", "response", "remission")
INTERVALS = ("hk", "wald")
ESTIMATORS = ("REML", "DL", "PM", "ML")
_TYPES = {"continuous": ("msd", "imsd"), "response": ("response",), "remission": ("remission",)}
"""Endpoint scores alone: a standardised change is another measure, and is left out and counted."""

_PRIMARY = ("primary_instrument=1", "primary_timepoint=1")
_NOT_PRIMARY = ("post_crossover=1",)
_MEANS = ("mean_arm1", "sd_arm1", "n_arm1", "mean_arm2", "sd_arm2", "n_arm2")
_EVENTS = (".event_arm1", ".totaln_arm1", ".event_arm2", ".totaln_arm2")
_PREDICTION = "classic standard error, t(k - 1)."


def run_evidence(options: argparse.Namespace) -> int:
    """Print the pooled studies."""
    print_answer(as_plain_json(answer_evidence(options)), options.json)
    return 0


def answer_evidence(options: argparse.Namespace) -> dict[str, Any]:
    """The pooled effect, and each study beside what the file says of it.

    Raises
    ------
    CannotEstimate
        "no_column" when the file is not in the format; "nothing_to_pool", "too_few_studies".
    """
    table, chosen = _choose(read_plain(options.file), options)
    is_score = options.outcome == "continuous"
    rows = _read_scores(table) if is_score else _read_events(table)
    known = ~(np.isnan(rows["y"]) | np.isnan(rows["se"]))
    if not known.any():
        raise CannotEstimate("nothing_to_pool", "No row that is left has an effect.",
                             "Check --where, --where-not and --outcome.")  # fmt: skip
    y, v = rows["y"][known], rows["se"][known] ** 2
    labels = [str(label) for label in table.labels("study")[known]]
    found = pool_studies(y, v, options.estimator, options.level, labels)
    shown = found.knapp_hartung if options.interval == "hk" else found.wald
    return {
        **_say_pooled(found, shown, float(np.nansum(rows["n"][known]))),
        "measure": "g" if is_score else "log risk ratio", "sign": "as in the file",
        "studies": [_say_row(labels[i], rows, int(place), is_score)
                    for i, place in enumerate(np.flatnonzero(known))],
        "several_rows": sorted({label for label in labels if labels.count(label) > 1}),
        "rows_without_effect": int((~known).sum()), "chosen": chosen,
        "method": shown.method, "source": shown.source,
    }  # fmt: skip


def add_evidence_options(verb: argparse.ArgumentParser) -> None:
    """The options of `evidence`."""
    verb.add_argument("file", type=Path, help="a CSV in the Metapsy format")
    for name, said in (
        ("where", "keep rows where COLUMN=VALUE (may be repeated)"),
        ("where-not", "leave out rows where COLUMN=VALUE (may be repeated)"),
    ):
        verb.add_argument(f"--{name}", action="append", default=[], help=said)
    verb.add_argument("--outcome", choices=OUTCOMES, default=OUTCOMES[0])
    verb.add_argument("--estimator", choices=ESTIMATORS, default=ESTIMATORS[0])
    verb.add_argument("--interval", choices=INTERVALS, default=INTERVALS[0])
    verb.add_argument("--level", type=float, default=settings.LEVEL, help="confidence level")
    verb.add_argument("--json", action="store_true", help="print one JSON object")
    verb.set_defaults(run=run_evidence)


def _choose(table: PlainTable, options: argparse.Namespace) -> tuple[PlainTable, list[str]]:
    """Rows asked for; where nothing is said about them, the primary ones before crossover."""
    asked = {condition.partition("=")[0] for condition in [*options.where, *options.where_not]}
    keep, drop = list(options.where), list(options.where_not)
    for conditions, defaults in ((keep, _PRIMARY), (drop, _NOT_PRIMARY)):
        for condition in defaults:
            name = condition.partition("=")[0]
            if name in table.columns and name not in asked:
                conditions.append(condition)
    table = choose_rows(table, keep, drop)
    if "outcome_type" in table.columns and "outcome_type" not in asked:
        kinds = np.isin([str(one) for one in table.labels("outcome_type")],
                        _TYPES[options.outcome])  # fmt: skip
        table = table.keep(kinds)
        keep.append(f"outcome_type={'|'.join(_TYPES[options.outcome])}")
    return table, [*keep, *(f"not {condition}" for condition in drop)]


def _read_scores(table: PlainTable) -> dict[str, np.ndarray]:
    """g from means, SDs and n; the file's own where these are not reported."""
    means = [_numbers(table, name) for name in _MEANS]
    whole = ~np.isnan(np.array(means)).any(axis=0)
    told = hedges_from_summaries(*(values[whole] for values in means))
    g, se = np.full(table.rows, np.nan), np.full(table.rows, np.nan)
    g[whole], se[whole] = told.g, told.se_d
    file_g, file_se = _numbers(table, ".g"), _numbers(table, ".g_se")
    return {
        "y": np.where(whole, g, file_g), "se": np.where(whole, se, file_se),
        "g": g, "recomputed_se": se, "file": file_g, "file_se": file_se,
        "n": means[2] + means[5],
    }  # fmt: skip


def _read_events(table: PlainTable) -> dict[str, np.ndarray]:
    """Log risk ratio from events and people; the file's own where these are not reported."""
    a, n1, c, n2 = (_numbers(table, name) for name in _EVENTS)
    told = effects_from_tables(a, n1, c, n2, "RR")
    file_y, file_se = _numbers(table, ".log_rr"), _numbers(table, ".log_rr_se")
    se = np.sqrt(told.v)
    whole = ~np.isnan(told.y)
    return {
        "y": np.where(whole, told.y, file_y), "se": np.where(whole, se, file_se),
        "g": told.y, "recomputed_se": se, "file": file_y, "file_se": file_se, "n": n1 + n2,
    }  # fmt: skip


def _numbers(table: PlainTable, name: str) -> np.ndarray:
    """A column, or nothing but missing values where the file does not have it."""
    return table.numbers(name) if name in table.columns else np.full(table.rows, np.nan)


def _say_pooled(found: RandomEffects, shown: Estimate, people: float) -> dict[str, Any]:
    return {
        "k": found.k, "n": int(people), "estimate": shown.value, "low": shown.low,
        "high": shown.high, "se": shown.se, "p": shown.p, "tau2": found.tau2,
        "i2": found.heterogeneity.i2, "prediction": found.predictions["classic_t_km1"],
        "prediction_method": _PREDICTION + say_approximate("predict_classic_t1"),
    }  # fmt: skip


def _say_row(label: str, rows: dict[str, np.ndarray], place: int, is_score: bool) -> dict[str, Any]:
    measure = "g" if is_score else "log_rr"
    return {
        "study": label, measure: rows["y"][place], "se": rows["se"][place], "n": rows["n"][place],
        "recomputed": bool(np.isfinite(rows["g"][place])), f"file_{measure}": rows["file"][place],
        "file_se": rows["file_se"][place],
    }  # fmt: skip
