"""How a result tells the disclosure rules what rests on whom."""

from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

CellKind = Literal["group", "category", "visit", "harm"]


@dataclass(frozen=True)
class Cell:
    """A group of people shown by a result, and the fields of the result that rest on it.

    kind "group": hide `fields` when 1 to 10 people; "category": `n` of `of` people, hide when
    either `n` or `of - n` is 1 to 10; "visit": hide like a group, and round n to the nearest 5;
    "harm": zero shown with its limit, 1 to 10 read as such. With `key` only that entry of the
    fields (mappings) rests on the group.
    """

    group: str
    n: int
    fields: tuple[str, ...]
    kind: CellKind = "group"
    of: int | None = None
    key: str | None = None


@runtime_checkable
class Result(Protocol):
    """Every result class: its own cells, and the names of fields that hold further results.

    A part field holds a result, None, or a tuple of results. Hidden fields become None (their
    default, where the class has one) and their names are added to the result's `hidden`.
    """

    @property
    def hidden(self) -> tuple[str, ...]: ...

    def cells(self) -> tuple[Cell, ...]: ...

    def parts(self) -> tuple[str, ...]: ...
