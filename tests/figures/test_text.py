"""Text in pictures: escaped, wrapped, pushed apart; swarms and ticks."""

import html
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.figures import escape
from analysis.figures.line_ends import push_apart
from analysis.figures.swarm import HALF_WIDTH, spread_points
from analysis.figures.text import shorten, wrap
from analysis.figures.ticks import choose_step, label_ticks, place_ticks
from analysis.figures.visits import place_week


@given(st.text())
def test_nothing_escaped_is_a_tag_and_it_reads_back(text: str) -> None:
    safe = escape(text)
    assert "<" not in safe
    assert ">" not in safe
    assert html.unescape(safe) == text


def test_escape_is_exact() -> None:
    assert escape('<a href="x">R&D</a>') == '&lt;a href="x"&gt;R&amp;D&lt;/a&gt;'
    assert escape("&lt;") == "&amp;lt;"


@given(st.text(alphabet="ab <&é", max_size=80), st.integers(2, 30))
def test_lines_are_never_too_long(text: str, width: int) -> None:
    assert all(len(line) <= width for line in wrap(text, width))
    assert len(shorten(text, width)) <= width


def test_words_stay_whole_where_they_fit() -> None:
    assert wrap("Obsessive-compulsive disorder", 22) == ["Obsessive-compulsive", "disorder"]


@given(
    st.lists(st.tuples(st.floats(0, 300), st.floats(10, 50)), min_size=1, max_size=4),
)
def test_pushed_labels_do_not_overlap(labels: list[tuple[float, float]]) -> None:
    middles, heights = [m for m, _ in labels], [h for _, h in labels]
    moved = push_apart(middles, heights, 300.0)
    order = sorted(range(len(labels)), key=lambda i: moved[i])
    for upper, lower in pairwise(order):
        gap = moved[lower] - moved[upper]
        assert gap >= (heights[upper] + heights[lower]) / 2 - 1e-6


def test_labels_with_room_stay() -> None:
    assert push_apart([50.0, 150.0], [20.0, 20.0], 300.0) == [50.0, 150.0]


@given(st.lists(st.floats(-50, 50), max_size=200), st.floats(0.1, 5))
def test_a_swarm_is_the_same_twice_and_stays_in_its_place(values: list[float], bin_: float) -> None:
    once = spread_points(values, bin_)
    assert once == spread_points(values, bin_)
    assert len(once) == len(values)
    assert all(abs(offset) <= HALF_WIDTH + 1e-9 for offset in once)


def test_equal_scores_stand_side_by_side() -> None:
    assert len(set(spread_points([5.0] * 7, 1.0))) == 7


@given(st.floats(0.01, 1e5), st.integers(2, 8))
def test_ticks_are_few_and_round(span: float, most: int) -> None:
    step = choose_step(span, most)
    assert len(place_ticks(-span / 2, span / 2, step)) <= most + 2


def test_tick_labels() -> None:
    assert label_ticks([-0.5, 0.0, 0.5], 0.5) == ["−0.5", "0.0", "0.5"]
    assert label_ticks([-10.0, 0.0], 10.0) == ["−10", "0"]


@pytest.mark.parametrize(("day", "place"), [(0, 0), (7, 1), (28, 2), (84, 12**0.5), (-7, -1)])
def test_weeks_stand_at_their_square_root(day: int, place: float) -> None:
    assert place_week(day) == pytest.approx(place)
