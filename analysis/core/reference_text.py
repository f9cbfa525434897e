"""Words explained, and questions people ask with what has been published about them."""

from dataclasses import dataclass
from typing import Literal

Standing = Literal[
    "trial, people randomised", "observational, not randomised", "synthesis of trials", "review",
    "consensus", "single group",
]  # fmt: skip


@dataclass(frozen=True)
class Term:
    """One entry of the glossary; `also` are other words for it.

    `linked` terms lead to the glossary wherever a sentence holds them; the others are everyday
    words, explained for those who look.
    """

    term: str
    also: tuple[str, ...]
    meaning: str
    linked: bool

    @property
    def anchor(self) -> str:
        """Where it stands on the page of the glossary."""
        return "word-" + "".join(c if c.isalnum() else "-" for c in self.term.lower()).strip("-")


@dataclass(frozen=True)
class Statement:
    """What one publication says, and what kind of publication it is; `doi` may be blank."""

    statement: str
    standing: Standing
    citation: str
    doi: str


@dataclass(frozen=True)
class PeopleAsk:
    """A question people ask, what is published about it, and what is not known."""

    code: str
    question: str
    not_known: str
    published: tuple[Statement, ...]
