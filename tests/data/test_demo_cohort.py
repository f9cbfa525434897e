"""The demonstration cohort is what its script writes, what was asked for, and SYNTHETIC."""

import csv
import json
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from analysis.core import TABLE_COLUMNS
from data.demo_generator import ARMS, VISITS, make_mapping

PROJECT = Path(__file__).resolve().parents[2]
DATA = PROJECT / "data"
COHORT = DATA / "demo_cohort"
TABLES = ("participants", "scores", *(t for t in TABLE_COLUMNS if t != "items"))


def read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def tables() -> dict[str, list[dict[str, str]]]:
    return {name: read(f"demo_cohort/{name}.csv") for name in TABLES}


@pytest.fixture(scope="module")
def people(tables) -> dict[str, dict[str, str]]:
    return {row["patient_id"]: row for row in tables["participants"]}


@pytest.fixture(scope="module")
def instruments() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in read("instruments.csv")}


def test_the_script_rebuilds_every_byte(tmp_path):
    folder = tmp_path / "demo_cohort"
    script = [sys.executable, "-B", str(DATA / "make_demo_cohort.py"), str(folder)]
    subprocess.run(script, check=True, capture_output=True, cwd=tmp_path)
    assert {f.name for f in folder.iterdir()} == {f.name for f in COHORT.iterdir()}
    for file in folder.iterdir():
        assert file.read_bytes() == (COHORT / file.name).read_bytes(), file.name
    beside = "demo_cohort.map.json"
    assert (tmp_path / beside).read_bytes() == (DATA / beside).read_bytes()


def test_files_stay_small():
    assert sum(f.stat().st_size for f in COHORT.iterdir()) < 4_000_000
    assert len(read("demo_cohort/scores.csv")) < 45_000


