"""What was found in a file, summed up: refused with reasons, or accepted with its cohort."""

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.core import Cohort, Finding

from .checking import ScoresFound
from .cohorts import Source, choose_primary_visit, make_cohort, read_blinding, summarise_cells
from .loaded import Loaded
from .mapping import Mapping
from .opening import Opened, complete_mapping, preview_rows
from .participants import PeopleFound
from .people import Register
from .sheets import Sheet
from .text_table import TextTable


@dataclass
class Gathered:
    """What has been found so far in the tables of one file."""

    source: Source
    mapping: Mapping
    register: Register
    opened: list[Opened] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unsure_days: bool = False


def refuse(
    gathered: Gathered, texts: Dictionary[str, TextTable], reasons: tuple[str, ...]
) -> Loaded:
    """Nothing usable: what was recognised, and why it is not enough."""
    scores = gathered.opened[-1]
    _say_refused(scores.sheet, reasons)
    total = sum(text.rows_total for text in texts.values())
    return Loaded(
        outcome="refused",
        shape=None,
        decisions=scores.sheet.text.decisions,
        reasons=reasons,
        rows_total=total,
        rows_rejected={reasons[0]: total} if total else {},
        findings=(*gathered.findings, *scores.sheet.text.findings, *scores.sheet.findings),
        dropped_columns=tuple(scores.sheet.dropped),
        mapping=complete_mapping(gathered.mapping, gathered.opened, None, None),
        preview=preview_rows(scores),
    )


_REFUSALS = {
    "no_score_column": ("no column of scores was found.", "Name the instrument in the column's "
                        "heading (phq9_baseline), or map a column to the role score."),
    "no_id_column": ("no column of patient ids was found.",
                     "Map the column that says whose row it is to the role patient_id."),
    "no_rows": ("the table has a header and no rows.", "Add the rows."),
}  # fmt: skip


def _say_refused(sheet: Sheet, reasons: tuple[str, ...]) -> None:
    for code in reasons:
        message, mend = _REFUSALS[code]
        sheet.note("error", code, "", None, message[0].upper() + message[1:], mend)


def conclude(
    gathered: Gathered,
    texts: Dictionary[str, TextTable],
    people: PeopleFound,
    scores: ScoresFound,
    enrolled: np.ndarray,
    side_tables: dict[str, pd.DataFrame],
) -> Loaded:
    opened = gathered.opened[-1]
    needs = _list_needs(people, scores, gathered.unsure_days)
    usable = bool(enrolled.any()) and bool((~np.isnan(scores.value)).any())
    if not usable:
        opened.sheet.note("error", "nothing_usable", "", None, "No score could be used.",
                          "Mend what the other findings name.")  # fmt: skip
    elif needs:
        unknown = f"Nothing says yet what these mean: {', '.join(needs)}."
        mend = "Map them before comparing arms."
        opened.sheet.note("warning", "needs_mapping", "", None, unknown, mend)
    cohort = (
        _make(gathered, people, scores, enrolled, side_tables) if usable and not needs else None
    )
    rejected = _count(gathered.sheets)
    total = sum(sheet.text.rows_total for sheet in gathered.sheets)
    present = people.frame["condition"][enrolled].unique()
    return Loaded(
        outcome="accepted" if usable else "refused",
        shape="tables" if len(texts) > 1 else opened.need_layout().shape,
        decisions=opened.sheet.text.decisions,
        reasons=() if usable else ("nothing_usable",),
        rows_total=total,
        rows_accepted=total - sum(rejected.values()),
        rows_rejected=rejected,
        scores_rejected=opened.sheet.scores_rejected,
        findings=_list_findings(gathered),
        dropped_columns=tuple(dict.fromkeys(c for s in gathered.sheets for c in s.dropped)),
        participants=int(enrolled.sum()),
        observations=int((~np.isnan(scores.value)).sum()),
        arms=people.arms.names,
        conditions=tuple(c for c in people.conditions if c in present),
        instruments=scores.instruments.names,
        visits=scores.timeline.labels,
        cells=summarise_cells(people, scores),
        mapping=complete_mapping(gathered.mapping, gathered.opened, people, scores),
        needs=needs,
        cohort=cohort,
        rejected_rows=tuple(row for sheet in gathered.sheets for row in sheet.list_rejected()),
        preview=preview_rows(opened),
    )


def _list_needs(people: PeopleFound, scores: ScoresFound, unsure_days: bool) -> tuple[str, ...]:
    """What must be mapped before arms can be compared."""
    wanted = {
        "arms": people.arms.needs_mapping,
        "conditions": people.needs_conditions,
        "visits": scores.timeline.needs_mapping or unsure_days,
        "instruments": scores.instruments.needs_mapping,
    }
    return tuple(name for name, needed in wanted.items() if needed)


def _make(
    gathered: Gathered,
    people: PeopleFound,
    scores: ScoresFound,
    enrolled: np.ndarray,
    side_tables: dict[str, pd.DataFrame],
) -> Cohort:
    opened, mapping = gathered.opened[-1], gathered.mapping
    sheet = opened.sheet
    if mapping.randomised is None:
        sheet.note("info", "randomised_not_stated", "", None, "Nothing says whether people were "
                   "randomised; they are taken not to have been.",
                   "Set “randomised” in the mapping.")  # fmt: skip
    primary = choose_primary_visit(sheet, mapping, scores.timeline)
    blinded = read_blinding(sheet, opened.need_layout(), scores)
    return make_cohort(
        gathered.source, mapping, people, scores, blinded, enrolled, side_tables, primary
    )


def _count(sheets: list[Sheet]) -> dict[str, int]:
    whole: dict[str, int] = {}
    for sheet in sheets:
        for code, n in sheet.count_rejected().items():
            whole[code] = whole.get(code, 0) + n
    return whole


def _list_findings(gathered: Gathered) -> tuple[Finding, ...]:
    """All findings: errors first, then warnings, then information, each in order of checking."""
    order = {"error": 0, "warning": 1, "info": 2}
    found = [*gathered.findings]
    for sheet in gathered.sheets:
        found += [*sheet.text.findings, *sheet.findings]
    return tuple(sorted(found, key=lambda finding: order[finding.severity]))
