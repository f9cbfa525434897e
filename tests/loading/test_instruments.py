"""The catalogue as it stands, against the facts it was made from."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.core import NOT_RECORDED, Catalogue, Instrument, settings
from analysis.loading.instruments import find_instrument, load_catalogue


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_counts_by_construct(catalogue: Catalogue) -> None:
    counts = Counter(i.construct for i in catalogue.instruments.values())
    assert counts == {
        "depression": 7, "anxiety": 5, "ptsd": 5, "complex ptsd": 3, "ocd": 4, "alcohol": 6,
        "craving": 1, "drugs": 2, "tobacco": 2, "suicidality": 3, "functioning": 6,
        "quality of life": 3, "acute experience": 4, "dissociation": 1, "psychopathology": 3,
        "alliance": 1, "global": 2,
    }  # fmt: skip


def test_every_instrument_agrees_with_the_facts(catalogue: Catalogue, shared_dir: Path) -> None:
    directions = {"TRUE": "lower", "FALSE": "higher", "neutral": "neutral", "": "unknown"}
    facts = read(shared_dir / "facts" / "instruments.csv")
    added = set(catalogue.instruments) - {row["code"] for row in facts}
    assert added == {"CAPS4", "BPRS18_0", "WHODAS12_1", "WHODAS12_100"}
    assert added <= {v for one in catalogue.instruments.values() for v in one.versions}
    for row in facts:
        ours = catalogue.instruments[row["code"]]
        assert ours.better == directions[row["higher_is_worse"]], ours.code
        for score, cell in ((ours.minimum, "score_min"), (ours.maximum, "score_max")):
            expected = float(row[cell]) if row[cell] else None
            if (ours.code, cell) == ("WHODAS12", "score_max"):
                expected = 48.0  # the facts leave it open, as each version has its own
            assert score == expected, (ours.code, cell)


def test_bands_and_first_values_agree_with_the_facts(
    catalogue: Catalogue, shared_dir: Path
) -> None:
    for row in read(shared_dir / "facts" / "instruments.csv"):
        ours = catalogue.instruments[row["code"]]
        if ours.bands:
            written = ";".join(f"{b.label}:{b.low:g}-{b.high:g}" for b in ours.bands)
            assert written.replace(" ", "_") == row["bands"], ours.code
        for number in ours.reliabilities:
            assert number.value in map(float, re.findall(r"[\d.]+", row["reliability"])), ours.code
        for number in ours.reliable_changes:
            assert f"{number.value:g}@" in row["rci_threshold_published"], ours.code


def numbers_and_sources(instrument: Instrument) -> Iterator[str]:
    rules = (*instrument.responses, *instrument.remissions)
    yield from (rule.source for rule in rules)
    yield from (instrument.caseness.source,) if instrument.caseness else ()
    for several in (
        instrument.reliable_changes, instrument.smallest_important, instrument.reliabilities,
    ):  # fmt: skip
        yield from (number.source for number in several)
    yield from instrument.sources


def test_every_number_has_a_paper_with_its_year(catalogue: Catalogue) -> None:
    seen = 0
    for instrument in catalogue.instruments.values():
        for source in numbers_and_sources(instrument):
            assert re.search(r"\b(19|20)\d\d\b", source), (instrument.code, source)
            assert "http" not in source, "cite the paper, not the page it was seen on"
            seen += 1
    assert seen > 250


def test_rules_and_their_alternatives(catalogue: Catalogue) -> None:
    expected = {
        "PHQ9": ([("points_drop", 6)], [("below", 10)], [6]),
        "GAD7": ([("points_drop", 4)], [("below", 8)], [4, 6]),
        "MADRS": ([("percent_drop", 50)], [("below", 10), ("at_most", 10)], []),
        "PCL5": ([("points_drop", 15), ("points_drop", 18)], [("at_most", 28)], [15, 18, 12]),
        "CAPS5": ([("points_drop", 13), ("points_drop", 12)], [("at_most", 8)], [13, 12]),
        "YBOCS": (
            [("percent_drop", 35), ("percent_drop", 45)],
            [("at_most", 12), ("at_most", 14)],
            [],
        ),
        "HAMD17": ([], [("at_most", 7)], []),
        "SMOKEABST": ([("at_least", 1)], [], []),
        "TLFB_PHDD": ([("at_most", 0)], [], []),
    }
    for code, (responses, remissions, changes) in expected.items():
        ours = catalogue.instruments[code]
        assert [(r.kind, r.threshold) for r in ours.responses] == responses, code
        assert [(r.kind, r.threshold) for r in ours.remissions] == remissions, code
        assert [n.value for n in ours.reliable_changes] == changes, code


def test_nothing_that_was_not_verified(catalogue: Catalogue) -> None:
    by_code = catalogue.instruments
    for code in ("BDI2", "QIDSSR16", "IDSSR30", "HAMA", "WSAS", "YBOCS2"):
        assert by_code[code].responses == (), code
    for code in ("MADRS", "AUDIT", "IESR", "OASIS", "YBOCS", "OCIR", "EQVAS", "PHQ8"):
        assert by_code[code].recall_days is None, code
    for code in ("IESR", "OCI"):
        assert by_code[code].caseness is None, code
        assert by_code[code].reliable_changes == (), code
    assert by_code["PCL5"].caseness.threshold != 32
    assert by_code["CAPS5"].bands == ()
    assert by_code["WSAS"].smallest_important == ()


def test_a_range_of_one_persons_change_is_never_a_margin(catalogue: Catalogue) -> None:
    assert all(i.between_group_margin is None for i in catalogue.instruments.values())


def test_screens_and_global_items_count_nobody(catalogue: Catalogue) -> None:
    closed = {i.code for i in catalogue.instruments.values() if not i.counts_people}
    assert closed == {
        "PCPTSD5", "AUDIT", "AUDITC", "DAST10", "CSSRS_SI", "CSSRS_INT", "CGIS", "CGII",
    }  # fmt: skip
    for code in closed:
        ours = catalogue.instruments[code]
        assert (ours.responses, ours.remissions, ours.reliable_changes) == ((), (), ())


def test_recall_periods(catalogue: Catalogue) -> None:
    days = {"PHQ9": 14, "GAD7": 14, "PCL5": 30, "CAPS5": 30, "ITQ": 30, "STAIS": 0, "HAMD17": 7}
    for code, recall in days.items():
        assert catalogue.instruments[code].recall_days == recall


def test_conditions(catalogue: Catalogue) -> None:
    assert list(catalogue.conditions) == [
        "depression", "ptsd", "complex_ptsd", "anxiety", "ocd", "addiction", NOT_RECORDED,
    ]  # fmt: skip
    first = {c.code: c.primary_instruments[:1] for c in catalogue.conditions.values()}
    assert first["addiction"] == ("TLFB_PHDD",)
    assert first["complex_ptsd"] == ("ITQ",)
    assert first[NOT_RECORDED] == ()
    listed = {code for c in catalogue.conditions.values() for code in c.primary_instruments}
    assert all(catalogue.instruments[code].counts_people for code in listed)
    assert set(settings.EVERYONE_INSTRUMENTS) <= set(catalogue.instruments)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("bdi", "BDI2"), ("BDI-II", "BDI2"), ("hamd", "HAMD17"), ("Ham-D", "HAMD17"),
        ("ybocs", "YBOCS"), ("Y-BOCS", "YBOCS"), ("madrs", "MADRS"), ("phq 9", "PHQ9"),
        ("gad7", "GAD7"), ("wsas", "WSAS"), ("PCL-5", "PCL5"), ("caps5", "CAPS5"), ("itq", "ITQ"),
        ("itq_dso", "ITQ_DSO"), ("audit", "AUDIT"), ("cadss", "CADSS"),
        ("heavy_drinking_days", "TLFB_PHDD"), ("patient health questionnaire 9", "PHQ9"),
        ("caps", None), ("pcl5_b", None), ("phq9_1", None), ("abstinent_days", None), ("", None),
    ],
)  # fmt: skip
def test_find_instrument(catalogue: Catalogue, text: str, code: str | None) -> None:
    assert find_instrument(catalogue, text) == code


def test_every_spelling_finds_its_instrument(catalogue: Catalogue) -> None:
    for ours in catalogue.instruments.values():
        for spelling in (ours.code, ours.code.lower(), ours.name, *ours.aliases):
            assert find_instrument(catalogue, spelling) == ours.code


def test_read_once() -> None:
    assert load_catalogue() is load_catalogue()
