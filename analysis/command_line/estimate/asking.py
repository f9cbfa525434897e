"""One call: read the table, derive and choose rows, ask the estimator, print."""

import argparse
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analysis.core import CannotEstimate

from .expressions import derive
from .plain_table import PlainTable, read_plain
from .request import Request
from .spreading import find_spread, name_visits, spread
from .verbs import VERBS, VISITS_OF_THEIR_OWN


def run_estimate(options: argparse.Namespace) -> int:
    """Print what an estimator answers."""
    print_answer(answer(options), options.json)
    return 0


def print_answer(answered: Mapping[str, Any], as_json: bool) -> None:
    """One JSON object, or a line a value."""
    if as_json:
        print(json.dumps(answered, indent=1, allow_nan=False))
    else:
        print("\n".join(_say(answered, "")))


def answer(options: argparse.Namespace) -> dict[str, Any]:
    """The estimator's values as plain JSON: what is not defined is null."""
    if not 0 < options.level < 1:
        raise CannotEstimate("level", "A confidence level lies between 0 and 1.",
                             "For 95 % give --level 0.95.")  # fmt: skip
    request = Request(options.estimator_verb, _prepare(options), options)
    found = VERBS[options.estimator_verb](request)
    return as_plain_json({"verb": options.estimator_verb, "sign": "raw", **found})


def _prepare(options: argparse.Namespace) -> PlainTable:
    table = PlainTable({}, 0) if options.file is None else read_plain(options.file)
    for assignment in options.derive:
        table = derive(table, assignment)
    if options.estimator_verb not in VISITS_OF_THEIR_OWN:
        name_visits(table, options)
    named = [getattr(options, role) for role in ("score", "baseline", "pre", "post")]
    absent = find_spread(table, named)
    if options.id and options.visit and absent:
        table = spread(table, options.id, options.visit, absent)
    return choose_rows(table, options.where, options.where_not)


def choose_rows(table: PlainTable, where: Sequence[str], where_not: Sequence[str]) -> PlainTable:
    """The rows that meet every COLUMN=VALUE of `where` and none of `where_not`."""
    for wanted, conditions in ((True, where), (False, where_not)):
        for condition in conditions:
            table = _choose(table, condition, wanted)
    return table


def _choose(table: PlainTable, condition: str, wanted: bool) -> PlainTable:
    name, equals, value = condition.partition("=")
    if not equals:
        raise CannotEstimate("bad_condition", f"“{condition}” is not COLUMN=VALUE.",
                             "Write the column, =, and the value.")  # fmt: skip
    same = np.array([label == value for label in table.labels(name)], dtype=bool)
    return table.keep(same if wanted else ~same)


def as_plain_json(value: Any) -> Any:
    """Numbers and lists that JSON holds; nan and infinity are null."""
    if isinstance(value, Mapping):
        return {str(key): as_plain_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [as_plain_json(inner) for inner in value]
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    return value


def _say(value: Mapping[str, Any], indent: str) -> list[str]:
    lines = []
    for key, inner in value.items():
        if isinstance(inner, Mapping):
            lines += [f"{indent}{key}", *_say(inner, indent + "  ")]
        else:
            lines.append(f"{indent}{key}: {_written(inner)}")
    return lines


def _written(value: Any) -> str:
    if isinstance(value, list):
        return "  ".join(_written(inner) for inner in value)
    return (
        "not defined"
        if value is None
        else f"{value:.6g}"
        if isinstance(value, float)
        else str(value)
    )
