"""What is packed, unpacked piece by piece and counted: a bomb is refused before it grows."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from analysis.core import settings

from .kinds import too_large
from .text_table import UnreadableFile

CHUNK: Final = 1 << 20
DAMAGE: Final = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError,
                 ValueError, struct.error, zlib.error, lzma.LZMAError)  # fmt: skip
"""What the library raises on zips that are damaged, or made to harm."""


@dataclass
class Meter:
    """Bytes unpacked so far of a file of `packed` bytes, of which at most `limit` are read."""

    packed: int
    limit: int
    unpacked: int = 0

    def count(self, size: int) -> None:
        """Count some more bytes.

        Raises
        ------
        UnreadableFile
            `too_large` above the limit, `packed_bomb` where so little holds so much.
        """
        self.unpacked += size
        if self.unpacked > self.limit:
            raise too_large(self.unpacked, self.limit)
        most = max(self.packed * settings.MOST_PACKED, settings.PACKED_FROM_BYTES)
        if self.unpacked > most:
            raise UnreadableFile(
                "packed_bomb",
                "The file unpacks to hundreds of times its size, which no table of scores does.",
                "Export the table again, as CSV if need be.",
            )


def stream_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, meter: Meter
) -> Iterator[bytes]:
    """The bytes of one file of a zip, counted as they come; what is declared is not believed.

    Raises
    ------
    UnreadableFile
        As `Meter.count`, and `zip_damaged`.
    """
    try:
        with archive.open(member) as stream:
            while part := stream.read(CHUNK):
                meter.count(len(part))
                yield part
    except DAMAGE:
        raise damaged() from None


def damaged() -> UnreadableFile:
    """The refusal of a zip that cannot be unpacked."""
    return UnreadableFile("zip_damaged", "The zip is damaged and cannot be unpacked.",
                          "Make the zip again, or save the workbook again.")  # fmt: skip
