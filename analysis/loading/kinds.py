"""What a file is, by its content: text of a table, or something that must be refused."""

import re
from pathlib import PurePosixPath
from typing import Final

from .text_table import UnreadableFile

ZIP_MARK: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_UTF32_MARKS: Final = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_LOOKED_AT: Final = 4096
_MOSTLY_ZERO: Final = 0.4
_LONGEST_NAME: Final = 100
_SAVE: Final = "Save or export the table as CSV and choose that file."

_MARKS: Final[tuple[tuple[bytes, str, str], ...]] = (
    (b"\x89PNG", "image", "an image"),
    (b"\xff\xd8\xff", "image", "an image"),
    (b"GIF8", "image", "an image"),
    (b"RIFF", "image", "an image or a recording"),
    (b"II*\x00", "image", "an image"),
    (b"MM\x00*", "image", "an image"),
    (b"%PDF", "pdf", "a PDF"),
    (b"\x1f\x8b", "compressed", "a compressed file"),
    (b"BZh", "compressed", "a compressed file"),
    (b"\xfd7zXZ", "compressed", "a compressed file"),
    (b"7z\xbc\xaf", "compressed", "a compressed file"),
    (b"Rar!", "compressed", "a compressed file"),
    (b"\x28\xb5\x2f\xfd", "compressed", "a compressed file"),
    (b"PAR1", "parquet", "a Parquet file"),
    (b"ARROW1", "arrow", "an Arrow file"),
    (b"SQLite format 3", "database", "a database"),
    (b"\xd0\xcf\x11\xe0", "excel_not_read", "an old Office document such as .xls"),
    (b"$FL2", "spss", "an SPSS file"),
    (b"$FL3", "spss", "an SPSS file"),
    (b"<stata_dta>", "stata", "a Stata file"),
    (b"HEADER RECORD*******", "sas", "a SAS file"),
    (b"\x89HDF", "hdf5", "an HDF5 file"),
    (b"RDX2\n", "r_data", "a file of R objects"),
    (b"RDX3\n", "r_data", "a file of R objects"),
    (b"RDA2\n", "r_data", "a file of R objects"),
    (b"RDA3\n", "r_data", "a file of R objects"),
    (b"X\n\x00\x00\x00", "r_data", "a file of R objects"),
    (b"A\n2\n", "r_data", "a file of R objects"),
    (b"A\n3\n", "r_data", "a file of R objects"),
    (b"\x93NUMPY", "numpy", "a file of NumPy"),
    (b"{\\rtf", "document", "a text document"),
    (b"%!PS", "document", "a document"),
)
_PICKLE: Final = re.compile(rb"\x80[\x02-\x05](\x95|[\]}c(qKMXU\x8c])|\(dp\d|\(lp\d")
"""Python objects; they are never opened, since opening them runs what they say."""

_BINARY: Final = re.compile(rb"[\x00-\x08\x0e-\x1f]")
"""A mark of letters alone might begin a header (PAR1); a binary file has these as well."""

_WEB_PAGE: Final = re.compile(rb"\s*<(!doctype html|html|head|body|table|meta|script)\b", re.I)
_MARKUP: Final = re.compile(rb"\s*<[?!/a-z]", re.I)
_JSON: Final = re.compile(rb"\s*(\{\s*[\"}]|\[\s*[\[{\]\"0-9-])")


def plain_name(name: str) -> str:
    """A file's name without folders and control characters; never used as a path."""
    base = PurePosixPath(name.replace("\\", "/")).name
    return re.sub(r"[\x00-\x1f\x7f]", "", base).strip()[:_LONGEST_NAME]


def is_zip(data: bytes) -> bool:
    """Whether the bytes are a zip archive, by their first four."""
    return data[:4] in (ZIP_MARK, _EMPTY_ZIP)


def refuse_what_is_no_table(data: bytes, limit: int) -> None:
    """Refuse what is empty, too large, or another kind of file than text of a table.

    Parameters
    ----------
    limit : int
        Most bytes read.

    Raises
    ------
    UnreadableFile
        With a code for each kind: `too_large`, `empty`, `image`, `web_page`, `binary` ...
    """
    if len(data) > limit:
        raise too_large(len(data), limit)
    start = data[:_LOOKED_AT]
    if not start.strip(b"\xef\xbb\xbf\xfe\xff \t\r\n") and not data.strip(b" \t\r\n"):
        raise UnreadableFile("empty", "The file is empty.", "Choose a file with a table in it.")
    for mark, code, kind in _MARKS:
        if start.startswith(mark) and (not mark.isalnum() or _BINARY.search(start)):
            raise UnreadableFile(code, f"This is {kind}, not a table of text.", _SAVE)
    if _PICKLE.match(start):
        raise UnreadableFile("pickle", "This is a file of Python objects, which are never opened "
                             "here.", _SAVE)  # fmt: skip
    if is_zip(data):
        raise UnreadableFile("archive", "This is a zip archive, not a table of text.",
                             "Unpack it and choose the table inside.")  # fmt: skip
    if start.startswith(_UTF32_MARKS):
        raise UnreadableFile("undecodable", "The text is UTF-32, which is not read.",
                             "Save the file as CSV UTF-8.")  # fmt: skip
    if not start.startswith(UTF16_MARKS) and not find_unmarked_utf16(data):
        _refuse_other_text(data, start)


def find_unmarked_utf16(data: bytes) -> str | None:
    """Which UTF-16 a text without a mark is: every second byte of its start is mostly zero."""
    start = data[:_LOOKED_AT]
    if len(data) % 2 or len(start) < 4 or b"\x00" not in start or start.startswith(UTF16_MARKS):
        return None
    first, second = start[0::2].count(0), start[1::2].count(0)
    if first == 0 and second > _MOSTLY_ZERO * len(start):
        return "utf-16-le"
    return "utf-16-be" if second == 0 and first > _MOSTLY_ZERO * len(start) else None


def _refuse_other_text(data: bytes, start: bytes) -> None:
    if b"\x00" in data:
        raise UnreadableFile("binary", "The file holds binary data, not a table of text.", _SAVE)
    text = start.removeprefix(b"\xef\xbb\xbf")
    if _WEB_PAGE.match(text):
        raise UnreadableFile("web_page", "This is a web page, not a table of text.",
                             "Download the file itself: a sign-in page was perhaps saved in its "
                             "place.")  # fmt: skip
    if _MARKUP.match(text):
        raise UnreadableFile("xml", "This is XML or other markup, not a table of text.", _SAVE)
    if _JSON.match(text):
        raise UnreadableFile("json", "This is JSON, not a table of text.", _SAVE)


def too_large(size: int, limit: int) -> UnreadableFile:
    """The refusal of a file of `size` bytes where `limit` is the most."""
    return UnreadableFile(
        "too_large",
        f"The file has {_megabytes(size)} of data, more than the {_megabytes(limit)} read here.",
        "Leave out columns that are not needed, or use the command line, which reads more.",
    )


def _megabytes(size: int) -> str:
    return f"{size / 1024**2:,.1f} MB" if size >= 1024**2 else f"{size:,} bytes"
