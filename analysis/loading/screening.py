"""The first look at a table: what may identify a person is dropped before anything is kept."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from analysis.core import Finding
from analysis.privacy import IdentifierHit, scan_columns

from .mapping import Mapping
from .roles import find_id_column
from .text_table import TextTable

_SAID: Final = {
    "name": ("direct_identifier_column", "may hold direct identifiers, going by its name"),
    "values": ("direct_identifier_values", "may hold direct identifiers, going by its values"),
    "free_text": ("free_text_column", "holds free text"),
}
