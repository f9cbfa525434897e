"""The demonstration cohort: whole, synthetic, and quick."""

import time

from analysis.core import ARMS, PARTICIPANT_COLUMNS
from analysis.loading import load_catalogue, load_demonstration


def test_the_demonstration_cohort_is_whole_and_synthetic() -> None:
    cohort = load_demonstration()
    assert (cohort.origin, cohort.synthetic, cohort.randomised) == ("demonstration", True, False)
    assert tuple(cohort.participants.columns) == PARTICIPANT_COLUMNS
    assert set(cohort.participants["arm"]) == set(ARMS)
    assert len(cohort.conditions) == 6
    assert cohort.primary_visit == "week 12"
    assert "SYN-" not in cohort.participants.to_csv()
    for table in ("infusions", "therapy_sessions", "session_measures", "events", "screening"):
        assert len(getattr(cohort, table)), table


def test_it_loads_quickly_and_is_kept() -> None:
    load_catalogue()
    load_demonstration.cache_clear()
    start = time.perf_counter()
    cohort = load_demonstration()
    assert time.perf_counter() - start < 1.0
    assert load_demonstration() is cohort
