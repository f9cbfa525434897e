"""A small run of `sequential`, and that its running sums are the real estimator."""

import numpy as np
import pytest

from analysis.sequential import confidence_sequence

from . import sequential


@pytest.mark.parametrize("adjusted", [False, True])
def test_running_sums_are_the_real_estimator(adjusted):
    rng = np.random.default_rng(1)
    baseline, arm, y = sequential.draw_people(rng, 2, 120, 0.5, 2.0, True)
    watched = (
        sequential.watch_adjusted(arm, y, baseline, 0.5)
        if adjusted
        else sequential.watch_means(arm, y)
    )
    for i in range(2):
        found = confidence_sequence(y[i], arm[i] == 1, probability=0.5,
                                    adjust=baseline[i, :, None] if adjusted else None)  # fmt: skip
        first = found.looks[0].people - 1
        assert watched.valid[i].argmax() == first
        assert watched.value[i, first:] == pytest.approx([look.value for look in found.looks])
        assert watched.sd[i, -1] / np.sqrt(120) == pytest.approx(found.latest.se, rel=1e-9)


def test_a_sequence_holds_at_every_look_and_an_ordinary_interval_does_not():
    found = sequential.measure(np.random.default_rng(2), 1000, 0.5, 1.0, False, last=250)
    assert found["sequence"].mean() < 0.05
    assert found["adjusted"].mean() < 0.05
    assert found["ordinary"].mean() > 0.12
