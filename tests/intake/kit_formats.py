"""Valid files of other programs: Excel, SPSS, Stata, SAS, Parquet and FHIR."""

import datetime
import io
import json
import random
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from .clean import Clean
from .kit_text import draw_clean
from .labelled import KIT, Labelled, accept
from .workbooks import Cell, write_workbook
from .writing import Grid, write_long, write_semi_long, write_wide

valid = KIT.enter("valid")

_DAY_ONE = datetime.date(1899, 12, 30)


def as_cells(grid: Grid) -> list[list[Cell]]:
    """Numbers as numbers, blanks as no cell."""
    return [[_as_cell(text) for text in row] for row in grid]


def _as_cell(text: str) -> Cell:
    try:
        return float(text) if text else None
    except ValueError:
        return text


@valid
def excel(draw: random.Random) -> Labelled:
    """One sheet."""
    clean = draw_clean(draw)
    data = write_workbook({"Sheet1": as_cells(write_wide(clean))})
    return accept(data, clean, name="cohort.xlsx", rejected={})


@valid
def excel_second_sheet(draw: random.Random) -> Labelled:
    """The first sheet is a note, the second the scores."""
    clean = draw_clean(draw)
    note: list[list[Cell]] = [["Ketamine programme"], ["Scores are on the next sheet."]]
    data = write_workbook({"Read me": note, "Scores": as_cells(write_long(clean))})
    return accept(data, clean, name="cohort.xlsx", rejected={})


@valid
def excel_two_sheets_of_scores(draw: random.Random) -> Labelled:
    """Two sheets that may both be meant: the longer one is read, and that is said."""
    clean, other = draw_clean(draw, people=30), draw_clean(draw, people=12)
    sheets = {
        "Site B": as_cells(write_semi_long(other)),
        "Site A": as_cells(write_semi_long(clean)),
    }
    return accept(write_workbook(sheets), clean, name="cohort.xlsx", either=True,
                  said=("sheet_uncertain",))  # fmt: skip


@valid
def excel_merged_header(draw: random.Random) -> Labelled:
    """Instruments over visits in two header rows, the upper one merged."""
    clean = draw_clean(draw)
    visits = len(clean.visits)
    upper: list[Cell] = ["patient_id", "arm", "condition", "sex", "age", "site"]
    lower: list[Cell] = [None] * 6
    for name in clean.instruments:
        upper += [name, *[None] * (visits - 1)]
        lower += list(clean.visits)
    rows = [upper, lower, *as_cells(write_wide(clean))[1:]]
    merged = ("G1:J1", "K1:N1")
    return accept(write_workbook({"Sheet1": rows}, merged=merged), clean, name="cohort.xlsx")


@valid
def excel_dates(draw: random.Random) -> Labelled:
    """Real dates of visits and of the first infusion."""
    clean = draw_clean(draw)
    rows: list[list[Cell]] = [["patient_id", "arm", "condition", "visit", "visit date",
                               "first infusion date", "instrument", "score"]]  # fmt: skip
    for s in clean.scores:
        start = (datetime.date(2023, 2, 1) - _DAY_ONE).days
        rows.append([s.person.id, s.person.arm, s.person.condition, s.visit, start + s.day, start,
                     s.instrument, s.value])  # fmt: skip
    data = write_workbook({"Scores": rows}, dates=(4, 5))
    return accept(data, clean, name="cohort.xlsx", rejected={})


def _frame(clean: Clean) -> tuple[pd.DataFrame, dict[str, dict[float, str]]]:
    """A semi-long table with coded arms and conditions, and the labels of the codes."""
    grid = write_semi_long(clean)
    frame = pd.DataFrame(grid[1:], columns=grid[0])
    labels: dict[str, dict[float, str]] = {}
    for column in ("arm", "condition"):
        names = sorted(set(frame[column]))
        labels[column] = {float(k): name for k, name in enumerate(names, 1)}
        frame[column] = frame[column].map({name: float(k) for k, name in enumerate(names, 1)})
    for name in clean.instruments:
        frame[name.lower()] = pd.to_numeric(frame[name.lower()])
    return frame, labels


def _written(write: Callable[[Path], None]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "made"
        write(place)
        return place.read_bytes()


@valid
def spss(draw: random.Random) -> Labelled:
    """Value labels, and codes that the user declared missing."""
    import pyreadstat

    clean = draw_clean(draw)
    frame, labels = _frame(clean)
    frame["gad7"] = frame["gad7"].fillna(77.0)
    data = _written(lambda place: pyreadstat.write_sav(
        frame, str(place), variable_value_labels=labels, missing_ranges={"gad7": [77.0]}
    ))  # fmt: skip
    return accept(data, clean, name="cohort.sav", rejected={})


@valid
def stata(draw: random.Random) -> Labelled:
    """Value labels."""
    import pyreadstat

    clean = draw_clean(draw)
    frame, labels = _frame(clean)
    data = _written(lambda place: pyreadstat.write_dta(
        frame, str(place), variable_value_labels=labels
    ))  # fmt: skip
    return accept(data, clean, name="cohort.dta", rejected={})


@valid
def sas_transport(draw: random.Random) -> Labelled:
    """A transport file: names of at most eight letters."""
    import pyreadstat

    clean = draw_clean(draw)
    grid = write_semi_long(clean)
    frame = pd.DataFrame(grid[1:], columns=["subjid", "arm", "diagnos", "visit", "phq9", "gad7"])
    frame = frame.rename(columns={"diagnos": "conditn"})
    for name in ("phq9", "gad7"):
        frame[name] = pd.to_numeric(frame[name])
    data = _written(lambda place: pyreadstat.write_xport(frame, str(place), file_format_version=5))
    return accept(data, clean, name="cohort.xpt", rejected={})


@valid
def parquet(draw: random.Random) -> Labelled:
    """Typed columns."""
    clean = draw_clean(draw)
    grid = write_long(clean)
    frame = pd.DataFrame(grid[1:], columns=grid[0])
    frame["score"] = pd.to_numeric(frame["score"])
    frame["day"] = frame["day"].astype("int32")
    stream = io.BytesIO()
    frame.to_parquet(stream, index=False)
    return accept(stream.getvalue(), clean, name="cohort.parquet", rejected={})


@valid
def fhir(draw: random.Random) -> Labelled:
    """Questionnaire responses, one a line: totals by LOINC, days by date."""
    clean = draw_clean(draw, missing=0.0)
    codes = {"PHQ9": ("44249-1", "44261-6"), "GAD7": ("69737-5", "70274-6")}
    lines = []
    for k, s in enumerate(clean.scores):
        form, total = codes[s.instrument]
        when = datetime.date(2023, 1, 1) + datetime.timedelta(days=s.day)
        lines.append(json.dumps({
            "resourceType": "QuestionnaireResponse", "id": f"r{k}", "status": "completed",
            "questionnaire": f"http://loinc.org/q/{form}",
            "subject": {"reference": f"Patient/{s.person.id}"}, "authored": when.isoformat(),
            "item": [{"linkId": total, "code": [{"system": "http://loinc.org", "code": total}],
                      "answer": [{"valueInteger": int(s.value or 0)}]}],
        }))  # fmt: skip
    nobody = {p.id: replace(p, arm="not_recorded") for p in clean.people}
    days = {"baseline": "baseline", "week 2": "day 14", "week 6": "day 42", "week 12": "day 84"}
    scores = tuple(replace(s, person=nobody[s.person.id], visit=days[s.visit])
                   for s in clean.scores)  # fmt: skip
    right = Clean(tuple(nobody.values()), scores)
    return accept("\n".join(lines) + "\n", right, name="responses.ndjson")
