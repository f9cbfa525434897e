"""data/coverage.csv says what the tables say, and the program says what data/coverage.csv says."""

import re
from collections.abc import Callable

import pytest

from analysis.core import APPROXIMATE_BELOW, UNLIKE

from . import stored
from .named import NAMES
from .report import TABLES, span
from .shown import SHOWN
from .stored import Line, approximate_below, make_line, read_stored, read_tables, read_topic

LINES = read_stored()
PAGES = sorted(file.stem for file in TABLES.glob("*.md"))
NO_INTERVALS = {
    "planning": "power planned and drawn",
    "proportions": "reliable change of one person",
    "subgroups": "false findings in families of tests, and slopes over sessions",
}
"""Topics with a table that is not of intervals or of single tests, and what that is."""


@pytest.mark.parametrize("topic", PAGES)
def test_the_stored_rows_are_those_of_the_table(topic):
    assert [line for line in LINES if line.topic == topic] == list(read_topic(topic))


@pytest.mark.parametrize("topic", PAGES)
def test_every_table_is_stored_or_not_of_intervals(topic):
    for table in read_tables((TABLES / f"{topic}.md").read_text("utf-8")):
        known = any(one.fits(table.header, table.above) for one in SHOWN.get(topic, ()))
        assert known or topic in NO_INTERVALS, table.header


def test_every_simulated_estimator_has_rows_and_a_name_of_its_own():
    in_tables = {line.estimator for line in LINES}
    planned = {code for topic in SHOWN if topic in PAGES for one in SHOWN[topic]
               for code in one.columns.values()}  # fmt: skip
    assert planned <= in_tables <= set(NAMES)
    names = [name for name, _ in NAMES.values()]
    assert len(set(names)) == len(names)
    assert not [name for name in names if "_" in name.replace("d_z", "")]


def test_every_row_says_how_sure_it_is():
    for line in LINES:
        assert 0 < float(line.coverage) <= 1, line
        error = float(line.monte_carlo_se)
        assert (error == 0) == (line.replicates == "exact" or float(line.coverage) == 1), line
        assert line.replicates == "exact" or int(line.replicates) >= 500, line
        assert error < 0.02, line


def test_the_program_calls_approximate_what_was_measured_so():
    assert dict(APPROXIMATE_BELOW) == approximate_below(LINES)


def ratio(line: Line) -> float:
    return float(line.sd_ratio or 1)


def smaller_arm_varies_more(line: Line) -> bool:
    n_t, n_c = int(line.n_treatment), int(line.n_comparator)
    return (n_t < n_c and ratio(line) > 1) or (n_t > n_c and ratio(line) < 1)


def differ(line: Line) -> bool:
    """Sets of studies that differ."""
    return re.search(r"tau2 (= )?0(,|$)|within 0 / 0", line.setting) is None


def differ_from_five_on(line: Line) -> bool:
    return differ(line) and "k 3," not in line.setting


FAILING: dict[str, Callable[[Line], bool]] = {
    "att_difference": lambda line: line.setting == "bent",
    "slope_z": differ,
    "subgroups_z": differ,
    "permutation": smaller_arm_varies_more,
    "hodges_lehmann": smaller_arm_varies_more,
    "becker_g": lambda line: ratio(line) == 2,
    "pool_wald": differ,
    "prediction_interval": differ,
    "predict_classic_t1": differ_from_five_on,
    "three_level_model": differ,
}
"""Where an estimator falls short: the rows its sentence is about."""


@pytest.mark.parametrize("code", UNLIKE)
def test_what_the_program_says_of_unlike_arms_was_measured(code):
    found = [line for line in LINES if line.estimator == code and FAILING[code](line)]
    shares = (float(line.coverage) for line in found)
    if NAMES[code][1] == "test":
        shares = (1 - share for share in shares)
    assert span(shares) in UNLIKE[code]
    assert min(float(line.coverage) for line in found) < stored.LOWEST


def test_sentences_and_sentences_of_rows_are_the_same_estimators():
    assert set(UNLIKE) == set(FAILING)


ONE_FOR_BOTH = "one covariance where arms vary unlike: pages fit one for each arm"
NOT_SAID = {
    "hedges_g": "d with the average variance stands beside it where arms are unlike",
    "ignoring_sites": "not an estimator: what ignoring them would do",
    "ignoring_therapists": "not an estimator: what ignoring them would do",
    "ordinary_every_look": "not an estimator: what looking again and again would do",
    "exact_rate_repeated": "not used there: people are clusters where anyone had several events",
    "exact_ratio_repeated": "not used there: people are clusters where anyone had several events",
    "observed_difference": "biased where people are lost by how they fare: imputed beside it",
    "in_response_known": "beside the share that leads, which loses nobody by how they fare",
    "shrunken_apart": "its coverage is printed with every shrunken difference",
    "egger_mixed": "beside Egger's line, which holds",
    **dict.fromkeys(("predict_classic_z", "predict_classic_t2", "predict_hk_t1", "predict_hk_t2"),
                    "beside the prediction that leads, whose sentence speaks of it"),
    **dict.fromkeys(("mmrm", "mmrm_mar", "mmrm_g", "mmrm_g_mar", "mmrm_g_satterthwaite",
                     "mmrm_joint", "mmrm_joint_mar"), ONE_FOR_BOTH),
}  # fmt: skip
"""Estimators that fall short somewhere of which no method says so, and why."""


def test_whatever_falls_short_is_said_or_its_silence_explained():
    short = {line.estimator for line in LINES if "under 9" in line.note}
    assert short == (set(APPROXIMATE_BELOW) | set(UNLIKE) | set(NOT_SAID))


def test_from_where_on_nothing_falls_short():
    def line(n: str, share: float, sd: str = "1:1") -> Line:
        return make_line("x", "hedges_g", n, sd, "", "20000", share)

    cells = [line("12/24", 0.92), line("24/12", 0.95), line("30/30", 0.94), line("33/66", 0.94)]
    assert approximate_below(cells) == {"hedges_g": 30}
    assert approximate_below([*cells, line("33/66", 0.90, "2:1")]) == {"hedges_g": 30}
    assert approximate_below([*cells, line("33/66", 0.92)]) == {}
    assert approximate_below(cells[1:]) == {}


def test_a_test_is_stored_by_the_share_that_does_not_reject():
    line = make_line("x", "permutation", "12/24", "2:1", "", "20000", 0.11)
    assert (line.coverage, line.n_treatment, line.n_comparator) == ("0.89000", "12", "24")
    assert line.sd_ratio == "2.0"
    assert line.note == "under 93%: approximate"
    assert float(line.monte_carlo_se) == pytest.approx((0.11 * 0.89 / 20000) ** 0.5, abs=1e-5)


def test_replicates_are_the_last_ones_said_above_a_table():
    page = (
        "A.\n\n1,500 replicates a cell.\n\n| n | b |\n|---|---|\n| 1 | 2 |\n\nB.\n\n| c |\n|---|\n"
    )
    page += "| 3 |\n\nExact: summed.\n\n| d |\n|---|\n| 4 |\n"
    found = list(read_tables(page))
    assert [table.replicates for table in found] == ["1500", "1500", "exact"]
    assert found[0].rows == [{"n": "1", "b": "2"}]
    assert re.search("B.", found[1].above)
    assert "A." not in found[1].above
