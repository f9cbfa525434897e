"""Files made to hurt: each refused in its own process, in seconds and without growing."""

import gzip
import io
import subprocess
import sys
import zipfile

import pyarrow as pa
import pyarrow.parquet as parquet
import pyreadstat
import pytest

from .made_up_files import cohort_rows, make_sheet, make_workbook

SECONDS, GROWTH = 5.0, 300 * 1024
PROGRAM = """
import resource, sys, time
from pathlib import Path
import numpy, pandas, pyarrow, pyarrow.parquet, pyreadstat, python_calamine
from analysis.loading import UnreadableFile, load_path, load_catalogue
load_catalogue()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
try:
    load_path(Path(sys.argv[1]))
    code = "read"
except UnreadableFile as fault:
    code = fault.refusal.code
growth = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(code, time.perf_counter() - start, growth)
"""
ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row>'


def far_cell():
    body = f'<sheetData>{ROW}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return make_workbook({"S": body})


def far_cell_in_a_namespace():
    body = f'<sheetData>{ROW}<row r="9"><x:c xmlns:x="http://schemas.openxmlformats.org/' \
           'spreadsheetml/2006/main" r=\'XFD900000\'><x:v>1</x:v></x:c></row></sheetData>'  # fmt: skip  # noqa: E501
    return make_workbook({"S": body})


def billion_laughs():
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    prologue = f'<!DOCTYPE x [<!ENTITY l0 "lol">{entities}]>'
    body = make_sheet([["id", "phq9"], ["a", 3]]).replace(">a<", ">&l9;<")
    return make_workbook({"S": body}, prologue=prologue)


def long_texts_in_many_cells():
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="B{n}"><v>1</v></c></row>'
                    for n in range(1, 60_000))  # fmt: skip
    return make_workbook({"S": f"<sheetData>{cells}</sheetData>"}, ["x" * 32_000])


def packed_sheet():
    body = f"<sheetData>{ROW}<row>" + "<c><v>1</v></c>" * 6_000_000 + "</row></sheetData>"
    return make_workbook({"S": body})


def too_many_cells():
    rows = "".join(
        f"<row>{''.join(f'<c><v>{n * 7 % 9973}</v></c>' for n in range(m, m + 40))}</row>"
        for m in range(130_000)
    )
    return make_workbook({"S": f"<sheetData>{rows}</sheetData>"})


def lying_zip():
    data = bytearray(make_workbook({"S": make_sheet([["x" * 100]]) + " " * 90_000_000}))
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"PK\x05\x06"))
    data[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def zeros(kind):
    content = bytes(700 * 1024 * 1024)
    if kind == "gzip":
        return gzip.compress(content, 6)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("scores.csv", content)
    return stream.getvalue()


def parquet_of_runs():
    table = pa.table({"id": pa.nulls(400_000_000, pa.null())})
    stream = io.BytesIO()
    parquet.write_table(table, stream)
    return stream.getvalue()


def spss_of_runs(tmp_path):
    frame = {"id": ["a"] * 200_000, **{f"v{n}": [1.0] * 200_000 for n in range(40)}}
    import pandas as pd

    place = tmp_path / "runs.sav"
    pyreadstat.write_sav(pd.DataFrame(frame), str(place), compress=True)
    return place.read_bytes()


def declared_records(tmp_path):
    import pandas as pd

    place = tmp_path / "declared.dta"
    pyreadstat.write_dta(pd.DataFrame({"id": ["a", "b"], "phq9": [1.0, 2.0]}), str(place))
    data = place.read_bytes()
    start = data.index(b"<N>") + 3
    return data[:start] + (4_000_000_000).to_bytes(8, "little") + data[start + 8 :]


MADE = {
    "far cell": (far_cell, {"cells_far_apart"}),
    "far cell in a namespace": (far_cell_in_a_namespace, {"cells_far_apart"}),
    "entities": (billion_laughs, {"excel_damaged"}),
    "long texts": (long_texts_in_many_cells, {"cell_too_long"}),
    "packed sheet": (packed_sheet, {"packed_bomb"}),
    "many cells": (too_many_cells, {"too_many_cells"}),
    "lying zip": (lying_zip, {"packed_bomb", "zip_damaged"}),
    "gzip of zeros": (lambda: zeros("gzip"), {"packed_bomb"}),
    "zip of zeros": (lambda: zeros("zip"), {"packed_bomb", "too_large"}),
    "parquet of runs": (parquet_of_runs, {"too_many_cells"}),
    "spss of runs": (spss_of_runs, {"too_many_cells", "packed_bomb"}),
    "declared records": (declared_records, {"too_many_cells", "statistics_damaged"}),
    "deep json": (
        lambda: b'{"resourceType": "Bundle", "entry": ' + b'[{"a":' * 2_000_000, {"json"}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_it_is_refused_in_seconds_and_without_growing(name, tmp_path, project):
    make, expected = MADE[name]
    data = make(tmp_path) if "tmp_path" in make.__code__.co_varnames[:1] else make()
    place = tmp_path / "hostile.bin"
    place.write_bytes(data)
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(place)],
        cwd=project, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    code, seconds, growth = ran.stdout.split()
    assert code in expected
    assert float(seconds) < SECONDS
    assert int(growth) < GROWTH


def test_a_workbook_of_a_usual_size_is_no_bomb():
    from analysis.loading import load_cohort

    data = make_workbook({"S": make_sheet(cohort_rows(4000))})
    assert load_cohort(data, "a").participants == 4000
