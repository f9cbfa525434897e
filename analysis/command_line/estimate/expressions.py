"""`--derive NAME=EXPR`: arithmetic and comparisons on columns, parsed and never evaluated as code.

Names are columns as the file spells them (`bdi.pre`, `bdi.2m`); a name with other characters stands
in backquotes. A comparison gives 1 or 0, and is missing where a side is missing.
"""

import re
from collections.abc import Callable

import numpy as np

from analysis.core import CannotEstimate

from .plain_table import PlainTable

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![A-Za-z_])|`(?P<quoted>[^`]+)`"
    r"|(?P<name>[^\W\d][\w.]*)|(?P<text>\"[^\"]*\"|'[^']*')"
    r"|(?P<mark>\*\*|<=|>=|==|!=|[-+*/^<>()&|,]))"
)
_ASSIGN = re.compile(r"`[^`]*`|[<>!=]=|[()=]")
_COMPARE: dict[str, Callable] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
    "==": np.equal, "!=": np.not_equal,
}  # fmt: skip
_CALLS: dict[str, Callable] = {
    "log": np.log, "exp": np.exp, "sqrt": np.sqrt, "abs": np.abs, "min": np.minimum,
    "max": np.maximum,
}  # fmt: skip


def derive(table: PlainTable, assignment: str) -> PlainTable:
    """The table with the column that `NAME=EXPR` describes.

    Raises
    ------
    CannotEstimate
        "bad_expression" when it is not arithmetic on columns.
    """
    name, expression = _split(assignment)
    with np.errstate(all="ignore"):
        values = np.asarray(_Reader(table, expression).read(), dtype=float)
    values = np.where(np.isfinite(values), values, np.nan)
    return table.extended(name, np.broadcast_to(values, (table.rows,)).copy())


def _split(assignment: str) -> tuple[str, str]:
    """NAME and EXPR: the first = that is no comparison and stands in no bracket or backquote."""
    depth = 0
    for mark in _ASSIGN.finditer(assignment):
        depth += {"(": 1, ")": -1}.get(mark[0], 0)
        if mark[0] == "=" and depth == 0:
            name, expression = assignment[: mark.start()].strip(), assignment[mark.end() :]
            if name:
                return name.strip("`"), expression
    raise bad(f"“{assignment}” is not NAME=EXPR")


def _both_true(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """1 where both are true, 0 where one is false, missing where that cannot be told (as in R)."""
    untold = np.isnan(left) | np.isnan(right)
    known = np.where((left == 0) | (right == 0), 0.0, np.nan)
    return np.where(untold, known, (left != 0) & (right != 0))


def bad(why: str) -> CannotEstimate:
    """The refusal of an expression."""
    return CannotEstimate(
        "bad_expression",
        f"{why}.",
        "Use + - * / ^, < <= > >= == !=, & |, log exp sqrt abs min max, numbers and column names "
        "(in backquotes where a name has other characters).",
    )


class _Reader:
    """Recursive descent over one expression; every value is a float array or a scalar."""

    def __init__(self, table: PlainTable, expression: str) -> None:
        self.table, self.place = table, 0
        self.tokens: list[tuple[str, str]] = []
        rest = expression.strip()
        while rest:
            match = _TOKEN.match(rest)
            if match is None:
                raise bad(f"“{expression}” cannot be read")
            kind = match.lastgroup or ""
            self.tokens.append((kind, match[kind]))
            rest = rest[match.end() :].strip()

    def read(self) -> np.ndarray:
        found = self._either()
        if self.place < len(self.tokens):
            raise bad(f"“{self.tokens[self.place][1]}” is one too many")
        return np.asarray(found)

    def _next(self, *marks: str) -> str | None:
        if self.place < len(self.tokens):
            kind, text = self.tokens[self.place]
            if kind == "mark" and text in marks:
                self.place += 1
                return text
        return None

    def _either(self) -> np.ndarray:
        left = self._both()
        while self._next("|"):
            left = 1 - _both_true(1 - left, 1 - self._both())
        return left

    def _both(self) -> np.ndarray:
        left = self._comparison()
        while self._next("&"):
            left = _both_true(left, self._comparison())
        return left

    def _comparison(self) -> np.ndarray:
        named = self._text_comparison()
        if named is not None:
            return named
        left = self._sum()
        mark = self._next(*_COMPARE)
        if mark is None:
            return left
        right = self._sum()
        told = _COMPARE[mark](left, right).astype(float)
        return np.where(np.isnan(left) | np.isnan(right), np.nan, told)

    def _text_comparison(self) -> np.ndarray | None:
        """`column == "label"`; None where it is something else."""
        ahead = self.tokens[self.place : self.place + 3]
        if len(ahead) < 3 or ahead[2][0] != "text" or ahead[1][1] not in ("==", "!="):
            return None
        self.place += 3
        cells, wanted = self.table.labels(ahead[0][1]), ahead[2][1][1:-1]
        same = np.array([np.nan if cell is None else float(cell == wanted) for cell in cells])
        return same if ahead[1][1] == "==" else 1 - same

    def _sum(self) -> np.ndarray:
        left = self._product()
        while mark := self._next("+", "-"):
            right = self._product()
            left = left + right if mark == "+" else left - right
        return left

    def _product(self) -> np.ndarray:
        left = self._signed()
        while mark := self._next("*", "/"):
            right = self._signed()
            left = left * right if mark == "*" else np.divide(left, right)
        return left

    def _signed(self) -> np.ndarray:
        if self._next("-"):
            return -self._signed()
        self._next("+")
        return self._power()

    def _power(self) -> np.ndarray:
        base = self._atom()
        return np.asarray(np.power(base, self._signed())) if self._next("**", "^") else base

    def _atom(self) -> np.ndarray:
        if self._next("("):
            inside = self._either()
            self._close()
            return inside
        if self.place >= len(self.tokens):
            raise bad("the expression ends too early")
        kind, text = self.tokens[self.place]
        self.place += 1
        if kind == "number":
            return np.asarray(float(text))
        if kind == "name" and text in _CALLS and self._next("("):
            given = [self._either()]
            while self._next(","):
                given.append(self._either())
            self._close()
            if len(given) != (2 if text in ("min", "max") else 1):
                raise bad(f"“{text}” takes another number of values")
            return np.asarray(_CALLS[text](*given))
        if kind in ("name", "quoted"):
            return self.table.numbers(text)
        raise bad(f"“{text}” stands where a value belongs")

    def _close(self) -> None:
        if not self._next(")"):
            raise bad("a bracket is not closed")
