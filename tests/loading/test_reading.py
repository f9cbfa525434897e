"""Files are read exactly: text, row numbers, decisions, and what is odd about them is said."""

import pyarrow as pa
import pytest

from analysis.loading.reading import read_table


def texts(table):
    """The records of a table as tuples of text."""
    columns = [column.cast(pa.string()).to_pylist() for column in table.data.columns]
    return list(zip(*columns, strict=True))


def codes(table):
    return [finding.code for finding in table.findings]


def read(text, written="utf-8", **wanted):
    table = read_table(text.encode(written), "a.csv", wanted=wanted)
    assert len(table.rejected) + table.data.num_rows == table.rows_total
    assert len(table.row_numbers) == table.data.num_rows
    return table


def test_texts_that_look_like_something_else_stay_texts():
    table = read("id,arm,score\n0012,NA,1E5\n0013,,nan\n 7 ,null,1e309\n")
    assert table.columns == ("id", "arm", "score")
    assert texts(table) == [("0012", "NA", "1E5"), ("0013", "", "nan"), (" 7 ", "null", "1e309")]
    assert table.row_numbers.tolist() == [2, 3, 4]
    assert table.row_numbers.dtype == "int64"
    assert table.findings == ()


def test_columns_are_dictionaries_of_text_without_nulls():
    table = read('id,arm\n1,\n2,""\n')
    for column in table.data.columns:
        assert column.type == pa.dictionary(pa.int32(), pa.string())
        assert column.null_count == 0
    assert texts(table) == [("1", ""), ("2", "")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_delimiter_and_line_end(delimiter, end):
    rows = [["id", "arm", "score"], ["1", "a", "3"], ["2", "b", "4"]]
    table = read(end.join(delimiter.join(row) for row in rows) + end)
    assert table.decisions.delimiter == delimiter
    assert texts(table) == [("1", "a", "3"), ("2", "b", "4")]
    assert table.findings == ()


@pytest.mark.parametrize(
    ("encoding", "decided", "said"),
    [
        ("utf-8", "utf-8", []),
        ("utf-8-sig", "utf-8-sig", []),
        ("utf-16", "utf-16", []),
        ("cp1252", "cp1252", ["encoding_guessed"]),
    ],
)
def test_encodings_by_mark_then_strictly(encoding, decided, said):
    table = read("id,arm\n1,Zürich – a\n2,b\n", encoding)
    assert table.decisions.encoding == decided
    assert codes(table) == said
    assert texts(table) == [("1", "Zürich – a"), ("2", "b")]


def test_a_wanted_encoding_is_obeyed_without_a_word():
    table = read("id,arm\n1,é\n", "cp1252", encoding="latin-1")
    assert (table.decisions.encoding, codes(table), texts(table)) == ("cp1252", [], [("1", "é")])


def test_a_cell_of_several_lines_is_one_row():
    table = read('id,note,score\n1,"one\ntwo, three\n\nfour",5\n2,b,6\n')
    assert texts(table) == [("1", "one\ntwo, three\n\nfour", "5"), ("2", "b", "6")]
    assert table.row_numbers.tolist() == [2, 3]
    assert codes(table) == ["several_lines"]


def test_blank_rows_count_in_numbers_and_not_in_rows():
    table = read("id,score\n1,5\n\n   \n2,6\n\n\n")
    assert table.row_numbers.tolist() == [2, 5]
    assert table.rows_total == 2
    assert table.rejected == ()


def test_a_row_of_empty_cells_is_a_record():
    assert texts(read("id,score\n1,5\n,\n2,6\n")) == [("1", "5"), ("", ""), ("2", "6")]


def test_a_preamble_is_skipped_and_counted():
    table = read("Export of the clinic\nMade in June\n\nid,arm,score\n1,a,5\n2,b,6\n")
    assert table.decisions.header_row == 4
    assert table.row_numbers.tolist() == [5, 6]
    (found,) = table.findings
    assert (found.code, found.rows) == ("preamble_skipped", (1, 2))


def test_a_preamble_padded_by_a_spreadsheet_is_skipped():
    table = read("Clinic,,,\n,,,\nid,arm,day,score\n1,a,0,5\n2,b,0,6\n")
    assert table.decisions.header_row == 3
    assert table.columns == ("id", "arm", "day", "score")


def test_a_wanted_header_row_is_obeyed():
    table = read("x,y\nid,score\n1,5\n", header_row=2)
    assert table.columns == ("id", "score")
    assert table.row_numbers.tolist() == [3]
    assert [(found.severity, found.rows) for found in table.findings] == [("info", (1,))]


def test_the_hint_a_spreadsheet_writes_is_no_header():
    table = read("sep=;\nid;score\n1;2,5\n2;3,5\n")
    assert (table.columns, table.decisions.decimal) == (("id", "score"), ",")
    assert table.row_numbers.tolist() == [3, 4]


def test_a_header_may_begin_as_a_binary_mark_does():
    assert read("PAR1,PAR2\n1,2\n").columns == ("PAR1", "PAR2")


def test_a_second_header_row_is_said():
    table = read("Q1,Q2\nHow are you?,How much?\n1,2\n3,4\n5,6\n7,8\n")
    assert codes(table) == ["header_rows"]
    assert (table.findings[0].rows, table.findings[0].severity) == ((2,), "warning")
    assert (table.rows_total, table.row_numbers.tolist()) == (4, [3, 4, 5, 6])
    assert table.questions == {"Q1": "How are you?", "Q2": "How much?"}


def test_a_text_in_one_column_of_numbers_is_no_header():
    table = read("id,score\n1,pending\n2,4\n3,6\n4,8\n")
    assert table.rows_total == 4
    assert codes(table) == ["second_header_row"]


@pytest.mark.parametrize("header", ["id,arm,score", "id,arm,score,"])
def test_an_empty_cell_at_every_end_shifts_nothing(header):
    table = read(f"{header}\n1,a,5,\n2,b,6,\n")
    assert table.columns == ("id", "arm", "score")
    assert texts(table) == [("1", "a", "5"), ("2", "b", "6")]
    assert codes(table) == ["trailing_delimiter"]


def test_a_ragged_row_is_rejected_by_its_number():
    table = read("id,arm,score\n1,a,5\n2,b\n3,c,7,8\n4,d,9\n5,e,9\nTotal,123")
    assert texts(table) == [("1", "a", "5"), ("4", "d", "9"), ("5", "e", "9")]
    assert table.row_numbers.tolist() == [2, 5, 6]
    assert table.rejected == ((3, "ragged_row"), (4, "ragged_row"), (7, "ragged_row"))
    assert table.findings[0].rows == (3, 4, 7)
    assert "Rows 3, 4 and 7" in table.findings[0].message


def test_an_empty_cell_too_many_on_one_row_only_is_ragged():
    table = read("id,arm,score\n1,a,5\n2,b,6,\n3,c,7\n")
    assert table.rejected == ((3, "ragged_row"),)


def test_something_beyond_the_header_is_ragged_where_others_have_an_empty_cell():
    table = read("id,arm\n1,a,\n2,b,x\n3,c,\n4,d,\n")
    assert table.rejected == ((3, "ragged_row"),)
    assert texts(table) == [("1", "a"), ("3", "c"), ("4", "d")]


def test_a_repeated_header_is_rejected():
    table = read("id,arm,score\n1,a,5\nid,arm,score\n2,b,6\nID , Arm,SCORE\n3,a,7\n")
    assert texts(table) == [("1", "a", "5"), ("2", "b", "6"), ("3", "a", "7")]
    assert table.rejected == ((3, "repeated_header"), (5, "repeated_header"))
    assert table.rows_total == 5


def test_quotes_are_undone_and_only_rightly():
    table = read('id,note\n"1","a ""b"" c"\n"2","x,y"\n')
    assert texts(table) == [("1", 'a "b" c'), ("2", "x,y")]
    assert table.findings == ()


def test_a_quote_inside_an_unquoted_cell_is_kept_and_said():
    table = read('id,note\n1,5" wide\n2,b\n3, "c"\n')
    assert texts(table) == [("1", '5" wide'), ("2", "b"), ("3", ' "c"')]
    (found,) = table.findings
    assert (found.code, found.rows) == ("stray_quotes", (2, 4))


def test_mixed_line_ends_are_said():
    assert codes(read("id,score\r\n1,5\r\n2,6\n3,7\n")) == ["mixed_line_ends"]


def test_line_feeds_inside_cells_are_not_mixed_line_ends():
    table = read('id,note,score\r\n1,"a\nb",5\r\n2,c,6\r\n')
    assert codes(table) == ["several_lines"]
    assert texts(table)[0] == ("1", "a\nb", "5")


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_a_decimal_comma_is_recognised(delimiter):
    table = read(f"id{delimiter}score\n1{delimiter}12,5\n2{delimiter}13\n")
    assert table.decisions.decimal == ","
    assert table.findings == ()


def test_a_comma_that_may_be_thousands_is_asked_about():
    table = read("id;score\n1;1,234\n2;2,000\n")
    assert (table.decisions.decimal, codes(table)) == (".", ["ambiguous_decimal"])
    assert table.findings[0].column == "score"
    assert codes(read("id;score\n1;1,234\n2;2,000\n", decimal=",")) == []


def test_points_and_commas_together_are_said():
    table = read("id;a;b;c\n1;1,5;2,5;3.5\n2;1,7;2,5;3.7\n")
    assert (table.decisions.decimal, codes(table)) == (",", ["mixed_decimals"])


def test_numbers_with_commas_between_commas_are_said():
    table = read('id,score\n1,"12,5"\n2,"13,5"\n')
    assert (table.decisions.decimal, codes(table)) == (".", ["comma_in_numbers"])


def test_a_semicolon_inside_cells_does_not_divide():
    table = read("id,arm,comorbidity\n1,a,ptsd;ocd\n2,b,ocd;anxiety\n")
    assert table.decisions.delimiter == ","
    assert texts(table)[0] == ("1", "a", "ptsd;ocd")


def test_lost_letters_and_control_characters_are_said():
    assert codes(read("id,arm\n1,a\ufffd\n2,\x07b\n")) == [
        "control_characters",
        "replacement_characters",
    ]


def test_the_name_is_no_path():
    assert read_table(b"id,score\n1,2\n", "../../etc/pass\x00wd.csv").name == "passwd.csv"
    assert read_table(b"id,score\n1,2\n", "C:\\people\\a.csv").name == "a.csv"


def test_no_message_repeats_a_cell():
    text = 'id,note,score\n1,Jane "Doe" X,5\n2,b\n3,"Doe\nJane",1\n4,c,2\n5,d,3\n'
    table = read(text)
    assert {"stray_quotes", "several_lines", "ragged_row"} == set(codes(table))
    assert not any("Doe" in found.message + found.mend for found in table.findings)


def test_the_shared_trials_are_read_without_a_word(shared_dir):
    sizes = {"BtheB.csv": (100, 9), "claus_2020.csv": (172, 9)}
    for name, shape in sizes.items():
        table = read_table((shared_dir / "data" / "trial" / name).read_bytes(), name)
        assert (table.data.shape, table.findings) == (shape, ())
