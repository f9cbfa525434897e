"""Workbooks written by hand as zips of XML, and questionnaire responses."""

import io
import zipfile
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SPACES = f'xmlns="{_MAIN}" xmlns:r="{_OFFICE}"'
STYLES = (
    f'<styleSheet {SPACES}><numFmts count="1"><numFmt numFmtId="164" formatCode="[h]:mm"/>'
    '</numFmts><cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/>'
    '<xf numFmtId="20"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)
DATE, MOMENT, TIME = 1, 2, 3


class Raw(str):
    """A cell written as XML, `{ref}` standing for its place."""


def dated(serial, style=DATE):
    """A cell of a date by Excel's count of days."""
    return Raw(f'<c r="{{ref}}" s="{style}"><v>{serial}</v></c>')


def name_column(place):
    """A, B ... Z, AA ..."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def write_cell(ref, value):
    """One cell: a number, a text, a boolean, or XML as it is."""
    if isinstance(value, Raw):
        return value.replace("{ref}", ref)
    if isinstance(value, bool):
        return f'<c r="{ref}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, str):
        text = escape(value)
        return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f'<c r="{ref}"><v>{value!r}</v></c>'


def make_sheet(rows, merged=(), before="", first=1):
    """The XML of a sheet; None is no cell."""
    lines = [
        f'<row r="{number}">'
        + "".join(
            write_cell(f"{name_column(place)}{number}", value)
            for place, value in enumerate(row)
            if value is not None
        )
        + "</row>"
        for number, row in enumerate(rows, first)
    ]
    cells = f"{before}<sheetData>{''.join(lines)}</sheetData>"
    if merged:
        blocks = "".join(f'<mergeCell ref="{block}"/>' for block in merged)
        cells += f'<mergeCells count="{len(merged)}">{blocks}</mergeCells>'
    return cells


def make_workbook(sheets, shared=(), calculation="", hidden=(), prologue=""):
    """The bytes of a workbook: names of sheets and their XML."""
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"'
        + (' state="hidden"' if name in hidden else "")
        + "/>"
        for n, name in enumerate(sheets, 1)
    )
    targets = {
        f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)
    }
    targets |= {"rId98": ("sharedStrings", "sharedStrings.xml"), "rId99": ("styles", "styles.xml")}
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{place}"/>'
        for name, (kind, place) in targets.items()
    )
    strings = "".join(f"<si><t>{escape(text)}</t></si>" for text in shared)
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f"<workbook {SPACES}><sheets>{listed}</sheets>{calculation}</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{relations}'
        "</Relationships>",
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f"<sst {SPACES}>{strings}</sst>",
    }
    for n, body in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = f"{prologue}<worksheet {SPACES}>{body}</worksheet>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, text in parts.items():
            archive.writestr(place, text)
    return stream.getvalue()


def cohort_rows(people=12):
    """A semi-long cohort: a header and two visits a person."""
    rows = [["patient_id", "arm", "visit", "phq9", "gad7"]]
    for person in range(people):
        arm = "infusion only" if person % 2 else "infusion + psychotherapy"
        rows.append([f"{person:04d}", arm, "baseline", 15 + person % 5, 12.5])
        rows.append([f"{person:04d}", arm, "week 4", 5 + person % 3, 8])
    return rows


def make_response(person, score, code="44249-1", status="completed", day="2021-04-03", items=None):
    """A QuestionnaireResponse of the PHQ-9 with a total, and items where they are given."""
    codes = ("44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5",
             "44253-3", "44260-8")  # fmt: skip
    answers = ("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9")
    listed = [
        {"linkId": f"/{code}", "answer": [{"valueCoding": {"code": answers[value]}}]}
        for code, value in zip(codes, items or (), strict=False)
    ]
    if score is not None:
        listed.append({"linkId": "/44261-6", "answer": [{"valueInteger": score}]})
    return {
        "resourceType": "QuestionnaireResponse",
        "status": status,
        "questionnaire": f"http://loinc.org/q/{code}",
        "subject": {"reference": f"Patient/{person}"},
        "authored": f"{day}T10:00:00Z",
        "item": listed,
    }
