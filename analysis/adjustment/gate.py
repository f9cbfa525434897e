"""The gate: which conditions of a fair comparison hold, each in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.core import settings
from analysis.core.results import BalanceRow, ExposureParity, Gate, GateItem

_KINDS = {
    "square": "how widely what was recorded spreads",
    "interaction": "how two recorded things go together",
    "outside": "what was recorded and not weighted for",
}
_RECORDED = {
    "baseline_severity": "Severity at baseline",
    "age": "Age",
    "sex": "Sex",
    "prior_treatment": "Treatment before",
    "concurrent_therapy": "Therapy and medication elsewhere",
}


@dataclass(frozen=True, eq=False)
class GateFacts:
    """What the gate judges.

    `balance` from `check_balance` with overlap weights; `penalised` whether the propensity needed
    Firth's likelihood; `propensities` and `is_treatment` of shape (n,); `effective_n` and
    `followed_up` (shares from 0 to 1, None where nobody says who started) as treatment,
    comparator; `exposure` from `exposure_parity`; `arm_at_time_zero` whether the arm is the one
    planned at the first infusion; `recorded` from `shares_recorded`.
    """

    balance: Sequence[BalanceRow]
    penalised: bool
    propensities: np.ndarray
    is_treatment: np.ndarray
    effective_n: tuple[float, float]
    followed_up: tuple[float, float] | None
    exposure: Sequence[ExposureParity]
    arm_at_time_zero: bool
    recorded: Mapping[str, float]


def judge_gate(facts: GateFacts) -> Gate:
    """Every condition of comparing arms that were not drawn by lot, passed or failed.

    Parameters
    ----------
    facts : GateFacts
        What was measured.

    Returns
    -------
    Gate
        Items in a fixed order; limits are in `settings`. An item that cannot be told fails; one
        that there is nothing to judge of (no covariate outside the model, balance of modelled
        covariates under Firth) has passed None.

    Notes
    -----
    Standardised differences before weighting under 0.5; after overlap weighting those modelled are
    zero by construction (checked to 1e-12), squares, products and covariates outside the model
    under 0.1; most of each arm with a propensity of 0.1 to 0.9; effective n; follow-up; exposure;
    the arm decided at the first infusion; and the confounders everybody knows of recorded.

    References
    ----------
    Austin PC (2009). Stat Med 28:3083-3107, for 0.1; Li F, Thomas LE, Li F (2019). Am J Epidemiol
    188:250-257, for overlap weights; Rubin DB (2001). Health Serv Outcomes Res Methodol 2:169-188.
    """
    return Gate(
        (
            _unweighted(facts.balance),
            _modelled(facts.balance, facts.penalised),
            *(_after_weighting(facts.balance, kind) for kind in _KINDS),
            _overlap(facts.propensities, facts.is_treatment),
            _effective_n(facts.effective_n),
            _followed_up(facts.followed_up),
            _parity(facts.exposure),
            _time_zero(facts.arm_at_time_zero),
            *(_recorded(name, facts.recorded.get(name, 0.0)) for name in _RECORDED),
        )
    )


def _worst(rows: Sequence[BalanceRow], field: str) -> tuple[str, float]:
    """Name and size of the largest difference; infinite where the arms are wholly apart."""
    sizes = [abs(v) if (v := getattr(row, field)) is not None else np.inf for row in rows]
    place = int(np.argmax(sizes))
    return rows[place].name, float(sizes[place])


def _size(value: float) -> str:
    return f"{value:.2f} SD" if np.isfinite(value) else "wholly"


def _unweighted(balance: Sequence[BalanceRow]) -> GateItem:
    rows, limit = [row for row in balance if row.kind in ("modelled", "outside")], settings.GATE_SMD
    if not rows:
        return GateItem("unweighted_smd", False, "No covariate is recorded, so nobody can tell how "
                        "alike the arms were.", None, limit)  # fmt: skip
    name, value = _worst(rows, "before")
    passed = value < limit
    said = (f"Before weighting the arms differ most in {name} ({_size(value)}): "
            + ("close enough to be weighted." if passed else "too far apart."))  # fmt: skip
    return GateItem("unweighted_smd", passed, said, _number(value), limit)


def _modelled(balance: Sequence[BalanceRow], penalised: bool) -> GateItem:
    rows, limit = [row for row in balance if row.kind == "modelled"], settings.GATE_EXACT
    if not rows:
        return GateItem("modelled_balance", None, "No covariate is in the propensity model.")
    name, value = _worst(rows, "after")
    if penalised:
        return GateItem("modelled_balance", None, "Some people's arm follows from the covariates, "
                        "so a penalised model was used and weighting balances only nearly: largest "
                        f"difference {_size(value)} ({name}).", _number(value))  # fmt: skip
    passed = value < limit
    said = ("Weighting makes the arms alike in every covariate of the model." if passed else
            f"Weighting leaves a difference in {name}, which it should not.")  # fmt: skip
    return GateItem("modelled_balance", passed, said, _number(value), limit)


def _after_weighting(balance: Sequence[BalanceRow], kind: str) -> GateItem:
    rows, limit = [row for row in balance if row.kind == kind], settings.GATE_BALANCE
    if not rows:
        said = f"Nothing more to check in {_KINDS[kind]}: all of it is weighted for."
        return GateItem(f"balance_{kind}", None, said)
    name, value = _worst(rows, "after")
    passed = value < limit
    said = (f"After weighting the arms are alike in {_KINDS[kind]}" if passed else
            f"After weighting the arms still differ in {_KINDS[kind]}")  # fmt: skip
    return GateItem(f"balance_{kind}", passed, f"{said}: at most {_size(value)} ({name}).",
                    _number(value), limit)  # fmt: skip


def _overlap(propensities: np.ndarray, is_treatment: np.ndarray) -> GateItem:
    (low, high), limit = settings.GATE_PROPENSITY, settings.GATE_OVERLAP_SHARE
    treated = np.asarray(is_treatment, dtype=bool)
    inside = (propensities >= low) & (propensities <= high)
    value = min(float(inside[arm].mean()) if arm.any() else 0.0 for arm in (treated, ~treated))
    passed = value >= limit
    said = (f"{value:.0%} or more of each arm might well have been in the other (a probability of "
            f"{low:.0%} to {high:.0%})")  # fmt: skip
    missed = f"Only {value:.0%} of an arm might well have been in the other"
    return GateItem("overlap", passed, f"{said if passed else missed}.", value, limit)


def _effective_n(effective_n: tuple[float, float]) -> GateItem:
    value, limit = min(effective_n), settings.GATE_EFFECTIVE_N
    passed = value >= limit
    said = f"Weighted, the smaller arm tells as much as {value:.0f} people"
    return GateItem("effective_n", passed, said + ("." if passed else f", fewer than {limit}."),
                    value, float(limit))  # fmt: skip


def _followed_up(followed_up: tuple[float, float] | None) -> GateItem:
    lowest, gap = settings.MINIMUM_FOLLOWED_UP, settings.MAXIMUM_FOLLOW_UP_GAP
    if followed_up is None:
        return GateItem("follow_up", False, "It is not recorded who started, so nobody can tell "
                        "how many were followed up.", None, lowest)  # fmt: skip
    value, apart = min(followed_up), abs(followed_up[0] - followed_up[1])
    passed = value >= lowest and apart <= gap
    said = (f"{followed_up[0]:.0%} (treatment) and {followed_up[1]:.0%} (comparator) were followed "
            "up")  # fmt: skip
    why = (f": under {lowest:.0%} in an arm" if value < lowest else
           "" if passed else f": further apart than {gap:.0%}")  # fmt: skip
    return GateItem("follow_up", passed, f"{said}{why}.", value, lowest)


def _parity(exposure: Sequence[ExposureParity]) -> GateItem:
    limit = settings.GATE_SMD
    if not any(row.what == "Infusions" for row in exposure):
        return GateItem("exposure_parity", False, "Infusions are not recorded, so nobody can tell "
                        "whether both arms had as many.", None, limit)  # fmt: skip
    sizes = [abs(row.smd) if row.smd is not None else np.inf for row in exposure]
    place = int(np.argmax(sizes))
    value, row = float(sizes[place]), exposure[place]
    passed = value < limit
    said = ("Both arms had about as much besides the therapy" if passed else
            "The arms did not have the same besides the therapy")  # fmt: skip
    return GateItem("exposure_parity", passed, f"{said}: most apart in {row.what.lower()} "
                    f"({_size(value)}).", _number(value), limit)  # fmt: skip


def _time_zero(arm_at_time_zero: bool) -> GateItem:
    said = ("The arm is the one planned at the first infusion." if arm_at_time_zero else
            "The file says only what therapy people received: those who left early count as "
            "having had none.")  # fmt: skip
    return GateItem("arm_at_time_zero", arm_at_time_zero, said)


def _recorded(name: str, share: float) -> GateItem:
    limit = settings.GATE_RECORDED_SHARE
    passed = share >= limit
    what = _RECORDED[name]
    said = f"{what}: recorded for {share:.0%}" if share > 0 else f"{what}: not recorded"
    return GateItem(f"recorded_{name}", passed, said + ("." if passed else ", so it may explain a "
                    "difference."), share, limit)  # fmt: skip


def _number(value: float) -> float | None:
    return value if np.isfinite(value) else None
