"""What came of reading a file: everything a page or `check` shows of it."""

from dataclasses import dataclass, field
from typing import Literal

from analysis.core import Cohort, Finding

from .mapping import Mapping
from .text_table import Decisions

Outcome = Literal["accepted", "refused"]
Cell = dict[str, str | int | float | None]
"""instrument, arm, visit, n, mean, sd: one arm at one visit, in full detail."""


@dataclass(frozen=True, eq=False)
class Loaded:
    """A file after reading and checking.

    `rows_accepted` and `rows_rejected` add up to `rows_total`: rows of the scores table, or of all
    tables together in a file of several. In wide and semi-long files a bad cell is counted in
    `scores_rejected` and its row stays. `arms`, `conditions`, `instruments` and `visits` are codes
    where their meaning is known, else the file's own labels, in order. `needs` names what must be
    mapped before there is a `cohort`; `mapping` is complete, as given and as guessed.
    """

    outcome: Outcome
    shape: str | None
    decisions: Decisions | None
    reasons: tuple[str, ...] = ()
    rows_total: int = 0
    rows_accepted: int = 0
    rows_rejected: dict[str, int] = field(default_factory=dict)
    scores_rejected: dict[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    dropped_columns: tuple[str, ...] = ()
    participants: int = 0
    observations: int = 0
    arms: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    visits: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()
    mapping: Mapping = field(default_factory=Mapping)
    needs: tuple[str, ...] = ()
    cohort: Cohort | None = None
    rejected_rows: tuple[tuple[str, int, str, str], ...] = ()
    preview: tuple[dict[str, str], ...] = ()
