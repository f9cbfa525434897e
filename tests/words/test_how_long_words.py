"""How long, and who responds: sentences, tables and descriptions, tested like arithmetic."""

from dataclasses import replace

import pytest

from analysis.core import Comparison, Refusal
from analysis.core.results import Verdict, VisitMean
from analysis.words import (
    AMONG_RESPONDERS,
    describe_courses,
    describe_in_response,
    describe_losses,
    describe_responders,
    find_banned_words,
    list_notes,
    list_tables_over_time,
    say_hazards,
    say_in_response,
    say_losses,
    say_model,
    say_responders,
    say_trajectories,
    say_visit_by_visit,
    say_what_is_known,
    say_why_not,
    table_at_risk,
    table_in_response,
    table_of_differences,
    table_of_every_count,
    table_of_losses,
    table_of_model,
    table_of_responders,
    table_of_rules,
    table_of_seen,
    title_how_long,
)
from tests.words.made_up import LESS, MORE, estimate, note, shown, trajectories
from tests.words.made_up_over_time import (
    curve,
    in_response,
    losses,
    model,
    outcome,
    responders,
    time_in_response,
)

TWO = (LESS, MORE)


def test_the_question_follows_randomisation() -> None:
    assert title_how_long(note()) == "How long did a difference last?"
    assert title_how_long(note(randomised=True)) == "How long does it last?"


def test_what_is_known_is_said_first() -> None:
    assert say_what_is_known(shown(trajectories(TWO))) == (
        "Little is known after week 2: of 480 people in the two arms, 328 at week 6, 280 at week "
        "12, 232 at week 26 and 184 at week 52 were still seen."
    )
    everyone = tuple(replace(mean, n=238) for mean in trajectories(TWO).means)
    assert say_what_is_known(shown(trajectories(TWO, means=everyone))) == (
        "Most people were still seen at the last visit, week 52: 476 of 480."
    )
    nobody = tuple(replace(mean, n=30) for mean in trajectories(TWO).means)
    assert say_what_is_known(shown(trajectories(TWO, means=nobody))).startswith(
        "Little is known at any visit after baseline"
    )


def test_protected_counts_are_said_to_be_about() -> None:
    said = say_what_is_known(shown(trajectories(TWO), "own_upload", "protected"))
    assert "of about 480 people in the two arms, about 330 at week 6, about 280 at" in said


def test_a_hidden_visit_is_no_visit_without_people() -> None:
    few = tuple(replace(mean, n=7) if mean.day == 364 else mean for mean in trajectories(TWO).means)
    said = say_what_is_known(shown(trajectories(TWO, means=few), "own_upload", "protected"))
    assert said.endswith("about 230 at week 26 and too few to show at week 52 were still seen.")
    assert say_what_is_known(shown(trajectories(TWO, means=()))) == ""


def test_visit_by_visit_puts_what_is_clear_first() -> None:
    found = estimate(2.3, 1.6, 3.0)
    visits = ("week 1", "week 2", "week 6", "week 12", "week 26")
    codes = ("worthwhile", "too_imprecise", "worthwhile", "cannot_answer")
    verdicts = {v: Verdict(c, 1.0, "x", ("r",)) for v, c in zip(visits[1:], codes, strict=True)}
    result = trajectories(TWO, differences=dict.fromkeys(visits, found), verdicts=verdicts)
    assert say_visit_by_visit(shown(result)) == (
        "Better outcomes at week 2 and week 12; too imprecise to say at week 6; these data cannot "
        "answer at week 26; too early, as the questions still ask about days before treatment, at "
        "week 1."
    )
    table = table_of_differences(shown(result))
    assert list(table["In plain words"]) == [
        "too early: asks about days before treatment", "better outcomes",
        "cannot tell: too imprecise", "better outcomes", "these data cannot answer",
    ]  # fmt: skip
    assert table["People"].iloc[0] == "472"
    assert say_visit_by_visit(shown(trajectories(TWO, differences={}))) == ""


def test_people_of_a_modelled_difference_are_counted_once() -> None:
    counts = {"n_treatment": 90, "n_comparator": 80, "seen_treatment": 60, "seen_comparator": 50}
    result = trajectories(TWO, differences={"week 12": estimate(2, 1, 3, counts=counts)})
    assert table_of_differences(shown(result))["People"].iloc[0] == "110"


def test_reasons_are_named_where_data_cannot_answer() -> None:
    verdict = Verdict("cannot_answer", 1.0, "x", ("the arms differ most in age", "few overlap."))
    result = trajectories(TWO, verdicts={"week 12": verdict})
    said = say_trajectories(shown(result))
    assert "2.3 points lower" in said
    assert said.endswith(
        "These data cannot answer whether outcomes differ for any reason but who was in which arm: "
        "the arms differ most in age (and 1 more, in the details)."
    )
    assert say_why_not(shown(result)) == ("The arms differ most in age.", "Few overlap.")
    assert say_why_not(shown(trajectories(TWO))) == ()


