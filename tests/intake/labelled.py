"""A file with the label a right reading of it bears, and how a reading is scored against that."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from .asking import Said
from .clean import Clean, Numbers, numbers_of
from .judging import differs, loud_findings

GROUPS = ("valid", "bad rows", "refuse", "hostile")
OUTCOMES = ("capable", "refused", "flagged", "accepted", "silent")
"""Right in decision and numbers; wrongly refused; numbers differ and it is said; accepted although
it should be refused, with a warning; the same or other numbers without a word."""


@dataclass(frozen=True)
class Labelled:
    """A file and what is right for it.

    `right` None: it must be refused. `rejected` are the row numbers by code that must be rejected,
    None where the numbers alone are asked for. `either` says that refusing is right as well.
    """

    data: bytes
    right: Numbers | None = None
    rejected: dict[str, list[int]] | None = None
    name: str = "upload.csv"
    mapping: str = ""
    either: bool = False
    said: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()


Maker = Callable[[random.Random], Labelled]


@dataclass
class Kit:
    """Makers of labelled files by group and name."""

    makers: dict[tuple[str, str], Maker] = field(default_factory=dict)

    def enter(self, group: str) -> Callable[[Maker], Maker]:
        """A decorator that enters a maker under its function's name."""

        def entered(maker: Maker) -> Maker:
            self.makers[group, maker.__name__] = maker
            return maker

        return entered

    def make(self, group: str, name: str, seed: int) -> Labelled:
        """The labelled file of a seed."""
        return self.makers[group, name](random.Random(f"{seed} {group} {name}"))


KIT = Kit()


def accept(data: bytes | str, clean: Clean | Numbers, **more: object) -> Labelled:
    """A file to be accepted with the numbers of a cohort."""
    right = numbers_of(clean) if isinstance(clean, Clean) else clean
    return Labelled(_encode(data), right, **more)  # type: ignore[arg-type]


def refuse(data: bytes | str, **more: object) -> Labelled:
    """A file to be refused."""
    return Labelled(_encode(data), None, **more)  # type: ignore[arg-type]


def _encode(data: bytes | str) -> bytes:
    return data if isinstance(data, bytes) else data.encode()


def score(said: Said, label: Labelled) -> tuple[str, list[str]]:
    """One of `OUTCOMES`, and what is wrong in words."""
    accepted = said["outcome"] == "accepted"
    if accepted != (said["exit"] == 0) or bool(said["reasons"]) == accepted:
        return "silent", ["the outcome, the exit status and the reasons do not agree"]
    leaks = [secret for secret in label.secrets if secret in str(said["findings"])]
    if leaks:
        return "silent", ["a finding repeats a cell"]
    if not accepted:
        right = label.right is None or label.either
        return ("capable", []) if right else ("refused", [str(said["findings"])[:300]])
    loud = bool(loud_findings(said))
    if label.right is None:
        return ("accepted" if loud else "silent"), ["it should be refused"]
    wrong = differs(said, label.right) + _differing_rows(said, label.rejected)
    if not wrong:
        missing = [code for code in label.said if code not in str(said["findings"])]
        return ("flagged", [f"nothing says {missing}"]) if missing else ("capable", [])
    return ("flagged" if loud else "silent"), wrong


def _differing_rows(said: Said, rejected: dict[str, list[int]] | None) -> list[str]:
    """Rejected rows that are not those of the label, and sums that do not add up."""
    wrong = []
    if sum(said["rows_rejected"].values()) != said["rows_total"] - said["rows_accepted"]:
        wrong.append("accepted and rejected rows are not all rows")
    if rejected is None:
        return wrong
    counts = {code: len(rows) for code, rows in rejected.items()}
    if said["rows_rejected"] != counts:
        wrong.append(f"rejected {said['rows_rejected']} instead of {counts}")
    for code, rows in rejected.items():
        named = {row for found in said["findings"] if found["code"] == code
                 for row in found["rows"]}  # fmt: skip
        if not set(rows) <= named:
            wrong.append(f"{code}: rows {sorted(set(rows) - named)} are not named")
    return wrong
