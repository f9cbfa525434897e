"""A comparison goes into an address and comes back the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.core import ESTIMANDS, MARGINS, Comparison, Filter

FILTERS = [(), (Filter("sex", "female"),), (Filter("age", "18-34"), Filter("site", "A"))]


@given(
    st.sampled_from(ESTIMANDS),
    st.sampled_from(list(MARGINS.values())),
    st.sampled_from(FILTERS),
    st.sampled_from([None, "week 6"]),
)
def test_round_trip(estimand, margin, filters, visit):
    asked = Comparison(estimand=estimand, margin_sd=margin, filters=filters, visit=visit)
    assert Comparison.from_query(asked.to_query()) == asked


def test_the_landmark_stands_in_the_address_and_the_default_does_not():
    assert Comparison(estimand="landmark").to_query() == {"estimand": "landmark"}
    assert Comparison().to_query() == {}


def test_an_unknown_estimand_is_refused():
    with pytest.raises(ValueError, match="estimand"):
        Comparison.from_query({"estimand": "per_protocol"})
