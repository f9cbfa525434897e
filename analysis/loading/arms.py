"""The arm of each person: planned at the first infusion, the same in every row."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.core import ARMS, ArmBasis

from .cells import Cells, is_missing
from .mapping import Mapping
from .people import NOBODY
from .shapes import Layout
from .sheets import Sheet
from .spellings import find_arm, fold

NO_ARM: Final = -1


@dataclass(frozen=True, eq=False)
class ArmsFound:
    """Arms as recognised: codes of ours, or the file's own labels while `needs_mapping`.

    `person` is the position in `names` of each participant (NO_ARM where not recorded), `codes`
    the arm of each of the file's labels that has one.
    """

    names: tuple[str, ...]
    person: np.ndarray
    codes: dict[str, str]
    basis: ArmBasis = "planned"
    needs_mapping: bool = False


def recognise_arms(cells: Cells, mapping: Mapping) -> tuple[tuple[str, ...], np.ndarray, dict]:
    """Names, each row's position in them (NO_ARM for blank or unmapped), and codes by label.

    Where the mapping has arms, only they and exact spellings of ours count. Where it has none and
    a label is nobody's to guess, all labels stay as the file has them; spellings of one arm that
    are known stand under the first of them.
    """
    mapped = {fold(label): code for label, code in mapping.arms.items()}
    labels = [x for x in cells.present() if not is_missing(x, frozenset(mapping.missing))]
    codes = {x: mapped.get(fold(x)) or find_arm(x) for x in labels}
    known = {label: code for label, code in codes.items() if code}
    if mapping.arms or (known and len(known) == len(labels)):
        names: tuple[str, ...] = tuple(arm for arm in ARMS if arm in known.values())
        order = {name: place for place, name in enumerate(names)}
        places = {label: order[code] for label, code in known.items()}
    else:
        key = {label: codes[label] or fold(label) for label in labels}
        first = {key[label]: label for label in reversed(labels)}
        names = tuple(label for label in labels if first[key[label]] == label)
        places = {label: names.index(first[key[label]]) for label in labels}
    return names, cells.look_up(lambda x: places.get(x, NO_ARM)), known


def assign_arms(
    sheet: Sheet, layout: Layout, mapping: Mapping, person: np.ndarray, people: int
) -> ArmsFound:
    """The arm of each person; rows of people with none, or with two, are rejected."""
    column, basis = _choose_column(layout)
    if column is None:
        return ArmsFound((), np.full(people, NO_ARM), {}, needs_mapping=True)
    cells = sheet.cells(column)
    names, rows, codes = recognise_arms(cells, mapping)
    named = (rows != NO_ARM) & sheet.kept & (person != NOBODY)
    # One place more than people: rows of nobody (-1) look there and find no arm.
    of_person = np.full(people + 1, NO_ARM, dtype=np.int32)
    positions = np.flatnonzero(named)[::-1]
    of_person[person[positions]] = rows[positions]
    _say_basis(sheet, column, layout.roles[column], basis)
    if names:
        _reject_unknown(sheet, column, cells, rows, of_person, person, mapping)
    if set(names) <= set(ARMS) or len(names) <= len(ARMS):
        # More labels than there are arms are spellings, and which is which is asked for first.
        _reject_changing(sheet, column, rows, of_person, person)
    needs = bool(names) and not set(names) <= set(ARMS)
    if needs and codes:
        odd = sheet.kept & cells.where(lambda x: not is_missing(x) and x not in codes)
        sheet.note("warning", "unknown_arm", column, odd, "the arm is none of the three.",
                   "Map each of the file's arms to one of the three.")  # fmt: skip
    elif codes and set(codes) - set(mapping.arms) - set(ARMS):
        sheet.note("info", "arms_from_names", column, None, "arms were recognised by their names.",
                   "Check the arms in the mapping.")  # fmt: skip
    return ArmsFound(names, of_person[:people], codes, basis, needs or not names)


def _choose_column(layout: Layout) -> tuple[str | None, ArmBasis]:
    planned = layout.column("arm_planned") or layout.column("arm")
    if planned:
        return planned, "planned"
    return layout.column("arm_received"), "received"


def _say_basis(sheet: Sheet, column: str, role: str, basis: ArmBasis) -> None:
    if basis == "received":
        sheet.note("warning", "arm_received_only", column, None, "only the therapy received is "
                   "recorded, so people who left early sit in infusion only.",
                   "Add the arm planned at the first infusion (arm_planned).")  # fmt: skip
    elif role == "arm":
        sheet.note("info", "arm_read_as_planned", column, None, "the file does not say whether "
                   "this is the arm planned or received; it is read as planned.",
                   "Give the column the role arm_planned or arm_received.")  # fmt: skip


def _reject_unknown(
    sheet: Sheet,
    column: str,
    cells: Cells,
    rows: np.ndarray,
    of_person: np.ndarray,
    person: np.ndarray,
    mapping: Mapping,
) -> None:
    """Rows whose label the mapping does not know, and all rows of people without any arm."""
    strange = (rows == NO_ARM) & ~cells.where(lambda x: is_missing(x, frozenset(mapping.missing)))
    without = (person != NOBODY) & (of_person[person] == NO_ARM)
    sheet.reject(strange | without, "unknown_arm", column, "the arm is blank or none of those "
                 "mapped.", "Fill in the arm, or map its name to one of the three.")  # fmt: skip


def _reject_changing(
    sheet: Sheet, column: str, rows: np.ndarray, of_person: np.ndarray, person: np.ndarray
) -> None:
    differs = sheet.kept & (rows != NO_ARM) & (person != NOBODY) & (rows != of_person[person])
    if differs.any():
        changing = np.zeros(len(of_person), dtype=bool)
        changing[person[differs]] = True
        sheet.reject(changing[person], "arm_changes_within_person", column, "the same person is "
                     "in two arms.", "Write the arm planned at the first infusion.")  # fmt: skip
