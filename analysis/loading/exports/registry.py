"""Every kind of export that is recognised, and the order in which they are asked."""

from dataclasses import replace
from typing import Final

from analysis.core import Finding

from ..mapping import PLAIN_SHAPES, Mapping, Shape
from .adam import ADAM
from .export import Export, Recogniser, Texts
from .items import ITEMS
from .joined import JOINED
from .omop import OMOP
from .qualtrics import QUALTRICS
from .redcap import REDCAP

RECOGNISERS: Final[tuple[Recogniser, ...]] = (REDCAP, QUALTRICS, OMOP, ADAM, ITEMS)
"""In order; those that rearrange a file before those that only change what stands in a row."""


def recognise_export(texts: Texts, mapping: Mapping) -> Export | None:
    """The export a file is, rewritten as tables of a cohort; None for plain files.

    Parameters
    ----------
    texts : dict of TextTable
        By name; several tables may have any names.
    mapping : Mapping
        A shape it names wins: a plain one leaves the file alone, an export's own asks no other.

    Returns
    -------
    Export or None
        With the evidence in its first findings. What is in doubt is left as it is.
    """
    whole = Export("tables", dict(texts), mapping)
    chosen = [JOINED] if len(texts) > 1 else []
    if mapping.shape not in PLAIN_SHAPES:
        wanted = mapping.shape if mapping.shape != "tables" else None
        chosen += [one for one in RECOGNISERS if wanted in (None, one.shape) or not one.rearranges]
    told: list[Recogniser] = []
    shapes: list[Shape | None] = []
    for one in chosen:
        if one.rearranges and any(earlier.rearranges for earlier in told if earlier is not JOINED):
            continue
        evidence = one.recognise(whole.texts, whole.mapping)
        if evidence is not None:
            whole = _follow(whole, one, evidence)
            told.append(one)
            shapes += [] if one is JOINED else [whole.shape]
    if not told:
        return None
    named = next((shape for shape in shapes if shape is not None), None)
    return replace(whole, shape=named if shapes else "tables")


def _follow(whole: Export, one: Recogniser, evidence: str) -> Export:
    """The export after one more kind was recognised in it, the evidence in front."""
    plain = whole.mapping.shape if whole.mapping.shape in PLAIN_SHAPES else None
    found = one.rewrite(whole.texts, replace(whole.mapping, shape=plain))
    said = Finding("info", "export_recognised", "", (), f"{one.title}: {evidence}.",
                   "If it is something else, name the shape in the mapping.")  # fmt: skip
    return replace(
        found,
        findings=(*whole.findings, said, *found.findings),
        dropped=(*whole.dropped, *found.dropped),
    )
