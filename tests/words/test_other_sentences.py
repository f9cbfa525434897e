"""Questions, banned words, per 100, pools, groups, courses, people, alternative texts."""

import re
from dataclasses import replace

import pytest

from analysis.core import Comparison
from analysis.core.results import (
    Amount,
    Count,
    GroupScores,
    Participation,
    Pooled,
    ScreenedOut,
)
from analysis.words import (
    ask_question,
    describe_forest,
    describe_icons,
    describe_site_forest,
    describe_trajectories,
    describe_two_groups,
    find_banned_words,
    mark_of,
    say_joint,
    say_last_visit,
    say_participation,
    say_per_100,
    say_restricted_entry,
    say_sites,
    say_trajectories,
    say_two_groups,
    table_of_participation,
    title_by_condition,
)
from tests.words.made_up import (
    BETWEEN,
    LESS,
    MORE,
    effect,
    effects,
    estimate,
    joint,
    note,
    risks,
    shown,
    sites,
    trajectories,
    two_groups,
)

RANDOM = note(randomised=True)


def participation(**choices: object) -> Participation:
    seen = (Count("Followed up", "baseline", LESS, 100, 100),
            Count("Followed up", "week 12", LESS, 61, 100),
            Count("Followed up", "week 12", MORE, 90, 120))  # fmt: skip
    base = {
        "data": note(), "arms": (LESS, MORE),
        "characteristics": (Count("Condition", "complex_ptsd", LESS, 40, 100),
                            Count("Condition", "complex_ptsd", MORE, 50, 120)),
        "followed_up": seen, "amounts": (Amount("Dose", "mg/kg", LESS, 100, 0.52, 0.1),),
        "screened_out": (ScreenedOut("psychosis", 30), ScreenedOut("high_blood_pressure", 45)),
        "screened": 300,
    }  # fmt: skip
    return Participation(**(base | choices))  # type: ignore[arg-type]


def test_questions_follow_randomisation() -> None:
    journaling = Comparison.between(BETWEEN, LESS)
    against = Comparison.between(BETWEEN, MORE)
    assert ask_question(RANDOM) == "Does adding psychotherapy help?"
    assert ask_question(note()) == "Did people who also had psychotherapy do better?"
    assert ask_question(RANDOM, journaling) == "Does adding journaling or a debrief help?"
    assert ask_question(note(), journaling) == (
        "Did people who also had journaling or a debrief do better?"
    )
    assert ask_question(RANDOM, against) == (
        "Does psychotherapy help more than journaling or a debrief?"
    )
    assert ask_question(note(), against) == (
        "Did people who had psychotherapy do better than people who had journaling or a debrief?"
    )
    assert title_by_condition(RANDOM) == "For which condition does it help?"
    assert title_by_condition(note()) == (
        "For which condition did people who also had psychotherapy do better?"
    )
    assert title_by_condition(RANDOM, against) == (
        "For which condition does psychotherapy help more?"
    )


@pytest.mark.parametrize("one", [BETWEEN, MORE])
@pytest.mark.parametrize("other", [BETWEEN, LESS])
def test_questions_without_randomisation_claim_nothing(one: str, other: str) -> None:
    if one == other:
        one = MORE
    comparison = Comparison.between(one, other)
    assert find_banned_words(ask_question(note(), comparison)) == ()
    assert find_banned_words(title_by_condition(note(), comparison)) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It helps.", ("helps",)), ("The effect of therapy", ("effect of",)),
        ("Benefits, because it works", ("benefits", "because", "works")),
        ("Caused by", ("caused",)), ("Favours adding therapy", ("favours",)),
        ("An effect size; a network; one causeway", ()),
        ("Work and Social Adjustment Scale", ()), ("HELP", ("help",)),
    ],
)  # fmt: skip
def test_banned_words_are_found_whole(text: str, found: tuple[str, ...]) -> None:
    assert find_banned_words(text) == found


