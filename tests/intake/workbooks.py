"""Excel workbooks written by hand: a zip of XML, as little of it as Excel reads."""

import io
import zipfile
from xml.sax.saxutils import escape

Cell = str | float | None
_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.\
spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.\
spreadsheetml.styles+xml"/>
{sheets}</Types>"""
_SHEET_TYPE = """<Override PartName="/xl/worksheets/sheet{k}.xml" ContentType="application/\
vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"""
_RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{all}\
</Relationships>"""
_RELATION = """<Relationship Id="rId{k}" Type="http://schemas.openxmlformats.org/officeDocument/\
2006/relationships/{kind}" Target="{target}"/>"""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES = f"""<?xml version="1.0" encoding="UTF-8"?>
<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>
</styleSheet>"""


def write_workbook(
    sheets: dict[str, list[list[Cell]]],
    *,
    merged: tuple[str, ...] = (),
    dates: tuple[int, ...] = (),
    formula: str = "",
) -> bytes:
    """The bytes of a workbook.

    Parameters
    ----------
    sheets : dict
        Rows of cells by name of sheet; a number stands as a number, None as no cell.
    merged : tuple of str
        Ranges merged on the first sheet.
    dates : tuple of int
        Places of columns whose numbers are dates.
    formula : str
        A formula put beside every number, whose value is the number.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        kinds = "".join(_SHEET_TYPE.format(k=k) for k in range(1, len(sheets) + 1))
        book.writestr("[Content_Types].xml", _TYPES.format(sheets=kinds))
        office = _RELATION.format(k=1, kind="officeDocument", target="xl/workbook.xml")
        book.writestr("_rels/.rels", _RELATIONS.format(all=office))
        names = "".join(f'<sheet name="{escape(name)}" sheetId="{k}" r:id="rId{k}"/>'
                        for k, name in enumerate(sheets, 1))  # fmt: skip
        book.writestr("xl/workbook.xml", f'<?xml version="1.0" encoding="UTF-8"?><workbook xmlns='
                      f'"{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{names}</sheets></workbook>')  # fmt: skip  # noqa: E501
        links = "".join(_RELATION.format(k=k, kind="worksheet", target=f"worksheets/sheet{k}.xml")
                        for k in range(1, len(sheets) + 1))  # fmt: skip
        links += _RELATION.format(k=len(sheets) + 1, kind="styles", target="styles.xml")
        book.writestr("xl/_rels/workbook.xml.rels", _RELATIONS.format(all=links))
        book.writestr("xl/styles.xml", _STYLES)
        for k, rows in enumerate(sheets.values(), 1):
            ranges = merged if k == 1 else ()
            book.writestr(f"xl/worksheets/sheet{k}.xml", _write_sheet(rows, ranges, dates, formula))
    return stream.getvalue()


def _write_sheet(
    rows: list[list[Cell]], merged: tuple[str, ...], dates: tuple[int, ...], formula: str
) -> str:
    lines = []
    for r, row in enumerate(rows, 1):
        cells = "".join(
            _write_cell(f"{_name_column(c)}{r}", cell, c in dates, formula)
            for c, cell in enumerate(row)
            if cell not in (None, "")
        )
        lines.append(f'<row r="{r}">{cells}</row>')
    ranges = "".join(f'<mergeCell ref="{one}"/>' for one in merged)
    merges = f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else ""
    return (f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_MAIN}"><sheetData>'
            f"{''.join(lines)}</sheetData>{merges}</worksheet>")  # fmt: skip


def _write_cell(place: str, cell: Cell, date: bool, formula: str) -> str:
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    style = ' s="1"' if date else ""
    worked_out = f"<f>{escape(formula)}</f>" if formula else ""
    return f'<c r="{place}"{style}>{worked_out}<v>{cell:g}</v></c>'


def _name_column(place: int) -> str:
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
