"""Tables of how long a difference and a response lasted."""

from typing import Any

import pandas as pd

from analysis.core import (
    HIDDEN,
    Estimate,
    format_brackets,
    format_number,
    format_percent,
    name_visit,
)
from analysis.core.results import (
    InResponse,
    LossOfResponse,
    StateShare,
    Trajectories,
)
from analysis.privacy import Released

from .effects import IN_PLAIN_WORDS
from .tables import INTERVAL
from .tables_of_losses import table_at_risk, write_percent_limits
from .tables_of_people import name_arm, table_of_means

_TOO_EARLY = "too early: asks about days before treatment"


def table_of_differences(released: Released[Trajectories]) -> pd.DataFrame:
    """One row a follow-up visit: the adjusted difference, positive is better with more support."""
    result = released.result
    return pd.DataFrame(
        [
            {
                "Visit": name_visit(visit)
                + (" (primary)" if visit == result.primary_visit else ""),
                "Adjusted difference (points)": format_number(found.value, 1),
                INTERVAL: format_brackets(found.low, found.high, 1),
                "People": format_number(_count_people(found), 0),
                "In plain words": _say_verdict(result, visit),
            }
            for visit, found in (result.differences or {}).items()
            if found is not None
        ]
    )


def _count_people(found: Estimate) -> int:
    """People behind a difference: those in it, or those seen where a model holds everyone."""
    seen = [n for name, n in found.counts.items() if name.startswith("seen_")]
    return sum(seen or [n for name, n in found.counts.items() if name.startswith("n_")])


def _say_verdict(result: Trajectories, visit: str) -> str:
    verdict = (result.verdicts or {}).get(visit)
    return _TOO_EARLY if verdict is None else IN_PLAIN_WORDS[verdict.code]


def table_of_model(released: Released[Trajectories]) -> pd.DataFrame:
    """One row a visit in the repeated-measures model: both arms' means and their difference."""
    result, asked = released.result, released.result.comparison
    if result.model is None or asked is None:
        return pd.DataFrame()
    names = [name_arm(arm, result.data.substance) for arm in (asked.comparator, asked.treatment)]
    return pd.DataFrame(
        [
            {
                "Visit": name_visit(visit.visit),
                **{
                    f"{name}, modelled mean": _write(mean, 1)
                    for name, mean in zip(
                        names, (visit.comparator_mean, visit.treatment_mean), strict=True
                    )
                },
                "Difference in the model": format_number(
                    visit.difference.value if visit.difference else None, 1
                ),
                INTERVAL: _limits(visit.difference, 1),
                "SE": _exact(visit.difference, "se", 2),
                "df": _exact(visit.difference, "df", 1),
                "p": _exact(visit.difference, "p", 3).replace("0.000", "< 0.001"),
            }
            for visit in result.model.visits
        ]
    )


def table_in_response(released: Released[InResponse]) -> pd.DataFrame:
    """One row a visit: the share of each arm, and the difference per 100."""
    result = released.result
    visits = dict.fromkeys(share.visit for share in result.shares)
    rows = []
    for visit in visits:
        there = [share for share in result.shares if share.visit == visit]
        found = (result.differences or {}).get(visit)
        rows.append(
            {
                "Visit": name_visit(visit)
                + (" (primary)" if visit == result.primary_visit else ""),
                **{name_arm(s.arm, result.data.substance): _say_state(s) for s in there},
                "Difference per 100": format_number(100 * found.value if found else None, 0),
                INTERVAL: _limits(found, 0, 100),
            }
        )
    return pd.DataFrame(rows)


def table_of_seen(released: Released[InResponse]) -> pd.DataFrame:
    """One row an arm and visit: everyone who started, those not seen, and the share either way."""
    result = released.result
    return pd.DataFrame(
        [
            {
                "Arm": name_arm(share.arm, result.data.substance),
                "Visit": share.visit,
                "Started and could respond": format_number(share.n, 0),
                "Not seen": format_number(share.missed, 0),
                "In response, not retreated": format_number(share.events, 0),
                "Of all who started": format_percent(share.share),
                INTERVAL: write_percent_limits(share.low, share.high),
                "Of those seen": format_percent(share.seen_share),
            }
            for share in result.shares
        ]
    )


def list_tables_over_time(
    means: Released[Trajectories],
    staying: Released[InResponse] | None,
    losing: Released[LossOfResponse] | None,
) -> list[tuple[Released[Any], pd.DataFrame, str]]:
    """Every table of the page over time that can be downloaded, with whose it is and its name."""
    found: list[tuple[Released[Any], pd.DataFrame, str]] = [
        (means, table_of_means(means), "Means by visit"),
        (means, table_of_differences(means), "Differences by visit"),
    ]
    if staying is not None:
        found.append((staying, table_of_seen(staying), "In response by visit"))
    if losing is not None:
        found.append((losing, table_at_risk(losing), "Responders over time"))
    return found


def list_notes(*released: Released[Any] | None) -> list[str]:
    """Remarks of further answers of a page, and what was hidden in them."""
    return [note for one in released if one is not None for note in (*one.result.notes, *one.notes)]


def _say_state(share: StateShare) -> str:
    if share.share is None:
        return HIDDEN
    of = f"{format_number(share.events, 0)} of {format_number(share.n, 0)}"
    return f"{format_percent(share.share)} ({of})"


def _write(estimate: Estimate | None, decimals: int) -> str:
    if estimate is None:
        return HIDDEN
    return f"{format_number(estimate.value, decimals)} {_limits(estimate, decimals)}"


def _limits(estimate: Estimate | None, decimals: int, times: float = 1.0) -> str:
    if estimate is None:
        return HIDDEN
    return format_brackets(times * estimate.low, times * estimate.high, decimals)


def _exact(estimate: Estimate | None, field: str, decimals: int) -> str:
    found = None if estimate is None else getattr(estimate, field)
    return "–" if found is None else f"{found:.{decimals}f}"
