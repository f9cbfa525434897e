"""What is rounded and left out of harms and of therapy and drug received (see `coarsen`)."""

from typing import Final

from analysis.core.results import (
    DoseBand,
    DoseResponse,
    Elsewhere,
    HarmArm,
    MinuteMean,
    Received,
    SessionMeasure,
    SessionMix,
    SessionShare,
)

_COUNT: Final = "count"

ROUNDED_CARE: Final[dict[type, dict[str, int | str]]] = {
    HarmArm: {"people": _COUNT, "of": _COUNT, "events": _COUNT, "months": -1},
    SessionMeasure: {"people": _COUNT, "sessions": _COUNT, "beyond_people": _COUNT},
    MinuteMean: {"n": _COUNT, "mean": 1, "low": 1, "high": 1},
    Received: {"n": _COUNT, "median": 2, "low": 2, "high": 2, "mean": 2},
    SessionMix: {"people": _COUNT, "sessions": _COUNT},
    SessionShare: {"share": 2},
    Elsewhere: {"n": _COUNT, "of": _COUNT},
    DoseBand: {"n": _COUNT, "dose": 2, "infusions": 1, "change_mean": 1, "low": 1, "high": 1},
    DoseResponse: {"left_out": _COUNT},
}
"""Decimals of each field, or "count" for people; months to the nearest ten."""

LEFT_OUT_OF_CARE: Final[dict[type, tuple[str, ...]]] = {
    SessionShare: ("people",),
    DoseBand: ("baseline_mean", "change_sd"),
}
"""How many had a kind of session would tell how few had not; baselines are of all enrolled."""
