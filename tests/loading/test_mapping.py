"""The mapping file: read, written, and every fault named at once."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.loading import Mapping, MappingFault, read_mapping


def test_unknown_keys_are_refused_by_name() -> None:
    with pytest.raises(MappingFault, match="“colour”") as fault:
        read_mapping('{"version": 1, "colour": "red", "shapes": "long"}')
    assert len(fault.value.faults) == 2


def test_every_fault_is_listed_at_once() -> None:
    text = json.dumps({
        "version": 2, "shape": "tall", "roles": {"a": "height"}, "arms": {"x": "placebo"},
        "visits": {"pre": "zero", "w2": 1.5}, "randomised": "yes", "missing": "NA",
        "instruments": {"bdi": "NOSUCH"}, "header_row": 0, "decimal": ";",
    })  # fmt: skip
    with pytest.raises(MappingFault) as fault:
        read_mapping(text)
    named = " ".join(fault.value.faults)
    for key in ("version", "shape", "roles", "arms", "randomised", "missing", "instruments",
                "header_row", "decimal"):  # fmt: skip
        assert f"“{key}”" in named
    assert named.count("“visits”") == 2


@pytest.mark.parametrize("text", ["", "[]", "3", "{", b"\xff\xfe{", '"a"'])
def test_what_is_no_json_object_is_refused(text: str | bytes) -> None:
    with pytest.raises(MappingFault):
        read_mapping(text)


def test_well_known_spellings_become_codes() -> None:
    mapping = read_mapping(json.dumps({
        "roles": {"nr": "id", "g": "treatment", "t": "time", "v": "value"},
        "arms": {"A": "psychotherapy", "B": "infusion_plus_debrief"},
        "conditions": {"*": "MDD"}, "instruments": {"beck": "BDI-II total"},
    }))  # fmt: skip
    assert mapping.roles == {"nr": "patient_id", "g": "arm", "t": "visit", "v": "score"}
    assert mapping.arms == {"A": "infusion_plus_psychotherapy", "B": "infusion_plus_journaling"}
    assert mapping.conditions == {"*": "depression"}
    assert mapping.instruments == {"beck": "BDI2"}


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_mapping(b'\xef\xbb\xbf{"version": 1}') == Mapping()


@settings(deadline=None, max_examples=50)
@given(
    roles=st.dictionaries(st.text(max_size=8), st.sampled_from(["patient_id", "arm", "score"])),
    visits=st.dictionaries(st.text(max_size=8), st.integers(-30, 400)),
    missing=st.lists(st.text(max_size=4)).map(tuple),
    randomised=st.none() | st.booleans(),
    delimiter=st.sampled_from([None, ",", ";", "\t"]),
)
def test_writing_and_reading_gives_the_same(
    roles: dict[str, str],
    visits: dict[str, int],
    missing: tuple[str, ...],
    randomised: bool | None,
    delimiter: str | None,
) -> None:
    mapping = Mapping(
        roles=roles, visits=visits, missing=missing, randomised=randomised, delimiter=delimiter
    )
    assert read_mapping(mapping.to_json()) == mapping
