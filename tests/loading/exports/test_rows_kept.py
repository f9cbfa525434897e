"""Rewriting an export loses no row and renumbers none, whatever stands in it."""

import io
import string
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.loading import Mapping, read_table
from analysis.loading.exports import recognise_export
from analysis.loading.reading import read_tables

from .reading import load

cell = st.sampled_from(["", "0", "1", "2", "7", "20", "99", "999", "x", "KAP", "TAU", "baseline"])
events = st.sampled_from(["baseline_arm_1", "week_4_arm_1", "baseline_arm_2", "", "odd", "month_3"])
ids = st.sampled_from(["1", "2", "3", "0012", "", "Total"])

REDCAP = ("record_id", "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance",
          "arm", "sex", "comorbidity___ptsd", "phq9", "phq_complete")  # fmt: skip
QUALTRICS = ("StartDate", "Status", "Finished", "ResponseId", "participant_id", "arm", "visit",
             "phq9", "gad7")  # fmt: skip
OMOP = ("person_id", "measurement_concept_id", "measurement_date", "value_as_number",
        "measurement_source_value")  # fmt: skip


def tables(columns: tuple[str, ...], first: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    others = [events if name == "redcap_event_name" else cell for name in columns[1:]]
    rows = st.lists(st.tuples(first, *others), min_size=1, max_size=12)
    filled = rows.filter(lambda rows: all(any(row) for row in rows))
    return filled.map(lambda rows: "\n".join(",".join(row) for row in (columns, *rows)) + "\n")


exports = st.one_of(tables(REDCAP, ids), tables(QUALTRICS, st.just("2024-01-02")),
                    tables(OMOP, ids))  # fmt: skip


@settings(deadline=None, max_examples=60, derandomize=True)
@given(exports)
def test_every_row_stands_in_the_tables_made_under_its_own_number(text: str) -> None:
    original = read_table(text.encode(), "made_up.csv")
    export = recognise_export({"scores": original}, Mapping())
    assert export is not None
    made = export.texts["scores"]
    before = sorted([*original.row_numbers.tolist(), *(row for row, _ in original.rejected)])
    after = sorted([*made.row_numbers.tolist(), *(row for row, _ in made.rejected)])
    assert before == after
    assert made.rows_total == original.rows_total == len(after)
    assert tuple(made.data.column_names) == made.columns


@settings(deadline=None, max_examples=60, derandomize=True)
@given(exports)
def test_accepted_and_rejected_add_up_to_the_rows_of_the_file(text: str) -> None:
    rows = text.count("\n") - 1
    found = load(text)
    assert found.rows_total == rows
    assert found.rows_accepted + sum(found.rows_rejected.values()) == rows
    numbers = [row for _, row, _, _ in found.rejected_rows]
    assert len(numbers) == len(set(numbers))
    assert all(2 <= row <= rows + 1 for row in numbers)
    for finding in found.findings:
        assert all(2 <= row <= rows + 1 for row in finding.rows)


names = st.text(string.ascii_lowercase, min_size=1, max_size=6)
PEOPLE = "pid,arm,sex\n1,KAP,F\n2,TAU,M\n2,TAU,M\n,KAP,F\n"
SCORES = "pid,visit,phq9\n1,baseline,20\n2,baseline,21\n3,baseline,9\nTotal,,50\n"


@settings(deadline=None, max_examples=25, derandomize=True)
@given(names, names)
def test_files_of_any_two_names_are_told_apart(one: str, other: str) -> None:
    if one == other:
        return
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(f"{one}.csv", PEOPLE)
        archive.writestr(f"{other}.csv", SCORES)
    texts = read_tables(stream.getvalue(), "made_up.zip")
    export = recognise_export(texts, Mapping())
    assert export is not None
    assert set(export.texts) == {"participants", "scores"}
    assert export.texts["scores"].rows_total == 4
