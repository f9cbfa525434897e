"""The arms of a REDCap project, from the events people have: only where no column says them."""

from dataclasses import replace
from typing import Final

from ..cells import Cells
from ..text_table import TextTable
from .making import find_column, read_column, tell, write_column
from .redcap_events import Fields, list_arms, name_arms

ARM_COLUMN: Final = "arm (from events)"
_ARM_ROLES: Final = {"arm", "arm_planned", "arm_received"}


def take_arms(
    text: TextTable, fields: Fields, roles: set[str], arms: TextTable | None
) -> tuple[TextTable, dict[str, str]]:
    """A column with the arm in each event's name, and its role, where the file has no other.

    Parameters
    ----------
    roles : set of str
        Roles the file's own columns have.
    arms : TextTable, optional
        REDCap's list of arms, with their names.
    """
    if fields.event is None or roles & _ARM_ROLES:
        return text, {}
    cells = read_column(text, fields.event)
    numbers = list_arms(cells)
    several = sorted(set(numbers.values()))
    if len(several) < 2:
        return text, {}
    named = name_arms(cells, several) | _read_names(arms)
    labels = [
        named.get(numbers[event]) or f"arm {numbers[event]}" if event in numbers else ""
        for event in cells.labels
    ]
    text = write_column(text, ARM_COLUMN, Cells(cells.codes, tuple(labels)))
    said = tell("warning", "arms_from_events", fields.event, (), "no column says the arm, so the "
                f"{len(several)} arms at the end of the events' names are read as the arms.",
                "Map each to one of the three, or add a column with the arm.")  # fmt: skip
    return replace(text, findings=(*text.findings, said)), {ARM_COLUMN: "arm"}


def _read_names(arms: TextTable | None) -> dict[str, str]:
    """Names by number from REDCap's own list of arms."""
    if arms is None:
        return {}
    number, name = find_column(arms, "arm_num"), find_column(arms, "name")
    if number is None or name is None:
        return {}
    numbers, names = read_column(arms, number), read_column(arms, name)
    return {
        numbers.labels[n]: names.labels[k]
        for n, k in zip(numbers.codes, names.codes, strict=True)
        if names.labels[k]
    }
