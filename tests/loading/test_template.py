"""The template loads as it is, with every column of the cohort's tables."""

import io
import zipfile
from pathlib import Path

import pytest

from analysis.core import TABLE_COLUMNS
from analysis.loading import load_cohort, load_path, read_mapping, write_template


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("template")
    for name, content in write_template().items():
        (place / name).write_bytes(content)
    return place


def test_the_template_loads_without_a_fault(folder: Path) -> None:
    loaded = load_path(folder)
    assert loaded.outcome == "accepted"
    assert not [f for f in loaded.findings if f.severity != "info"], loaded.findings
    assert loaded.dropped_columns == ()
    assert loaded.rows_accepted == loaded.rows_total
    assert loaded.cohort is not None
    for table in TABLE_COLUMNS:
        assert len(getattr(loaded.cohort, table)), table


def test_a_zip_of_the_template_is_the_same_cohort(folder: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    loaded = load_cohort(packed.getvalue(), "template.zip")
    other = load_path(folder)
    assert loaded.cohort is not None
    assert other.cohort is not None
    assert loaded.cohort.scores.equals(other.cohort.scores)
    assert loaded.cohort.participants.drop(columns="therapist").equals(
        other.cohort.participants.drop(columns="therapist")
    )


def test_the_template_does_not_claim_its_user_invented_the_data() -> None:
    mapping = read_mapping(write_template()["template.map.json"])
    assert mapping.synthetic is None
    assert mapping.randomised is None
