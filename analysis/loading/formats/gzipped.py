"""A gzip of one file, unpacked in memory within limits; its content then decides what it is."""

import zlib
from collections.abc import Iterator
from typing import Final

from ..kinds import too_large
from ..text_table import UnreadableFile
from ..unpacking import CHUNK, Meter

GZIP_MARK: Final = b"\x1f\x8b\x08"
_WITH_HEADER: Final = 31
_PIECE: Final = 1 << 16
_TAR_MARK: Final = slice(257, 262)


def unpack_gzip(data: bytes, limit: int) -> bytes:
    """The content of a gzip, or the bytes themselves where they are none.

    Parameters
    ----------
    limit : int
        Most bytes, packed and unpacked.

    Raises
    ------
    UnreadableFile
        `too_large`, `packed_bomb`, `gzip_damaged`, `gzip_several` where it holds more than one
        file, `compressed` where what it holds is packed again.
    """
    if not data.startswith(GZIP_MARK):
        return data
    if len(data) > limit:
        raise too_large(len(data), limit)
    content = _unpack(data, Meter(len(data), limit))
    if content.startswith(GZIP_MARK):
        raise UnreadableFile("compressed", "This is a compressed file inside another.",
                             "Unpack it and choose the table inside.")  # fmt: skip
    if content[_TAR_MARK] == b"ustar":
        raise UnreadableFile(
            "archive",
            "This is a tar archive, not a table.",
            "Unpack it and choose the table inside, or zip the tables.",
        )
    return content


def _unpack(data: bytes, meter: Meter) -> bytes:
    """All that is packed; it is counted once before any of it is held."""
    for part in _stream(data):
        meter.count(len(part))
    return b"".join(_stream(data))


def _stream(data: bytes) -> Iterator[bytes]:
    """The content piece by piece."""
    unpacker, view, place = zlib.decompressobj(_WITH_HEADER), memoryview(data), 0
    try:
        while not unpacker.eof:
            left = unpacker.unconsumed_tail or view[place : place + _PIECE]
            place += 0 if unpacker.unconsumed_tail else _PIECE
            part = unpacker.decompress(left, CHUNK)
            if not part and not left:
                raise zlib.error("the end is missing")
            yield part
    except zlib.error:
        raise UnreadableFile("gzip_damaged", "The compressed file is damaged or cut off.",
                             "Compress or download it again.") from None  # fmt: skip
    if unpacker.unused_data.strip(b"\x00") or bytes(view[place:]).strip(b"\x00"):
        raise UnreadableFile(
            "gzip_several",
            "Something follows the compressed file, as where several are joined.",
            "Unpack them and choose one table.",
        )
