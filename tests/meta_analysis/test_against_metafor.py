"""What metafor's own searches leave open: at its tau2 every number is the same.

metafor 3.8.1 stops its Paule-Mandel search within 1.2e-4 of the root, and its REML (as called for
trim-and-fill) once a step is under 1e-5. The estimators here go on, so those numbers differ by as
much; given metafor's tau2, they agree to ten digits.
"""

import json

import numpy as np
import pytest

from analysis.meta_analysis import TAU2_ESTIMATORS, estimate_tau2, pool_studies, trim_and_fill


@pytest.fixture(scope="module")
def poolings(shared_dir):
    text = (shared_dir / "reference/reference_values.json").read_text("utf-8")
    entries = {e["id"]: e["values"] for e in json.loads(text)["entries"]}
    return {name: found for name, found in entries.items() if "REML" in found and "yi" in found}


def effects(entry: dict) -> tuple[np.ndarray, np.ndarray]:
    return np.array(entry["yi"], dtype=float), np.array(entry["vi"], dtype=float)


def test_every_number_follows_from_metafors_tau2(poolings):
    assert len(poolings) >= 8
    for entry in poolings.values():
        y, v = effects(entry)
        for name in TAU2_ESTIMATORS:
            r = entry[name]
            found = pool_studies(y, v, name, tau2=float(r["tau2"]))
            same = {
                "estimate": found.wald.value, "se": found.wald.se, "p": found.wald.p,
                "se_tau2": found.tau2_se, "I2_metafor": found.heterogeneity.i2,
                "H2_metafor": found.heterogeneity.h2, "H2_Q": found.heterogeneity.h2_q,
            }  # fmt: skip
            for key, value in same.items():
                assert value == pytest.approx(r[key], rel=1e-10, abs=1e-12), (name, key)
            for key, rule in (("knha", found.knapp_hartung), ("knha_adhoc", found.ad_hoc)):
                limits = [rule.se, rule.p, rule.low, rule.high]
                assert limits == pytest.approx([r[key]["se"], r[key]["p"], *r[key]["ci"]], rel=1e-9)
            for key, rule in (("pi_metafor_z", "classic_z"), ("pi_t_km2", "classic_t_km2"),
                              ("pi_t_km1", "classic_t_km1"),
                              ("pi_knha_t_km1", "knapp_hartung_t_km1"),
                              ("pi_knha_t_km2", "knapp_hartung_t_km2")):  # fmt: skip
                assert found.predictions[rule] == pytest.approx(r[key], rel=1e-9), key
            assert found.weights == pytest.approx(r["weights_pct"], rel=1e-10)


def test_ours_is_nearer_to_the_root_than_metafors(poolings):
    for entry in poolings.values():
        y, v = effects(entry)
        ours, theirs = float(estimate_tau2(y, v, "PM")), float(entry["PM"]["tau2"])
        if ours == 0:
            assert theirs == 0
            continue
        apart = []
        for tau2 in (ours, theirs):
            weight = 1 / (v + tau2)
            apart.append(abs(weight @ (y - weight @ y / weight.sum()) ** 2 - (len(y) - 1)))
        assert apart[0] <= apart[1] + 1e-12
        assert apart[0] < 1e-10
        assert ours == pytest.approx(theirs, rel=1e-3)
        assert ours == pytest.approx(entry["EB"]["tau2"], rel=1e-8)


@pytest.mark.parametrize("count", ["L0", "R0"])
def test_filled_studies_pool_to_metafors_numbers_at_its_tau2(poolings, count):
    for entry in poolings.values():
        if "bias" not in entry:
            continue
        r = entry["bias"][f"trimfill_{count}_REML"]
        y, v = effects(entry)
        found = trim_and_fill(y, v, count, "REML")
        assert (found.missing, found.side) == (r["k0"], r["side"])
        whole = np.concatenate([y, found.filled_y]), np.concatenate([v, found.filled_v])
        there = pool_studies(*whole, "REML", tau2=float(r["tau2"])).wald
        # What is filled in is mirrored at the trimmed mean, itself found to 1e-5 by R.
        assert there.value == pytest.approx(r["estimate"], rel=1e-5)
        assert there.se == pytest.approx(r["se"], rel=1e-9)
