"""What the methods page says of measured coverage: one line an estimator, in plain words."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from analysis.core import APPROXIMATE_BELOW
from pages.shared.tables import read_coverage, summarise_coverage

CELLS = Path(__file__).resolve().parents[2] / "data" / "coverage.csv"


@pytest.fixture(scope="module")
def stored() -> list[dict[str, str]]:
    with CELLS.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def summary() -> pd.DataFrame:
    return summarise_coverage().set_index("Interval or test")


def test_one_line_an_estimator_by_its_plain_name(stored, summary) -> None:
    assert sorted(summary.index) == sorted({row["name"] for row in stored})
    assert not [name for name in summary.index if "_" in name.replace("d_z", "")]


def test_average_and_lowest_are_those_of_its_rows(stored, summary) -> None:
    for name in ("Hedges g", "Bootstrap, BCa", "Permutation test of means", "Hazard ratio (Cox)"):
        shares = [float(row["coverage"]) for row in stored if row["name"] == name]
        assert summary.loc[name, "Lowest"] == f"{100 * min(shares):.1f}%"
        assert summary.loc[name, "Average"] == f"{100 * sum(shares) / len(shares):.1f}%"


def test_the_average_of_shares_leaves_out_the_worst_truths(stored, summary) -> None:
    means = [float(row["coverage"]) for row in stored
             if row["estimator"] == "newcombe" and row["setting"].startswith("mean")]  # fmt: skip
    name = "Difference of two shares (Newcombe)"
    assert summary.loc[name, "Average"] == f"{100 * sum(means) / len(means):.1f}%"
    assert summary.loc[name, "Under 93%"] == ""


def test_where_it_falls_short_is_said_and_only_there(stored, summary) -> None:
    low = {row["name"] for row in stored if "approximate" in row["note"]}
    assert {name for name, where in summary["Under 93%"].items() if where} == low
    assert "n 12 and 12" in summary.loc["Bootstrap, BCa", "Under 93%"]
    assert summary.loc["Hedges g", "Under 93%"].count("SDs unlike") == 1
    assert summary.loc["Difference in means (Welch)", "Under 93%"] == ""


def test_what_the_program_says_stands_beside(stored, summary) -> None:
    names = {row["estimator"]: row["name"] for row in stored}
    for code, limit in APPROXIMATE_BELOW.items():
        said = summary.loc[names[code], "The program says"]
        assert said == f"approximate below n = {limit} per arm"
    assert (summary["The program says"] != "").sum() == len(APPROXIMATE_BELOW)


def test_every_situation_is_listed_without_code_names(stored) -> None:
    table = read_coverage()
    assert len(table) == len(stored)
    assert not [name for name in table if "_" in name]
    assert table["Holds the truth"].str.endswith("%").all()
    assert not table.isin(["nan"]).any().any()
