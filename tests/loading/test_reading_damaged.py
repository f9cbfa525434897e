"""Damage that can be told from the text is undone or rejected by row, and said."""

import io
import zipfile

import pyarrow as pa
import pytest

from analysis.loading import UnreadableFile, load_cohort
from analysis.loading.reading import read_table
from analysis.loading.visits import guess_day


def read(text, **wanted):
    data = text if isinstance(text, bytes) else text.encode()
    table = read_table(data, "a.csv", wanted=wanted)
    assert len(table.rejected) + table.data.num_rows == table.rows_total
    return table


def texts(table):
    columns = [column.cast(pa.string()).to_pylist() for column in table.data.columns]
    return list(zip(*columns, strict=True))


def said(table):
    return {finding.code: finding.rows for finding in table.findings}


ROWS = [(f"P{k}", "ab"[k % 2], f"{k}") for k in range(10, 30)]
LINES = [",".join(row) for row in ROWS]


def write(*lines, end="\n"):
    return end.join(["id,arm,score", *lines, ""])


def test_a_line_with_wrong_quotes_is_rejected_alone():
    table = read(write(*LINES[:5], '7,"x"y,1', *LINES[5:]))
    assert texts(table) == ROWS
    assert table.rejected == ((7, "broken_quotes"),)
    assert said(table) == {"broken_quotes": (7,)}


def test_a_lost_quote_does_not_swallow_the_rows_after_it():
    quoted = [",".join(f'"{cell}"' for cell in row) for row in ROWS]
    quoted[4] = quoted[4].replace('"a"', '"a').replace('"b"', '"b')
    table = read("\n".join(['"id","arm","score"', *quoted, ""]))
    assert texts(table) == ROWS[:4] + ROWS[5:]
    assert table.rejected == ((6, "broken_quotes"),)
    closed_later = [*LINES[:4], 'P14,"a,14', *LINES[5:9], 'P19,b",19', *LINES[10:]]
    table = read(write(*closed_later))
    assert table.rejected == ((6, "broken_quotes"),)
    assert said(table)["stray_quotes"] == (11,)
    assert texts(table)[4:] == [*ROWS[5:9], ("P19", 'b"', "19"), *ROWS[10:]]


def test_wrong_quotes_in_many_rows_refuse_the_file():
    lines = [line if k % 4 else f'"x"{line}' for k, line in enumerate(LINES)]
    with pytest.raises(UnreadableFile) as caught:
        read(write(*lines))
    assert caught.value.refusal.code == "broken_quotes"
    assert "Row 2:" in caught.value.refusal.sentence


@pytest.mark.parametrize("ends", [("\n", "\r"), ("\r\n", "\n"), ("\r\n", "\r"), ("\r", "\n")])
def test_lines_may_end_in_two_ways(ends):
    text = "".join(line + ends[k % 3 == 0] for k, line in enumerate(["id,arm,score", *LINES]))
    table = read(text)
    assert texts(table) == ROWS
    assert said(table) == {"mixed_line_ends": ()}


def test_blank_lines_of_another_kind_are_no_rows():
    assert texts(read("\r\r\n".join(["id,arm,score", *LINES, ""]))) == ROWS


def test_empty_cells_too_many_at_the_end_of_some_rows():
    lines = [line + "," * (2 if k in (3, 8) else 0) for k, line in enumerate(LINES)]
    table = read(write(*lines))
    assert texts(table) == ROWS
    assert said(table) == {"uneven_rows": (5, 10)}
    most = [line + "," * (k not in (3, 8)) for k, line in enumerate(LINES)]
    assert texts(read(write(*most))) == ROWS
    assert read(write(*most)).row_numbers.tolist() == list(range(2, 22))


def test_a_row_that_may_be_shifted_is_ragged():
    lines = [f"P{k},{k},{k + 1}," for k in range(10, 20)] + [f"P{k},1,2,3" for k in range(20, 30)]
    doubled = ["P30,,12,13,"]
    table = read("\n".join(["id,t0,t1,t2", *lines, *doubled, ""]))
    assert table.rejected == ((22, "ragged_row"),)
    fits = read("\n".join(["id,t0,t1,t2", *lines, "P30,11,12,13,", ""]))
    assert (fits.rejected, said(fits)) == ((), {"uneven_rows": (22,)})


def test_a_thousand_in_two_cells_is_not_taken_for_two_numbers():
    lines = [f"P{k},{900 + k},{k}," for k in range(20)]
    table = read("\n".join(["id,steps,t0,t1", *lines, "P30,1,234,7,", "P31,x,7,8,9", ""]))
    assert [row for row, _ in table.rejected] == [22, 23]


