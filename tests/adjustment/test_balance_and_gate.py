"""Balance, exposure, and every condition of the gate passing and failing."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.adjustment import (
    GateFacts,
    balancing_weights,
    check_balance,
    estimate_propensity,
    exposure_parity,
    judge_gate,
    shares_recorded,
    standardised_differences,
)
from analysis.core import settings
from analysis.core.results import BalanceRow, ExposureParity, GateItem, Result
from analysis.loading import load_demonstration
from tests.adjustment.made_up import draw_people

NAMES = ("baseline", "score of risk", "women", "employed")


def balance(people, **outside):
    propensity = estimate_propensity(people.treated, people.columns)
    weights = balancing_weights("overlap", people.treated, propensity)
    return check_balance(people.treated, weights.values, people.columns, NAMES, **outside)


def test_smd_is_over_the_average_variance():
    people = draw_people(1)
    x = people.baseline
    t, c = x[people.treated], x[~people.treated]
    expected = (t.mean() - c.mean()) / np.sqrt((t.var(ddof=1) + c.var(ddof=1)) / 2)
    assert standardised_differences(x[:, None], people.treated)[0] == pytest.approx(expected)


def test_smd_of_constants():
    treated = np.arange(8) < 4
    columns = np.column_stack([np.full(8, 3.0), np.where(treated, 1.0, 0.0)])
    assert standardised_differences(columns, treated).tolist() == [0.0, np.inf]
    assert np.isnan(standardised_differences(columns, np.arange(8) < 1)).all()


def test_every_kind_of_row_stands_there_once():
    rows = balance(draw_people(1))
    kinds = [row.kind for row in rows]
    assert kinds.count("modelled") == 4
    assert kinds.count("square") == 2
    assert kinds.count("interaction") == 6
    assert {row.name for row in rows if row.kind == "square"} == {
        "baseline squared", "score of risk squared",
    }  # fmt: skip
    assert all(abs(row.after) < 1e-12 for row in rows if row.kind == "modelled")
    assert any(abs(row.after) > 1e-3 for row in rows if row.kind == "square")


def test_squares_do_not_depend_on_where_a_scale_begins():
    people = draw_people(1)
    moved = replace(people, baseline=people.baseline + 1000)
    one, two = (
        next(r for r in balance(p) if r.name == "baseline squared") for p in (people, moved)
    )
    assert two.before == pytest.approx(one.before, rel=1e-6)
    assert two.after == pytest.approx(one.after, rel=1e-5)


def test_covariates_outside_the_model_are_checked_and_a_level_absent_in_an_arm_is_told():
    people = draw_people(1)
    absent = (people.treated & (np.arange(120) % 3 == 0)).astype(float)
    rows = balance(people, outside=absent[:, None], outside_names=("detained",))
    row = rows[-1]
    assert (row.kind, row.name, row.absent_in) == ("outside", "detained", "comparator")
    assert row.level_n == absent.sum()
    assert row.cells()[0].n == row.level_n


def test_two_levels_of_one_factor_have_no_product():
    people = draw_people(1)
    level = np.arange(120) % 3
    columns = np.column_stack([level == 1, level == 2]).astype(float)
    rows = check_balance(people.treated, np.ones(120), columns, ("b", "c"))
    assert [row.kind for row in rows] == ["modelled", "modelled"]


GOOD = GateFacts(
    balance=(
        BalanceRow("age", "modelled", 0.3, 1e-15),
        BalanceRow("age squared", "square", 0.3, 0.05),
        BalanceRow("age x sex", "interaction", 0.3, -0.05),
        BalanceRow("site", "outside", -0.3, 0.09),
    ),
    penalised=False,
    propensities=np.array([0.3, 0.6, 0.5, 0.4]),
    is_treatment=np.array([True, True, False, False]),
    effective_n=(25.0, 31.0),
    followed_up=(0.85, 0.9),
    exposure=(ExposureParity("Infusions", "per person", 30, 6.0, 30, 5.8, 0.2),),
    arm_at_time_zero=True,
    recorded=dict.fromkeys(
        ("baseline_severity", "age", "sex", "prior_treatment", "concurrent_therapy"), 1.0
    ),
)


def with_balance(kind: str, **changes) -> GateFacts:
    rows = [replace(row, **changes) if row.kind == kind else row for row in GOOD.balance]
    return replace(GOOD, balance=tuple(rows))


FAULTS = {
    "unweighted_smd": with_balance("modelled", before=0.6),
    "modelled_balance": with_balance("modelled", after=1e-6),
    "balance_square": with_balance("square", after=0.12),
    "balance_interaction": with_balance("interaction", after=-0.2),
    "balance_outside": with_balance("outside", after=None),
    "overlap": replace(GOOD, propensities=np.array([0.95, 0.99, 0.5, 0.4])),
    "effective_n": replace(GOOD, effective_n=(11.9, 40)),
    "follow_up": replace(GOOD, followed_up=(0.95, 0.75)),
    "exposure_parity": replace(
        GOOD, exposure=(replace(GOOD.exposure[0], smd=-0.8, mean_comparator=8.0),)
    ),
    "arm_at_time_zero": replace(GOOD, arm_at_time_zero=False),
    **{
        f"recorded_{name}": replace(GOOD, recorded={**GOOD.recorded, name: 0.0})
        for name in GOOD.recorded
    },
}


def test_a_fair_comparison_passes_in_full():
    gate = judge_gate(GOOD)
    assert gate.passed
    assert {item.code for item in gate.items} == set(FAULTS)
    assert all(item.passed for item in gate.items)
    assert gate.failures == ()


@pytest.mark.parametrize("code", FAULTS)
def test_one_fault_fails_one_condition(code):
    gate = judge_gate(FAULTS[code])
    failed = [item for item in gate.items if item.passed is False]
    assert [item.code for item in failed] == [code]
    assert not gate.passed
    assert gate.failures == (failed[0].sentence,)
    assert failed[0].sentence.endswith(".")
    assert "nan" not in failed[0].sentence
    assert "inf " not in failed[0].sentence


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(GOOD, balance=()), "unweighted_smd"),
        (replace(GOOD, followed_up=None), "follow_up"),
        (replace(GOOD, followed_up=(0.6, 0.65)), "follow_up"),
        (replace(GOOD, exposure=()), "exposure_parity"),
        (replace(GOOD, recorded={}), "recorded_age"),
        (replace(GOOD, is_treatment=np.ones(4, dtype=bool)), "overlap"),
    ],
)
def test_what_cannot_be_told_fails(facts, code):
    failed = {item.code for item in judge_gate(facts).items if item.passed is False}
    assert code in failed


def test_under_firth_the_balance_is_printed_and_not_judged():
    gate = judge_gate(replace(with_balance("modelled", after=0.03), penalised=True))
    item = next(item for item in gate.items if item.code == "modelled_balance")
    assert item.passed is None
    assert item.value == pytest.approx(0.03)
    assert gate.passed


def test_limits_are_those_of_the_settings():
    items = {item.code: item for item in judge_gate(GOOD).items}
    assert items["unweighted_smd"].limit == settings.GATE_SMD
    assert items["balance_square"].limit == settings.GATE_BALANCE
    assert isinstance(items["overlap"], GateItem)


def test_the_demonstration_cohort_has_its_exposure_told():
    cohort = load_demonstration()
    arm = cohort.participants["arm"].astype(str).to_numpy()
    treatment, comparator = arm == "infusion_plus_psychotherapy", arm == "infusion_only"
    rows = exposure_parity(cohort, treatment, comparator, until_day=84)
    told = {row.what: row for row in rows}
    assert {"Infusions", "Maintenance infusions", "Dose", "Follow-up contacts",
            "Psychotherapy elsewhere", "Other medication"} == set(told)  # fmt: skip
    drug = cohort.infusions
    early = drug[(drug["day"] <= 84) & (drug["purpose"].astype(str) != "maintenance")]
    counts = np.bincount(early["participant"].astype(int), minlength=len(arm))
    assert told["Infusions"].mean_treatment == pytest.approx(counts[treatment].mean())
    assert all(isinstance(row, Result) for row in rows)
    longer = {r.what: r for r in exposure_parity(cohort, treatment, comparator)}
    assert longer["Follow-up contacts"].mean_treatment > told["Follow-up contacts"].mean_treatment


def test_shares_recorded_are_of_those_compared():
    cohort = load_demonstration()
    everyone = np.ones(len(cohort.participants), dtype=bool)
    baseline = np.where(np.arange(len(everyone)) % 4 == 0, np.nan, 20.0)
    shares = shares_recorded(cohort, everyone, baseline)
    assert shares["baseline_severity"] == pytest.approx(0.75, abs=0.01)
    assert 0 < shares["age"] <= 1
    nobody = shares_recorded(cohort, ~everyone, baseline)
    assert set(nobody.values()) == {0.0}


def test_a_cohort_without_infusions_tells_no_infusions():
    cohort = load_demonstration()
    bare = replace(cohort, infusions=cohort.infusions.iloc[:0])
    arm = cohort.participants["arm"].astype(str).to_numpy()
    rows = exposure_parity(bare, arm == "infusion_plus_psychotherapy", arm == "infusion_only")
    assert "Infusions" not in {row.what for row in rows}