def test_bold_and_pale_lines_are_explained() -> None:
    plain = trajectories(TWO)
    assert "people seen at each visit" in say_model(shown(plain))
    modelled = replace(plain, model=model(), model_baseline=17.0, adjusted_for=("baseline", "age"))
    assert "adjusted for baseline and age" in say_model(shown(modelled))
    table = table_of_model(shown(modelled))
    assert table["Infusion + psychotherapy, modelled mean"].iloc[0] == "11.0 [10.5, 11.5]"
    assert list(table["Difference in the model"]) == ["2.0"] * 6
    assert table_of_model(shown(plain)).empty


def test_in_response_says_the_primary_and_the_last_visit() -> None:
    first, how = say_in_response(shown(in_response()))
    assert first == (
        "At week 12, 30% with infusion only and 48% with psychotherapy as well were in response: "
        "18 more of every 100 (95% CI 8 to 28). At week 52, 12% with infusion only and 20% with "
        "psychotherapy as well were in response: 8 more of every 100 (95% CI 2 fewer to 18 more)."
    )
    assert "People not seen count as not in response (140 of 200 at week 52" in how
    table = table_in_response(shown(in_response()))
    assert table["Infusion only"].iloc[1] == "30% (30 of 100)"
    assert table["95% CI"].iloc[1] == "[8, 28]"
    seen = table_of_seen(shown(in_response()))
    assert list(seen.iloc[2][["Not seen", "Of all who started", "Of those seen"]]) == [
        "70", "12%", "40%",
    ]  # fmt: skip


def test_a_hidden_share_is_not_said() -> None:
    few = tuple(replace(s, events=4) if s.visit == "week 52" else s for s in in_response().shares)
    released = shown(in_response(shares=few), "own_upload", "protected")
    assert "hidden" in " ".join(say_in_response(released))
    assert table_in_response(released)["Infusion only"].iloc[2] == "hidden"
    assert table_in_response(released)["Difference per 100"].iloc[2] == "hidden"


def test_losses_are_said_with_their_day() -> None:
    counted, said = say_losses(shown(losses()))
    assert counted.startswith("People who responded: 90 with infusion only and 90 with")
    assert said == (
        "Within 24 weeks, 60% with infusion only and 30% with psychotherapy as well had lost their "
        "response: 30 fewer of every 100 (95% CI 20 to 40). Within 24 weeks, 20% with infusion "
        "only and 15% with psychotherapy as well had been retreated first: 5 fewer of every 100 "
        "(95% CI 15 fewer to 5 more)."
    )
    assert "no longer comparable" in AMONG_RESPONDERS


def test_mean_days_and_hazards() -> None:
    _, said = say_losses(shown(time_in_response()))
    assert said == (
        "Of the first 168 days, people were in response and not retreated for 110 days with "
        "infusion only and 140 days with psychotherapy as well on average: 30 days longer (95% CI "
        "12 to 48)."
    )
    ratio, ranks, constant = say_hazards(shown(time_in_response()))
    assert "0.45 (95% CI 0.30 to 0.70; Cox, robust error), p < 0.001." in ratio
    assert "p < 0.001" in ranks
    assert "p = 0.620" in constant
    assert say_hazards(None) == say_hazards(shown(losses())) == ()
    table = table_of_losses(shown(time_in_response()))
    assert list(table["Half by"]) == ["week 14 [10, no end]", "not reached"]


def test_without_a_comparison_it_is_said_why() -> None:
    one = losses(clock="last_integration_session", comparisons=())
    assert "arms are not compared" in say_losses(shown(one))[1]
    few = losses(comparisons=())
    assert "Too few are followed" in say_losses(shown(few))[1]
    points = tuple(replace(p, most=(p.share or 0) + 0.1)
                   for p in curve(LESS, "between_visits", 0.4).points or ())  # fmt: skip
    curves = (curve(LESS, "between_visits", 0.4, points=points), curve(MORE, "between_visits", 0.7))
    between = losses(outcome="between_visits", comparisons=(), curves=curves)
    assert (
        "40% to 50% with infusion only and 70% with psychotherapy as well"
        in (say_losses(shown(between))[1])
    )