def test_per_100() -> None:
    assert say_per_100(shown(effects(effect())), "depression") == (
        "Of every 100 such people, about 11 responded with infusion only and 29 with psychotherapy "
        "as well: 18 more (95% CI 11 to 25). 89 and 71 did not respond. Responded: improved by at "
        "least 50% since baseline (PHQ-9), among people with a baseline score; adjusted for "
        "baseline, age, sex and prior treatment; people were not assigned at random."
    )


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ((0.03, -0.04, 0.10), "3 more (95% CI 4 fewer to 10 more)"),
        ((-0.05, -0.09, -0.02), "5 fewer (95% CI 2 to 9)"),
        ((0.002, -0.04, 0.05), "as many (95% CI 4 fewer to 5 more)"),
    ],
)
def test_per_100_says_which_way(limits: tuple[float, float, float], said: str) -> None:
    crude = risks(adjusted_difference=None, difference=estimate(*limits, unit="probability"))
    text = say_per_100(shown(effects(effect(response=crude))), "depression")
    assert said in text
    assert "; not adjusted; " in text


def test_per_100_says_why_there_is_none() -> None:
    none = shown(effects(effect(response=None)))
    assert say_per_100(none, "depression") == (
        "No response is counted: no published rule for the PHQ-9 was found."
    )
    early = shown(effects(effect(None)))
    assert "still ask about days before" in say_per_100(early, "depression", "remission")
    few = risks(treatment=replace(risks().treatment, events=4))  # type: ignore[type-var]
    hidden = shown(effects(effect(response=few)), "own_upload", "protected")
    said = say_per_100(hidden, "depression")
    assert said == "Response is hidden, as too few people stand behind it."


def test_the_joint_model() -> None:
    released = shown(effects(effect(), joint=joint()))
    plain = say_joint(released)
    assert plain == (
        "People who also had psychotherapy had scores 2.1 points better on the PHQ-9 at week 12 "
        "(95% CI 1.0 to 3.2) if the difference is the same in every condition; adjusted for "
        "baseline, age, sex and prior treatment; people were not assigned at random. Differences "
        "in the single conditions are compatible with one and the same. Left out: "
        "obsessive-compulsive disorder."
    )
    assert "(F(4, 912) = 1.94, p = 0.102)." in say_joint(released, detailed=True)
    varied = say_joint(shown(effects(effect(), joint=joint(p=0.0004))), detailed=True)
    assert "varies between conditions" in varied
    assert "p < 0.001" in varied
    hidden = joint(overall=None, f=None, p=None)
    assert "hidden" in say_joint(shown(effects(effect(), joint=hidden)))
    assert say_joint(shown(effects(effect()))).startswith("No instrument")


def test_sites() -> None:
    assert say_sites(shown(sites(effect(), effect()))) == (
        "2 sites pooled: better outcomes with more support (g = 0.50, 95% CI 0.20 to 0.80); people "
        "were not assigned at random. I² 31%, τ² 0.020."
    )
    predicted = Pooled(estimate(0.1, -0.2, 0.4, measure="pooled", unit="sd", counts={"k": 5}),
                       0.02, 31.4, 3.1, 0.2, -0.5, 0.7)  # fmt: skip
    said = say_sites(shown(sites(effect(), effect(), pooled=predicted)))
    assert "cannot tell whether outcomes differ" in said
    assert said.endswith("Another site may expect −0.50 to 0.70 (95% prediction interval).")
    assert "not pooled" in say_sites(shown(sites(effect(), pooled=None)))


def test_two_groups() -> None:
    assert say_two_groups(shown(two_groups())) == (
        "The mean PHQ-9 score at week 12 was 13.4 with infusion only (SD 5.1, n = 30) and 10.3 "
        "with psychotherapy as well (SD 4.6, n = 30); lower is better. The difference: 2.9 points "
        "lower with psychotherapy as well (95% CI 0.6 to 5.2), adjusted for baseline, age, sex and "
        "prior treatment; people were not assigned at random."
    )


