"""Retreatment is a loss or a competing event, never censored; losses lie between visits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import CannotEstimate
from analysis.durability import bracket_losses, end_response

NAN, INF = float("nan"), float("inf")
DAYS = np.array([7.0, 28.0, 84.0, 182.0])


def test_four_people_by_hand():
    lost, again, seen = (np.array(a) for a in (
        [50, NAN, NAN, 90], [80, 60, NAN, 90], [182, 182, 120, 182],
    ))  # fmt: skip
    time, kind = end_response(lost, again, seen, "competing")
    assert time.tolist() == [50, 60, 120, 90]
    assert kind.tolist() == [1, 2, 0, 1]
    as_loss = end_response(lost, again, seen)
    assert as_loss[0].tolist() == time.tolist()
    assert as_loss[1].tolist() == [1, 1, 0, 1]


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 10_000))
def test_nobody_retreated_is_censored(seed):
    rng = np.random.default_rng(seed)
    lost, again = (np.where(rng.random(20) < 0.5, rng.uniform(1, 200, 20), NAN) for _ in "ab")
    seen = rng.uniform(1, 300, 20)
    for rule in ("loss", "competing"):
        time, kind = end_response(lost, again, seen, rule)
        ended = np.isfinite(lost) | np.isfinite(again)
        assert ((kind > 0) == ended).all()
        assert (time[ended] == np.fmin(lost, again)[ended]).all()


def test_losses_by_hand():
    responding = np.array([
        [1, 1, 0, 1],      # lost between 28 and 84, the return does not count
        [0, 1, NAN, 0],    # a missed visit widens
        [1, 1, 1, 1],      # never lost
        [1, NAN, NAN, NAN],
        [0, 0, 0, NAN],    # never responded
        [1, 1, 0, 0],      # retreated on day 40: lost then
        [1, 0, 1, 1],      # retreated on day 40: already lost
        [0, 0, 1, 1],      # retreated before any response
        [1, 1, 0, 0],      # retreated on the day of the visit that found the loss
        [1, 1, 1, 1],      # retreated although in response
    ])  # fmt: skip
    again = np.array([INF, NAN, INF, INF, INF, 40, 40, 40, 84, 100])
    found = bracket_losses(responding, DAYS, again)
    assert found.person.tolist() == [0, 1, 2, 3, 5, 6, 8, 9]
    assert found.since.tolist() == [7, 28, 7, 7, 7, 7, 7, 7]
    assert found.after.tolist() == [28, 28, 182, 7, 40, 7, 28, 100]
    assert found.until.tolist() == [84, 182, INF, INF, 40, 28, 84, 100]


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 10_000))
def test_the_true_day_lies_in_the_interval(seed):
    rng = np.random.default_rng(seed)
    lost = rng.exponential(100, 30)
    responding = (lost[:, None] > DAYS).astype(float)
    responding[rng.random(responding.shape) < 0.3] = NAN
    if not (responding == 1).any():
        return
    found = bracket_losses(responding, DAYS)
    assert (found.after < lost[found.person]).all()
    assert (lost[found.person] <= found.until).all()
    assert (found.since <= found.after).all()


ONE = np.array([1.0])


@pytest.mark.parametrize(
    ("code", "work"),
    [
        ("bad_rule", lambda: end_response(ONE, ONE, ONE, "censored")),
        ("bad_length", lambda: end_response(ONE, ONE, np.ones(2))),
        ("bad_time", lambda: end_response(ONE * NAN, ONE * NAN, ONE * NAN)),
        ("bad_time", lambda: end_response(ONE * INF, ONE * INF, ONE * INF)),
        ("bad_length", lambda: bracket_losses(np.ones((2, 3)), DAYS)),
        ("bad_length", lambda: bracket_losses(np.ones((2, 0)), DAYS[:0])),
        ("bad_days", lambda: bracket_losses(np.ones((2, 4)), DAYS[::-1])),
        ("bad_days", lambda: bracket_losses(np.ones((2, 4)), DAYS * NAN)),
        ("bad_response", lambda: bracket_losses(np.full((2, 4), 0.5), DAYS)),
        ("no_responders", lambda: bracket_losses(np.zeros((2, 4)), DAYS)),
        ("no_responders", lambda: bracket_losses(np.full((2, 4), NAN), DAYS)),
        ("no_responders", lambda: bracket_losses(np.zeros((0, 4)), DAYS)),
    ],
)
def test_refused(code, work):
    with pytest.raises(CannotEstimate) as fault:
        work()
    assert fault.value.refusal.code == code
