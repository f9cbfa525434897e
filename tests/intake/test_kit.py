"""The kit of labelled files: nothing is silently wrong, and what is reached is not lost again."""

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.intake.asking import check_apart
from tests.intake.clean import Clean, Person, Score, numbers_of
from tests.intake.judging import differs
from tests.intake.kit import count, list_table, run_kit
from tests.intake.labelled import GROUPS, KIT, accept, refuse, score
from tests.intake.measured import measure

SEED = int(os.environ.get("INTAKE_SEED", "1"))
MOST_SECONDS, MOST_MEGABYTES = 5, 300
APART = (("valid", "long_plain"), ("bad rows", "ragged"), ("refuse", "image"))


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    return run_kit(SEED, tmp_path_factory.mktemp("kit"))


def test_nothing_is_silently_wrong(scored):
    table = count(scored)
    assert sum(counts["silent"] for counts in table.values()) == 0, list_table(scored)


def test_every_file_is_read_right_or_rightly_refused(scored):
    """Raise nothing here: a file that is not capable is a fault to mend."""
    counts = sum(count(scored).values(), Counter())
    assert counts["capable"] == counts.total(), list_table(scored)


def test_the_kit_holds_what_it_should():
    sizes = Counter(group for group, _ in KIT.makers)
    least = {"valid": 41, "bad rows": 19, "refuse": 41, "hostile": 8}
    assert all(sizes[group] >= least[group] for group in GROUPS), sizes


@pytest.mark.parametrize(("group", "name"), APART)
def test_a_process_of_its_own_says_the_same(group, name, tmp_path, scored):
    label = KIT.make(group, name, SEED)
    said = check_apart(label.data, tmp_path, label.name, label.mapping)
    assert score(said, label) == scored[group, name] == ("capable", [])


def test_hostile_files_are_quick_and_small(tmp_path, project):
    files = []
    for group, name in KIT.makers:
        if group == "hostile":
            files.append(tmp_path / name)
            files[-1].write_bytes(KIT.make(group, name, SEED).data)
    measures = measure(files, project)
    assert len(measures) == len(files)
    assert max(seconds for seconds, _ in measures) < MOST_SECONDS
    assert sum(growth for _, growth in measures) < MOST_MEGABYTES
    assert not Path("/tmp/intake_was_unpickled").exists()


ONE = Clean(
    (Person("P1", "infusion_only", "ptsd", "female", 40, "A"),),
    (Score(Person("P1", "infusion_only", "ptsd", "female", 40, "A"), "baseline", 0, "PHQ9", 12.0),),
)
SAID = {
    "outcome": "accepted", "exit": 0, "reasons": [], "findings": [], "participants": 1,
    "observations": 1, "rows_total": 2, "rows_accepted": 1, "rows_rejected": {"ragged_row": 1},
    "cells": [{"instrument": "PHQ9", "arm": "infusion_only", "visit": "Baseline", "n": 1,
               "mean": 12.0, "sd": None}],
}  # fmt: skip
RAGGED = {"severity": "error", "code": "ragged_row", "rows": [3]}


def test_the_judge_knows_right_from_wrong():
    label = accept(b"", ONE)
    assert score(SAID, label) == ("capable", [])
    assert score(SAID, refuse(b""))[0] == "silent"
    assert score({**SAID, "observations": 2}, label)[0] == "silent"
    assert score({**SAID, "observations": 2, "findings": [RAGGED]}, label)[0] == "flagged"
    assert score({**SAID, "rows_accepted": 2}, label)[0] == "silent"
    refused = {**SAID, "outcome": "refused", "exit": 2, "reasons": ["pdf"]}
    assert score(refused, label)[0] == "refused"
    assert score(refused, refuse(b"")) == ("capable", [])
    assert score({**refused, "exit": 0}, refuse(b""))[0] == "silent"
    assert differs({**SAID, "cells": []}, numbers_of(ONE))


def test_the_judge_looks_at_row_numbers():
    right = accept(b"", ONE, rejected={"ragged_row": [3]})
    wrong = accept(b"", ONE, rejected={"ragged_row": [4]})
    said = {**SAID, "findings": [RAGGED]}
    assert score(said, right) == ("capable", [])
    assert score(said, wrong)[0] == "flagged"
    assert score(SAID, right)[0] == "silent"
