"""P-values taken together: against statsmodels and Benjamini & Hochberg's own example."""

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from analysis.subgroups import adjust_p_values

EXAMPLE = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262,
           0.5719, 0.6528, 0.759, 1.0]  # fmt: skip
PEER = {"holm": "holm", "hochberg": "simes-hochberg", "hommel": "hommel",
        "bonferroni": "bonferroni", "BH": "fdr_bh", "BY": "fdr_by"}  # fmt: skip


@pytest.mark.parametrize("method", PEER)
def test_agrees_with_the_peer(method):
    rng = np.random.default_rng(11)
    for p in (EXAMPLE, [0.049, 0.02], [0.3], rng.random(9).tolist(), [0.01] * 4):
        wanted = multipletests(p, method=PEER[method])[1]
        assert adjust_p_values(p)[method] == pytest.approx(wanted, rel=1e-12)


def test_four_findings_by_benjamini_hochberg_three_by_bonferroni():
    found = adjust_p_values(EXAMPLE)
    assert (found["BH"] <= 0.05).sum() == 4
    assert (found["bonferroni"] <= 0.05).sum() == 3
