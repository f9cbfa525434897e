"""Valid files: identifiers that are dropped, dates, ages, and several tables of one cohort."""

import datetime
import io
import random
import zipfile

from .kit_text import draw_clean
from .labelled import KIT, Labelled, accept
from .writing import PEOPLE, describe, write_csv, write_long, write_wide

valid = KIT.enter("valid")

_FIRST = ("Maria", "James", "Robert", "Patricia", "Linda", "Michael", "Susan", "David")
_LAST = ("Smith", "Johnson", "Brown", "Garcia", "Miller", "Davis", "Wilson", "Anderson")


def pack(files: dict[str, bytes | str]) -> bytes:
    """A zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


@valid
def identifiers_beside(draw: random.Random) -> Labelled:
    """Names, mails and telephones beside the scores are dropped, and the rest is read."""
    clean = draw_clean(draw)
    grid = write_wide(clean)
    more = [["surname", "contact", "phone"]] + [
        [draw.choice(_LAST), f"{draw.choice(_FIRST).lower()}.{k}@example.org",
         f"+1 415 555 {draw.randint(1000, 9999)}"]
        for k in range(len(clean.people))
    ]  # fmt: skip
    rows = [a + b for a, b in zip(grid, more, strict=True)]
    return accept(write_csv(rows), clean, said=("direct_identifier_column",),
                  secrets=tuple(cell for row in more[1:] for cell in row[1:]))  # fmt: skip


@valid
def ages_over_89(draw: random.Random) -> Labelled:
    """Some people are older than 89, and one is 90+."""
    clean = draw_clean(draw)
    grid = write_wide(clean)
    for row, age in zip(grid[1:5], ("91", "102", "90+", "95"), strict=True):
        row[4] = age
    return accept(write_csv(grid), clean, rejected={})


@valid
def dates_of_visits(draw: random.Random) -> Labelled:
    """Dates of visits beside the date of the first infusion become study days."""
    clean = draw_clean(draw)
    starts = {p.id: datetime.date(2023, 1, 9) + datetime.timedelta(days=3 * k)
              for k, p in enumerate(clean.people)}  # fmt: skip
    grid = [["patient_id", "arm", "condition", "visit", "visit_date", "first_infusion_date",
             "instrument", "score"]]  # fmt: skip
    for s in clean.scores:
        start = starts[s.person.id]
        when = start + datetime.timedelta(days=s.day)
        grid.append([s.person.id, s.person.arm, s.person.condition, s.visit, when.isoformat(),
                     start.isoformat(), s.instrument, s.text])  # fmt: skip
    return accept(write_csv(grid), clean, rejected={})


@valid
def rows_named_by_r(draw: random.Random) -> Labelled:
    """R's row names stand in a first column without a name."""
    clean = draw_clean(draw)
    grid = write_long(clean)
    rows = [["", *grid[0]]] + [[str(k), *row] for k, row in enumerate(grid[1:], 1)]
    return accept(write_csv(rows, quoting=1), clean, rejected={})


@valid
def zip_of_two_tables(draw: random.Random) -> Labelled:
    """Participants and scores, joined on the id; one person has no score at all."""
    clean = draw_clean(draw)
    people = [PEOPLE] + [describe(p) for p in clean.people]
    people[0] = ["patient_id", "arm_planned", *PEOPLE[2:]]
    scores = [[r[0], *r[3:]] for r in write_long(clean)]
    data = pack({"participants.csv": write_csv(people), "scores.csv": write_csv(scores)})
    return accept(data, clean, name="cohort.zip", rejected={})


@valid
def zip_of_three_tables(draw: random.Random) -> Labelled:
    """Events beside them, in a folder, with a note and a Mac's leavings."""
    clean = draw_clean(draw)
    people = [["patient_id", "arm_planned", *PEOPLE[2:]]] + [describe(p) for p in clean.people]
    scores = [[r[0], *r[3:]] for r in write_long(clean)]
    events = [["patient_id", "day", "kind", "term", "severity", "serious"]] + [
        [p.id, "0", "adverse", "nausea", "mild", "no"] for p in clean.people[:5]
    ]
    data = pack({
        "study/participants.csv": write_csv(people),
        "study/scores.csv": write_csv(scores),
        "study/events.csv": write_csv(events),
        "study/README.txt": "Exported by the clinic.\nNothing else.\n",
        "__MACOSX/study/._scores.csv": b"\x00\x05\x16\x07",
    })  # fmt: skip
    return accept(data, clean, name="cohort.zip")


@valid
def patients_and_assessments(draw: random.Random) -> Labelled:
    """Two files of one cohort under names of their own."""
    clean = draw_clean(draw)
    people = [["Subject", "Arm", "Diagnosis", "Sex", "Age", "Site"]]
    people += [describe(p) for p in clean.people]
    scores = [["Subject", *r[3:]] if k == 0 else [r[0], *r[3:]]
              for k, r in enumerate(write_long(clean))]  # fmt: skip
    data = pack({"patients.csv": write_csv(people), "assessments.csv": write_csv(scores)})
    return accept(data, clean, name="export.zip")
