"""Before and after, change, and bands: drawn equals released, and no person in protected view."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.core import CannotEstimate
from analysis.figures import (
    draw_bands,
    draw_before_after,
    draw_changes,
    draw_forest,
    draw_shrunken_conditions,
)
from analysis.figures.colours import SEVERITY_RAMP, ramp_colour
from analysis.words import find_banned_words
from tests.words.made_up import effect, effects, shown
from tests.words.made_up_one_by_one import COUNTS, one_by_one, shrunken


def named(figure, name):  # type: ignore[no-untyped-def]
    return [t for t in figure.data if t.name == name]


def texts(figure) -> str:  # type: ignore[no-untyped-def]
    return "\n".join(a.text for a in figure.layout.annotations)


def protected():  # type: ignore[no-untyped-def]
    return shown(one_by_one(), "own_upload", "protected")


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("better", ["lower", "higher"])
def test_before_and_after_draws_every_person_and_mean(compact: bool, better: str) -> None:
    result = one_by_one(better=better)
    figure = draw_before_after(shown(result), compact)
    for trace, arm in zip(named(figure, "people"), result.arms, strict=True):
        assert [y for y in trace.y if y is not None] == [
            s for pair in arm.pairs or () for s in pair
        ]
        assert list(trace.y).count(None) == 100
    assert [list(t.y) for t in named(figure, "mean")] == [[30.0, 23.0]] * 2
    assert [t.y[0] for t in named(figure, "change")] == [7.0, 7.0, 1.5]
    assert [list(t.y) for t in named(figure, "interval")] == [[6.0, 8.0], [6.0, 8.0], [0.4, 2.6]]
    assert len(named(figure, "redrawn means")) == 3
    bottom, top = figure.layout.yaxis2.range
    assert (bottom > top) == (better == "lower")
    assert "[0.4, 2.6]" in texts(figure)
    assert "SYNTHETIC DATA" in texts(figure)
    assert find_banned_words(texts(figure)) == ()


def test_no_line_a_person_in_protected_view() -> None:
    with pytest.raises(CannotEstimate):
        draw_before_after(protected())


def test_the_rain_is_each_persons_change() -> None:
    result = one_by_one()
    figure = draw_changes(shown(result))
    for trace, arm in zip(named(figure, "people"), result.arms, strict=True):
        assert list(trace.x) == [before - after for before, after in arm.pairs or ()]
    assert [t.x[0] for t in named(figure, "median")] == [7.0, 7.0]
    assert len(named(figure, "density")) == 2
    turned = draw_changes(shown(one_by_one(better="higher")))
    assert named(turned, "people")[0].x[1] == -1.0


@pytest.mark.parametrize("compact", [False, True])
def test_steps_in_protected_view_have_areas_of_their_shares(compact: bool) -> None:
    released = protected()
    figure = draw_changes(released, compact)
    assert {t.name for t in figure.data} == {"density"}
    areas = []
    for trace in figure.data:
        x, y = np.array(trace.x, dtype=float), np.array(trace.y, dtype=float)
        for start in range(0, len(x), 6):
            areas.append((x[start + 2] - x[start + 1]) * (y[start] - y[start + 1]))
    shares = [one.share for arm in released.result.arms for one in arm.bins]
    assert np.array(areas) / sum(areas) == pytest.approx(np.array(shares) / sum(shares))
    assert "and beyond" in texts(figure)
    assert "SYNTHETIC" in texts(figure)


@pytest.mark.parametrize("compact", [False, True])
def test_streams_are_as_wide_as_the_people_in_them(compact: bool) -> None:
    figure = draw_bands(shown(one_by_one()), compact)
    widths = []
    for trace in named(figure, "stream"):
        y = np.array(trace.y, dtype=float)
        outlines = np.split(y, np.flatnonzero(np.isnan(y)))
        widths += [part[~np.isnan(part)] for part in outlines if (~np.isnan(part)).any()]
    drawn = sorted(part[-2] - part[0] for part in widths)
    people = sorted(n for table in COUNTS.values() for row in table for n in row if n)
    assert np.array(drawn) / drawn[-1] == pytest.approx(np.array(people) / people[-1])
    assert "severe 42%" in texts(figure).replace('</span><br><span style="font-size:12px">', " ")
    assert find_banned_words(texts(figure)) == ()


@pytest.mark.parametrize("compact", [False, True])
def test_protected_bands_are_a_grid_without_small_shares(compact: bool) -> None:
    released = protected()
    figure = draw_bands(released, compact)
    assert len(figure.data) == 0
    shares = [m.share for arm in released.result.arms for m in (*arm.moves, *arm.ended)]
    written = [a.text for a in figure.layout.annotations]
    assert sum("%" in text for text in written) == sum(share is not None for share in shares)
    assert any(share is None for share in shares)
    assert all(share is None or share == 0 or share >= 0.1 for share in shares)


def test_a_scale_without_bands_is_refused() -> None:
    bare = tuple(replace(arm, began=(), ended=(), moves=()) for arm in one_by_one().arms)
    with pytest.raises(CannotEstimate):
        draw_bands(shown(one_by_one(bands=(), arms=bare)))


def test_the_ramp_runs_from_end_to_end() -> None:
    assert [ramp_colour(i, 5) for i in range(5)] == list(SEVERITY_RAMP)
    assert (ramp_colour(0, 2), ramp_colour(1, 2)) == (SEVERITY_RAMP[0], SEVERITY_RAMP[-1])
    assert ramp_colour(0, 1) == SEVERITY_RAMP[0]


@pytest.mark.parametrize("compact", [False, True])
def test_crude_and_adjusted_stand_small_in_the_row(compact: bool) -> None:
    found = effect()
    estimates = dict(found.estimates or {})
    estimates["weighted_g"] = replace(estimates["adjusted_g"], value=0.4, measure="weighted_g")
    released = shown(effects(replace(found, estimates=estimates, headline="weighted")))
    figure = draw_forest(released, "headline_g", compact, beside=True)
    assert named(figure, "estimate")[0].x[0] == 0.4
    for kind, name in (("not adjusted", "hedges_g"), ("adjusted at the visit", "adjusted_g")):
        trace = named(figure, kind)[0]
        assert trace.x[0] == estimates[name].value
        assert kind in texts(figure)
    assert named(draw_forest(released, "headline_g", compact), "not adjusted") == []
    assert named(draw_forest(released, "hedges_g", compact, beside=True), "not adjusted") == []


@pytest.mark.parametrize("compact", [False, True])
def test_shrunken_effects_have_no_verdicts_colour(compact: bool) -> None:
    result = shrunken()
    figure = draw_shrunken_conditions(shown(result), compact)
    assert result.shrunken is not None
    drawn = named(figure, "estimate")[0]
    assert list(drawn.x) == [one.value for one in result.shrunken.by_condition.values()]
    assert len(set(drawn.marker.color)) == 1
    assert list(named(figure, "as estimated")[0].x) == [e.value for e in result.estimates.values()]
    with pytest.raises(CannotEstimate):
        draw_shrunken_conditions(shown(replace(result, shrunken=None)))
