"""Checked people and scores to a cohort, and to the cells `check` shows."""

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.core import ARMS, NOT_RECORDED, Cohort, Origin

from .cells import is_missing
from .checking import ScoresFound
from .loaded import Cell
from .mapping import Mapping
from .participants import PeopleFound
from .shapes import Layout
from .sheets import Sheet
from .spellings import find_category
from .timeline import Timeline
from .visits import nearest_primary


@dataclass(frozen=True)
class Source:
    """Where a cohort comes from: its name, origin and the sha256 of its bytes."""

    name: str
    origin: Origin
    fingerprint: str


def summarise_cells(people: PeopleFound, scores: ScoresFound) -> tuple[Cell, ...]:
    """n, mean and SD (divisor n - 1) of each instrument, arm and visit that has scores."""
    arms = people.arms.names or (NOT_RECORDED,)
    used = np.flatnonzero(scores.visit >= 0)
    value, arm = scores.value[used], people.arms.person[scores.person[used]]
    visits = len(scores.timeline.labels)
    number = scores.instruments.number[used].astype(np.int64)
    key = (number * len(arms) + np.maximum(arm, 0)) * visits + scores.visit[used]
    size = len(scores.instruments.names) * len(arms) * visits
    n = np.bincount(key, minlength=size)
    mean = np.bincount(key, weights=value, minlength=size) / np.maximum(n, 1)
    squares = np.bincount(key, weights=(value - mean[key]) ** 2, minlength=size)
    sd = np.sqrt(squares / np.maximum(n - 1, 1))
    return tuple(
        {
            "instrument": scores.instruments.names[place // visits // len(arms)],
            "arm": arms[place // visits % len(arms)],
            "visit": scores.timeline.labels[place % visits],
            "n": int(n[place]),
            "mean": float(mean[place]),
            "sd": float(sd[place]) if n[place] > 1 else None,
        }
        for place in np.flatnonzero(n)
    )


def make_cohort(
    source: Source,
    mapping: Mapping,
    people: PeopleFound,
    scores: ScoresFound,
    blinded: np.ndarray,
    enrolled: np.ndarray,
    side_tables: Dictionary[str, pd.DataFrame],
    primary_visit: str | None,
) -> Cohort:
    """The cohort of everyone still enrolled, numbered anew from 0.

    Parameters
    ----------
    blinded : array of int8
        Whether the rater of each record was blinded: 0 yes, 1 no, 2 not recorded.
    enrolled : array of bool
        People of whom at least one row was accepted.
    """
    numbers = np.cumsum(enrolled, dtype=np.int32) - 1
    frame = people.frame[enrolled].reset_index(drop=True)
    frame["arm"] = frame["arm"].cat.set_categories([a for a in ARMS if a in people.arms.names])
    tables = {
        name: table.assign(participant=numbers[table["participant"].to_numpy()])
        if "participant" in table
        else table
        for name, table in side_tables.items()
    }
    return Cohort(
        name=source.name,
        origin=source.origin,
        participants=frame,
        scores=_frame_scores(scores, numbers, blinded),
        visits=scores.timeline.visits,
        fingerprint=source.fingerprint,
        randomised=bool(mapping.randomised),
        synthetic=bool(mapping.synthetic),
        arm_basis=people.arms.basis,
        clock=mapping.clock or "first infusion",
        primary_visit=primary_visit,
        primary_instruments=dict(mapping.primary_instruments),
        enrolment_rank=None if people.enrolment_rank is None else people.enrolment_rank[enrolled],
        **tables,
    )


def _frame_scores(scores: ScoresFound, numbers: np.ndarray, blinded: np.ndarray) -> pd.DataFrame:
    used = np.flatnonzero(~np.isnan(scores.value))
    number = scores.instruments.number[used].astype(np.int8)
    names = list(scores.instruments.names)
    return pd.DataFrame({
        "participant": numbers[scores.person[used]],
        "instrument": pd.Categorical.from_codes(number, names).remove_unused_categories(),
        "visit": scores.visit[used],
        "day": scores.timeline.day[used].astype(np.int32),
        "score": scores.value[used],
        "rater_blinded": pd.Categorical.from_codes(blinded[used], ["yes", "no", NOT_RECORDED]),
    })  # fmt: skip


def read_blinding(sheet: Sheet, layout: Layout, scores: ScoresFound) -> np.ndarray:
    """Whether the rater of each record was blinded: 0 yes, 1 no, 2 not recorded."""
    cells = sheet.cells(layout.column("rater_blinded"))

    def find(label: str) -> int:
        known = None if is_missing(label, sheet.missing) else find_category("rater_blinded", label)
        return {"yes": 0, "no": 1}.get(known or "", 2)

    return cells.look_up(find).astype(np.int8)[scores.records.row]


def choose_primary_visit(sheet: Sheet, mapping: Mapping, timeline: Timeline) -> str | None:
    """The visit declared primary, else the one nearest the usual day; a tie is said."""
    declared = mapping.primary_visit
    if declared in timeline.labels:
        return declared
    if declared is not None:
        sheet.note("warning", "unknown_primary_visit", "", None, "the visit declared primary is "
                   "not in the file.", "Name one of the file's visits.")  # fmt: skip
    nearest, tied = nearest_primary(timeline.visits)
    if tied:
        sheet.note("warning", "primary_visit_tied", "", None, "two visits are equally near the "
                   "usual primary day; the earlier is used.",
                   "Name the primary visit in the mapping.")  # fmt: skip
    return nearest.label if nearest else None
