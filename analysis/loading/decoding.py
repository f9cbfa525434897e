"""Bytes to UTF-8 text: which encoding, and what was odd about it."""

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.core import Finding, Severity

from .kinds import UTF16_MARKS, find_unmarked_utf16
from .text_table import UnreadableFile

_UTF8_MARK: Final = codecs.BOM_UTF8
_BLOCK: Final = 1 << 20
_SCANNED: Final = 1 << 18
_INVISIBLE: Final = tuple(sign.encode() for sign in "\ufeff\u200b\u2060")
"""Byte-order mark, space of no width, joiner of words: never part of what a cell says."""

_MEND: Final = "Save the file as CSV UTF-8, or choose its encoding."
_KNOWN: Final = {
    "utf-8": "utf-8", "utf-8-sig": "utf-8", "ascii": "utf-8", "utf-16": "utf-16",
    "utf-16-le": "utf-16", "utf-16-be": "utf-16", "cp1252": "cp1252", "iso8859-1": "cp1252",
}  # fmt: skip
"""Encodings that may be asked for; Latin-1 is read as cp1252, which holds it, as browsers do."""


@dataclass(frozen=True)
class Decoded:
    """The text of a file as UTF-8 without a mark, and the encoding it was in."""

    text: bytes
    encoding: str
    findings: tuple[Finding, ...]


def decode(data: bytes, wanted: object = None) -> Decoded:
    """Text of a file: by its mark, else strict UTF-8, else cp1252; or as `wanted` says.

    Raises
    ------
    UnreadableFile
        `undecodable` where the bytes are no such text, `unknown_encoding` where none is known by
        the name wanted, `binary` where cp1252 would give control characters.
    """
    asked = _find_encoding(wanted)
    unmarked = find_unmarked_utf16(data) if asked is None else None
    if unmarked:
        said = _notice("warning", "encoding_guessed", "Every second byte is zero and no mark says "
                       "so: it was read as UTF-16.", "Check the letters shown.")  # fmt: skip
        decoded = Decoded(_transcode(data, unmarked), "utf-16", (said,))
    elif asked == "utf-16" or (asked is None and data.startswith(UTF16_MARKS)):
        decoded = Decoded(_transcode(data, _utf16_kind(data, wanted)), "utf-16", ())
    elif asked in (None, "utf-8") and is_utf8(data):
        marked = data.startswith(_UTF8_MARK)
        text = data[len(_UTF8_MARK) :] if marked else data
        decoded = Decoded(text, "utf-8-sig" if marked else "utf-8", ())
    elif asked == "utf-8":
        raise UnreadableFile("undecodable", "The text is not UTF-8.", _MEND)
    else:
        decoded = _decode_cp1252(data, asked is not None)
    text, hidden = _take_out_invisible(decoded.text)
    decoded = Decoded(text, decoded.encoding, (*decoded.findings, *hidden))
    return Decoded(decoded.text, decoded.encoding, (*decoded.findings, *_look_over(decoded)))


def _take_out_invisible(text: bytes) -> tuple[bytes, tuple[Finding, ...]]:
    """The text without signs that have no width; they make one id look like another."""
    if text.isascii():
        return text, ()
    found = sum(text.count(sign) for sign in _INVISIBLE)
    for sign in _INVISIBLE if found else ():
        text = text.replace(sign, b"")
    if not found:
        return text, ()
    return text, (_notice("warning", "invisible_signs", f"The text holds {found:,} sign(s) without "
                          "width, such as a byte-order mark where files were joined; they were "
                          "taken out.", "Check that the file is one table."),)  # fmt: skip


def _find_encoding(wanted: object) -> str | None:
    if wanted in (None, ""):
        return None
    try:
        return _KNOWN[codecs.lookup(str(wanted)).name]
    except (LookupError, ValueError):
        raise UnreadableFile("unknown_encoding", "The encoding asked for is not one that is read.",
                             "Use utf-8, utf-16 or cp1252.") from None  # fmt: skip


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are strictly UTF-8, without holding the decoded text."""
    if data.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    view = memoryview(data)
    try:
        for start in range(0, len(data), _BLOCK):
            decoder.decode(view[start : start + _BLOCK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _utf16_kind(data: bytes, wanted: object) -> str:
    if data.startswith(UTF16_MARKS):
        return "utf-16"
    kind = codecs.lookup(str(wanted)).name
    if kind == "utf-16":
        raise UnreadableFile("undecodable", "The text has no UTF-16 mark at its start.", _MEND)
    return kind


def _transcode(data: bytes, encoding: str) -> bytes:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableFile("undecodable", f"The text is not {encoding.upper()} throughout.",
                             _MEND) from None  # fmt: skip
    return text.removeprefix("\ufeff").encode()


def _decode_cp1252(data: bytes, asked: bool) -> Decoded:
    text = _transcode(data, "cp1252")
    if count_control(data):
        raise UnreadableFile("binary", "The file holds binary data, not a table of text.",
                             "Save or export the table as CSV and choose that file.")  # fmt: skip
    if asked:
        return Decoded(text, "cp1252", ())
    said = _notice("warning", "encoding_guessed", "The text is not UTF-8; it was read as Windows "
                   "text (cp1252). Accented letters may be wrong.",
                   "Check the letters shown, or choose the encoding.")  # fmt: skip
    return Decoded(text, "cp1252", (said,))


def count_control(text: bytes) -> int:
    """Control characters other than tab and line ends."""
    view = np.frombuffer(text, dtype=np.uint8)
    bad = 0
    for start in range(0, len(view), _SCANNED):
        block = view[start : start + _SCANNED]
        # 0 to 8, 11, 12, and 14 to 31: unsigned bytes below the one taken away wrap round.
        found = (block < 9) | ((block - np.uint8(11)) < 2) | ((block - np.uint8(14)) < 18)
        bad += int(np.count_nonzero(found))
    return bad


def _look_over(decoded: Decoded) -> list[Finding]:
    """Signs that the text was damaged before it came here."""
    checks: tuple[tuple[str, Callable[[bytes], int], str], ...] = (
        ("control_characters", count_control, "control characters"),
        ("replacement_characters", _count_lost,
         "replacement characters (�): letters were lost in an earlier conversion"),
    )  # fmt: skip
    return [
        _notice("warning", code, f"The text holds {n:,} {what}.", "Export the file again.")
        for code, count, what in checks
        if (n := count(decoded.text))
    ]


def _count_lost(text: bytes) -> int:
    return 0 if text.isascii() else text.count(b"\xef\xbf\xbd")


def _notice(severity: Severity, code: str, message: str, mend: str) -> Finding:
    return Finding(severity, code, "", (), message, mend)
