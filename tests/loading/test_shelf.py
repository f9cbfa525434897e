"""The shelf: good files are offered, broken ones are listed, nothing is read twice."""

import os
from pathlib import Path

import pytest

from analysis.loading import Mapping, UnreadableFile, list_shelf, load_from_shelf

TEXT = "id,arm,visit,instrument,score\n1,A,baseline,PHQ9,18\n2,B,baseline,PHQ9,17\n"
ARMS = Mapping(arms={"A": "infusion_only", "B": "infusion_plus_psychotherapy"})


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COHORT_SHELF", str(tmp_path))
    (tmp_path / "good.csv").write_text(TEXT)
    (tmp_path / "good.map.json").write_text(ARMS.to_json())
    return tmp_path


def test_a_good_cohort_is_offered(shelf: Path) -> None:
    (item,) = list_shelf()
    assert (item.name, item.ok, len(item.fingerprint)) == ("good", True, 64)
    cohort = load_from_shelf("good")
    assert (cohort.origin, cohort.name, cohort.fingerprint) == ("shelf", "good", item.fingerprint)
    assert str(shelf) not in repr(item)


def test_broken_ones_are_listed_and_hurt_nothing(shelf: Path) -> None:
    (shelf / "image.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    (shelf / "unmapped.csv").write_text(TEXT)
    (shelf / "wrong.csv").write_text(TEXT)
    (shelf / "wrong.map.json").write_text('{"colour": 1}')
    (shelf / "README.md").write_text("not a cohort")
    items = {item.name: item for item in list_shelf()}
    assert {name: item.ok for name, item in items.items()} == {
        "good": True, "image": False, "unmapped": False, "wrong": False,
    }  # fmt: skip
    assert {finding.code for finding in items["wrong"].findings} == {"mapping_fault"}
    assert "needs_mapping" in {finding.code for finding in items["unmapped"].findings}
    assert items["image"].findings
    for name in ("image", "unmapped", "wrong", "nowhere"):
        with pytest.raises(UnreadableFile):
            load_from_shelf(name)


def test_a_cohort_is_kept_until_its_bytes_change(shelf: Path) -> None:
    first = load_from_shelf("good")
    assert load_from_shelf("good") is first
    later = (shelf / "good.csv").stat().st_mtime_ns + 10**9
    os.utime(shelf / "good.csv", ns=(later, later))
    assert load_from_shelf("good") is first
    (shelf / "good.csv").write_text(TEXT + "3,A,baseline,PHQ9,9\n")
    assert len(load_from_shelf("good").participants) == 3


def test_an_edited_mapping_is_read_again(shelf: Path) -> None:
    assert not load_from_shelf("good").randomised
    edited = Mapping(arms=ARMS.arms, randomised=True)
    (shelf / "good.map.json").write_text(edited.to_json())
    assert load_from_shelf("good").randomised


def test_no_folder_is_an_empty_shelf(tmp_path: Path) -> None:
    assert list_shelf(tmp_path / "nowhere") == ()
