"""The next cohort: planned from spread and margin; and this one watched in order of enrolment."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from analysis.answers import looking_again, next_cohort, read_plan_choices
from analysis.core import CannotEstimate, Cohort, Comparison
from analysis.loading import load_demonstration
from analysis.planning import Design, people_for_difference, people_for_shares
from analysis.sequential import confidence_sequence
from tests.made_up import draw_matrix, make_cohort

EACH = 80
LESS, MORE = "infusion_only", "infusion_plus_psychotherapy"
ASKED = Comparison()


def made_up(gain: float = 4.0, **choices: object) -> Cohort:
    """Depression, PHQ-9; enrolled in an order that is not that of the rows; one in ten lost."""
    rng, n = np.random.default_rng(8), 2 * EACH
    arm = np.array([LESS, MORE])[np.arange(n) % 2]
    matrix = draw_matrix(5, n, np.where(arm == MORE, -gain, 0.0))
    matrix[rng.random(n) < 0.1, 2] = np.nan
    columns = {"arm": list(arm), "condition": ["depression"] * n,
               "substance": ["ketamine_iv"] * n,
               "sex": list(rng.choice(["female", "male"], n)),
               "age_band": list(rng.choice(["18-34", "35-54", "55+"], n))}  # fmt: skip
    rank = rng.permutation(n).astype(float)
    return make_cohort(columns, {"PHQ9": matrix}, **({"enrolment_rank": rank} | choices))


def spread_by_hand(cohort: Cohort) -> tuple[float, float, dict[str, float]]:
    """Pooled SD and correlation at week 12, and the share seen of each arm."""
    matrix, arm = cohort.score_matrix("PHQ9"), cohort.participants["arm"].astype(str)
    seen = ~np.isnan(matrix[:, 2])
    parts = [matrix[seen & (arm == a).to_numpy()][:, [0, 2]] for a in (LESS, MORE)]
    n = np.array([len(p) for p in parts])
    variance = np.array([p[:, 1].var(ddof=1) for p in parts])
    correlation = np.array([np.corrcoef(p.T)[0, 1] for p in parts])
    sd = float(np.sqrt(((n - 1) * variance).sum() / (n - 1).sum()))
    kept = {a: float(seen[(arm == a).to_numpy()].mean()) for a in (LESS, MORE)}
    return sd, float((n * correlation).sum() / n.sum()), kept


def test_sizes_are_those_of_the_spread_and_the_margin() -> None:
    cohort = made_up()
    sd, correlation, kept = spread_by_hand(cohort)
    answer = next_cohort(cohort, ASKED, "depression", "full").result
    assert answer.inputs["sd"].value == pytest.approx(sd)
    assert answer.inputs["correlation"].value == pytest.approx(correlation)
    for code in ("80", "90"):
        expected = people_for_difference(
            Design(sd, correlation), answer.margin, int(code) / 100,
            dropout_treatment=1 - kept[MORE], dropout_comparator=1 - kept[LESS],
        )  # fmt: skip
        assert replace(answer.aims["detect"][code], power=expected.power) == expected
    # Two-sided t test by the normal approximation, within a few people.
    z = norm.ppf(0.975) + norm.ppf(0.8)
    rough = 2 * (z * sd * np.sqrt(1 - correlation**2) / answer.margin) ** 2
    assert answer.aims["detect"]["80"].n_treatment == pytest.approx(rough, abs=3)


def test_the_effect_observed_is_not_looked_at() -> None:
    small, large = (next_cohort(made_up(gain), ASKED, "depression", "full").result
                    for gain in (0.0, 6.0))  # fmt: skip
    assert small.margin == large.margin
    sizes = [r.aims["detect"]["80"].n_treatment for r in (small, large)]
    assert sizes[0] == pytest.approx(sizes[1], rel=0.1)


def test_response_moves_by_the_margin() -> None:
    answer = next_cohort(made_up(), ASKED, "depression", "full").result
    assert answer.response is not None
    share, sd = answer.response.share, answer.inputs["sd"].value
    raised = norm.cdf(norm.ppf(share) + answer.margin / sd)
    assert answer.response_with == pytest.approx(raised)
    expected = people_for_shares(raised, share, 0.8)
    assert answer.aims["response"]["80"].n_treatment == expected.n_treatment


def test_a_reader_changes_power_loss_therapists_and_margin() -> None:
    cohort = made_up()
    usual = next_cohort(cohort, ASKED, "depression", "full").result
    chosen = read_plan_choices("90", "20", "10")
    asked = next_cohort(cohort, ASKED, "depression", "full", chosen).result
    sizes = asked.aims["detect"]["90"]
    assert sizes.n_treatment > usual.aims["detect"]["90"].n_treatment
    assert sizes.n_treatment % 10 == 0
    assert sizes.enrol_treatment == np.ceil(sizes.n_treatment / 0.8)
    assert asked.lost == pytest.approx((0.2, 0.2))
    assert asked.detectable > usual.detectable
    assert asked.inputs["icc"].value == 0.05
    wide = next_cohort(cohort, replace(ASKED, margin_sd=0.5), "depression", "full").result
    assert wide.margin == pytest.approx(usual.margin * 0.5 / 0.24)
    assert wide.aims["detect"]["80"].n_treatment < usual.aims["detect"]["80"].n_treatment / 3


def test_curves_reach_the_power_where_they_say() -> None:
    answer = next_cohort(made_up(), ASKED, "depression", "full").result
    assert [curve.times for curve in answer.curves] == [0.5, 1.0, 2.0]
    for curve in answer.curves:
        assert curve.difference == pytest.approx(curve.times * answer.margin)
        assert np.interp(curve.needed, curve.people, curve.power) == pytest.approx(0.8, abs=0.01)
        assert list(curve.power) == sorted(curve.power)
    middle = answer.curves[1]
    assert middle.needed == answer.aims["detect"]["80"].n_treatment


def test_more_people_a_therapist_than_here_are_no_crash() -> None:
    demonstration = load_demonstration()
    answer = next_cohort(demonstration, ASKED, "ocd", "full", read_plan_choices("80", "0", "20"))
    assert answer.result.detectable is None
    assert answer.result.aims["detect"]["80"] is not None


def test_the_sequence_is_in_order_of_enrolment_and_positive_is_better() -> None:
    cohort = made_up()
    matrix, arm = cohort.score_matrix("PHQ9"), cohort.participants["arm"].astype(str)
    expected = confidence_sequence(
        matrix[:, 2], (arm == MORE).to_numpy(), cohort.enrolment_rank, adjust=matrix[:, :1]
    )
    answer = looking_again(cohort, ASKED, "depression", "full").result
    assert answer.watched is not None
    assert answer.adjusted_for == ("baseline",)
    assert len(answer.watched.looks) == len(expected.looks)
    for found, raw in zip(answer.watched.looks, expected.looks, strict=True):
        assert (found.value, found.low, found.high) == pytest.approx(
            (-raw.value, -raw.high, -raw.low)
        )
    assert answer.watched.latest.value == pytest.approx(-expected.latest.value)
    shuffled = replace(cohort, enrolment_rank=np.arange(2.0 * EACH))
    other = looking_again(shuffled, ASKED, "depression", "full").result.watched.looks
    assert other[0].value != pytest.approx(answer.watched.looks[0].value)
    assert other[-1].value == pytest.approx(answer.watched.looks[-1].value)


def test_without_an_order_the_page_says_what_to_upload() -> None:
    with pytest.raises(CannotEstimate) as told:
        looking_again(made_up(enrolment_rank=None), ASKED, "depression", "full")
    assert told.value.refusal.code == "not_recorded"
    assert "enrolment_rank" in told.value.refusal.mend


def test_confounders_are_adjusted_for_where_chance_did_not_form_the_arms() -> None:
    answer = looking_again(made_up(randomised=False), ASKED, "depression", "full").result
    assert answer.adjusted_for == ("baseline", "age", "sex")
    assert any("not weighted" in text for text in answer.notes)


@pytest.mark.parametrize(
    ("asked", "primary"),
    [(Comparison(), True), (Comparison(visit="week 26"), False)],
)
def test_another_visit_than_the_primary_one_is_said(asked: Comparison, primary: bool) -> None:
    assert looking_again(made_up(), asked, "depression", "full").result.is_primary is primary


def test_the_demonstration_cohort_is_watched_in_its_own_order() -> None:
    answer = looking_again(load_demonstration(), ASKED, "depression").result
    assert answer.watched is not None
    assert answer.watched.looks[0].people >= 60
    assert answer.is_primary
