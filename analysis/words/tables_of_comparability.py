"""Tables of the groups before treatment, and what the overlap and love plots show."""

from typing import Final

import pandas as pd

from analysis.core import (
    HIDDEN,
    format_brackets,
    format_number,
    format_percent,
    label_arm,
    label_instrument,
)
from analysis.core.results import BalanceRow, ComparableGroups, ExposureParity, GroupValue
from analysis.privacy import Released

from .phrases import raise_first
from .tables import INTERVAL
from .tables_of_people import name_arm

APART: Final = "Apart (SD)"
_KINDS: Final = {
    "modelled": "weighted for", "square": "severity's spread", "interaction": "with severity",
    "outside": "not weighted for",
}  # fmt: skip


def table_one(released: Released[ComparableGroups]) -> pd.DataFrame:
    """Everyone who started in each arm: shares with n, means with SD and n, and how far apart."""
    result = released.result
    rows = []
    for row in result.lines:
        cells = {name_arm(g.arm, result.data.substance): _write_group(g) for g in row.groups}
        category = label_instrument(row.category) if row.groups[0].kind == "mean" else (
            row.category.replace("_", " ")
        )  # fmt: skip
        rows.append({"Before treatment": row.characteristic, "Level": category, **cells,
                     APART: _write_smd(row.smd, "smd" in row.hidden)})  # fmt: skip
    return pd.DataFrame(rows)


def _write_group(group: GroupValue) -> str:
    if group.n is None:
        return HIDDEN
    n, of = format_number(group.n, 0), format_number(group.of, 0)
    if group.kind == "share":
        return f"{format_percent(group.share)} ({n} of {of})"
    spread = "" if group.sd is None else f", SD {format_number(group.sd, 1)}"
    return "–" if group.mean is None else f"{format_number(group.mean, 1)}{spread} (n = {n})"


def _write_smd(value: float | None, hidden: bool = False) -> str:
    if value is None:
        return HIDDEN if hidden else "–"
    return format_number(value, 2)


def table_of_exposure(released: Released[ComparableGroups]) -> pd.DataFrame:
    """What each arm compared had besides the support, up to the visit."""
    result = released.result
    more, less = (
        label_arm(arm, result.data.substance)
        for arm in (result.comparison.treatment, result.comparison.comparator)
    )
    return pd.DataFrame(
        [
            {
                "What they had": row.what if row.unit == "share" else f"{row.what} ({row.unit})",
                less: _write_amount(row, row.mean_comparator, row.n_comparator),
                more: _write_amount(row, row.mean_treatment, row.n_treatment),
                APART: _write_smd(row.smd, "smd" in row.hidden),
            }
            for row in result.exposure
        ]
    )


def _write_amount(row: ExposureParity, mean: float | None, n: int | None) -> str:
    if mean is None or n is None:
        return HIDDEN
    decimals = 2 if row.unit == "mg/kg" else 1
    amount = format_percent(mean) if row.unit == "share" else format_number(mean, decimals)
    return f"{amount} (n = {format_number(n, 0)})"


def table_of_overlap(released: Released[ComparableGroups]) -> pd.DataFrame:
    """People of each arm by how likely they were to be in the arm with more support."""
    result = released.result
    rows: dict[tuple[float, float], dict[str, str]] = {}
    for one in sorted(result.overlap, key=lambda one: (one.low, one.high)):
        band = f"{100 * one.low:.0f} to {100 * one.high:.0f}%"
        row = rows.setdefault((one.low, one.high), {"Chance of being with more support": band})
        n, share = format_number(one.n, 0), format_percent(one.share)
        row[name_arm(one.arm, result.data.substance)] = HIDDEN if one.n is None else (
            f"{n} ({share})"
        )  # fmt: skip
    names = [name_arm(arm, result.data.substance) for arm in
             (result.comparison.comparator, result.comparison.treatment)]  # fmt: skip
    columns = ["Chance of being with more support", *names]
    return pd.DataFrame(list(rows.values()), columns=columns).fillna("–")


def table_of_balance(released: Released[ComparableGroups]) -> pd.DataFrame:
    """How far apart the arms are in everything recorded, before and after weighting."""
    result = released.result
    rows = [row for kind in _KINDS for row in result.covariates((kind,))]
    return pd.DataFrame(
        [
            {
                "Recorded before treatment": raise_first(row.name),
                "In the weighting": _KINDS[row.kind],
                "Before weighting (SD)": _write_balance(row, row.before),
                "After (SD)": _write_balance(row, row.after),
                "People with it": "" if row.level_n is None else format_number(row.level_n, 0),
            }
            for row in rows
        ]
    )


def _write_balance(row: BalanceRow, value: float | None) -> str:
    return HIDDEN if "before" in row.hidden else "wholly" if value is None else (
        format_number(value, 2)
    )  # fmt: skip


def table_of_confounders(released: Released[ComparableGroups]) -> pd.DataFrame:
    """What something unrecorded would have to be worth, in points, by how unevenly it is spread."""
    result = released.result
    found = result.unmeasured
    more, less = (
        label_arm(arm, result.data.substance)
        for arm in (result.comparison.treatment, result.comparison.comparator)
    )
    return pd.DataFrame(
        [
            {
                f"With it: {less.lower()}": f"{100 * one.share_comparator:.0f} of 100",
                f"With it: {more.lower()}": f"{100 * one.share_treatment:.0f} of 100",
                "Accounts for all of the difference if worth": _write_worth(one.for_estimate),
                "Brings the interval to none if worth": _write_worth(one.for_limit),
            }
            for one in (found.confounders if found else ())
        ]
    )


def _write_worth(points: float | None) -> str:
    if points is None:
        return "–"
    if points == 0:
        return "nothing: it is there already"
    return f"{format_number(abs(points), 1)} points {'better' if points > 0 else 'worse'}"


def table_of_weighted(released: Released[ComparableGroups]) -> pd.DataFrame:
    """The weighted difference in points and in SDs, with what stands behind it."""
    result = released.result
    found = [one for one in (result.difference, result.standardised) if one is not None]
    return pd.DataFrame(
        [
            {
                "Weighted difference": "points" if one.unit == "points" else "SDs (g)",
                "Value": format_number(one.value, 1 if one.unit == "points" else 2),
                INTERVAL: format_brackets(one.low, one.high, 1 if one.unit == "points" else 2),
                "People": format_number(sum(one.counts.values()), 0),
                "df": "" if one.df is None else f"{one.df:.1f}",
                "p": "" if one.p is None else ("< 0.001" if one.p < 0.001 else f"{one.p:.3f}"),
                "Method": one.method,
                "Source": one.source,
            }
            for one in found
        ]
    )
