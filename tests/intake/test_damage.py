"""Damaged CSVs are read exactly, flagged or refused, and never silently wrong."""

from collections import Counter

import pytest

from tests.intake.asking import check_here
from tests.intake.damage import damage_by_seed, judge, list_table, run
from tests.intake.damaged import KINDS, Damaged
from tests.intake.values_kept import find_made_up

FIRST_SEED, SEEDS = 1_000, 4 * len(KINDS)
READ_EXACTLY = 0.60


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    return run(FIRST_SEED, SEEDS, tmp_path_factory.mktemp("damage"))


def test_nothing_is_silently_wrong(outcomes):
    _, silent = outcomes
    assert silent == []


def test_most_is_read_exactly(outcomes):
    table, _ = outcomes
    counts = sum(table.values(), Counter())
    assert counts["whole"] + counts["rest"] >= READ_EXACTLY * SEEDS, list_table(table)


def test_no_score_is_kept_that_nobody_wrote():
    for seed in range(FIRST_SEED, FIRST_SEED + 2 * len(KINDS)):
        assert not find_made_up(*damage_by_seed(seed)), seed


def test_a_clean_file_is_read_whole_and_a_wrong_reading_is_told(tmp_path):
    _, base, _ = damage_by_seed(FIRST_SEED)
    whole, fewer = (base.join(lines).encode() for lines in (base.lines, base.lines[:-4]))
    assert judge(base, Damaged(whole), check_here(whole, tmp_path)) == "whole"
    assert judge(base, Damaged(fewer), check_here(fewer, tmp_path)) == "silent"
    other = whole.replace(b",8", b",9").replace(b'"8', b'"9')
    assert find_made_up("", base, Damaged(other))


def test_a_seed_always_gives_the_same_damage():
    for seed in (1, 77, 5000):
        assert damage_by_seed(seed)[2] == damage_by_seed(seed)[2]
