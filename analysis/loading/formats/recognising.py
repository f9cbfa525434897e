"""What a file is by its content: the formats read here, and those refused for a reason."""

import re
from typing import Final

from ..kinds import UTF16_MARKS
from ..text_table import UnreadableFile

_STARTS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"$FL2", "sav"),
    (b"$FL3", "zsav"),
    (b"<stata_dta><header><release>", "dta"),
    (b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!", "xpt"),
    (b"HEADER RECORD*******LIBV8   HEADER RECORD!!!!!!!", "xpt"),
    (b"PAR1", "parquet"),
    (b"PARE", "parquet_encrypted"),
)
_SAS_TABLE: Final = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")
_POR_SIGN: Final = b"SPSSPORT"
_POR_AT: Final = slice(456, 464)
_OLD_STATA: Final = re.compile(rb"[\x68-\x73][\x01\x02]\x01\x00", re.DOTALL)
"""Releases 104 to 115: the release, the byte order, the type and a blank."""

_OLE: Final = b"\xd0\xcf\x11\xe0"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_FHIR: Final = re.compile(rb'"resourceType"\s*:\s*"(QuestionnaireResponse|Bundle)"')
_FHIR_WITHIN: Final = 1 << 16


def find_format(data: bytes) -> str | None:
    """The format of a file that is neither text of a table nor a zip; None for those.

    Returns
    -------
    str or None
        "sav", "zsav", "por", "dta", "xpt", "sas7bdat", "parquet", "fhir".

    Raises
    ------
    UnreadableFile
        `excel_encrypted` and `excel_not_read` for documents in the old Office container,
        `parquet_encrypted`.
    """
    for mark, name in _STARTS:
        if data.startswith(mark):
            return _refuse_encrypted(name)
    if data.startswith(_SAS_TABLE):
        return "sas7bdat"
    if _is_portable(data):
        return "por"
    if _OLD_STATA.match(data[:4]) and b"\x00" in data[:16]:
        return "dta"
    if data.startswith(_OLE):
        raise _refuse_ole(data)
    return "fhir" if _looks_like_fhir(data) else None


def _refuse_encrypted(name: str) -> str:
    if name == "parquet_encrypted":
        raise UnreadableFile("parquet_encrypted", "This Parquet file is encrypted.",
                             "Save it without encryption.")  # fmt: skip
    return name


def _is_portable(data: bytes) -> bool:
    """Whether a file is an SPSS portable one: its sign stands after 456 bytes, lines broken."""
    return data[:600].replace(b"\r", b"").replace(b"\n", b"")[_POR_AT] == _POR_SIGN


def _refuse_ole(data: bytes) -> UnreadableFile:
    if _ENCRYPTED in data:
        return UnreadableFile(
            "excel_encrypted",
            "This workbook is protected by a password.",
            "Remove the password in Excel, or save the sheet as CSV.",
        )
    return UnreadableFile(
        "excel_not_read",
        "This is an old Office document such as .xls, which is not read.",
        "Open it in Excel and save it as .xlsx or CSV.",
    )


def _looks_like_fhir(data: bytes) -> bool:
    """Whether JSON begins here and its first objects are resources of FHIR."""
    if data.startswith(UTF16_MARKS):
        return False
    start = data[:_FHIR_WITHIN].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    return start[:1] in (b"{", b"[") and _FHIR.search(start) is not None
