"""Scores that fit another version of an instrument: named in the finding, asked for if most do."""

import pytest

from analysis.loading import Loaded, Mapping, load_cohort


def load(column: str, scores: list[int], mapping: Mapping | None = None) -> Loaded:
    rows = "".join(f"{n},KAP,ptsd,baseline,{score}\n" for n, score in enumerate(scores))
    text = f"id,arm,condition,visit,{column}\n{rows}"
    return load_cohort(text.encode(), "made_up.csv", mapping, key=b"test")


def mend_of(loaded: Loaded, code: str) -> str:
    return " ".join(f.message + " " + f.mend for f in loaded.findings if f.code == code)


@pytest.mark.parametrize(
    ("column", "scores", "version"),
    [
        ("caps5", [95, 100, 85, 90, 110, 70, 60, 50], "CAPS4"),
        ("bprs", [5, 8, 12, 3, 17, 20, 30, 24], "BPRS18_0"),
        ("whodas12", [55, 60, 50, 49, 58, 20, 31, 40], "WHODAS12_1"),
        ("whodas12", [55, 90, 80, 70, 58, 20, 31, 0], "WHODAS12_100"),
    ],
)
def test_a_column_that_fits_another_version_is_asked_for(
    column: str, scores: list[int], version: str
) -> None:
    found = load(column, scores)
    assert (found.outcome, found.rows_rejected, found.scores_rejected) == ("accepted", {}, {})
    assert (found.needs, found.instruments, found.observations) == (("instruments",), (column,), 8)
    assert version in mend_of(found, "out_of_range")
    assert column not in found.mapping.instruments
    mapped = load(column, scores, Mapping(instruments={column: version}))
    assert (mapped.needs, mapped.instruments, mapped.observations) == ((), (version,), 8)


def test_a_slip_is_rejected_and_the_version_named() -> None:
    found = load("caps5", [95, *range(20, 60)])
    assert (found.scores_rejected, found.instruments) == ({"out_of_range": 1}, ("CAPS5",))
    assert "CAPS4, 0 to 136" in mend_of(found, "out_of_range")
    assert found.cohort is not None


def test_what_fits_no_version_is_rejected() -> None:
    found = load("caps5", [200, 190, 180, 170, 160, 150, 20, 30])
    assert found.scores_rejected == {"out_of_range": 6}
    assert "CAPS4" not in mend_of(found, "out_of_range")


def test_a_mapped_column_is_what_it_is_mapped_to() -> None:
    scores = [95, 100, 85, 90, 110, 70, 60, 50]
    found = load("caps5", scores, Mapping(instruments={"caps5": "CAPS5"}))
    assert (found.scores_rejected, found.instruments) == ({"out_of_range": 5}, ("CAPS5",))


def test_a_name_that_versions_share_is_asked_for() -> None:
    found = load("caps", [20, 30, 40, 50])
    assert (found.needs, found.instruments) == (("instruments",), ("caps",))
    assert "CAPS5 or CAPS4" in mend_of(found, "instrument_in_doubt")


def test_a_code_for_missing_is_no_score_of_another_version() -> None:
    found = load("caps5", [95, 100, 85, 90, 110, 70, 60, 999])
    assert (found.needs, found.observations) == (("instruments",), 7)
