"""What stands beside an estimate whose interval is approximate at its size."""

import pytest

from analysis.core import APPROXIMATE_BELOW, UNLIKE, say_approximate


@pytest.mark.parametrize("code", APPROXIMATE_BELOW)
def test_said_below_the_limit_and_not_from_it_on(code: str) -> None:
    limit = APPROXIMATE_BELOW[code]
    said = f"Approximate below n = {limit} per arm."
    assert said in say_approximate(code, limit - 1, 1000)
    assert said in say_approximate(code, 1000, limit - 1)
    assert said not in say_approximate(code, limit, limit)
    assert "below n" not in say_approximate(code)


def test_nothing_is_said_of_what_holds() -> None:
    assert say_approximate("mean_difference", 12, 12) == ""
    assert say_approximate("adjusted_difference", 3, 3) == ""


@pytest.mark.parametrize("code", UNLIKE)
def test_what_fails_where_things_are_unlike_is_always_said(code: str) -> None:
    assert say_approximate(code, 1000, 1000) == f" {UNLIKE[code]}"
    assert "pproximate" in UNLIKE[code]
    assert UNLIKE[code].endswith(".")


def test_both_are_said_one_after_the_other() -> None:
    both = set(APPROXIMATE_BELOW) & set(UNLIKE)
    for code in both:
        said = say_approximate(code, 2, 2)
        assert said.index("below n") < said.index(UNLIKE[code])
