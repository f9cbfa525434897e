"""What the forest draws equals the table, wide and compact."""

from itertools import pairwise

import pytest

from analysis.core import CannotEstimate, Refusal
from analysis.core.results import Measure, Pooled, VerdictCode
from analysis.figures import draw_forest, draw_site_forest
from analysis.figures.colours import ARM_STYLES, INCONCLUSIVE
from analysis.figures.forest_rows import margin_in, read_rows
from analysis.words import find_banned_words, table_of_effects
from tests.words.made_up import (
    LESS,
    LIMITS,
    MORE,
    arm,
    effect,
    effects,
    estimate,
    measures,
    shown,
    sites,
)

ALL = [effect(code, condition=code, condition_label=code) for code in LIMITS]


def trace(figure, name):  # type: ignore[no-untyped-def]
    return next(t for t in figure.data if t.name == name)


def texts(figure) -> str:  # type: ignore[no-untyped-def]
    return "\n".join(a.text for a in figure.layout.annotations)


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("measure", ["adjusted_g", "adjusted_difference", "hedges_g"])
def test_drawn_equals_the_table(measure: Measure, compact: bool) -> None:
    released = shown(effects(*ALL))
    figure = draw_forest(released, measure, compact)
    found = [e.estimate(measure) for e in released.result.effects]
    assert list(trace(figure, "estimate").x) == [e.value for e in found if e]
    ends = [x for t in figure.data if t.name == "interval" for x in t.x if x is not None]
    limits = {round(limit, 9) for e in found if e for limit in (e.low, e.high)}
    assert {round(x, 9) for x in ends} == limits
    table = table_of_effects(released, measure)
    for value, interval in zip(table.iloc[:, 4], table["95% CI"], strict=True):
        assert f"<b>{value}</b>" in texts(figure)
        assert interval in texts(figure)


def test_wide_and_compact_carry_the_same_numbers() -> None:
    released = shown(effects(*ALL))
    wide, narrow = draw_forest(released), draw_forest(released, compact=True)
    assert list(trace(wide, "estimate").x) == list(trace(narrow, "estimate").x)
    assert list(wide.layout.xaxis.tickvals) == list(narrow.layout.xaxis.tickvals)


@pytest.mark.parametrize("code", [*LIMITS, None])
def test_grey_is_only_for_what_cannot_be_told(code: VerdictCode | None) -> None:
    row = read_rows((effect(code),), "adjusted_g", (MORE, LESS))[0]
    assert (row.colour == INCONCLUSIVE) == (code in ("too_imprecise", "cannot_answer"))
    worse = code in ("meaningfully_worse", "worse_possibly_too_little")
    assert (row.colour == ARM_STYLES[LESS].colour) == worse
    assert row.hollow == (code is None)


def test_squares_grow_with_precision() -> None:
    wide = effect(estimates=measures(2.0, -2.0, 6.0))
    small, large = (r.size for r in read_rows((wide, effect()), "adjusted_g", (MORE, LESS)))
    assert 8 <= small < large == 17


def test_the_axis_is_symmetric_with_half_steps_and_a_solid_zero() -> None:
    figure = draw_forest(shown(effects(*ALL)))
    ticks = list(figure.layout.xaxis.tickvals)
    assert ticks == [-t for t in reversed(ticks)]
    assert {round(b - a, 9) for a, b in pairwise(ticks)} == {0.5}
    low, high = figure.layout.xaxis.range
    assert low == -high
    zero = [s for s in figure.layout.shapes if s.type == "line" and s.x0 == s.x1 == 0]
    assert len(zero) == 1
    assert zero[0].line.dash == "solid"


def test_far_intervals_are_cut_with_an_arrowhead_and_no_estimate_is() -> None:
    far = effect("too_imprecise", estimates=measures(12.0, -20.0, 44.0))
    figure = draw_forest(shown(effects(effect(), far)))
    assert max(figure.layout.xaxis.range) > 3.0
    assert list(trace(figure, "interval goes on").marker.symbol) == [
        "triangle-left", "triangle-right",
    ]  # fmt: skip
    assert "[−5.00, 11.00]" in texts(figure)


def test_the_margin_is_shaded_in_the_unit_of_the_axis() -> None:
    assert margin_in(effect(), "adjusted_difference") == 1.0
    assert margin_in(effect(), "adjusted_g") == pytest.approx(0.25)
    near_zero = effect("no_meaningful_difference", estimates=measures(0.0, -0.8, 0.8))
    assert margin_in(near_zero, "adjusted_g") == pytest.approx(0.25)
    bands = [s for s in draw_forest(shown(effects(effect()))).layout.shapes
             if s.type == "rect" and s.xref == "x"]  # fmt: skip
    assert [(b.x0, b.x1) for b in bands] == [pytest.approx((-0.25, 0.25))]


@pytest.mark.parametrize("compact", [False, True])
def test_refused_and_hidden_rows_stay_with_their_reason(compact: bool) -> None:
    refused = effect(
        None, condition="ocd", condition_label="OCD", looks_back=False, treatment=None,
        comparator=None, estimates=None, refused=Refusal("no_comparison", "Nobody."),
    )  # fmt: skip
    few = effect(condition_label="Few", treatment=arm(MORE, 8, 9))
    released = shown(effects(effect(), refused, few), "own_upload", "protected")
    figure = draw_forest(released, compact=compact)
    said = texts(figure).replace("<br>", " ")
    assert "no comparison possible" in said
    assert "hidden: too few people" in said
    assert len(trace(figure, "estimate").x) == 1


def test_names_cannot_smuggle_tags() -> None:
    nasty = effect(condition_label='<a href="//x">&')
    figure = draw_forest(shown(effects(nasty)))
    assert "<a" not in texts(figure)
    assert "&lt;a href=" in texts(figure)
    assert "<a" not in "".join(trace(figure, "estimate").text)


@pytest.mark.parametrize("compact", [False, True])
def test_sides_are_named_and_claim_nothing(compact: bool) -> None:
    figure = draw_forest(shown(effects(effect())), compact=compact)
    said = texts(figure)
    for words in ("better with", "infusion only", "infusion + psychotherapy", "←", "→"):
        assert words in said
    assert find_banned_words(said) == ()
    assert figure.layout.showlegend is False


@pytest.mark.parametrize("compact", [False, True])
def test_sites_end_in_a_diamond_under_a_rule(compact: bool) -> None:
    found = [effect(condition_label=name) for name in ("North", "South")]
    figure = draw_site_forest(shown(sites(*found)), compact)
    diamond = trace(figure, "pooled")
    assert (min(diamond.x), max(diamond.x)) == (0.2, 0.8)
    assert diamond.x[1] == 0.5
    assert min(diamond.y) > max(trace(figure, "estimate").y)
    assert not [t for t in figure.data if t.name == "prediction interval"]
    dotted = [s for s in figure.layout.shapes if s.type == "line" and s.line.dash == "dot"]
    assert {s.x0 for s in dotted} == {0.5}


def test_the_prediction_band_is_drawn_where_given() -> None:
    pooled = Pooled(estimate(0.5, 0.2, 0.8, unit="sd", counts={"k": 5}), 0.1, 40.0, 5.0, 0.1,
                    -0.4, 1.4)  # fmt: skip
    figure = draw_site_forest(shown(sites(effect(), pooled=pooled)))
    assert list(trace(figure, "prediction interval").x) == [-0.4, 1.4]
    assert "I² = 40%" in texts(figure)


def test_an_empty_answer_is_refused() -> None:
    with pytest.raises(CannotEstimate):
        draw_forest(shown(effects()))
