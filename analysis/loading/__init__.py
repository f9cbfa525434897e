"""Bytes of a file to a checked cohort, and the catalogue of instruments."""

from .bundled import load_demonstration
from .catalogue_sheet import CatalogueFault
from .cohort_files import load_cohort, load_path
from .instruments import find_instrument, load_catalogue
from .loaded import Cell, Loaded, Outcome
from .mapping import ROLES, Mapping, MappingFault, Shape, read_mapping
from .reading import read_table
from .reference_texts import load_glossary, load_questions
from .shelf import ShelfItem, list_shelf, load_from_shelf
from .template import write_template
from .text_table import Decisions, TextTable, UnreadableFile

__all__ = [
    "ROLES", "CatalogueFault", "Cell", "Decisions", "Loaded", "Mapping", "MappingFault", "Outcome",
    "Shape", "ShelfItem", "TextTable", "UnreadableFile", "find_instrument", "list_shelf",
    "load_catalogue", "load_cohort", "load_demonstration", "load_from_shelf", "load_glossary",
    "load_path", "load_questions", "read_mapping", "read_table", "write_template",
]  # fmt: skip
