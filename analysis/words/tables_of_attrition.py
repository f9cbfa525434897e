"""Tables of who was lost, and what the pictures of them show."""

import pandas as pd

from analysis.core import HIDDEN, format_brackets, format_number, format_percent, name_visit
from analysis.core.results import Attrition, PeopleOf, SeenAndLost
from analysis.privacy import Released

from .attrition import KINDS, name_step
from .phrases import list_words, name_together, raise_first
from .pictures import LONGEST
from .tables import INTERVAL
from .tables_of_people import name_arm


def describe_flow(released: Released[Attrition]) -> str:
    """The bands: each arm from its start to the last visit."""
    result = released.result
    said = []
    for arm in result.arms:
        steps = result.steps_of(arm)
        shares = [format_percent(step.share) for step in steps[1:]]
        said.append(f"{name_together(arm, result.data.substance)} {', '.join(shares)}")
    text = (
        f"Bands that narrow from the start to {name_visit(result.visit)}, one a group: share still "
        f"followed at each visit: {'; '.join(said)}."
    )
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 32]}... The table has every step."


def describe_patterns(released: Released[Attrition]) -> str:
    """The pattern plot: how many were seen every time, and what else was frequent."""
    result = released.result
    every = [one for one in result.kinds if one.what == "complete"]
    rows = "patterns of visits seen (filled) and missed (hollow)" if result.patterns else (
        "kinds of patterns of visits"
    )  # fmt: skip
    said = list_words([
        f"{format_percent(one.n / one.of if one.n is not None and one.of else None)} with "
        f"{name_together(one.arm, result.data.substance)}" for one in every
    ])  # fmt: skip
    return f"Rows of {rows}, with bars for how many of each group share them. Every time: {said}."


def table_of_flow(released: Released[Attrition]) -> pd.DataFrame:
    """One row a step: people of each arm followed, then or at a later visit."""
    return _steps(released, "followed")


def table_of_seen_by_visit(released: Released[Attrition]) -> pd.DataFrame:
    """One row a step: people of each arm with a score at the visit itself."""
    return _steps(released, "seen")


def _steps(released: Released[Attrition], field: str) -> pd.DataFrame:
    result = released.result
    rows: dict[str, dict[str, str]] = {}
    for step in result.flow:
        row = rows.setdefault(step.step, {f"People {field}": raise_first(name_step(step.step))})
        row[name_arm(step.arm, result.data.substance)] = _write(getattr(step, field), step.of)
    return pd.DataFrame(list(rows.values()))


def table_of_kinds(released: Released[Attrition]) -> pd.DataFrame:
    """One row a kind of pattern: people of each arm."""
    result = released.result
    return _table(result, result.kinds, "Pattern of visits", KINDS)


def table_of_reasons(released: Released[Attrition]) -> pd.DataFrame:
    """One row a reason for withdrawing: people of each arm among those who withdrew."""
    result = released.result
    return _table(result, result.reasons, "Reason for withdrawing", {})


def _table(
    result: Attrition, people: tuple[PeopleOf, ...], title: str, names: dict[str, str]
) -> pd.DataFrame:
    rows: dict[str, dict[str, str]] = {}
    for one in people:
        what = names.get(one.what, one.what.replace("_", " "))
        row = rows.setdefault(one.what, {title: raise_first(what)})
        row[name_arm(one.arm, result.data.substance)] = _write(one.n, one.of)
    return pd.DataFrame(list(rows.values())).fillna("–") if rows else pd.DataFrame()


def _write(n: int | None, of: int | None) -> str:
    if n is None or not of:
        return HIDDEN if n is None else "0"
    return f"{format_number(n, 0)} of {format_number(of, 0)} ({format_percent(n / of)})"


def table_of_seen_and_lost(released: Released[Attrition]) -> pd.DataFrame:
    """One row a thing known at baseline and an arm: those seen, those lost, and the difference."""
    result = released.result
    return pd.DataFrame(
        [
            {
                "At baseline": raise_first(one.what),
                "Group": name_arm(one.arm, result.data.substance),
                "Seen": _write_value(one, one.seen, one.n_seen),
                "Lost": _write_value(one, one.lost, one.n_lost),
                "Lost less seen": _write_difference(one),
                INTERVAL: _write_limits(one),
            }
            for one in result.baseline
        ]
    )


def _is_share(one: SeenAndLost) -> bool:
    return one.difference is not None and one.difference.unit == "probability"


def _write_value(one: SeenAndLost, value: float | None, n: int | None) -> str:
    people = f"n = {format_number(n, 0)}"
    if value is None:
        return HIDDEN if n is None else people
    said = format_percent(value) if _is_share(one) else format_number(value, 1)
    return f"{said} ({people})"


def _write_difference(one: SeenAndLost) -> str:
    if one.difference is None:
        return HIDDEN if one.hidden else "–"
    if _is_share(one):
        return f"{format_number(100 * one.difference.value, 0)} per 100"
    return f"{format_number(one.difference.value, 1)}"


def _write_limits(one: SeenAndLost) -> str:
    if one.difference is None:
        return HIDDEN if one.hidden else "–"
    scale, decimals = (100.0, 0) if _is_share(one) else (1.0, 1)
    return format_brackets(scale * one.difference.low, scale * one.difference.high, decimals)
