"""Dates become study days from each person's day 0, and no date is kept anywhere."""

import io
import json
import zipfile
from dataclasses import asdict
from datetime import date, timedelta

import pytest

from analysis.loading import load_cohort, read_mapping

VISITS = (("baseline", 0), ("week 4", 28), ("week 12", 84))
START = date(2021, 3, 20)


def make(form="%Y-%m-%d", labels=True, start=False, before=0, people=12, gap=9):
    """A semi-long cohort with a date for each visit."""
    names = [
        "id",
        "arm",
        *(["visit"] if labels else []),
        *(["first_infusion_date"] if start else []),
    ]
    rows = [[*names, "visit_date", "phq9"]]
    for person in range(people):
        first = START + timedelta(person * gap)
        for label, day in VISITS:
            when = first + timedelta(day or -before)
            cells = [f"P{person}", "infusion only" if person % 2 else "infusion + psychotherapy"]
            cells += [label] if labels else []
            cells += [first.strftime(form)] if start else []
            rows.append([*cells, when.strftime(form), str(10 + person % 5)])
    return rows


def write(rows):
    return "\n".join(",".join(row) for row in rows).encode()


def load(rows, **mapping):
    said = read_mapping(json.dumps(mapping)) if mapping else None
    return load_cohort(write(rows), "a.csv", said, key=b"k")


def codes(loaded):
    return {finding.code for finding in loaded.findings}


def days_of(loaded):
    return sorted(set(loaded.cohort.scores["day"].tolist()))


def test_days_count_from_the_first_infusion():
    loaded = load(make(start=True, before=3))
    assert days_of(loaded) == [-3, 28, 84]
    assert loaded.visits == ("baseline", "week 4", "week 12")
    assert loaded.rows_accepted == loaded.observations == 36
    assert "dates_to_days" in codes(loaded)
    assert loaded.dropped_columns == ()


def test_days_count_from_the_baseline_where_no_infusion_is_known():
    assert days_of(load(make())) == [0, 28, 84]


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%m/%d/%Y", "%d %b %Y", "%d.%m.%y"])
def test_other_spellings_give_the_same_days(form):
    assert days_of(load(make(form, start=True))) == [0, 28, 84]


def test_no_date_is_kept_or_said_anywhere():
    loaded = load(make(start=True, before=3))
    shown = json.dumps(asdict(loaded.mapping)) + str(loaded.findings) + str(loaded.preview)
    shown += loaded.cohort.scores.to_csv() + loaded.cohort.participants.to_csv()
    assert "2021" not in shown
    assert not any(name.endswith("date") for name in loaded.cohort.scores)


def test_the_mapping_read_back_gives_the_same_cohort():
    for options in ({}, {"start": True}, {"start": True, "labels": False}):
        rows = make(**options)
        loaded = load(rows)
        again = load_cohort(write(rows), "a", read_mapping(loaded.mapping.to_json()), key=b"k")
        assert again.cells == loaded.cells
        assert again.rows_accepted == loaded.rows_accepted


def test_without_labels_or_day_zero_visits_must_be_mapped():
    loaded = load(make(labels=False))
    assert loaded.observations == 36
    assert loaded.needs == ("visits",)
    assert loaded.cohort is None
    mapped = load(make(labels=False), visits={"baseline": 0, "week 4": 28, "week 12": 84})
    assert days_of(mapped) == [0, 28, 84]


def ambiguous(labels):
    rows = [["id", "arm", *(["visit"] if labels else []), "infusion_date_1", "visit_date", "phq9"]]
    rows[0][-3] = "first_infusion_date"
    for person in range(6):
        for label, when in (("baseline", "01/02/2021"), ("week 4", "01/03/2021")):
            cells = [f"P{person}", "infusion only", *([label] if labels else [])]
            rows.append([*cells, "01/02/2021", when, str(5 + person)])
    return rows


def test_an_order_in_doubt_is_never_guessed():
    loaded = load(ambiguous(labels=False))
    assert loaded.needs == ("visits",)
    assert "date_order_doubtful" in codes(loaded)
    assert loaded.observations == 12
    assert days_of(load(ambiguous(labels=False), date_order="dmy")) == [0, 28]
    assert days_of(load(ambiguous(labels=False), date_order="mdy")) == [0, 1]


def test_an_order_in_doubt_does_no_harm_where_visits_have_labels():
    loaded = load(ambiguous(labels=True))
    assert loaded.needs == ()
    assert loaded.visits == ("baseline", "week 4")
    assert "dates_not_used" in codes(loaded)
    assert "visit_date" in loaded.dropped_columns


def test_dates_that_contradict_the_labels_are_not_used():
    rows = make()
    for row in rows[1:]:
        row[3] = "2021-03-20"
    loaded = load(rows)
    assert "dates_not_used" in codes(loaded)
    assert loaded.rows_accepted == loaded.observations == 36
    assert [cell["n"] for cell in loaded.cells] == [6] * 6


def test_cells_that_are_no_dates_are_said_and_their_label_holds():
    rows = make(start=True)
    rows[2][4], rows[4][3] = "unknown", "31/31/2021"
    loaded = load(rows)
    said = {f.code: f.rows for f in loaded.findings}
    assert said["date_not_read"] in ((3,), (5,))
    assert loaded.observations == 36


def test_two_dates_of_one_first_infusion_are_a_doubt():
    rows = make(start=True)
    rows[1][3] = "2020-01-01"
    loaded = load(rows)
    said = {f.code: f.rows for f in loaded.findings}
    assert said["several_day_zeros"] == (2, 3, 4)
    assert said["no_day_zero"] == (2, 3, 4)
    assert loaded.observations == 36


def test_a_date_for_each_person_says_nothing_of_visits():
    text = "id,arm,visit_date,phq9_baseline,phq9_wk4\n" + "\n".join(
        f"P{n},infusion only,2021-03-{n + 1:02d},15,9" for n in range(9)
    )
    loaded = load_cohort(text.encode(), "a.csv")
    assert (loaded.shape, loaded.observations) == ("wide", 18)
    assert "visit_date" in loaded.dropped_columns


def test_tables_of_a_cohort_share_day_zero():
    rows = make()
    people = [["patient_id", "arm", "condition", "date_of_first_infusion"]]
    people += [[f"P{n}", "infusion only", "depression", str(START + timedelta(9 * n))]
               for n in range(12)]  # fmt: skip
    events = [["patient_id", "event_date", "kind", "term", "severity", "serious"],
              ["P0", str(START + timedelta(5)), "adverse", "nausea", "mild", "no"],
              ["P3", str(START + timedelta(27)), "adverse", "nausea", "mild", "no"]]  # fmt: skip
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, table in (("participants", people), ("scores", rows), ("events", events)):
            archive.writestr(f"{name}.csv", write(table))
    loaded = load_cohort(stream.getvalue(), "a.zip")
    assert loaded.cohort.events["day"].tolist() == [5, 0]
    assert days_of(loaded) == [0, 28, 84]


def test_a_file_without_dates_passes_untouched():
    text = b"id,arm,visit,day,phq9\n" + b"\n".join(
        b"P%d,infusion only,week 4,30,%d" % (n, n) for n in range(9)
    )
    loaded = load_cohort(text, "a.csv")
    assert not codes(loaded) & {"dates_to_days", "dates_not_used"}
