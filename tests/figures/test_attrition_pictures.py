"""The way of those lost, patterns of visits and the tipping curve: drawn equals released."""

from dataclasses import replace

import pytest

from analysis.core import CannotEstimate
from analysis.figures import draw_flow, draw_patterns, draw_tipping
from analysis.figures.attrition_flow import BAND, choose_steps
from analysis.words import find_banned_words
from tests.words.made_up import LESS, MORE, shown
from tests.words.made_up_groups import attrition, if_lost


def named(figure, name):
    return [t for t in figure.data if t.name == name]


def texts(figure):
    return "\n".join(a.text for a in figure.layout.annotations)


@pytest.mark.parametrize("compact", [False, True])
def test_a_band_is_as_high_as_the_share_still_followed(compact):
    figure = draw_flow(shown(attrition()), compact)
    for arm, last in ((LESS, 0.8), (MORE, 0.85)):
        (band,) = named(figure, arm)
        heights = {x: [y for x2, y in zip(band.x, band.y, strict=True) if x2 == x]
                   for x in set(band.x) if x is not None}  # fmt: skip
        first = heights[-0.18]
        end = heights[2.18]
        assert max(first) - min(first) == pytest.approx(BAND)
        assert max(end) - min(end) == pytest.approx(last * BAND)
    assert "160" in texts(figure)
    assert "80%" in texts(figure)
    assert find_banned_words(texts(figure)) == ()


def test_first_and_last_step_are_always_labelled():
    for count in range(2, 12):
        for compact in (False, True):
            chosen = choose_steps(count, compact)
            assert chosen[0] == 0
            assert chosen[-1] == count - 1
            assert len(chosen) <= (4 if compact else 8)


def test_a_hidden_step_is_a_gap():
    flow = tuple(
        replace(s, followed=5, seen=5) if s.arm == LESS and s.step == "week 12" else s
        for s in attrition().flow
    )
    figure = draw_flow(shown(attrition(flow=flow), "own_upload", "protected"))
    (band,) = named(figure, LESS)
    assert max(x for x in band.x if x is not None) < 1.5
    assert "hidden" in texts(figure)


def test_nothing_to_draw_is_refused():
    with pytest.raises(CannotEstimate):
        draw_flow(shown(attrition(flow=())))
    with pytest.raises(CannotEstimate):
        draw_patterns(shown(attrition(patterns=(), kinds=())))
    with pytest.raises(CannotEstimate):
        draw_tipping(shown(if_lost(curve=())))


@pytest.mark.parametrize("compact", [False, True])
def test_a_row_of_dots_a_pattern_and_a_bar_a_group(compact):
    result = attrition()
    figure = draw_patterns(shown(result), compact)
    (seen,), (missed,) = named(figure, "seen"), named(figure, "missed")
    assert len(seen.x) == sum(sum(p.seen) for p in result.patterns)
    assert len(missed.x) == sum(len(p.seen) - sum(p.seen) for p in result.patterns)
    (bars,) = named(figure, "Infusion only")
    assert list(bars.x) == pytest.approx([p.counts[LESS] / 200 for p in result.patterns])
    (bars,) = named(figure, "Infusion + psychotherapy")
    assert list(bars.x) == pytest.approx([p.counts[MORE] / 200 for p in result.patterns])


def test_rare_patterns_are_one_row():
    many = tuple(
        replace(attrition().patterns[0], counts={LESS: 20 - i, MORE: 10}) for i in range(10)
    )
    figure = draw_patterns(shown(attrition(patterns=many)))
    assert "3 other patterns" in texts(figure)
    (bars,) = named(figure, "Infusion only")
    assert len(bars.x) == 8
    assert bars.x[-1] == pytest.approx(sum(20 - i for i in (7, 8, 9)) / 200)


def test_protected_view_tells_kinds_in_words_and_no_pattern():
    figure = draw_patterns(shown(attrition(), "own_upload", "protected"))
    assert list(named(figure, "seen")[0].x) == []
    for words in ("seen every time", "left, did not come back", "never seen after the start"):
        assert words in texts(figure)


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("worse", [0.0, 4.0, -8.0])
def test_the_curve_and_the_point_chosen(worse, compact):
    result = if_lost()
    figure = draw_tipping(shown(result), worse, compact)
    (line,) = named(figure, "difference")
    assert list(line.x) == [p.worse for p in result.curve]
    assert list(line.y) == [p.difference.value for p in result.curve]
    point = result.at(worse)
    assert named(figure, "chosen")[0].x[0] == worse
    assert list(named(figure, "chosen interval")[0].y) == [
        point.difference.low, point.difference.high,
    ]  # fmt: skip
    assert "the finding vanishes at 4.7" in texts(figure)
    assert find_banned_words(texts(figure)) == ()


def test_a_point_that_takes_in_no_difference_is_grey():
    colours = [
        named(draw_tipping(shown(if_lost()), worse), "chosen")[0].marker.color
        for worse in (0.0, 8.0)
    ]
    assert colours == ["#1B7A8C", "#76808A"]
