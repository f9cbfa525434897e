"""The disclosure rules, asked at the exit: the only door to figures, words, tables, downloads."""

from .coarsen import blur_refusal
from .export import export_csv, neutralise
from .filters import choose_substance, list_bands, select_people
from .identifiers import IdentifierHit, looks_like_national_number_or_name, scan_columns
from .k_anonymity import KAnonymity, describe_k_anonymity, report_k_anonymity, say_count
from .landmark import keep_landmark
from .levels import ask_level, hidden_levels
from .minimum import is_small, minimum_group, round_count
from .release import NOT_FOR_SHARING, SYNTHETIC, Released, View, release, view_for
from .views import guard_filters, hidden_cells

__all__ = [
    "ask_level", "hidden_levels",
    "NOT_FOR_SHARING", "SYNTHETIC", "IdentifierHit", "KAnonymity", "Released", "View",
    "blur_refusal", "choose_substance", "describe_k_anonymity",
    "export_csv", "guard_filters", "hidden_cells", "is_small", "keep_landmark", "list_bands",
    "looks_like_national_number_or_name", "minimum_group", "neutralise", "release",
    "report_k_anonymity", "round_count", "say_count", "scan_columns", "select_people", "view_for",
]  # fmt: skip
