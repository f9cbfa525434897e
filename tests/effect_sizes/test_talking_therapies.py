"""NHS Talking Therapies' four outcomes at their thresholds."""

import numpy as np
import pytest

from analysis.core import CannotEstimate
from analysis.effect_sizes import judge_talking_therapies


def judge(*scores):
    found = judge_talking_therapies(*(np.array([one]) for one in scores))
    parts = (found.case_before, found.recovery, found.reliable_improvement,
             found.reliable_recovery, found.reliable_deterioration)  # fmt: skip
    return tuple(bool(part[0] == 1) for part in parts)


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        ((10, 9, 0, 0), (True, True, False, False, False)),
        ((9, 3, 7, 7), (False, False, True, False, False)),
        ((9, 9, 8, 4), (True, True, True, True, False)),
        ((15, 9, 8, 7), (True, True, True, True, False)),
        ((15, 10, 8, 5), (True, False, False, False, False)),
        ((15, 9, 3, 7), (True, True, False, False, False)),  # one down, the other up
        ((5, 11, 3, 3), (False, False, False, False, True)),
        ((5, 10, 3, 6), (False, False, False, False, False)),
        ((5, 5, 3, 7), (False, False, False, False, True)),
    ],
)
def test_at_the_thresholds(scores, told):
    assert judge(*scores) == told


def test_a_missing_score_leaves_open_what_depends_on_it():
    gap = np.nan
    found = judge_talking_therapies([12, gap, 12], [3, 4, gap], [9, 9, 3], [2, 2, 9])
    assert found.case_before.tolist() == [1, 1, 1]
    assert found.recovery.tolist() == [1, 1, 0]
    assert found.reliable_improvement[0] == 1
    assert np.isnan(found.reliable_improvement[1])  # PHQ-9 may have risen
    assert found.reliable_improvement[2] == 0
    counted = found.count()
    assert (counted["recovery"].met, counted["recovery"].of) == (2, 3)
    assert counted["reliable_improvement"].cannot_say == 1


@pytest.mark.parametrize(
    ("scores", "code"),
    [
        (([], [], [], []), "no_people"), (([np.nan], [np.nan], [np.nan], [np.nan]), "no_people"),
        (([1, 2], [1], [1], [1]), "bad_shape"),
        (([28], [1], [1], [1]), "out_of_range"), (([1], [1], [22], [1]), "out_of_range"),
        (([1], [-1], [1], [1]), "out_of_range"), (([1], [1], [1], [np.inf]), "out_of_range"),
    ],
)  # fmt: skip
def test_refuses(scores, code):
    with pytest.raises(CannotEstimate) as fault:
        judge_talking_therapies(*scores)
    assert fault.value.refusal.code == code
