"""What was measured while infusions ran: peaks, by arm and dose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from analysis.core import ARMS, NOT_RECORDED, Cohort, Estimate, settings
from analysis.core.formulas import t_quantile, upper, wilson
from analysis.core.results import SessionMeasure


@dataclass(frozen=True)
class Watched:
    """One thing watched during a session.

    `worst` says which end is the worst; `names` are spellings in files; `threshold` is passed at or
    beyond it, or by a change of `change_threshold`; `source` says whose thresholds they are.
    """

    code: str
    label: str
    unit: str
    worst: Literal["highest", "lowest", "last"]
    names: tuple[str, ...]
    threshold: float | None = None
    change_threshold: float | None = None
    source: str = ""


_PRESSURE = "grade 3 hypertension (ESH/ESC 2018); rise: US prescribing information of esketamine"
WATCHED: Final = (
    Watched("systolic", "Systolic blood pressure", "mmHg", "highest", ("systolic", "sbp"), 180, 40,
            _PRESSURE),
    Watched("diastolic", "Diastolic blood pressure", "mmHg", "highest", ("diastolic", "dbp"), 110,
            25, _PRESSURE),
    Watched("heart_rate", "Heart rate", "beats/min", "highest", ("heart_rate", "pulse", "hr"), 120,
            None, "convention"),
    Watched("spo2", "Oxygen saturation", "%", "lowest", ("spo2", "saturation", "oxygen_saturation"),
            92, None, "convention: desaturation at 92 % or below"),
    Watched("sedation", "Alertness (MOAA/S)", "points", "lowest", ("sedation", "moaas", "moaa_s"),
            2, None, "MOAA/S: 2 or below is moderate sedation or deeper (Chernik 1990)"),
    Watched("cadss", "Dissociation (CADSS)", "points", "highest", ("cadss",), None, None),
    Watched("discharge_ready", "Time to ready for discharge", "minutes", "last",
            ("discharge_ready", "ready_for_discharge", "discharge"), 120, None,
            "convention: two hours"),
)  # fmt: skip
"""For "last" the value is the minute itself: the measure's value, or the minutes after the start
where no value is written."""


def measure_sessions(
    cohort: Cohort, people: np.ndarray | None = None, level: float = settings.LEVEL
) -> tuple[SessionMeasure, ...]:
    """Each person's worst value during infusions, by arm and first dose, and how many went beyond.

    Parameters
    ----------
    cohort : Cohort
        Its session measures; planned arm and dose band of participants.
    people : ndarray of bool, shape (participants,), optional
        Those asked about; everyone by default.
    level : float
        Confidence level.

    Returns
    -------
    tuple of SessionMeasure
        By measure, arm, and dose ("all doses" first, then each band); those measured in nobody are
        left out.

    Notes
    -----
    A person counts once with their worst session, so that those with more infusions do not weigh
    more (they do have more chances of a bad one: sessions are printed). Change is from the last
    value at or before the start of that session. Means with t intervals, shares with Wilson's.
    """
    asked = np.ones(len(cohort.participants), dtype=bool) if people is None else people
    rows = cohort.session_measures
    table = cohort.participants
    return summarise_sessions(
        rows[asked[rows["participant"].to_numpy(dtype=np.int64)]],
        table["arm"].to_numpy(), table["dose_band"].astype(str).to_numpy(), ARMS, level,
    )  # fmt: skip


def summarise_sessions(
    rows: pd.DataFrame, arm: np.ndarray, dose: np.ndarray, arms: Sequence[str], level: float
) -> tuple[SessionMeasure, ...]:
    """The same of any table of measurements.

    Parameters
    ----------
    rows : DataFrame
        `participant` (from 0), `day`, `minutes_after_start`, `measure` and `value`.
    arm, dose : ndarray of str, shape (participants,)
        Each participant's arm and band of dose.
    arms : sequence of str
        Arms in order.
    level : float
        Confidence level.

    Returns
    -------
    tuple of SessionMeasure
        As `measure_sessions`.
    """
    names = rows["measure"].astype(str).str.lower().str.strip().to_numpy()
    found = []
    for watched in WATCHED:
        chosen = rows[np.isin(names, watched.names)]
        if len(chosen):
            by_person = _worst_sessions(chosen, watched)
            who = by_person.index.to_numpy()
            found += _by_arm_and_dose(by_person, arm[who], dose[who], arms, watched, level)
    return tuple(found)


def _worst_sessions(rows: pd.DataFrame, watched: Watched) -> pd.DataFrame:
    """One row a person: their worst value, its change from before, and how many sessions."""
    minutes = rows["minutes_after_start"].to_numpy(dtype=float)
    values = rows["value"].to_numpy(dtype=float)
    if watched.worst == "last":
        values = np.where(np.isnan(values), minutes, values)
        minutes = np.maximum(np.nan_to_num(minutes, nan=1.0), 1.0)
    table = pd.DataFrame(
        {
            "participant": rows["participant"].to_numpy(dtype=np.int64),
            "day": rows["day"].to_numpy(),
            "minutes": minutes,
            "value": values,
        }
    )
    table = table[table["value"].notna()].sort_values("minutes", kind="stable")
    keys, lowest = ["participant", "day"], watched.worst == "lowest"
    during = table[~(table["minutes"] <= 0)].groupby(keys)["value"]
    before = table[table["minutes"] <= 0].groupby(keys)["value"].last()
    sessions = (during.min() if lowest else during.max()).to_frame("worst")
    sessions["change"] = sessions["worst"] - before
    sessions = sessions.reset_index().sort_values("worst", ascending=lowest, kind="stable")
    worst = sessions.groupby("participant").first()
    change = sessions.groupby("participant")["change"]
    worst["change"] = change.min() if lowest else change.max()
    worst["sessions"] = sessions.groupby("participant").size()
    return worst


def _by_arm_and_dose(
    by_person: pd.DataFrame, arm: np.ndarray, dose: np.ndarray, arms: Sequence[str],
    watched: Watched, level: float,
) -> list[SessionMeasure]:  # fmt: skip
    bands = sorted({one for one in dose if one != NOT_RECORDED}, reverse=True)
    found = []
    for name in arms:
        for band in ("all doses", *bands):
            rows = (arm == name) & ((dose == band) | (band == "all doses"))
            if rows.any():
                found.append(_summarise(by_person[rows], watched, name, band, level))
    return found


def _summarise(
    people: pd.DataFrame, watched: Watched, arm: str, dose: str, level: float
) -> SessionMeasure:
    worst, change = people["worst"].to_numpy(), people["change"].dropna().to_numpy()
    beyond, n = None, len(worst)
    passed = _passed(people, watched)
    if passed is not None:
        low, high = wilson(int(passed.sum()), n, level)
        beyond = Estimate("per_100", 100 * float(passed.mean()), 100 * low, 100 * high, level,
                          {"n": n}, "People per 100 beyond the threshold; Wilson's interval.",
                          watched.source, "people")  # fmt: skip
    return SessionMeasure(
        watched.code, watched.label, watched.unit, arm, dose, n, int(people["sessions"].sum()),
        _mean("worst_value", worst, level), _mean("change", change, level),
        _say_threshold(watched), None if passed is None else int(passed.sum()), beyond,
    )  # fmt: skip


def _passed(people: pd.DataFrame, watched: Watched) -> np.ndarray | None:
    if watched.threshold is None:
        return None
    worst = people["worst"].to_numpy()
    lowest = watched.worst == "lowest"
    passed = worst <= watched.threshold if lowest else worst >= watched.threshold
    if watched.change_threshold is not None:
        passed |= people["change"].to_numpy() >= watched.change_threshold
    return np.asarray(passed)


def _say_threshold(watched: Watched) -> str:
    if watched.threshold is None:
        return ""
    side = "or below" if watched.worst == "lowest" else "or above"
    said = f"{watched.threshold:g} {watched.unit} {side}"
    if watched.change_threshold is not None:
        said += f", or up by {watched.change_threshold:g}"
    return f"{said} ({watched.source})"


def _mean(measure: str, values: np.ndarray, level: float) -> Estimate | None:
    """Mean with its t interval; None for fewer than two people or no spread to tell."""
    if len(values) < settings.SMALLEST_ARM:
        return None
    value, se = float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))
    half = t_quantile(upper(level), len(values) - 1) * se
    return Estimate(measure, value, value - half, value + half, level, {"n": len(values)},
                    "Mean of each person's worst session; t interval.", "", "points", se,
                    float(len(values) - 1))  # fmt: skip
