"""Tables of who met which rule: for reading, every way of counting, and the ledger of rules."""

import re

import pandas as pd

from analysis.core import HIDDEN, Estimate, format_brackets, format_number, format_percent
from analysis.core.results import ArmOutcome, PersonOutcome, Responders
from analysis.privacy import Released, minimum_group

from .responders import name_basis
from .tables import INTERVAL
from .tables_of_people import name_arm

_COUNTED = {
    "adjusted": "Missing imputed, adjusted",
    "imputed": "Missing imputed",
    "observed": "Those seen",
    "not_met": "Missing counted as not met",
}
NO_RULE = "no published rule"
_HOW = re.compile(r"1\.96 sqrt.*?; reliability [\d.]+: |remission and reliable .*? 1991\); ")
"""How a threshold was worked out, before the paper of what it was worked out from."""


def table_of_responders(released: Released[Responders]) -> pd.DataFrame:
    """One row an outcome: each arm's leading share of its people, and the difference per 100."""
    result = released.result
    arms = _list_arms(result)
    rows = []
    for one in result.outcomes:
        found = one.difference()
        row = {"Outcome": one.label}
        for arm in arms:
            row[name_arm(arm, result.data.substance)] = _say_arm(one, arm)
        row["Difference per 100"] = "–" if one.refused else _times_100(found)
        row[INTERVAL] = "–" if one.refused else _limits(found)
        row["Among"] = NO_RULE if one.refused and not one.rule else one.among
        row["Counted"] = "–" if one.refused else name_basis(one)
        rows.append(row)
    return pd.DataFrame(rows)


def table_of_every_count(released: Released[Responders]) -> pd.DataFrame:
    """One row an outcome and way of counting: both arms' shares and their difference."""
    result = released.result
    rows = []
    for one in result.outcomes:
        for basis, found in (one.differences or {}).items():
            row = {"Outcome": one.label, "Counted": _COUNTED[basis]}
            for arm in one.arms:
                share = one.share(arm, basis)
                row[name_arm(arm.arm, result.data.substance)] = _say_share(share)
            row["Difference per 100"] = _times_100(found)
            row[INTERVAL] = _limits(found)
            rows.append(row)
    return pd.DataFrame(rows).fillna("–")


def table_of_rules(released: Released[Responders], *, detailed: bool = False) -> pd.DataFrame:
    """The ledger: every rule in force, its source, and the rules it can be switched to.

    Plainly the paper alone; detailed how a threshold was worked out too.
    """
    return pd.DataFrame(
        [
            {"Outcome": one.label, "Rule in force": one.rule,
             "Source": one.source if detailed else _HOW.sub("", one.source),
             "Other published rules": "; ".join(one.others) or "–"}
            for one in released.result.ledger
        ]
    )  # fmt: skip


def _list_arms(result: Responders) -> list[str]:
    """Arms of the table: the comparison's, then any other that is shown somewhere."""
    asked = [result.comparison.comparator, result.comparison.treatment]
    others = [arm.arm for one in result.outcomes for arm in one.others]
    return list(dict.fromkeys([*asked, *others]))


def _say_arm(one: PersonOutcome, arm: str) -> str:
    if one.refused is not None:
        return NO_RULE if one.refused.code == "no_rule" else "–"
    there: ArmOutcome | None = next((found for found in one.arms if found.arm == arm), None)
    if there is None or there.shares is None:
        return f"1 to {minimum_group() - 1} people" if arm in one.few else HIDDEN
    share = one.share(there)
    people = there.n if share is not None and share.measure == "share" else there.eligible
    as_seen = " seen" if one.leading not in there.shares else ""
    said = format_percent(None if share is None else share.value)
    return f"{said} of {format_number(people, 0)}{as_seen}"


def _say_share(share: Estimate | None) -> str:
    if share is None:
        return "–"
    limits = format_brackets(100 * share.low, 100 * share.high, 0)
    return f"{format_percent(share.value)} {limits}"


def _times_100(found: Estimate | None) -> str:
    return format_number(None if found is None else 100 * found.value, 0)


def _limits(found: Estimate | None) -> str:
    if found is None:
        return HIDDEN
    return format_brackets(100 * found.low, 100 * found.high, 0)
