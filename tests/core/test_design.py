"""Design matrices: R's order and R's names."""

import numpy as np
import pytest

from analysis.core import CannotEstimate
from analysis.core.formulas import expand_terms, model_matrix

ARM = np.array(["TAU", "BtheB", "TAU", "BtheB"], dtype=object)
VISIT = np.array(["V1", "V1", "V2", "V2"], dtype=object)
AGE = np.array([30.0, 40.0, 50.0, 60.0])
COLUMNS = {"arm": ARM, "visit": VISIT, "age": AGE}


def test_numbers_stay_and_text_is_coded_against_its_first_level():
    matrix, names = model_matrix(COLUMNS, ["age", "arm"])
    assert names == ("(Intercept)", "age", "armTAU")
    np.testing.assert_array_equal(matrix, [[1, 30, 1], [1, 40, 0], [1, 50, 1], [1, 60, 0]])


def test_another_reference_and_an_interaction():
    matrix, names = model_matrix(COLUMNS, ["arm*visit"], {"arm": "TAU"})
    assert names == ("(Intercept)", "armBtheB", "visitV2", "armBtheB:visitV2")
    np.testing.assert_array_equal(matrix[:, 3], [0, 0, 0, 1])


def test_interactions_stand_last_and_once():
    assert expand_terms(["a*b", "c", "a:b"]) == ["a", "b", "c", "a:b"]


def test_the_first_factor_of_an_interaction_changes_fastest():
    three = np.array(["x", "y", "z", "y"], dtype=object)
    _, names = model_matrix({"a": three, "b": three}, ["a:b"])
    assert names[1:] == ("ay:by", "az:by", "ay:bz", "az:bz")


def test_levels_given_keep_their_order():
    _, names = model_matrix(COLUMNS, ["visit"], levels={"visit": ["V2", "V1"]})
    assert names == ("(Intercept)", "visitV1")


@pytest.mark.parametrize(
    ("columns", "references", "code"),
    [({"arm": np.array(["A", "A"], dtype=object)}, None, "one_level"),
     ({"arm": ARM}, {"arm": "nobody"}, "no_level")],
)  # fmt: skip
def test_what_cannot_be_coded_is_refused(columns, references, code):
    with pytest.raises(CannotEstimate) as refused:
        model_matrix(columns, ["arm"], references)
    assert refused.value.refusal.code == code
