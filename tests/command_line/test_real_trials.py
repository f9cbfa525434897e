"""Two real trials through `check` and `effects`: the numbers are R's."""

import json
from pathlib import Path

import pytest

from analysis.command_line import main

MAPS = Path(__file__).resolve().parent.parent / "maps"
SIGN_OF_BENEFIT = -1  # lower BDI and HAM-D are better; R's differences are treatment - control


@pytest.fixture
def run(capsys):
    """Run a verb and read the JSON object it printed."""

    def run(*arguments: object) -> dict:
        assert main([*map(str, arguments), "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture(scope="module")
def from_r():
    """R's values by entry."""
    place = Path(__file__).resolve().parent.parent / "reference" / "real_trials.json"
    return json.loads(place.read_text())


CASES = [
    ("BtheB.csv", "btheb", "2m", "BDI2", "btheb.two_group.bdi.2m", "btheb.ancova.2m"),
    ("claus_2020.csv", "claus", "4", "BDI2", "claus.two_group.bdi.4", "claus.ancova.bdi"),
    ("claus_2020.csv", "claus", "4", "HAMD17", "claus.two_group.hamd.4", "claus.ancova.hamd"),
]


def effect_of(run, shared_dir, case, measure):
    file, name, visit, instrument, *_ = case
    place = shared_dir / "data" / "trial" / file
    (effect,) = run(
        "effects", place, "--map", MAPS / f"{name}.map.json", "--visit", visit,
        "--instrument", instrument, "--measure", measure, "--full-detail",
    )["effects"]  # fmt: skip
    return effect


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c[1]}-{c[3]}")
def test_group_sizes_means_and_sds(run, shared_dir, from_r, case):
    effect, r = effect_of(run, shared_dir, case, "hedges_g"), from_r[case[4]]
    for position, arm in enumerate(("treatment", "comparator")):
        assert effect[arm]["n"] == r["n"][position]
        assert effect[arm]["mean"] == pytest.approx(r["mean"][position], rel=1e-8)
        assert effect[arm]["sd"] == pytest.approx(r["sd"][position], rel=1e-8)


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c[1]}-{c[3]}")
def test_hedges_g_and_mean_difference(run, shared_dir, from_r, case):
    effect, r = effect_of(run, shared_dir, case, "hedges_g"), from_r[case[4]]
    assert effect["value"] == pytest.approx(SIGN_OF_BENEFIT * r["hedges_g"], rel=1e-8)
    limits = sorted(SIGN_OF_BENEFIT * limit for limit in r["g_ci_noncentral_t_timesJ"])
    assert [effect["low"], effect["high"]] == pytest.approx(limits, rel=1e-6)
    points = sorted(SIGN_OF_BENEFIT * limit for limit in r["welch_ci"])
    assert [effect["points"]["low"], effect["points"]["high"]] == pytest.approx(points, rel=1e-8)


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c[1]}-{c[3]}")
def test_ancova_with_hc3(run, shared_dir, from_r, case):
    effect, r = effect_of(run, shared_dir, case, "adjusted_difference"), from_r[case[5]]
    assert effect["value"] == pytest.approx(SIGN_OF_BENEFIT * r["adj_diff"], rel=1e-8)
    assert effect["se"] == pytest.approx(r["hc3_se"], rel=1e-8)
    assert effect["p"] == pytest.approx(r["hc3_p"], rel=1e-6)
    assert effect["df"] == r["df"]


def test_an_unmapped_trial_is_accepted_and_waits_for_its_mapping(run, shared_dir, capsys):
    file = shared_dir / "data" / "trial" / "BtheB.csv"
    found = run("check", file)
    assert found["outcome"] == "accepted"
    assert "needs_mapping" in {f["code"] for f in found["findings"]}
    assert main(["effects", str(file)]) == 2
    assert "--map" in capsys.readouterr().err