def test_event_totals_under_eleven_read_less_than_eleven() -> None:
    few = curve(LESS, "lost", 0.1, events=6, few=True)
    result = losses(curves=(few, *losses().curves[1:]))
    released = shown(result, "own_upload", "protected")
    assert list(table_of_losses(released)["Events"]) == ["<11", "60", "60", "60"]
    assert table_of_losses(shown(result))["Events"].iloc[0] == "6"


def test_numbers_at_risk_are_in_the_table() -> None:
    table = table_at_risk(shown(losses()))
    assert list(table["Still followed"].iloc[:3]) == ["80", "70", "60"]
    assert list(table["Share by then"].iloc[:3]) == ["0%", "10%", "20%"]


def test_responders_are_said_better_and_worse_together() -> None:
    better, worse, how = say_responders(shown(responders()))
    assert better == (
        "Of every 100 people with a baseline score, about 31 with infusion only and about 51 with "
        "psychotherapy as well responded at week 12: 20 more of every 100 (95% CI 10 to 30)."
    )
    assert "got reliably worse" in worse
    assert how == (
        "Everyone who started, missing scores imputed, not adjusted; people were not assigned at "
        "random."
    )


def test_worsening_of_few_people_never_drops_from_view() -> None:
    worse = outcome("reliable_deterioration", "Reliably worse", 0.05, 0.2, worse=True, few=(LESS,))
    result = responders(outcomes=(responders().outcomes[0], worse))
    released = shown(result, "own_upload", "protected")
    assert "hidden: 1 to 10 people with infusion only" in say_responders(released)[1]
    row = table_of_responders(released).iloc[1]
    assert (row["Infusion only"], row["Infusion + psychotherapy"]) == ("1 to 10 people", "hidden")
    assert any("1 to 10 people" in text for text in released.notes)


def test_table_of_responders() -> None:
    table = table_of_responders(shown(responders()))
    assert list(table["Infusion only"]) == ["31% of 120", "no published rule", "16% of 120"]
    assert table["Infusion + journaling or debrief"].iloc[0] == "40% of 100 seen"
    assert list(table["Difference per 100"]) == ["20", "–", "−3"]
    every = table_of_every_count(shown(responders()))
    assert len(every) == 5
    assert every["Infusion only"].iloc[0] == "30% [22, 38]"


def test_the_ledger_names_papers_plainly_and_how_in_detail() -> None:
    plain, detailed = (table_of_rules(shown(responders()), detailed=d) for d in (False, True))
    assert list(plain["Source"]) == ["Marx 2022", "Williams & Kobak 2008"]
    assert "sqrt(2)" in detailed["Source"].iloc[1]
    assert plain["Other published rules"].iloc[0] == "improved by at least 18 points"


def test_nothing_counted_is_said() -> None:
    early = responders(looks_back=True, outcomes=())
    assert "Nobody is counted at week 12" in say_responders(shown(early))[0]
    none = responders(outcomes=(responders().outcomes[1],))
    assert "No published rule for the PHQ-9" in say_responders(shown(none))[0]
    assert table_of_responders(shown(early)).empty
    nobody = Refusal("nobody_eligible", "In an arm nobody seen could meet this rule.")
    empty = responders(outcomes=(replace(none.outcomes[0], rule="x", refused=nobody),))
    assert say_responders(shown(empty)) == (nobody.sentence,)


ALL = [trajectories(TWO), in_response(), losses(), time_in_response(), responders()]


@pytest.mark.parametrize("origin", ["demonstration", "own_upload"])
def test_no_text_claims_a_cause_and_pictures_are_described(origin: str) -> None:
    means, staying, losing, lasting, who = (shown(one, origin, "protected") for one in ALL)
    alts = [describe_in_response(staying), describe_losses(losing), describe_losses(lasting),
            describe_courses(means), describe_responders(who)]  # fmt: skip
    assert all(len(alt) > 40 for alt in alts)
    assert "48% at week 12" not in alts[0]
    assert "30% at week" in alts[1]
    tables = [table for _, table, _ in list_tables_over_time(means, staying, losing)]
    said = [*alts, say_what_is_known(means), *say_in_response(staying), *say_losses(losing),
            *say_responders(who), AMONG_RESPONDERS, *list_notes(staying, None, losing),
            *(table.to_string() for table in tables)]  # fmt: skip
    assert all(find_banned_words(text) == () for text in said)
    assert len(list_tables_over_time(means, None, None)) == 2


def test_means_of_both_arms_only_count_for_what_is_known() -> None:
    journaling = VisitMean("infusion_plus_journaling", "week 52", 364, 1, 240, 9.0, 8.0, 10.0)
    result = trajectories(TWO)
    more = replace(result, means=(*result.means, journaling), comparison=Comparison())
    assert say_what_is_known(shown(more)) == say_what_is_known(shown(result))
