"""Effects and variances from tables and means."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import CannotEstimate
from analysis.core.formulas import small_sample_factor
from analysis.meta_analysis import (
    effects_from_means,
    effects_from_tables,
    hedges_from_summaries,
)

from .made_up_studies import QUICK


def one(*values: float) -> list[np.ndarray]:
    return [np.array([float(value)]) for value in values]


def test_a_table_by_hand():
    table = one(4, 123, 11, 139)
    ratio = effects_from_tables(*table, "RR")
    assert ratio.y[0] == pytest.approx(math.log((4 / 123) / (11 / 139)))
    assert ratio.v[0] == pytest.approx(1 / 4 - 1 / 123 + 1 / 11 - 1 / 139)
    odds = effects_from_tables(*table, "OR")
    assert odds.y[0] == pytest.approx(math.log(4 * 128 / (119 * 11)))
    assert odds.v[0] == pytest.approx(1 / 4 + 1 / 119 + 1 / 11 + 1 / 128)
    risk = effects_from_tables(*table, "RD")
    p, q = 4 / 123, 11 / 139
    assert risk.y[0] == pytest.approx(p - q)
    assert risk.v[0] == pytest.approx(p * (1 - p) / 123 + q * (1 - q) / 139)


def test_half_is_added_to_tables_with_an_empty_cell_and_to_no_other():
    both = [np.array(column, dtype=float) for column in ([0, 5], [10, 20], [3, 4], [12, 22])]
    for measure in ("RR", "OR", "RD"):
        found = effects_from_tables(*both, measure)
        mended = effects_from_tables(*one(0.5, 11, 3.5, 13), measure)
        plain = effects_from_tables(*one(5, 20, 4, 22), measure)
        assert (found.y[0], found.v[0]) == pytest.approx((mended.y[0], mended.v[0]))
        assert (found.y[1], found.v[1]) == (plain.y[0], plain.v[0])


def test_means_by_hand():
    summary = one(5, 2, 10, 4, 3, 12)
    pooled = math.sqrt((9 * 4 + 11 * 9) / 20)
    g = small_sample_factor(20) / pooled
    found = effects_from_means(*summary, "SMD")
    assert found.y[0] == pytest.approx(g, rel=1e-12)
    assert found.v[0] == pytest.approx(1 / 10 + 1 / 12 + g**2 / 44)
    raw = effects_from_means(*summary, "MD")
    assert (raw.y[0], raw.v[0]) == pytest.approx((1, 4 / 10 + 9 / 12))
    told = hedges_from_summaries(*summary)
    assert told.g[0] == pytest.approx((1 - 3 / 79) / pooled, rel=1e-12)
    assert told.se_d[0] ** 2 == pytest.approx(1 / 10 + 1 / 12 + pooled**-2 / 44)
    assert told.se_corrected[0] == pytest.approx((1 - 3 / 79) * told.se_d[0])


def test_what_is_not_reported_stays_missing():
    found = effects_from_tables(*(np.array(c) for c in ([1, np.nan], [9.0, 9], [2.0, 2], [8.0, 8])),
                                "OR")  # fmt: skip
    assert np.isfinite(found.y[0])
    assert np.isnan(found.y[1])


@pytest.mark.parametrize("table", [(5, 4, 1, 9), (-1, 4, 1, 9), (0, 0, 1, 9), (1, np.inf, 1, 9)])
def test_an_impossible_table_is_refused(table):
    with pytest.raises(CannotEstimate) as fault:
        effects_from_tables(*one(*table), "RR")
    assert fault.value.refusal.code == "bad_table"


@pytest.mark.parametrize(
    "summary",
    [(1, 0, 9, 1, 1, 9), (1, -1, 9, 1, 1, 9), (1, 1, 1, 1, 1, 9), (np.inf, 1, 9, 1, 1, 9)],
)
def test_an_impossible_summary_is_refused(summary):
    for call in (hedges_from_summaries, lambda *x: effects_from_means(*x, "MD")):
        with pytest.raises(CannotEstimate) as fault:
            call(*one(*summary))
        assert fault.value.refusal.code == "bad_summary"


counts = st.tuples(st.integers(0, 30), st.integers(1, 30), st.integers(0, 30), st.integers(1, 30))


@settings(**QUICK)
@given(counts, st.sampled_from(["RR", "OR", "RD"]))
def test_swapping_arms_turns_the_sign(table, measure):
    a, more_a, c, more_c = table
    here = effects_from_tables(*one(a, a + more_a, c, c + more_c), measure)
    there = effects_from_tables(*one(c, c + more_c, a, a + more_a), measure)
    assert here.y[0] == pytest.approx(-there.y[0], abs=1e-12)
    assert here.v[0] == pytest.approx(there.v[0])
    assert here.v[0] > 0
