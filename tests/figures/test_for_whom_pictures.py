"""For whom, how many, and looking again: drawn equals released."""

import math

import pytest

from analysis.core import CannotEstimate
from analysis.core.results import Verdict
from analysis.figures import draw_interactions, draw_levels, draw_looks, draw_power_curves
from analysis.figures.colours import INCONCLUSIVE, style_of
from analysis.words import find_banned_words, table_of_interactions, table_of_levels
from tests.words.made_up import MORE, shown
from tests.words.made_up_subgroups import (
    ALIKE,
    CANNOT_TELL,
    LARGER,
    for_whom,
    looked_again,
    next_cohort,
    nothing,
    prior,
    sex,
)

UNTOLD = Verdict("cannot_answer", 1.7, "convention", ("the arms differ in age",))


def named(figure, name):  # type: ignore[no-untyped-def]
    return [t for t in figure.data if t.name == name]


def texts(figure) -> str:  # type: ignore[no-untyped-def]
    return "\n".join(a.text for a in figure.layout.annotations)


@pytest.mark.parametrize("compact", [False, True])
def test_interactions_are_drawn_as_tabled(compact: bool) -> None:
    answer = shown(for_whom(sex(LARGER), prior(CANNOT_TELL, ALIKE), nothing()))
    figure = draw_interactions(answer, compact)
    squares = named(figure, "estimate")[0]
    assert list(squares.x) == [3.1, 0.5, 0.1]
    table = table_of_interactions(answer)
    drawn = texts(figure)
    for _, row in table[table["95% CI"] != "–"].iterrows():
        assert row["95% CI"] in drawn
        assert row["Larger by (points)"] in drawn
    teal = style_of(MORE).colour
    assert list(squares.marker.color) == [teal, INCONCLUSIVE, teal]
    assert "smaller difference" in drawn
    assert "larger difference" in drawn
    assert "better with" not in drawn
    assert "SYNTHETIC DATA" in drawn
    assert find_banned_words(drawn) == ()


def test_arms_that_cannot_be_compared_are_grey() -> None:
    answer = shown(for_whom(sex(LARGER), verdict=UNTOLD))
    for draw in (draw_interactions, draw_levels):
        squares = named(draw(answer), "estimate")[0]
        assert set(squares.marker.color) == {INCONCLUSIVE}


@pytest.mark.parametrize("compact", [False, True])
def test_levels_are_drawn_as_tabled_in_one_colour(compact: bool) -> None:
    answer = shown(for_whom(sex(LARGER, left_out=("other",)), prior()))
    figure = draw_levels(answer, compact)
    squares = named(figure, "estimate")[0]
    assert list(squares.x) == [2.2, *[2.0] * 5]
    assert set(squares.marker.color) == {style_of(MORE).colour}
    drawn = texts(figure)
    for group in table_of_levels(answer)["Group"]:
        assert all(word in drawn for word in group.split())
    assert "Everyone" in drawn
    assert "too few people" in drawn
    assert "better with" in drawn


def test_hidden_levels_leave_no_number() -> None:
    few = sex(LARGER, left_out=("other",))
    protected = shown(for_whom(few), "own_upload", "protected")
    drawn = texts(draw_levels(protected)).replace("<br>", " ")
    assert "hidden: too few people" in drawn
    assert list(named(draw_levels(protected), "estimate")[0].x) == [2.2]


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(CannotEstimate):
        draw_interactions(shown(for_whom(nothing())))
    with pytest.raises(CannotEstimate):
        draw_levels(shown(for_whom(nothing(), everyone=None)))
    with pytest.raises(CannotEstimate):
        draw_power_curves(shown(next_cohort(n_treatment=8), "own_upload", "protected"))
    with pytest.raises(CannotEstimate):
        draw_looks(shown(looked_again(looks=1)))
    with pytest.raises(CannotEstimate):
        draw_looks(shown(looked_again(watched=None)))


@pytest.mark.parametrize("compact", [False, True])
def test_curves_are_drawn_and_marked_where_they_reach_the_power(compact: bool) -> None:
    answer = shown(next_cohort())
    figure = draw_power_curves(answer, compact)
    for curve in answer.result.curves:
        size = f"{curve.difference:.1f} points"
        line = named(figure, size)[0]
        assert list(line.x) == pytest.approx([math.log10(n) for n in curve.people])
        assert list(line.y) == pytest.approx([100 * p for p in curve.power])
        assert size in texts(figure)
        assert f"{curve.needed} each" in texts(figure)
    marks = named(figure, "people needed")
    assert [10 ** mark.x[0] for mark in marks] == pytest.approx([685, 172, 44])
    assert {mark.y[0] for mark in marks} == {80}
    assert "smaller arm here: 154" in texts(figure)
    assert find_banned_words(texts(figure)) == ()


def test_a_curve_no_number_reaches_has_no_mark() -> None:
    curves = tuple(
        type(c)(c.times, c.difference, c.people, c.power, None) for c in next_cohort().curves
    )
    figure = draw_power_curves(shown(next_cohort(curves=curves)))
    assert named(figure, "people needed") == []
    assert "each" not in texts(figure).replace("each arm", "")


@pytest.mark.parametrize("compact", [False, True])
def test_looks_are_drawn_in_their_limits(compact: bool) -> None:
    answer = shown(looked_again())
    looks = answer.result.watched.looks
    figure = draw_looks(answer, compact)
    line, outline = named(figure, "difference")[0], named(figure, "limits at every look")[0]
    assert list(line.x) == [look.people for look in looks]
    assert list(line.y) == [look.value for look in looks]
    lows, highs = [look.low for look in looks], [look.high for look in looks]
    assert list(outline.y) == [*lows, *reversed(highs)]
    assert list(named(figure, "ordinary interval")[0].y) == [1.1, 3.4]
    assert "[0.4, 4.1]" in texts(figure)
    assert "[1.1, 3.4]" in texts(figure)
    grey = draw_looks(shown(looked_again(verdict=UNTOLD)))
    assert named(grey, "difference")[0].line.color == INCONCLUSIVE