def test_a_row_broken_in_its_last_number_is_rejected_with_its_rest():
    lines = [*LINES[:5], "P15,b,1", "5", *LINES[6:]]
    table = read(write(*lines))
    assert table.rejected == ((7, "ragged_row"), (8, "ragged_row"))
    assert texts(table) == ROWS[:5] + ROWS[6:]
    quick = read(write(*LINES, "Total"))
    assert quick.rejected == ((22, "ragged_row"),)


def test_a_last_line_without_an_end_is_said():
    text = write(*LINES).rstrip("\n")
    assert said(read(text)) == {"unfinished_last_line": (21,)}
    assert said(read(text[:-5])) == {"ragged_row": (21,)}


@pytest.mark.parametrize("place", [0, 1, 2])
def test_columns_without_name_and_values_are_left_out(place):
    rows = [["id", "arm", "score"], *map(list, ROWS)]
    text = "\n".join(",".join([*row[:place], "", *row[place:]]) for row in rows)
    table = read(text + "\n")
    assert (table.columns, texts(table)) == (("id", "arm", "score"), ROWS)
    assert said(table) == {"empty_columns": ()}


def test_a_column_without_a_name_that_is_filled_far_down_refuses():
    lines = [f"P{k},,{k % 20}" for k in range(3000)]
    lines[2900] = "P2900,x,3"
    with pytest.raises(UnreadableFile) as caught:
        read("\n".join(["id,,score", *lines, ""]))
    assert caught.value.refusal.code == "blank_header"
    assert "column 2 " in caught.value.refusal.sentence


def test_a_header_may_end_in_empty_names_that_rows_do_not_have():
    assert texts(read(write(*LINES).replace("score", "score,,", 1))) == ROWS


def test_a_header_shorter_than_its_rows_is_warned_of():
    (found,) = read(write(*(f"{line}," for line in LINES))).findings
    assert (found.code, found.severity) == ("trailing_delimiter", "warning")


def test_signs_without_width_are_taken_out():
    table = read(write(*LINES[:5], "\ufeff" + LINES[5], "P16\u200b,a,16", *LINES[7:]))
    assert texts(table) == ROWS
    assert said(table) == {"invisible_signs": ()}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark(encoding):
    table = read(write(*LINES).encode(encoding))
    assert (texts(table), table.decisions.encoding) == (ROWS, "utf-16")
    assert said(table) == {"encoding_guessed": ()}


def test_the_decimal_mark_is_that_of_most_numbers():
    lines = [f"P{k};a;{k}.5" for k in range(20)] + ["P30;b;3,5", "P31;b;4,5"]
    table = read("\n".join(["id;arm;score", *lines, ""]))
    assert (table.decisions.decimal, said(table)) == (".", {"mixed_decimals": ()})


def test_a_header_that_comes_again_is_not_taken_for_data():
    lines = ["id,arm,t0,t1", "P1,a,3,4", "id,arm,t0,t1", "P2,b,4,5", "id,arm,t0,t1", "P3,a,5,6", ""]
    assert read("\n".join(lines)).rejected == ((3, "repeated_header"), (5, "repeated_header"))


def check(*ids):
    head = "patient_id,arm,visit,instrument,score\n"
    arms = ("infusion_only", "infusion_plus_psychotherapy")
    rows = (f"{one},{arms[k % 2]},baseline,PHQ9,{k + 5}\n" for k, one in enumerate(ids))
    loaded = load_cohort((head + "".join(rows)).encode(), "a.csv", key=b"k")
    return {found.code: found.rows for found in loaded.findings}.get("ids_alike", ())


@pytest.mark.parametrize("other", ["p001", "“P001”", "P1", "P001.", "'P001"])
def test_ids_that_look_alike_are_said(other):
    assert check("P001", "P002", other, "P004") == (4,)


def test_other_ids_are_not_alike():
    assert check("1-12", "11-2", "112", "P100", "P10", "A1", "A2") == ()


def test_a_visit_has_no_day_beyond_a_lifetime():
    assert guess_day("week" + "9" * 25) is guess_day("9" * 400 + "d") is None
    assert guess_day("week 9999") is None
    assert guess_day("week 12") == 84


def test_a_zip_whose_offsets_lie_is_damaged():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("scores.csv", "id,score\n1,2\n")
    data = bytearray(stream.getvalue())
    place = data.find(b"PK\x05\x06") + 16
    data[place : place + 4] = (200).to_bytes(4, "little")
    with pytest.raises(UnreadableFile) as caught:
        load_cohort(bytes(data), "a.zip", key=b"k")
    assert caught.value.refusal.code == "zip_damaged"
