"""The ITQ's algorithm, cluster by cluster, and what missing items leave open."""

import numpy as np
import pytest

from analysis.core import CannotEstimate
from analysis.effect_sizes import ITQ_ITEMS, diagnose_itq

PTSD = [2, 0, 2, 0, 0, 3, 0, 0, 2]
NONE = [1] * 9


def name_items(answers):
    return dict(zip(ITQ_ITEMS, answers.T, strict=False))


def diagnose(*answers):
    found = diagnose_itq(name_items(np.array([answers], dtype=float)))
    return float(found.ptsd[0]), float(found.complex_ptsd[0])


def test_one_of_each_cluster_and_an_impairment():
    assert diagnose(*PTSD, *NONE) == (1, 0)
    assert diagnose(*PTSD, *PTSD) == (0, 1)
    assert diagnose(*NONE, *PTSD) == (0, 0)


@pytest.mark.parametrize("cluster", [(0, 1), (2, 3), (4, 5), (6, 7, 8)])
def test_every_cluster_is_needed(cluster):
    answers = np.array(PTSD + PTSD)
    answers[list(cluster)] = 1
    assert diagnose(*answers) == (0, 0)
    answers = np.array(PTSD + PTSD)
    answers[[9 + item for item in cluster]] = 1
    assert diagnose(*answers) == (1, 0)


def test_missing_items_decide_only_what_they_can():
    gap = np.nan
    assert diagnose(2, gap, *PTSD[2:], *NONE) == (1, 0)  # the other item of the cluster is enough
    found = diagnose(1, gap, *PTSD[2:], *NONE)
    assert np.isnan(found[0])
    assert found[1] == 0
    assert diagnose(1, 1, gap, gap, *PTSD[4:], *PTSD) == (0, 0)  # another cluster is not met
    assert np.isnan(diagnose(*PTSD, gap, 0, *PTSD[2:])).all()  # PTSD, but which of the two?
    assert np.isnan(diagnose(*[gap] * 18)).all()


def test_everybody_is_counted_once():
    gap = [np.nan] * 18
    people = np.array([[*PTSD, *NONE], [*PTSD, *PTSD], [*NONE, *NONE], gap], dtype=float)
    assert diagnose_itq(name_items(people)).count() == {
        "ptsd": 1, "complex_ptsd": 1, "neither": 1, "cannot_say": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("items", "code"),
    [
        (np.zeros((0, 18)), "no_people"), (np.zeros((3, 12)), "no_items"),
        (np.full((1, 18), 5.0), "bad_items"),
        (np.full((1, 18), -1.0), "bad_items"), (np.full((1, 18), 1.5), "bad_items"),
        (np.full((1, 18), np.inf), "bad_items"),
    ],
)  # fmt: skip
def test_refuses(items, code):
    with pytest.raises(CannotEstimate) as fault:
        diagnose_itq(name_items(items))
    assert fault.value.refusal.code == code
