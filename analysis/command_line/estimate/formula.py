"""`--formula`: a model written as in R, parsed word by word and never evaluated as code.

    FEV1 ~ RACE + SEX + ARMCD*AVISIT + us(AVISIT | USUBJID)
    Reaction ~ Days + (Days | Subject)

Names with other characters than letters, digits, dots and underscores stand in backquotes.
"""

import re
from dataclasses import dataclass

from analysis.core import CannotEstimate

_TOKEN = re.compile(r"\s*(?:`(?P<quoted>[^`]+)`|(?P<name>[^\W\d][\w.]*)|(?P<mark>[~+*:()|/1]))")
_Token = tuple[str, str]


@dataclass(frozen=True)
class Formula:
    """A parsed model.

    `terms` are names and interactions "a:b", written out, main effects first. `within` and `person`
    come from the bracket: the visit or time (None for "1") and who; `structure` stands before it,
    `group` (each level with a covariance of its own) before the person: us(visit | arm/person).
    """

    response: str
    terms: tuple[str, ...]
    structure: str | None = None
    within: str | None = None
    person: str | None = None
    group: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every column the terms name, once."""
        return tuple(dict.fromkeys(name for term in self.terms for name in term.split(":")))


def parse_formula(text: str) -> Formula:
    """Read `response ~ term + term*term + structure(visit | person)`.

    Raises
    ------
    CannotEstimate
        "bad_formula" when it is anything else.
    """
    tokens = _split(text)
    response, rest = tokens[:1], tokens[1:]
    if not response or response[0][0] != "name" or rest[:1] != [("mark", "~")]:
        raise _bad(text)
    terms: list[str] = []
    bracket: tuple[str | None, str | None, str, str | None] | None = None
    for part in _between_plus(rest[1:], text):
        if ("mark", "|") in part:
            if bracket is not None:
                raise _bad(text)
            bracket = _read_bracket(part, text)
        elif part != [("mark", "1")]:
            terms += _read_term(part, text)
    ordered = sorted(dict.fromkeys(terms), key=lambda term: term.count(":"))
    _require_margins(ordered)
    return Formula(response[0][1], tuple(ordered), *(bracket or ()))


def _split(text: str) -> list[_Token]:
    found, rest = [], text.strip()
    while rest:
        match = _TOKEN.match(rest)
        if match is None:
            raise _bad(text)
        kind = "mark" if match["mark"] else "name"
        found.append((kind, match["mark"] or match["quoted"] or match["name"]))
        rest = rest[match.end() :].strip()
    return found


def _between_plus(tokens: list[_Token], text: str) -> list[list[_Token]]:
    parts: list[list[_Token]] = [[]]
    for token in tokens:
        if token == ("mark", "+"):
            parts.append([])
        else:
            parts[-1].append(token)
    if not all(parts):
        raise _bad(text)
    return parts


def _read_term(part: list[_Token], text: str) -> list[str]:
    """A name, a:b, or a*b written out."""
    names, marks = part[::2], part[1::2]
    if any(kind != "name" for kind, _ in names) or len(names) != len(marks) + 1:
        raise _bad(text)
    kinds = {mark for _, mark in marks}
    if not kinds <= {":", "*"} or len(kinds) > 1 or (kinds == {"*"} and len(names) > 2):
        raise _bad(text)
    words = [name for _, name in names]
    joined = ":".join(words)
    return [*words, joined] if kinds == {"*"} else [joined]


def _read_bracket(part: list[_Token], text: str) -> tuple[str | None, str | None, str, str | None]:
    """`(1 | person)`, `(time | person)` or `structure(visit | person)`, there also `arm/person`."""
    structure = part.pop(0)[1] if part[0][0] == "name" else None
    group = part[3][1] if structure and ("mark", "/") in part[4:5] else None
    if group is not None:
        part = part[:3] + part[5:]
    shape = [mark if kind == "mark" else kind for kind, mark in part]
    if shape not in (["(", "name", "|", "name", ")"], ["(", "1", "|", "name", ")"]):
        raise _bad(text)
    within = part[1][1] if part[1][0] == "name" else None
    return structure, within, part[3][1], group


def _require_margins(terms: list[str]) -> None:
    """An interaction is read beside its main effects only (R codes it otherwise without them)."""
    for term in terms:
        lacking = [name for name in term.split(":") if ":" in term and name not in terms]
        if lacking:
            raise CannotEstimate(
                "bad_formula", f"The interaction {term} stands without {lacking[0]} itself.",
                f"Write {term.replace(':', '*')}.",
            )  # fmt: skip


def _bad(text: str) -> CannotEstimate:
    return CannotEstimate(
        "bad_formula", f"“{text}” is not a model that can be read.",
        "Write SCORE ~ a + b + arm*visit + us(visit | person), or SCORE ~ a + time + (time | "
        "person), with names of columns (others than letters, digits, . and _ in backquotes).",
    )  # fmt: skip
