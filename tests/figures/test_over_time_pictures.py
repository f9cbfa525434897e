"""Modelled and observed courses, shares in response, curves of responders, who met which rule."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.core import CannotEstimate
from analysis.core.results import Course
from analysis.figures import (
    draw_courses,
    draw_in_response,
    draw_losses,
    draw_responders,
    draw_trajectories,
)
from analysis.figures.visits import place_week
from analysis.words import find_banned_words
from tests.words.made_up import BETWEEN, LESS, MORE, shown, trajectories
from tests.words.made_up_over_time import (
    curve,
    in_response,
    losses,
    model,
    outcome,
    responders,
    time_in_response,
)

NAMES = {LESS: "Infusion only", BETWEEN: "Infusion + journaling or debrief",
         MORE: "Infusion + psychotherapy"}  # fmt: skip


def named(figure, name):  # type: ignore[no-untyped-def]
    return [t for t in figure.data if t.name == name]


def texts(figure) -> str:  # type: ignore[no-untyped-def]
    return "\n".join(a.text for a in figure.layout.annotations)


def modelled():  # type: ignore[no-untyped-def]
    return replace(trajectories(), model=model(), model_baseline=17.0, adjusted_for=("baseline",))


@pytest.mark.parametrize("compact", [False, True])
def test_modelled_means_are_bold_and_observed_ones_pale(compact: bool) -> None:
    result = modelled()
    figure = draw_trajectories(shown(result), compact)
    for arm in (LESS, MORE):
        (bold,), (pale,) = named(figure, NAMES[arm]), named(figure, f"{NAMES[arm]}, as seen")
        assert list(bold.y) == [m.mean for m in result.modelled(arm)]
        assert bold.y[0] == 17.0
        assert list(pale.y) == [m.mean for m in result.means if m.arm == arm]
        assert pale.line.width < bold.line.width
    (third,) = named(figure, NAMES[BETWEEN])
    assert list(third.y) == [m.mean for m in result.means if m.arm == BETWEEN]
    assert third.line.width < 2
    assert "(as" in texts(figure)
    assert len(named(figure, "interval")) == 2
    low, high = figure.layout.yaxis.range
    assert low <= min(v for t in figure.data for v in t.y if v is not None)
    assert high >= max(v for t in figure.data for v in t.y if v is not None)


@pytest.mark.parametrize("compact", [False, True])
def test_shares_in_response_are_drawn_as_released(compact: bool) -> None:
    result = in_response()
    figure = draw_in_response(shown(result), compact)
    for arm, name in NAMES.items():
        (line,), (hollow,) = named(figure, name), named(figure, f"{name}, of those seen")
        shares = [s for s in result.shares if s.arm == arm]
        assert list(line.y) == pytest.approx([100 * s.share for s in shares])
        assert list(line.error_y.array) == pytest.approx([8.0] * 3)
        assert list(line.error_y.arrayminus) == pytest.approx([8.0] * 3)
        assert list(hollow.y) == pytest.approx([100 * s.seen_share for s in shares])
        under = [a for a in figure.layout.annotations if a.xref == "x" and a.yref == "paper"]
        for share in shares:
            there = [a.text for a in under if a.x == pytest.approx(place_week(share.day))]
            assert any(f">{share.missed}<" in text for text in there)
    assert find_banned_words(texts(figure)) == ()
    assert figure.layout.yaxis.range[1] == 80


def test_a_hidden_share_is_a_gap() -> None:
    few = tuple(replace(s, events=4) if s.visit == "week 52" else s for s in in_response().shares)
    figure = draw_in_response(shown(in_response(shares=few), "own_upload", "protected"))
    assert all(named(figure, name)[0].y[-1] is None for name in NAMES.values())
    every = tuple(replace(s, events=4) for s in in_response().shares)
    with pytest.raises(CannotEstimate):
        draw_in_response(shown(in_response(shares=every), "own_upload", "protected"))


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("made", [losses, time_in_response])
def test_curves_step_where_they_were_released_to(made, compact: bool) -> None:  # type: ignore[no-untyped-def]
    result = made()
    figure = draw_losses(shown(result), compact)
    drawn = [t for t in figure.data if t.name in NAMES.values()]
    assert len(drawn) == len(result.curves)
    for line, one in zip(drawn, result.curves, strict=True):
        assert line.line.shape == "hv"
        assert list(line.x) == [step.day / 7 for step in one.steps]
        assert list(line.y) == [100 * step.share for step in one.steps]
    if made is losses:
        assert [line.yaxis for line in drawn] == ["y", "y2", "y", "y2"]
    assert "Still followed" in texts(figure)
    assert ">80<" in texts(figure)
    assert find_banned_words(texts(figure)) == ()


def test_protected_curves_are_marks_at_fixed_days() -> None:
    figure = draw_losses(shown(losses(), "own_upload", "protected"))
    for line in (t for t in figure.data if t.name in NAMES.values()):
        assert all(week % 4 == 0 for week in line.x)
        assert line.mode == "lines+markers"


def test_a_hidden_curve_leaves_nothing() -> None:
    tiny = tuple(replace(one, n=7) for one in losses().curves)
    with pytest.raises(CannotEstimate):
        draw_losses(shown(losses(curves=tiny), "own_upload", "protected"))
    one = (replace(losses().curves[0], n=7), *losses().curves[1:])
    figure = draw_losses(shown(losses(curves=one), "own_upload", "protected"))
    assert list(named(figure, NAMES[LESS])[0].x) == []


def test_both_bounds_are_drawn_where_loss_lies_between_visits() -> None:
    base = curve(LESS, "between_visits", 0.4, steps=None)
    points = tuple(replace(p, most=min(1.0, (p.share or 0) + 0.1)) for p in base.points or ())
    only = (replace(base, points=points),)
    figure = draw_losses(shown(losses(outcome="between_visits", curves=only, comparisons=())))
    (least,), (most,) = named(figure, NAMES[LESS]), named(figure, f"{NAMES[LESS]}, at most")
    assert list(most.y) == pytest.approx([100 * p.most for p in points])
    assert list(least.y) == pytest.approx([100 * p.share for p in points])


@pytest.mark.parametrize("compact", [False, True])
def test_everyone_is_drawn_in_full_detail_alone(compact: bool) -> None:
    people = (Course(LESS, (0, 84), (20.0, 12.0)), Course(MORE, (0, 84, 182), (21.0, 9.0, 8.0)))
    result = replace(trajectories((LESS, MORE)), courses=people)
    figure = draw_courses(shown(result), compact)
    (one,) = named(figure, f"{NAMES[MORE]}, people")
    assert list(one.y) == [21.0, 9.0, 8.0, None]
    assert list(named(figure, f"{NAMES[LESS]}, mean")[0].y) == [
        m.mean for m in result.means if m.arm == LESS
    ]
    with pytest.raises(CannotEstimate, match="full detail"):
        draw_courses(shown(result, "own_upload", "protected"), compact)


@pytest.mark.parametrize("compact", [False, True])
def test_marks_of_who_met_a_rule_are_the_table(compact: bool) -> None:
    result = responders()
    figure = draw_responders(shown(result), compact)
    for arm, field in ((LESS, "comparator"), (MORE, "treatment")):
        (marks,), (lines,) = named(figure, NAMES[arm]), named(figure, f"{NAMES[arm]}, interval")
        shares = [one.share(getattr(one, field)) for one in result.outcomes if not one.refused]
        assert list(marks.x) == [100 * share.value for share in shares]
        assert [x for x in lines.x if x is not None] == [
            100 * end for share in shares for end in (share.low, share.high)
        ]
        assert all(not symbol.endswith("open") for symbol in marks.marker.symbol)
    (third,) = named(figure, NAMES[BETWEEN])
    assert list(third.x) == [40.0]
    assert third.marker.symbol == ("square-open",)
    better, worse = named(figure, NAMES[MORE])[0].y
    assert better < worse  # the axis runs down the page
    assert "no published rule" in texts(figure)
    assert "31% [23, 39]" in texts(figure)
    assert find_banned_words(texts(figure)) == ()


def test_few_who_got_worse_are_named_and_not_drawn() -> None:
    worse = outcome("reliable_deterioration", "Reliably worse", 0.05, 0.2, worse=True, few=(LESS,))
    result = responders(outcomes=(responders().outcomes[0], worse))
    figure = draw_responders(shown(result, "own_upload", "protected"))
    assert len(named(figure, NAMES[MORE])[0].x) == 1
    assert "1 to 10 people" in texts(figure)
    with pytest.raises(CannotEstimate):
        draw_responders(shown(responders(outcomes=())))


@pytest.mark.parametrize("compact", [False, True])
def test_text_is_never_smaller_than_ticks_and_rows_do_not_overlap(compact: bool) -> None:
    figure = draw_responders(shown(responders()), compact)
    rows = sorted(a.y for a in figure.layout.annotations if a.yref == "y" and a.x == 0)
    assert np.diff(rows).min() >= 18
