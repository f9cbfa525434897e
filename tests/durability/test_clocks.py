"""Clocks: origins from the tables, who is left out, and what may not be compared."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import TABLE_COLUMNS, CannotEstimate
from analysis.durability import (
    COMMON_CLOCKS,
    find_origins,
    require_common_clock,
    restart,
)
from analysis.loading import load_demonstration
from tests.made_up import two_arm_cohort

NAN = float("nan")


def table(name: str, rows: list[dict]) -> pd.DataFrame:
    return pd.DataFrame([dict.fromkeys(TABLE_COLUMNS[name]) | row for row in rows])


def cohort():
    infusions = table("infusions", [
        {"participant": 0, "day": 0, "purpose": "initial"},
        {"participant": 0, "day": 14, "purpose": "initial"},
        {"participant": 0, "day": 60, "purpose": "maintenance"},
        {"participant": 1, "day": 0, "purpose": "initial"},
        {"participant": 1, "day": 90, "purpose": "retreatment"},
    ])  # fmt: skip
    sessions = table("therapy_sessions", [
        {"participant": 1, "day": -3, "type": "preparation"},
        {"participant": 1, "day": 20, "type": "integration"},
        {"participant": 1, "day": 9, "type": "integration"},
    ])  # fmt: skip
    return two_arm_cohort(each=2, infusions=infusions, therapy_sessions=sessions)


def test_maintenance_and_retreatment_do_not_move_the_last_infusion():
    assert find_origins(cohort(), "first_infusion").tolist() == [0, 0, 0, 0]
    assert find_origins(cohort(), "last_infusion").tolist() == pytest.approx(
        [14, 0, NAN, NAN], nan_ok=True
    )
    assert find_origins(cohort(), "last_integration_session").tolist() == pytest.approx(
        [NAN, 20, NAN, NAN], nan_ok=True
    )


def test_in_the_demonstration_only_the_psychotherapy_arm_has_the_third_clock():
    demonstration = load_demonstration()
    arm = demonstration.participants["arm"].astype(str).to_numpy()
    for clock in COMMON_CLOCKS:
        started = np.isfinite(find_origins(demonstration, clock))
        assert {str(one) for one in arm[started]} == set(arm)
    started = np.isfinite(find_origins(demonstration, "last_integration_session"))
    assert set(arm[started]) == {"infusion_plus_psychotherapy"}


def test_whoever_had_the_event_before_the_origin_is_left_out():
    found = restart(np.array([10, 30, 20, NAN, 5]), np.array([14, 14, 20, 0, NAN]))
    assert found.time.tolist() == pytest.approx([NAN, 16, 0, NAN, NAN], nan_ok=True)
    assert found.kept.tolist() == [False, True, True, False, False]
    assert (found.before, found.without_origin) == (1, 1)


@settings(deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 500)), min_size=1, max_size=30))
def test_the_first_infusion_changes_nothing_and_time_is_never_negative(pairs):
    time, origin = np.array(pairs).T
    assert (restart(time, np.zeros(len(time))).time == time).all()
    if (time >= origin).any():
        found = restart(time, origin)
        assert (found.time[found.kept] >= 0).all()
        assert found.kept.sum() + found.before == len(time)


def test_arms_are_not_compared_by_the_clock_of_one():
    for clock in COMMON_CLOCKS:
        require_common_clock(clock)
    with pytest.raises(CannotEstimate) as fault:
        require_common_clock("last_integration_session")
    assert fault.value.refusal.code == "clock_of_one_arm"


@pytest.mark.parametrize(
    ("code", "work"),
    [
        ("bad_clock", lambda: find_origins(cohort(), "birth")),
        ("clock_not_recorded", lambda: find_origins(two_arm_cohort(each=2), "last_infusion")),
        ("bad_length", lambda: restart(np.zeros(2), np.zeros(3))),
        ("nobody", lambda: restart(np.zeros(0), np.zeros(0))),
        ("nobody", lambda: restart(np.array([NAN, 3]), np.array([0, 4]))),
        ("nobody", lambda: restart(np.array([3.0]), np.array([np.inf]))),
    ],
)
def test_refused(code, work):
    with pytest.raises(CannotEstimate) as fault:
        work()
    assert fault.value.refusal.code == code
