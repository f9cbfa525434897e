"""A cohort: checked, pseudonymised tables and how they were made."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

Origin = Literal["demonstration", "own_upload", "shelf", "command_line"]
ArmBasis = Literal["planned", "received"]

NOT_RECORDED = "not_recorded"

PARTICIPANT_COLUMNS = (
    "arm", "arm_received", "condition", "substance", "sex", "age_band", "employment", "site",
    "therapist", "prior_treatment", "comorbidity", "outside_psychotherapy", "other_medication",
    "self_pay", "arm_reason", "expectancy", "dose_band",
)  # fmt: skip
"""Columns of `Cohort.participants`; every one is always there, as a pandas category with
`not_recorded` for what the file does not hold (`expectancy` is a float, NaN where missing)."""

SCORE_COLUMNS = ("participant", "instrument", "visit", "day", "score", "rater_blinded")

TABLE_COLUMNS: dict[str, tuple[str, ...]] = {
    "infusions": ("participant", "day", "number", "drug", "mg", "mg_per_kg", "route", "purpose"),
    "therapy_sessions": ("participant", "day", "minutes", "type", "timing", "hours_after_infusion",
                         "therapist", "training"),
    "session_measures": ("participant", "day", "minutes_after_start", "measure", "value"),
    "events": ("participant", "day", "kind", "term", "severity", "serious"),
    "screening": ("outcome", "reason"),
    "items": ("participant", "day", "instrument", "item", "answer"),
}  # fmt: skip
"""Tables of a cohort beside participants and scores; any may be empty."""


def _empty(table: str) -> pd.DataFrame:
    return pd.DataFrame({column: pd.Series(dtype=object) for column in TABLE_COLUMNS[table]})


@dataclass(frozen=True)
class Visit:
    """A scheduled visit: its label, its study day, and its window of days (both included)."""

    label: str
    day: int
    low: int
    high: int


@dataclass(frozen=True, eq=False)
class Cohort:
    """Everyone who had a first infusion, in the arm planned at it.

    `participants` has one row a person, numbered from 0, columns `PARTICIPANT_COLUMNS`. `scores`
    has one row a score kept, columns `SCORE_COLUMNS`: `participant` is that number, `instrument`
    a category of codes, `visit` the position in `visits` or -1 (outside every window, or another
    record was closer), `day` the study day. `enrolment_rank` is each person's place in order of
    enrolment (NaN where missing), None where not recorded. No table holds an id, a name or a date.
    """

    name: str
    origin: Origin
    participants: pd.DataFrame
    scores: pd.DataFrame
    visits: tuple[Visit, ...]
    fingerprint: str
    randomised: bool
    synthetic: bool = False
    arm_basis: ArmBasis = "planned"
    clock: str = "first infusion"
    provenance: str = ""
    primary_visit: str | None = None
    primary_instruments: dict[str, str] = field(default_factory=dict)
    infusions: pd.DataFrame = field(default_factory=lambda: _empty("infusions"))
    therapy_sessions: pd.DataFrame = field(default_factory=lambda: _empty("therapy_sessions"))
    session_measures: pd.DataFrame = field(default_factory=lambda: _empty("session_measures"))
    events: pd.DataFrame = field(default_factory=lambda: _empty("events"))
    screening: pd.DataFrame = field(default_factory=lambda: _empty("screening"))
    items: pd.DataFrame = field(default_factory=lambda: _empty("items"))
    enrolment_rank: np.ndarray | None = field(default=None, repr=False)
    _matrices: dict[tuple[str, str], np.ndarray] = field(default_factory=dict, repr=False)

    @property
    def baseline_visit(self) -> int:
        """Position in `visits` of the baseline (the visit on day 0 or the last before it)."""
        before = [i for i, visit in enumerate(self.visits) if visit.day <= 0]
        return max(before, key=lambda i: self.visits[i].day) if before else -1

    @property
    def follow_up_visits(self) -> tuple[Visit, ...]:
        """Visits after day 0."""
        return tuple(visit for visit in self.visits if visit.day > 0)

    def score_matrix(self, instrument: str) -> np.ndarray:
        """Scores on one instrument, participants x visits, NaN where there is none."""
        return self._lay_out(instrument, "score")

    def day_matrix(self, instrument: str) -> np.ndarray:
        """Study day of each score in `score_matrix`."""
        return self._lay_out(instrument, "day")

    def _lay_out(self, instrument: str, column: str) -> np.ndarray:
        if (instrument, column) not in self._matrices:
            scores = self.scores
            codes = scores["instrument"].cat
            code = codes.categories.get_indexer([instrument])[0]
            kept = (codes.codes.to_numpy() == code) & (scores["visit"].to_numpy() >= 0)
            matrix = np.full((len(self.participants), len(self.visits)), np.nan)
            rows = scores["participant"].to_numpy()[kept]
            matrix[rows, scores["visit"].to_numpy()[kept]] = scores[column].to_numpy()[kept]
            matrix.flags.writeable = False
            self._matrices[instrument, column] = matrix
        return self._matrices[instrument, column]

    @property
    def first_retreatments(self) -> np.ndarray | None:
        """Day of each person's first retreatment, infinite without; None where not recorded."""
        if not len(self.events) and not len(self.infusions):
            return None
        first = np.full(len(self.participants), np.inf)
        for table, column in ((self.events, "kind"), (self.infusions, "purpose")):
            again = table[table[column].astype(str) == "retreatment"]
            people = again["participant"].to_numpy(dtype=np.int64)
            np.minimum.at(first, people, again["day"].to_numpy(dtype=float))
        return first

    def instruments_of(self, condition: str) -> tuple[str, ...]:
        """Codes of the instruments that people with this condition have scores on."""
        people = (self.participants["condition"] == condition).to_numpy()
        there = self.scores["instrument"][people[self.scores["participant"].to_numpy()]]
        return tuple(str(code) for code in there.unique())

    @property
    def substances(self) -> tuple[str, ...]:
        """Substances given, most frequent first."""
        counts = self.participants["substance"].value_counts()
        return tuple(str(substance) for substance in counts.index[counts > 0])

    @property
    def conditions(self) -> tuple[str, ...]:
        """Conditions present, in order of first appearance in the category."""
        present = set(self.participants["condition"].unique())
        return tuple(c for c in self.participants["condition"].cat.categories if c in present)
