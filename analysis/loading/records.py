"""A scores table of any shape as one record a score."""

from dataclasses import dataclass

import numpy as np

from .cells import Cells, relabel, repeat_label
from .shapes import Layout
from .sheets import Sheet


@dataclass(frozen=True, eq=False)
class Records:
    """One entry a score cell: where it stands and what the file says of it.

    `row` is the position in the sheet, `column` the position in `columns` (names of score
    columns); `instrument`, `visit`, `day` and `score` are the file's own texts.
    """

    row: np.ndarray
    column: np.ndarray
    columns: tuple[str, ...]
    instrument: Cells
    visit: Cells
    day: Cells
    score: Cells

    def __len__(self) -> int:
        return len(self.row)


def list_records(sheet: Sheet, layout: Layout) -> Records:
    """The records of a sheet; score columns of wide and semi-long files are laid end to end."""
    if layout.shape == "long":
        return _list_long(sheet, layout)
    if sheet.text.of_forms and layout.shape == "semi_long":
        return _leave_blanks(_list_columns(sheet, layout))
    return _list_columns(sheet, layout)


def _list_columns(sheet: Sheet, layout: Layout) -> Records:
    parts, rows = layout.score_columns, sheet.rows
    wide = layout.shape == "wide"
    by_row = repeat_label("", rows) if wide else sheet.cells(layout.column("visit"))
    day = repeat_label("", rows) if wide else sheet.cells(layout.column("day"))
    # A column of baselines beside rows of visits has its own time; where all go by day, by day.
    labelled = wide or layout.column("visit") is not None
    visits = [p.visit if labelled else "" for p in parts]
    days = [None if labelled or p.day is None else repeat_label(str(p.day), rows) for p in parts]
    return Records(
        row=np.tile(np.arange(rows, dtype=np.int32), len(parts)),
        column=np.repeat(np.arange(len(parts), dtype=np.int16), rows),
        columns=tuple(part.column for part in parts),
        instrument=_join([repeat_label(part.instrument, rows) for part in parts]),
        visit=_join([repeat_label(label, rows) if label else by_row for label in visits]),
        day=_join(
            [repeat_label("", rows) if v else d or day for v, d in zip(visits, days, strict=True)]
        ),
        score=_join([sheet.cells(part.column) for part in parts]),
    )


def _list_long(sheet: Sheet, layout: Layout) -> Records:
    score = layout.column("score") or ""
    return Records(
        row=np.arange(sheet.rows, dtype=np.int32),
        column=np.zeros(sheet.rows, dtype=np.int16),
        columns=(score,),
        instrument=sheet.cells(layout.column("instrument")),
        visit=sheet.cells(layout.column("visit")),
        day=sheet.cells(layout.column("day")),
        score=sheet.cells(score),
    )


def _leave_blanks(records: Records) -> Records:
    """The records without blank cells: where each row is of one form, the others' are blank.

    They are in order of rows, so that visits come in the order of the file.
    """
    kept = np.flatnonzero(records.score.where(bool))
    kept = kept[np.argsort(records.row[kept], kind="stable")]
    cells = (records.instrument, records.visit, records.day, records.score)
    return Records(
        records.row[kept], records.column[kept], records.columns, *(c.take(kept) for c in cells)
    )


def _join(parts: list[Cells]) -> Cells:
    """Columns laid end to end, with one list of labels."""
    starts = np.cumsum([0, *(len(part.labels) for part in parts)])
    codes = [part.codes + start for part, start in zip(parts, starts[:-1], strict=True)]
    whole = Cells(np.concatenate(codes), ())
    return relabel(whole, [label for part in parts for label in part.labels])
