"""Small changes to the bytes of a file, as chance and people make them."""

import random
from collections.abc import Callable

LONGEST = 20_000
"""No input grows beyond this."""

TOKENS = (
    b",", b";", b"\t", b"|", b'"', b'""', b'"\n', b"\n", b"\r", b"\r\n", b"\x00", b"\xef\xbb\xbf",
    b"\xff\xfe", b"\xe2\x80\x8b", b"\xc3", b"\xa0", b"'", b"=1+1", b"1e309", b"-9", b"999", b"NA",
    b"1,234", b"12,5", b"12.5", b"9" * 25, b"nan", b"inf", b"patient_id", b"arm", b"visit", b"day",
    b"score", b"instrument", b"PHQ9", b"phq9_baseline", b"phq9_1", b"week 2", b"T0", b"Total",
    b"redcap_event_name", b"redcap_repeat_instrument", b"USUBJID", b"AVAL", b"PARAMCD", b"AVISIT",
    b"person_id", b"measurement_concept_id", b"value_as_number", b'{"ImportId":"QID1"}',
    b"StartDate",
    b"2023-02-30", b"03/04/2023", b"1899-12-31", b"visit_date", b"dob", b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b'{"resourceType":"QuestionnaireResponse"}', b"0" * 400, b"infusion_only", b"KAP", b"\xd9\xa1",
)  # fmt: skip

Mutation = Callable[[bytearray, random.Random], bytes | bytearray]


def mutate(data: bytes, other: bytes, draw: random.Random) -> bytes:
    """A few changes to an input; `other` is another one to take pieces of."""
    changed = bytearray(data)
    for _ in range(draw.choice((1, 1, 1, 2, 3, 6))):
        mutation = draw.choice(_MUTATIONS)
        changed = bytearray(mutation(changed, draw))
        if draw.random() < 0.05:
            changed = bytearray(_splice(bytes(changed), other, draw))
    return bytes(changed[:LONGEST])


def _place(data: bytearray, draw: random.Random) -> int:
    return draw.randint(0, len(data))


def _put_token(data: bytearray, draw: random.Random) -> bytearray:
    place = _place(data, draw)
    data[place:place] = draw.choice(TOKENS)
    return data


def _replace_by_token(data: bytearray, draw: random.Random) -> bytearray:
    place = _place(data, draw)
    token = draw.choice(TOKENS)
    data[place : place + draw.choice((1, len(token)))] = token
    return data


def _change_byte(data: bytearray, draw: random.Random) -> bytearray:
    if data:
        data[draw.randrange(len(data))] = draw.randrange(256)
    return data


def _flip_bit(data: bytearray, draw: random.Random) -> bytearray:
    if data:
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    return data


def _cut_out(data: bytearray, draw: random.Random) -> bytearray:
    start = _place(data, draw)
    del data[start : start + draw.choice((1, 2, 8, 40, 200))]
    return data


def _cut_end(data: bytearray, draw: random.Random) -> bytearray:
    return data[: _place(data, draw)]


def _repeat(data: bytearray, draw: random.Random) -> bytearray:
    start = _place(data, draw)
    piece = data[start : start + draw.choice((1, 4, 30, 200))]
    data[start:start] = piece * draw.choice((1, 2, 30))
    return data


def _shuffle_lines(data: bytearray, draw: random.Random) -> bytes:
    lines = bytes(data).splitlines(keepends=True)
    if len(lines) > 1:
        one, two = draw.randrange(len(lines)), draw.randrange(len(lines))
        kind = draw.randrange(3)
        if kind == 0:
            lines[one], lines[two] = lines[two], lines[one]
        elif kind == 1:
            lines.insert(one, lines[two])
        else:
            del lines[one]
    return b"".join(lines)


def _change_cell(data: bytearray, draw: random.Random) -> bytes:
    """One cell of a line becomes a token, or another cell of it."""
    lines = bytes(data).split(b"\n")
    row = draw.randrange(len(lines))
    mark = draw.choice((b",", b";", b"\t", b"|"))
    cells = lines[row].split(mark)
    cells[draw.randrange(len(cells))] = draw.choice((*TOKENS, *cells))
    lines[row] = mark.join(cells)
    return b"\n".join(lines)


def _change_column(data: bytearray, draw: random.Random) -> bytes:
    """A name of the header becomes a token; or a delimiter becomes another throughout."""
    if draw.random() < 0.3:
        one, two = draw.sample((b",", b";", b"\t", b"|", b"\n", b"\r\n"), 2)
        return bytes(data).replace(one, two)
    first, end, rest = bytes(data).partition(b"\n")
    return bytes(_change_cell(bytearray(first), draw)) + end + rest


def _splice(data: bytes, other: bytes, draw: random.Random) -> bytes:
    return data[: draw.randint(0, len(data))] + other[draw.randint(0, len(other)) :]


_MUTATIONS: tuple[Mutation, ...] = (
    _put_token, _replace_by_token, _change_byte, _flip_bit, _cut_out, _cut_end, _repeat,
    _shuffle_lines, _change_cell, _change_cell, _change_column,
)  # fmt: skip
