"""What is rounded and left out of answers over time and of who met which rule (see `coarsen`)."""

from typing import Final

from analysis.core.results import (
    ArmCurve,
    ArmOutcome,
    CurvePoint,
    LossComparison,
    LossTests,
    RepeatedMeasures,
    StateShare,
    Trajectories,
    VisitDifference,
)

_COUNT: Final = "count"
_SHARE: Final[dict[str, int | str]] = {"share": 2, "low": 2, "high": 2}

ROUNDED_OVER_TIME: Final[dict[type, dict[str, int | str]]] = {
    Trajectories: {"model_baseline": 1},
    RepeatedMeasures: dict.fromkeys(
        ("n_treatment", "n_comparator", "n_scores", "without_baseline", "without_scores"), _COUNT
    ),
    VisitDifference: {"seen_treatment": _COUNT, "seen_comparator": _COUNT},
    StateShare: {**_SHARE, "n": _COUNT, "events": _COUNT, "missed": _COUNT, "seen_share": 2},
    CurvePoint: {**_SHARE, "at_risk": _COUNT, "events": _COUNT, "most": 2},
    ArmCurve: {"n": _COUNT, "events": _COUNT, "left_out": _COUNT},
    LossTests: {"log_rank_chisq": 1, "log_rank_p": 3, "proportional_p": 3},
    ArmOutcome: {"events": _COUNT, "n": _COUNT, "eligible": _COUNT},
}  # fmt: skip

LEFT_OUT_OVER_TIME: Final[dict[type, tuple[str, ...]]] = {
    Trajectories: ("courses",),
    RepeatedMeasures: ("joint", "sigmas", "minus2_reml"),
    ArmCurve: ("steps",),
    LossComparison: ("events",),
    LossTests: ("events",),
}
"""Single people, steps at the days of single events, and covariances that would tell scores."""
