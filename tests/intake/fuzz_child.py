"""The process of the fuzz that reads: python -m tests.intake.fuzz_child SECONDS SEED FOLDER."""

import hashlib
import json
import random
import resource
import signal
import sys
import time
import traceback
from pathlib import Path
from types import FrameType

from analysis.command_line.check import describe_loaded
from analysis.loading import Loaded, MappingFault, UnreadableFile, load_cohort

from .coverage_seen import Watch
from .fuzz import CORPUS
from .mutations import mutate

MOST_SECONDS, MOST_MEGABYTES = 5, 300
LIMIT = 2 * 1024 * 1024
_MOST_FAULTS = 20


class TooSlow(Exception):
    """An input took longer than it may."""


class WrongSum(Exception):
    """Accepted and rejected rows are not all rows."""


def _ring(_: int, frame: FrameType | None) -> None:
    raise TooSlow


def read_once(data: bytes) -> tuple[str, ...]:
    """Read an input; what was said of it, in codes.

    Raises
    ------
    Exception
        Whatever the reader lets through, and what must not be.
    """
    signal.setitimer(signal.ITIMER_REAL, MOST_SECONDS)
    try:
        loaded = load_cohort(data, "fuzz.csv", key=b"fuzz", limit=LIMIT)
    except UnreadableFile as unread:
        return ("unread", unread.refusal.code)
    except MappingFault:
        return ("mapping fault",)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    _check_sums(loaded)
    return (loaded.outcome, loaded.shape or "", *sorted({f.code for f in loaded.findings}))


def _check_sums(loaded: Loaded) -> None:
    said = describe_loaded(loaded)
    json.dumps(said)
    left = loaded.rows_total - loaded.rows_accepted
    if sum(loaded.rows_rejected.values()) != left or loaded.rows_accepted < 0:
        raise WrongSum(f"{loaded.rows_total} rows, {loaded.rows_accepted} accepted")
    n = sum(int(cell["n"] or 0) for cell in loaded.cells)
    if n > loaded.observations:
        raise WrongSum(f"{n} scores in cells, {loaded.observations} in all")


def grown() -> float:
    """The highest memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(seconds: float, seed: int, keep: Path) -> None:
    """Mutate, read and keep until the time is up."""
    draw, watch = random.Random(seed), Watch()
    corpus = [file.read_bytes() for file in sorted(CORPUS.iterdir()) if file.is_file()]
    said: set[tuple[str, ...]] = set()
    faults: set[str] = set()
    signal.signal(signal.SIGALRM, _ring)
    waiting = list(corpus)
    end, tried, start = time.monotonic() + seconds, 0, 0.0
    while time.monotonic() < end and len(faults) < _MOST_FAULTS:
        fresh = bool(waiting)
        data = waiting.pop() if fresh else mutate(draw.choice(corpus), draw.choice(corpus), draw)
        (keep / "last_input").write_bytes(data)
        before, tried = watch.seen, tried + 1
        try:
            with watch:
                codes = read_once(data)
        except BaseException as error:  # a panic of a library is no Exception
            if isinstance(error, KeyboardInterrupt):
                raise
            _report(error, data, keep, faults)
            continue
        if not fresh and (watch.seen > before or codes not in said):
            corpus.append(data)
        said.add(codes)
        if fresh and not waiting:
            start = grown()
        if start and grown() - start > MOST_MEGABYTES:
            _report(MemoryError("memory grew"), data, keep, faults)
            start = grown()
    print("done", tried, len(corpus), watch.seen, f"{grown() - start:.1f}", flush=True)


def _report(error: BaseException, data: bytes, keep: Path, faults: set[str]) -> None:
    """Print a fault once for each place it comes from."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "analysis" in frame.filename] or frames
    where = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "nowhere"
    kind = f"{type(error).__name__} at {where}"
    if kind in faults:
        return
    faults.add(kind)
    saved = keep / f"fault_{hashlib.sha256(kind.encode()).hexdigest()[:10]}"
    saved.write_bytes(data)
    print(f"fault {kind}: {saved}", flush=True)


if __name__ == "__main__":
    run(float(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
