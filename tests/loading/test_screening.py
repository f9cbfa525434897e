"""What identifies people is dropped, named, and never repeated."""

from analysis.loading import Loaded, load_cohort

NAMES = ["Anna Becker", "Karl Lange", "Maria Schulz", "Peter Vogel", "Julia Hahn", "Otto Frank"]


def load(head: str, rows: list[str]) -> Loaded:
    return load_cohort("\n".join((head, *rows, "")).encode(), "made_up.csv", key=b"test")


def test_identifiers_by_name_and_by_value_and_free_text_are_dropped() -> None:
    head = "id,arm,surname,contact,notes,colour,phq9_baseline"
    rows = [
        f"{n},KAP,{name.split()[1]},{name.split()[0].lower()}@example.org,"
        f"came late to the session {n} because the tram to {name} had stopped again,red,{n}"
        for n, name in enumerate(NAMES, start=1)
    ]
    loaded = load(head, rows)
    assert loaded.outcome == "accepted"
    assert set(loaded.dropped_columns) == {"surname", "contact", "notes", "colour"}
    codes = {(f.code, f.column) for f in loaded.findings}
    assert ("direct_identifier_column", "surname") in codes
    assert ("direct_identifier_values", "contact") in codes
    assert ("free_text_column", "notes") in codes
    assert ("column_not_used", "colour") in codes
    said = f"{loaded.findings}{loaded.preview}{loaded.mapping}{loaded.rejected_rows}"
    for name in NAMES:
        assert name.split()[0] not in said
        assert name.split()[1] not in said


def test_ids_that_look_like_names_are_hashed_and_said() -> None:
    rows = [f"{name},KAP,{n}" for n, name in enumerate(NAMES)]
    loaded = load("patient_id,arm,phq9_baseline", rows)
    assert loaded.participants == 6
    assert "id_hashed" in {finding.code for finding in loaded.findings}
    assert "Becker" not in f"{loaded.findings}{loaded.preview}{loaded.cohort}"


def test_a_role_does_not_save_a_column_of_identifiers() -> None:
    rows = [f"{n},KAP,{name.replace(' ', '.')}@example.org,{n}" for n, name in enumerate(NAMES)]
    loaded = load("patient_id,arm,site,phq9_baseline", rows)
    assert loaded.dropped_columns == ("site",)
