"""What becomes of the file of a recognised export: tables of a cohort, and what told it."""

from collections.abc import Callable
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, replace

from analysis.core import Finding

from ..loaded import Loaded
from ..mapping import Mapping, Shape
from ..text_table import TextTable

Texts = Dictionary[str, TextTable]
"""Tables of text by name, as `reading` gives them."""


@dataclass(frozen=True)
class Export:
    """An export rewritten as the cohort's own tables.

    `shape` is the export's, and None where its tables are laid out as plain ones are. `texts` are
    "scores", "participants" and so on; every row of the original stands in one of
    them, in `data` or in `rejected`, under its own row number. Columns keep their names. `mapping`
    is the one given, with what the export's own rules add (its `shape` is that of the tables, and
    None where it is left to be recognised). `findings` begin with the evidence. `dropped` are
    columns of the original that no longer stand in the tables.
    """

    shape: Shape | None
    texts: dict[str, TextTable]
    mapping: Mapping
    findings: tuple[Finding, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recogniser:
    """One kind of export.

    `recognise(texts, mapping)` gives the evidence as a phrase ("`redcap_event_name` present"), or
    None where it is in doubt; `rewrite(texts, mapping)` the tables made of it. `rearranges` is True
    for kinds that say how the file is laid out, of which a file has one; the others (single items
    beside totals) come after and may follow any of them.
    """

    shape: Shape
    title: str
    recognise: Callable[[Texts, Mapping], str | None]
    rewrite: Callable[[Texts, Mapping], Export]
    rearranges: bool = True


def report_export(export: Export, loaded: Loaded) -> Loaded:
    """What was found in the tables made of an export, as what was found in the export."""
    return replace(
        loaded,
        shape=(export.shape or loaded.shape) if loaded.outcome == "accepted" else loaded.shape,
        dropped_columns=tuple(dict.fromkeys((*loaded.dropped_columns, *export.dropped))),
        mapping=replace(loaded.mapping, shape=export.shape),
    )