def test_it_says_synthetic_everywhere(tables):
    for name, rows in tables.items():
        for row in rows:
            key = "screening_number" if name == "screening" else "patient_id"
            assert row[key].startswith("SYN")
            for column in ("site", "therapist"):
                assert not row.get(column) or row[column].startswith("SYNTHETIC ")
    assert json.loads((DATA / "demo_cohort.map.json").read_text("utf-8"))["synthetic"] is True
    assert "The demonstration cohort is SYNTHETIC" in (DATA / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", list(TABLE_COLUMNS))
def test_side_tables_have_the_columns_a_cohort_has(name):
    if name == "items":
        assert not (COHORT / "items.csv").exists()
        return
    header = (COHORT / f"{name}.csv").read_text("utf-8").splitlines()[0].split(",")
    wanted = ["patient_id" if c == "participant" else c for c in TABLE_COLUMNS[name]]
    assert [c for c in header if c != "screening_number"] == wanted


def test_rows_belong_to_people_enrolled_once(tables, people):
    assert len(people) == len(tables["participants"])
    for name, rows in tables.items():
        if name != "screening":
            assert {row["patient_id"] for row in rows} <= people.keys(), name


def test_who_takes_part(people):
    assert 1400 <= len(people) <= 1600
    arms = Counter((p["condition"], p["substance"], p["arm_planned"]) for p in people.values())
    conditions = {condition for condition, substance, _ in arms if substance == "ketamine_iv"}
    assert conditions == {row["code"] for row in read("conditions.csv")} - {"not_recorded"}
    for condition in conditions:
        assert all(arms[condition, "ketamine_iv", arm] > 0 for arm in ARMS)
    substances = Counter(p["substance"] for p in people.values())
    assert substances["ketamine_iv"] > 0.9 * len(people)
    assert {"psilocybin", "mdma", "lsd"} < substances.keys()
    for substance, condition in (("mdma", "ptsd"), ("lsd", "anxiety")):
        assert arms[condition, substance, "infusion_only"] == 0
    assert min(arms["ocd", "ketamine_iv", arm] for arm in (ARMS[0], ARMS[2])) >= 11


def test_therapists_are_nested_in_three_sites(people):
    sites = defaultdict(set)
    for person in people.values():
        assert bool(person["therapist"]) == (person["arm_planned"] == ARMS[2])
        if person["therapist"]:
            sites[person["therapist"]].add(person["site"])
    assert all(len(found) == 1 for found in sites.values())
    assert len({p["site"] for p in people.values()}) == 3


def test_some_receive_another_arm_than_planned(tables, people):
    with_sessions = {row["patient_id"] for row in tables["therapy_sessions"]}
    for name, person in people.items():
        assert (name in with_sessions) == (person["arm_received"] != ARMS[0])
    planned = [p for p in people.values() if p["arm_planned"] == ARMS[2]]
    absent = sum(p["arm_received"] != ARMS[2] for p in planned) / len(planned)
    assert 0.04 < absent < 0.16


def test_scores_are_possible_and_once_a_visit(tables, instruments):
    seen = set()
    for row in tables["scores"]:
        low, high = (float(instruments[row["instrument"]][k]) for k in ("minimum", "maximum"))
        assert low <= float(row["score"]) <= high
        assert not row["score"].startswith("-")
        key = (row["patient_id"], row["visit"], row["instrument"])
        assert key not in seen
        seen.add(key)
        clinician = instruments[row["instrument"]]["rater"] == "clinician"
        assert (row["rater_blinded"] != "") == clinician


def test_day_1_asks_about_this_moment_only(tables, instruments):
    asked = {row["instrument"] for row in tables["scores"] if row["visit"] == "day 1"}
    assert asked
    assert all(instruments[code]["recall_days"] == "0" for code in asked)


def test_visits_fall_inside_their_windows(tables):
    days = sorted(VISITS.values())
    for row in tables["scores"]:
        day, scheduled = int(row["day"]), VISITS[row["visit"]]
        place = days.index(scheduled)
        if scheduled == 0:
            assert -28 <= day <= 0
            continue
        assert (days[place - 1] + scheduled) / 2 < day
        assert place + 1 == len(days) or day < (scheduled + days[place + 1]) / 2


def test_everyone_has_a_baseline_on_the_primary_instrument(tables, people):
    primary = make_mapping()["primary_instruments"]
    at_baseline = {
        (row["patient_id"], row["instrument"])
        for row in tables["scores"]
        if row["visit"] == "baseline"
    }
    for name, person in people.items():
        assert (name, primary[person["condition"]]) in at_baseline


def share_followed(tables, people, visit: str) -> dict[tuple[str, str], float]:
    """Share with a primary score at a visit, by condition and planned arm, ketamine_iv only."""
    primary = make_mapping()["primary_instruments"]
    there = {
        row["patient_id"]
        for row in tables["scores"]
        if row["visit"] == visit
        and row["instrument"] == primary[people[row["patient_id"]]["condition"]]
    }
    groups = defaultdict(list)
    for name, person in people.items():
        if person["substance"] == "ketamine_iv":
            groups[person["condition"], person["arm_planned"]].append(name in there)
    return {group: sum(found) / len(found) for group, found in groups.items()}


def test_follow_up_allows_a_verdict_save_in_one_condition(tables, people):
    followed = share_followed(tables, people, "week 12")
    withheld = {
        condition
        for condition, _ in followed
        if min(followed[condition, ARMS[0]], followed[condition, ARMS[2]]) < 0.70
        or abs(followed[condition, ARMS[0]] - followed[condition, ARMS[2]]) > 0.15
    }
    assert withheld == {"complex_ptsd"}
    assert followed["depression", ARMS[0]] < followed["depression", ARMS[2]] - 0.03


def test_few_are_followed_for_long(tables, people):
    for visit, low, high in (("week 26", 0.3, 0.6), ("week 52", 0.1, 0.35)):
        assert low < share_followed(tables, people, visit)["depression", ARMS[0]] < high


def test_outside_psychotherapy_is_commonest_with_infusions_only(people):
    share = {
        arm: sum(p["outside_psychotherapy"] == "yes" for p in found) / len(found)
        for arm in ARMS
        for found in [[p for p in people.values() if p["arm_planned"] == arm]]
    }
    assert share[ARMS[0]] > share[ARMS[2]] + 0.1


def test_infusions_are_counted_from_day_0(tables, people):
    by_person = defaultdict(list)
    for row in tables["infusions"]:
        by_person[row["patient_id"]].append(row)
    assert by_person.keys() == people.keys()
    for name, rows in by_person.items():
        days = [int(row["day"]) for row in rows]
        assert days[0] == 0
        assert days == sorted(set(days))
        assert [int(row["number"]) for row in rows] == list(range(1, len(rows) + 1))
        assert rows[0]["mg_per_kg"] == people[name]["dose_mg_per_kg"]


def test_sessions_are_timed_as_their_days_say(tables):
    for row in tables["therapy_sessions"]:
        day, hours = int(row["day"]), row["hours_after_infusion"]
        if row["timing"] == "preparation":
            assert day < 0
            assert hours == ""
        elif row["timing"] == "same_day":
            assert 0 < float(hours) < 12
        else:
            assert (float(hours) < 7.5 * 24) == (row["timing"] == "within_week")
    timings = {row["timing"] for row in tables["therapy_sessions"]}
    assert timings == {"preparation", "same_day", "within_week", "later"}


def test_retreatment_is_an_event_and_an_infusion(tables):
    events = {(r["patient_id"], r["day"]) for r in tables["events"] if r["kind"] == "retreatment"}
    infusions = defaultdict(list)
    for row in tables["infusions"]:
        if row["purpose"] == "retreatment":
            infusions[row["patient_id"]].append(int(row["day"]))
    assert events == {(name, str(min(days))) for name, days in infusions.items()}
    assert {"adverse", "withdrawal"} < {row["kind"] for row in tables["events"]}
    assert any(row["serious"] == "yes" for row in tables["events"])


def test_screening_log_is_joined_to_nobody(tables, people):
    outcomes = Counter(row["outcome"] for row in tables["screening"])
    assert outcomes["enrolled"] == len(people)
    assert not {row["screening_number"] for row in tables["screening"]} & people.keys()
    for row in tables["screening"]:
        assert (row["reason"] == "") == (row["outcome"] == "enrolled")
    reasons = " ".join({row["reason"] for row in tables["screening"]})
    for wanted in ("psychosis", "hypertension", "intoxication", "pregnancy", "mania", "cardiac"):
        assert wanted in reasons
