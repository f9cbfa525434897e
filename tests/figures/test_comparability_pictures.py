"""Overlap and love plots: drawn equals released."""

from dataclasses import replace

import pytest

from analysis.core import CannotEstimate
from analysis.figures import draw_love, draw_overlap
from analysis.words import find_banned_words
from tests.words.made_up import LESS, MORE, shown
from tests.words.made_up_groups import comparable


def named(figure, name):
    return [t for t in figure.data if t.name == name]


def texts(figure):
    return "\n".join(a.text for a in figure.layout.annotations)


@pytest.mark.parametrize("compact", [False, True])
def test_each_bar_is_a_share_of_its_group(compact):
    result = comparable()
    figure = draw_overlap(shown(result), compact)
    up, down = figure.data
    assert (up.name, down.name) == ("Infusion + psychotherapy", "Infusion only")
    assert list(up.y) == pytest.approx([0.1] * 10)
    assert list(down.y) == pytest.approx([-0.1] * 10)
    assert list(up.x) == pytest.approx([0.05 + i / 10 for i in range(10)])
    assert find_banned_words(texts(figure)) == ()
    assert "SYNTHETIC DATA" in texts(figure)


def test_areas_of_merged_bars_compare_with_the_others():
    first, second, *rest = [b for b in comparable().overlap if b.arm == MORE]
    merged = replace(first, high=second.high, n=30, share=0.2)
    others = tuple(b for b in comparable().overlap if b.arm == LESS)
    figure = draw_overlap(shown(comparable(overlap=(merged, *rest, *others))))
    bars = figure.data[0]
    assert bars.width[0] == pytest.approx(2 * bars.width[1])
    assert bars.y[0] == pytest.approx(bars.y[1])


def test_protected_bars_are_merged_until_each_holds_enough():
    small = tuple(replace(b, n=3, share=0.1) if b.arm == MORE else b for b in comparable().overlap)
    figure = draw_overlap(shown(comparable(overlap=small), "own_upload", "protected"))
    assert len(figure.data[0].x) == 2
    assert len(figure.data[1].x) == 10


def test_no_bars_are_refused():
    with pytest.raises(CannotEstimate):
        draw_overlap(shown(comparable(overlap=())))
    with pytest.raises(CannotEstimate):
        draw_love(shown(comparable(balance=())))


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("detailed", [False, True])
def test_marks_stand_at_the_distances_before_and_after(compact, detailed):
    released = shown(comparable())
    figure = draw_love(released, compact, detailed)
    kinds = (("modelled",), ("square", "interaction"), ("outside",))
    wanted = [row for i, kind in enumerate(kinds) if detailed or i != 1
              for row in released.result.covariates(kind)]  # fmt: skip
    limit = figure.layout.xaxis.range[1] / 1.02
    for field in ("before", "after"):
        (marks,) = named(figure, field)
        values = [getattr(row, field) for row in wanted]
        assert list(marks.x) == pytest.approx([limit if v is None else abs(v) for v in values])
    assert list(named(figure, "before")[0].y) == list(named(figure, "after")[0].y)
    assert find_banned_words(texts(figure)) == ()


def test_rows_stand_by_how_far_apart_they_were_before():
    figure = draw_love(shown(comparable()))
    rows = [a.text for a in figure.layout.annotations if a.yref == "y"]
    said = " ".join(rows)
    order = ("Age: 18-34", "Severity at baseline", "Site: B", "Expected improvement")
    places = [said.index(name) for name in order]
    assert places == sorted(places)


def test_the_lines_of_alike_and_too_far_apart_are_drawn_and_said():
    figure = draw_love(shown(comparable()))
    upright = {s.x0 for s in figure.layout.shapes if s.type == "line" and s.x0 == s.x1}
    assert {0, 0.1, 0.5} <= upright
    assert "0.1 alike" in texts(figure)
    assert "0.5 too far apart" in texts(figure)


def test_a_hidden_covariate_is_not_drawn():
    rows = list(comparable().balance)
    rows[1] = replace(rows[1], level_n=6, arms=((4, 150), (2, 150)))
    figure = draw_love(shown(comparable(balance=tuple(rows)), "own_upload", "protected"))
    assert "18-34" not in figure.to_json()
