"""Records of CSV by the strict rules, line by line; a line whose quotes are wrong stands alone."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator


class RecordReader:
    """Records of text under a delimiter.

    `raw` are the lines of the record just read. A line after whose quotes nothing can be read is
    one record by itself, given as None, and the lines after it are read anew.
    """

    def __init__(self, source: Iterable[str], delimiter: str) -> None:
        self.raw: list[str] = []
        self._source = iter(source)
        self._pending: deque[str] = deque()
        self._reader = csv.reader(self._give_lines(), delimiter=delimiter, strict=True)

    def _give_lines(self) -> Iterator[str]:
        while True:
            line = self._pending.popleft() if self._pending else next(self._source, None)
            if line is None:
                return
            self.raw.append(line)
            yield line

    def __iter__(self) -> Iterator[list[str] | None]:
        """Each record; None for a line whose quotes cannot be followed.

        Raises
        ------
        csv.Error
            Where a quote is never closed, or a cell is too long.
        """
        while True:
            self.raw.clear()
            try:
                record = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                if not is_local(error):
                    raise
                self.put_back()
                yield None
                continue
            yield record

    def put_back(self) -> None:
        """Give the lines of the record just read again, but for the first."""
        self._pending.extendleft(reversed(self.raw[1:]))
        del self.raw[1:]


def is_local(error: csv.Error) -> bool:
    """Whether quotes are wrong within a line, and not never closed."""
    return "expected after" in str(error)