def test_a_hidden_group_says_no_number() -> None:
    few = GroupScores(MORE, 8, 10.3, 4.6, None)
    groups = (two_groups().groups[0], few)
    released = shown(two_groups(groups=groups), "own_upload", "protected")
    said = say_two_groups(released)
    assert not re.search(r"10\.3|4\.6|2\.9|\b8\b", said)


def test_trajectories_say_the_primary_visit_and_how_many_were_still_seen() -> None:
    released = shown(trajectories((LESS, MORE)))
    assert say_trajectories(released) == (
        "At week 12, the primary visit, scores of people who also had psychotherapy were 2.3 "
        "points lower on average (95% CI 1.6 to 3.0), adjusted; people were not assigned at random."
    )
    assert say_last_visit(released) == (
        "Still seen at week 52: 92 of 240 (38%) with infusion only and 92 of 240 (38%) with "
        "psychotherapy as well. Little is known this late: those who came back may differ."
    )
    none = say_trajectories(shown(trajectories(differences={})))
    assert none.startswith("No difference can be shown at week 12")


def test_participation() -> None:
    assert say_participation(shown(participation())) == (
        "220 people started: 100 with infusion only and 120 with psychotherapy as well; people "
        "were not assigned at random. Seen at week 12: 61% with infusion only and 75% with "
        "psychotherapy as well. Of 300 people screened, 75 were not taken on, most often for: high "
        "blood pressure."
    )
    tables = table_of_participation(shown(participation()))
    assert list(tables) == [
        "Who was in each arm", "What they received", "Who was still seen", "Who was not taken on",
    ]  # fmt: skip
    who = tables["Who was in each arm"].iloc[0]
    assert who[""] == "complex PTSD"
    assert who["Infusion only"] == "40 of 100 (40%)"
    assert tables["What they received"].iloc[0]["Infusion only"] == "0.52 (SD 0.10)"


def test_marks() -> None:
    assert mark_of(shown(effects(effect()))) == (
        "Synthetic data: made up by a program to show what this dashboard does. No real patient. "
        "People were not assigned at random."
    )
    real = effects(effect(), data=note(synthetic=False, randomised=True))
    full = mark_of(shown(real, "own_upload"))
    assert full.startswith("Full detail of your own file: not for sharing.")
    assert full.endswith("People were assigned at random.")
    assert mark_of(shown(real, "own_upload", "protected")).startswith("Protected view:")


def test_alternative_texts_are_short_and_claim_nothing() -> None:
    many = shown(effects(*[effect(condition=str(i)) for i in range(9)]))
    texts = [
        describe_forest(many), describe_forest(many, "adjusted_difference"),
        describe_site_forest(shown(sites(effect(), effect()))),
        describe_two_groups(shown(two_groups())), describe_icons(many, "0"),
        describe_trajectories(shown(trajectories())),
    ]  # fmt: skip
    for text in texts:
        assert len(text) <= 300
        assert text.endswith(".")
        assert find_banned_words(text) == ()
    assert "Depression 0.57 (0.40 to 0.75)" in texts[0]
    assert "The table below has every row." in texts[0]
    assert "difference 2.9 points lower, 95% CI 0.6 to 5.2" in texts[3]
    assert texts[4].endswith("11 with infusion only and 29 with psychotherapy as well.")


def test_every_other_sentence_claims_nothing() -> None:
    released = shown(effects(effect(), joint=joint()))
    said = (
        say_per_100(released, "depression"), say_joint(released, True), mark_of(released),
        say_sites(shown(sites(effect()))), say_two_groups(shown(two_groups())),
        say_trajectories(shown(trajectories())), say_participation(shown(participation())),
    )  # fmt: skip
    assert [find_banned_words(text) for text in said] == [()] * len(said)


def test_restricted_entry_is_said_where_it_is_and_only_there() -> None:
    restricted = shown(effects(effect(lead_with_points=True)))
    said = say_restricted_entry(restricted)
    assert said.startswith("Read the points first in ")
    assert find_banned_words(said) == ()
    assert say_restricted_entry(shown(effects(effect()))) == ""
