"""Hide every field that rests on too few people, however deep in a result."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, replace
from typing import Any, Final, TypeVar

from analysis.core import ARMS, Refusal, label_arm
from analysis.core.results import Cell, Result

from .minimum import is_small

R = TypeVar("R", bound=Result)

TOO_SMALL: Final = Refusal(
    "group_too_small",
    "Too few people, or scores too much alike, for a number that can be shown.",
    "Choose an earlier visit, other arms, or fewer filters.",
)
"""One sentence for all, so that it does not tell a group of one from a group of ten."""

_ANSWERS: Final = {"estimates", "difference"}
"""Fields without which a result is an answer refused."""


def rests_on_few(cell: Cell, minimum: int) -> bool:
    """Whether a cell's fields rest on 1 to 10 people, or on all but 1 to 10."""
    if is_small(cell.n, minimum):
        return True
    return cell.kind == "category" and is_small((cell.of or cell.n) - cell.n, minimum)


def hide_small_cells(
    result: R, minimum: int, substance: str, where: str = ""
) -> tuple[R, tuple[str, ...]]:
    """The result without what rests on too few people, and a note on each thing hidden.

    Parameters
    ----------
    result : Result
        Any result; its parts are treated first.
    minimum : int
        Fewest people that may be shown.
    substance : str
        What the arms are named after.
    where : str
        Condition the notes are about, where the result does not say.
    """
    where = getattr(result, "condition_label", "") or where
    changes: dict[str, Any] = {}
    notes: list[str] = []
    for name in result.parts():
        changes[name], found = _hide_in_part(getattr(result, name), minimum, substance, where)
        notes += found
    small = [cell for cell in result.cells() if rests_on_few(cell, minimum)]
    # Every Result is a frozen dataclass, which a Protocol cannot say to the type checker.
    declared = {field.name: field for field in fields(result)}  # type: ignore[arg-type]
    gone: list[str] = []
    for cell in small:
        for name in cell.fields:
            kept = changes.get(name, getattr(result, name))
            changes[name] = _without(kept, cell.key, declared[name])
            gone.append(name if cell.key is None else f"{name}: {cell.key}")
    notes = [_say(cell, minimum, substance, where) for cell in small] + notes
    return drop_fields(result, changes, gone), tuple(dict.fromkeys(notes))


def drop_fields(result: R, changes: Mapping[str, Any], gone: list[str]) -> R:
    """The result with fields changed, and those gone named in `hidden` (and refused)."""
    extra: dict[str, Any] = {}
    if _ANSWERS & set(gone) and getattr(result, "refused", TOO_SMALL) is None:
        extra["refused"] = TOO_SMALL
    hidden = tuple(dict.fromkeys([*result.hidden, *gone]))
    # As above: a Result is a dataclass, though its Protocol cannot say so.
    return replace(result, **{**changes, **extra, "hidden": hidden})  # type: ignore[type-var]


def _hide_in_part(
    part: Any, minimum: int, substance: str, where: str
) -> tuple[Any, tuple[str, ...]]:
    if part is None:
        return None, ()
    if not isinstance(part, tuple):
        return hide_small_cells(part, minimum, substance, where)
    pairs = [hide_small_cells(one, minimum, substance, where) for one in part]
    return tuple(one for one, _ in pairs), tuple(note for _, found in pairs for note in found)


def _without(kept: Any, key: str | None, field: "Field[Any]") -> Any:
    """A mapping without one entry, or what stands for a hidden field."""
    if key is not None:
        return {name: value for name, value in (kept or {}).items() if name != key}
    return None if field.default is MISSING else field.default


def _say(cell: Cell, minimum: int, substance: str, where: str) -> str:
    """What was hidden, never how many people exactly."""
    group = f"{where}, {cell.group}" if where else cell.group
    for arm in ARMS:
        group = group.replace(arm, f"“{label_arm(arm, substance)}”")
    if cell.kind == "harm":
        return f"{group}: 1 to {minimum - 1} people."
    if cell.kind == "category":
        return f"Hidden: fewer than {minimum} people in, or outside, {group}."
    return f"Hidden: fewer than {minimum} people in {group}."
