"""The fuzz of the reader for a while (`FUZZ_SECONDS`, 20 by default; 60 before a release)."""

import os
import random

import pytest

from tests.intake.coverage_seen import Watch
from tests.intake.fuzz import CORPUS, fuzz
from tests.intake.fuzz_child import MOST_MEGABYTES, read_once
from tests.intake.mutations import LONGEST, mutate

SECONDS = float(os.environ.get("FUZZ_SECONDS", "20"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
LEAST_LINES = 3500


def test_the_reader_survives(tmp_path):
    found = fuzz(SECONDS, SEED, tmp_path)
    assert found.faults == (), found.describe()
    assert found.growth < MOST_MEGABYTES
    assert found.lines > LEAST_LINES
    assert found.tried > len(list(CORPUS.iterdir()))


def test_what_is_thrown_is_a_fault(tmp_path):
    from tests.intake import fuzz_child

    with pytest.raises(TypeError):
        read_once("no bytes")  # type: ignore[arg-type]
    faults: set[str] = set()
    try:
        raise ZeroDivisionError
    except ZeroDivisionError as error:
        fuzz_child._report(error, b"x", tmp_path, faults)
        fuzz_child._report(error, b"x", tmp_path, faults)
    assert len(faults) == len(list(tmp_path.iterdir())) == 1


def test_new_lines_are_seen_once():
    watch = Watch()
    data = (CORPUS / "long_plain").read_bytes()
    with watch:
        read_once(data)
    first = watch.seen
    assert first > 500
    with watch:
        read_once(data)
    again = watch.seen
    with watch:
        read_once((CORPUS / "adam_alone").read_bytes())
    assert again < 1.2 * first
    assert watch.seen > again


def test_mutations_are_made_by_seed_and_stay_small():
    data = (CORPUS / "semi_long").read_bytes()
    made = [mutate(data, data, random.Random(seed)) for seed in range(200)]
    assert made == [mutate(data, data, random.Random(seed)) for seed in range(200)]
    assert len(set(made)) > 150
    assert max(map(len, made)) <= LONGEST
    assert mutate(b"", b"", random.Random(1)) is not None
