"""Two groups, icons and courses: drawn equals released."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.core import CannotEstimate
from analysis.core.results import GroupScores
from analysis.figures import draw_icon_array, draw_trajectories, draw_two_groups
from analysis.figures.visits import choose_visits, place_week
from analysis.words import find_banned_words
from tests.words.made_up import (
    BETWEEN,
    LESS,
    MORE,
    effect,
    effects,
    shown,
    trajectories,
    two_groups,
)


def named(figure, name):  # type: ignore[no-untyped-def]
    return [t for t in figure.data if t.name == name]


def texts(figure) -> str:  # type: ignore[no-untyped-def]
    return "\n".join(a.text for a in figure.layout.annotations)


@pytest.mark.parametrize("compact", [False, True])
def test_two_groups_draw_what_was_released(compact: bool) -> None:
    result = two_groups()
    figure = draw_two_groups(shown(result), compact)
    assert [t.y[0] for t in named(figure, "mean")] == [13.4, 10.3]
    assert [list(t.y) for t in named(figure, "one SD")] == [
        pytest.approx([8.3, 18.5]), pytest.approx([5.7, 14.9]),
    ]  # fmt: skip
    assert [sorted(t.y) for t in named(figure, "people")] == [
        sorted(g.points or ()) for g in result.groups
    ]
    assert list(named(figure, "interval")[0].y) == [0.6, 5.2]
    assert named(figure, "difference")[0].y[0] == 2.9
    assert "<b>2.9 points</b>" in texts(figure)
    assert "[0.6, 5.2]" in texts(figure)
    assert find_banned_words(texts(figure)) == ()


def test_the_curve_peaks_at_the_estimate() -> None:
    curve = named(draw_two_groups(shown(two_groups())), "sampling distribution")[0]
    assert curve.y[int(np.argmax(curve.x))] == pytest.approx(2.9)


@pytest.mark.parametrize("better", ["lower", "higher"])
def test_no_difference_stands_at_the_comparators_mean(better: str) -> None:
    figure = draw_two_groups(shown(two_groups(better=better)))
    low, high = figure.layout.yaxis.range
    bottom, top = figure.layout.yaxis2.range
    share = (0 - bottom) / (top - bottom)
    assert low + share * (high - low) == pytest.approx(13.4)
    assert (bottom > top) == (better == "lower")


def test_protected_view_draws_no_person() -> None:
    figure = draw_two_groups(shown(two_groups(), "own_upload", "protected"))
    assert named(figure, "people") == []
    assert len(named(figure, "mean")) == 2


def test_a_hidden_group_leaves_no_number() -> None:
    few = GroupScores(MORE, 8, 10.3, 4.6, None)
    result = two_groups(groups=(two_groups().groups[0], few))
    figure = draw_two_groups(shown(result, "own_upload", "protected"))
    assert [t.y[0] for t in named(figure, "mean")] == [13.4]
    assert named(figure, "difference") == []
    assert "hidden" in texts(figure)
    assert "10.3" not in figure.to_json()
    both = two_groups(groups=tuple(replace(few, arm=a) for a in (LESS, MORE)))
    with pytest.raises(CannotEstimate):
        draw_two_groups(shown(both, "own_upload", "protected"))


@pytest.mark.parametrize("compact", [False, True])
def test_icons_count_to_a_hundred(compact: bool) -> None:
    figure = draw_icon_array(shown(effects(effect())), "depression", compact=compact)
    assert [len(t.x) for t in figure.data] == [11, 89, 29, 71]
    for first, rest in ((0, 1), (2, 3)):
        spots = [(x, y) for t in (figure.data[first], figure.data[rest])
                 for x, y in zip(t.x, t.y, strict=True)]  # fmt: skip
        assert sorted(spots) == sorted((x, y) for x in range(10) for y in range(10))
    assert ">11</span>" in texts(figure)
    assert ">29</span>" in texts(figure)


@pytest.mark.parametrize("found", [effect(response=None), effect(None)])
def test_icons_refuse_without_shares(found) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(CannotEstimate):
        draw_icon_array(shown(effects(found)), "depression")
    with pytest.raises(CannotEstimate):
        draw_icon_array(shown(effects(effect())), "unknown")


@pytest.mark.parametrize("compact", [False, True])
def test_courses_draw_every_mean(compact: bool) -> None:
    released = shown(trajectories())
    figure = draw_trajectories(released, compact)
    names = ("Infusion only", "Infusion + journaling or debrief", "Infusion + psychotherapy")
    for arm, name, dash in zip((LESS, BETWEEN, MORE), names, ("dash", "dot", "solid"), strict=True):
        line = named(figure, name)[0]
        means = [m for m in released.result.means if m.arm == arm]
        assert list(line.y) == [m.mean for m in means]
        assert list(line.x) == [place_week(m.day) for m in means]
        assert line.line.dash == dash
        hollow = [symbol.endswith("-open") for symbol in line.marker.symbol]
        assert hollow == [m.looks_back for m in means]
    assert find_banned_words(texts(figure)) == ()


def test_the_people_seen_stand_under_their_visit() -> None:
    released = shown(trajectories((LESS,)))
    figure = draw_trajectories(released)
    for mean in released.result.means:
        x = place_week(mean.day)
        under = [a for a in figure.layout.annotations if a.xref == "x" and a.yref == "paper"]
        there = [a.text for a in under if a.x == x]
        assert any(f">{mean.n}<" in text for text in there)


def test_first_last_and_primary_visit_keep_their_labels_when_narrow() -> None:
    days = choose_visits(trajectories(), compact=True)
    assert {0, 84, 364} <= set(days)
    assert len(days) < len(choose_visits(trajectories(), compact=False)) == 7


def test_a_hidden_visit_is_a_gap_and_not_a_zero() -> None:
    full = trajectories((LESS,))
    means = tuple(replace(m, n=6) if m.day == 182 else m for m in full.means)
    figure = draw_trajectories(shown(replace(full, means=means), "own_upload", "protected"))
    assert list(named(figure, "Infusion only")[0].y)[5] is None
    assert "People seen (–: hidden)" in texts(figure)
    band = named(figure, "interval")[0]
    assert sum(x is None for x in band.x) == 2


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(CannotEstimate):
        draw_trajectories(shown(trajectories(means=())))
