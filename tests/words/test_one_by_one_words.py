"""How each person changed, in sentences and tables: the numbers in them, and none they lack."""

from dataclasses import replace

import pytest

from analysis.core.results import ChangeBin
from analysis.words import (
    describe_bands,
    describe_before_after,
    describe_changes,
    describe_shrunken_conditions,
    find_banned_words,
    say_bands,
    say_mean_changes,
    say_one_by_one,
    say_shrunken_conditions,
    say_superiority,
    table_of_adjustment,
    table_of_bands,
    table_of_before_after,
    table_of_changes,
    table_of_condition,
    table_of_moves,
    table_of_shrunken_conditions,
)
from analysis.words.tables_one_by_one import name_change
from tests.words.made_up import LESS, effect, effects, shown
from tests.words.made_up_one_by_one import arm, one_by_one, pairs, shrunken


def protected(result):  # type: ignore[no-untyped-def]
    return shown(result, "own_upload", "protected")


def test_the_sentences_count_people_and_give_the_interval() -> None:
    released = shown(one_by_one())
    said = say_one_by_one(released)
    assert "80 of 100 people (80%) with infusion only, 8 the same and 12 worse" in said
    assert "87 of 100 people (87%) with psychotherapy as well, 5 the same and 8 worse" in said
    assert "not assigned at random" in said
    means = say_mean_changes(released)
    assert "1.5 points more with psychotherapy (95% CI 0.4 to 2.6), not adjusted" in means
    assert "with infusion only 40 of 100 people moved to a milder band, 57 stayed" in say_bands(
        released
    )
    less = replace(one_by_one(), difference=replace(one_by_one().difference, value=-1.5))  # type: ignore[type-var]
    assert "1.5 points less with psychotherapy" in say_mean_changes(shown(less))


def test_nothing_said_claims_a_cause() -> None:
    for released in (shown(one_by_one()), protected(one_by_one())):
        texts = [say_one_by_one(released), say_mean_changes(released), say_bands(released),
                 describe_changes(released), describe_bands(released),
                 describe_before_after(released)]  # fmt: skip
        texts += [table.to_string() for table in (table_of_before_after(released),
                  table_of_changes(released), table_of_bands(released))]  # fmt: skip
        assert find_banned_words("\n".join(texts)) == ()
        assert all(len(text) > 40 for text in texts if text)
        assert all(len(text) <= 300 for text in texts[3:6])


def test_protected_view_tells_no_mean_change_and_no_small_number() -> None:
    released = protected(one_by_one())
    assert say_mean_changes(released) == ""
    assert "about 80% of about 100 people with infusion only, the others" in say_one_by_one(
        released
    )
    assert "cannot be shown" not in say_one_by_one(released)
    few = one_by_one(arms=(arm(LESS, n=7), one_by_one().arms[1]))
    assert "hidden with infusion only" in say_one_by_one(protected(few))
    worse = [one.n for one in protected(one_by_one()).result.arms[1].bins]
    assert worse == [25, 40, 20, 15]
    assert "baseline" not in " ".join(table_of_bands(released).columns)


def test_tables_hold_what_was_released() -> None:
    released = shown(one_by_one())
    changes = table_of_changes(released)
    assert list(changes["Infusion only"]) == [
        "10 (10%)",
        "30 (30%)",
        "40 (40%)",
        "8 (8%)",
        "12 (12%)",
    ]
    bands = table_of_bands(released)
    assert list(bands["Band"]) == ["Severe (20 to 60)", "Mild (7 to 19)", "None (0 to 6)"]
    assert list(bands["Infusion only, week 12"]) == ["42 (42%)", "41 (41%)", "17 (17%)"]
    moves = table_of_moves(released)
    assert len(moves) == sum(m.n != 0 for a in released.result.arms for m in a.moves)
    means = table_of_before_after(released)
    assert list(means["Better by (points)"]) == ["7.0", "7.0", "1.5"]
    assert list(means["People"]) == ["100", "100", "200"]


@pytest.mark.parametrize(
    ("low", "high", "same", "name"),
    [
        (5.0, 10.0, False, "Better by more than 5, up to 10"),
        (0.0, 5.0, False, "Better by up to 5"),
        (10.0, None, False, "Better by more than 10"),
        (0.0, None, False, "Better"),
        (0.0, 0.0, True, "No change"),
        (None, 0.0, True, "The same, or worse"),
        (-5.0, 0.0, True, "The same, or worse by up to 5"),
        (-5.0, 0.0, False, "Worse by up to 5"),
        (None, -5.0, False, "Worse by more than 5"),
        (-10.0, -5.0, False, "Worse by more than 5, up to 10"),
        (None, 5.0, True, "Better by up to 5, the same, or worse"),
        (-5.0, None, True, "Better, the same, or worse by up to 5"),
    ],
)
def test_steps_of_change_are_named(
    low: float | None, high: float | None, same: bool, name: str
) -> None:
    assert name_change(ChangeBin("a", low, high, 20, 40, 0.5, same)) == name


def test_pairs_of_people_in_a_sentence_and_a_row() -> None:
    said = say_superiority(shown(pairs()))
    assert said.startswith("In about 64 of 100 random pairs")
    assert "95% CI 58 to 69" in said
    assert "either" not in said
    assert "either may be ahead" in say_superiority(shown(pairs(0.52, 0.45, 0.6)))
    table = table_of_condition(shown(effects(effect())), "depression", shown(pairs()))
    assert list(table["Value"]) == ["2.3", "0.57", "2.3", "0.57", "64"]
    assert set(table["People"]) == {"472", "200"}
    assert find_banned_words(said + table.to_string()) == ()


def test_crude_stands_beside_adjusted() -> None:
    row = table_of_adjustment(shown(effects(effect()))).iloc[0]
    assert row["Not adjusted (g)"] == row["Leading (g)"] == "0.57 [0.40, 0.75]"
    assert row["Adjusted for"].startswith("baseline, age")


def test_shrunken_effects_print_their_coverage() -> None:
    released = shown(shrunken())
    said = say_shrunken_conditions(released)
    assert "95% of conditions on average" in said
    assert "27% where one condition truly differed from all others by 0.8 SD" in said
    assert "feed no verdict" in said
    assert "Not in the model: OCD" in said
    table = table_of_shrunken_conditions(released)
    assert list(table["Shrunken (g)"]) == ["0.35", "0.60", "0.25"]
    assert set(table["People"]) == {"110"}
    assert len(describe_shrunken_conditions(released)) > 40
