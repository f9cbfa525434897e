"""Which lines of the reader have run so far; functions all of whose lines have are not watched."""

import sys
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import analysis.loading

READER = str(Path(analysis.loading.__file__).parent)


class Watch:
    """A tracer that counts lines of the reader never seen before."""

    def __init__(self) -> None:
        self.unseen: dict[CodeType, set[int]] = {}
        self.seen = 0

    def __enter__(self) -> "Watch":
        sys.settrace(self._call)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _call(self, frame: FrameType, event: str, argument: Any) -> Any:
        code = frame.f_code
        unseen = self.unseen.get(code)
        if unseen is None:
            if not code.co_filename.startswith(READER):
                return None
            unseen = {line for *_, line in code.co_lines() if line is not None}
            unseen.discard(code.co_firstlineno)
            self.unseen[code] = unseen
        return self._line if unseen else None

    def _line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            unseen = self.unseen[frame.f_code]
            if frame.f_lineno in unseen:
                unseen.discard(frame.f_lineno)
                self.seen += 1
        return self._line
