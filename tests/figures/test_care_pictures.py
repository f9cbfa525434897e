"""Pictures of therapy and harms: drawn equals released, and no words beyond the table's."""

from dataclasses import replace

import pytest

from analysis.answers import better_and_worse, outcomes_by_support, safety, therapy_received
from analysis.core import ARMS, CannotEstimate, Comparison
from analysis.figures import (
    draw_arm_pairs,
    draw_better_and_worse,
    draw_harms,
    draw_received,
    draw_session_course,
    draw_session_timing,
)
from analysis.words import find_banned_words, table_of_better_and_worse, table_of_received
from tests.made_up_care import care_cohort

COHORT = care_cohort(randomised=False)
ASKED = Comparison()
SAFE = safety(COHORT, ASKED, "full")
BOTH = better_and_worse(COHORT, ASKED, "depression", "full")
HAD = therapy_received(COHORT, ASKED, "depression", "full")
PAIRS = outcomes_by_support(COHORT, ASKED, "depression", "full")
NAMES = ("Infusion only", "Infusion + journaling or debrief", "Infusion + psychotherapy")
BOTH_FORMS = pytest.mark.parametrize("compact", [False, True])


def named(figure, name):  # type: ignore[no-untyped-def]
    return [t for t in figure.data if t.name == name]


def texts(figure) -> str:  # type: ignore[no-untyped-def]
    return "\n".join(a.text for a in figure.layout.annotations)


@BOTH_FORMS
def test_the_panel_draws_every_row_of_both_arms(compact: bool) -> None:
    figure = draw_better_and_worse(BOTH, compact)
    rows = BOTH.result.rows
    for i, name in ((0, NAMES[0]), (1, NAMES[2])):
        assert list(named(figure, name)[0].x) == [row.values[i] for row in rows]
        ends = [x for x in named(figure, "interval")[i].x if x is not None]
        assert ends == [x for row in rows for x in (row.lows[i], row.highs[i])]
    table = table_of_better_and_worse(BOTH)
    for difference, limits in zip(table["Difference"], table["95% CI"], strict=True):
        assert difference in texts(figure)
        assert limits in texts(figure)
    assert find_banned_words(texts(figure)) == ()


@BOTH_FORMS
def test_events_nobody_had_are_in_the_table_and_not_drawn(compact: bool) -> None:
    rows = SAFE.result.split("kind")
    figure = draw_harms(SAFE, rows, compact)
    there = [row for row in rows if row.values != (0, 0)]
    assert list(named(figure, NAMES[0])[0].x) == [row.values[0] for row in there]
    assert "Nausea" in texts(figure)
    assert "Death" not in texts(figure)


def test_hidden_numbers_are_not_in_the_picture() -> None:
    shelf = safety(replace(COHORT, origin="shelf"), ASKED)
    figure = draw_harms(shelf, shelf.result.split("severity"))
    assert "1 to 10 in an arm" in texts(figure)
    assert named(figure, NAMES[0])[0].x is None or len(named(figure, NAMES[0])[0].x) == 0


@BOTH_FORMS
def test_pairs_of_arms_are_drawn_as_released(compact: bool) -> None:
    figure = draw_arm_pairs(PAIRS, compact)
    found = [pair.effect.estimate("headline_difference") for pair in PAIRS.result.pairs]
    assert list(named(figure, "estimate")[0].x) == [e.value for e in found if e]
    assert "better with" in texts(figure)
    assert find_banned_words(texts(figure)) == ()


@BOTH_FORMS
def test_amounts_are_written_as_in_the_table(compact: bool) -> None:
    figure = draw_received(HAD, compact)
    table = table_of_received(HAD).set_index("Median (middle half)")
    for label in ("Support sessions", "Infusions", "Support time (hours)", "Dose (mg/kg)"):
        for name in NAMES:
            assert str(table.loc[label, name]).partition(",")[0] in texts(figure)
    for name, arm in zip(NAMES, ARMS, strict=True):
        drawn = [a for a in HAD.result.amounts if a.arm == arm and a.what != "maintenance"]
        assert len(named(figure, name)[0].x) == len(drawn)


@BOTH_FORMS
def test_bars_of_an_arm_add_up_to_its_sessions(compact: bool) -> None:
    figure = draw_session_timing(HAD, compact)
    for name, mix in zip(NAMES, (m for m in HAD.result.mixes if m.split == "timing"), strict=True):
        assert [t.x[0] for t in named(figure, name)] == [s.share for s in mix.shares or ()]
    assert "no sessions" in texts(figure)
    assert "same day" in texts(figure)


@BOTH_FORMS
def test_the_course_of_a_session_is_that_released(compact: bool) -> None:
    figure = draw_session_course(SAFE, compact)
    for name, arm in ((NAMES[0], ARMS[0]), (NAMES[2], ARMS[2])):
        means = [one.mean for one in SAFE.result.course if one.arm == arm]
        assert list(named(figure, name)[0].y) == means


@BOTH_FORMS
def test_every_picture_is_marked_and_has_no_small_text(compact: bool) -> None:
    pictures = [draw_better_and_worse(BOTH, compact), draw_arm_pairs(PAIRS, compact),
                draw_received(HAD, compact), draw_session_timing(HAD, compact),
                draw_session_course(SAFE, compact),
                draw_harms(SAFE, SAFE.result.split("kind"), compact)]  # fmt: skip
    for figure in pictures:
        said = texts(figure)
        assert "NOT FOR SHARING" in said
        assert "not assigned at random" in said
        assert all((a.font.size or 12) >= 12 for a in figure.layout.annotations)
        assert all(a.font.color is None for a in figure.layout.annotations)


def test_nothing_to_draw_is_refused() -> None:
    quiet = safety(
        replace(COHORT, session_measures=COHORT.session_measures.iloc[:0]), ASKED, "full"
    )
    with pytest.raises(CannotEstimate):
        draw_session_course(quiet)
    with pytest.raises(CannotEstimate):
        draw_harms(SAFE, ())
    untreated = replace(COHORT, therapy_sessions=COHORT.therapy_sessions.iloc[:0])
    none = therapy_received(untreated, ASKED, "depression", "full")
    with pytest.raises(CannotEstimate):
        draw_session_timing(none)
