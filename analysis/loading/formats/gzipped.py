"""A gzip of one file, unpacked in memory within limits; its content then decides what it is."""

import zlib
from typing import Final

from ..kinds import too_large
from ..text_table import UnreadableFile
from ..unpacking import CHUNK, Meter

GZIP_MARK: Final = b"\x1f\x8b\x08"
_WITH_HEADER: Final = 31
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
    unpacker = zlib.decompressobj(_WITH_HEADER)
    parts: list[bytes] = []
    left = data
    try:
        while not unpacker.eof:
            part = unpacker.decompress(left, CHUNK)
            left = unpacker.unconsumed_tail
            if not part and not left and not unpacker.eof:
                raise zlib.error("the end is missing")
            meter.count(len(part))
            parts.append(part)
    except zlib.error:
        raise UnreadableFile("gzip_damaged", "The compressed file is damaged or cut off.",
                             "Compress or download it again.") from None  # fmt: skip
    if unpacker.unused_data.strip(b"\x00"):
        raise UnreadableFile(
            "gzip_several",
            "Something follows the compressed file, as where several are joined.",
            "Unpack them and choose one table.",
        )
    return b"".join(parts)
