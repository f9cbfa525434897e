"""The nouns of the program. Imports nothing else of ours."""

from . import settings
from .arm import ARMS, SUBSTANCES, Arm, is_infusion, label_arm, support_rank
from .arm_summary import ArmSummary
from .cohort import (
    NOT_RECORDED,
    PARTICIPANT_COLUMNS,
    SCORE_COLUMNS,
    TABLE_COLUMNS,
    ArmBasis,
    Cohort,
    Origin,
    Visit,
)
from .comparison import (
    DEFAULT_MARGIN,
    ESTIMANDS,
    FILTER_NAMES,
    MARGINS,
    PRIMARY,
    Comparison,
    Filter,
    FilterName,
)
from .errors import CannotEstimate, Refusal
from .estimate import Estimate
from .finding import Finding, Severity
from .instrument import Band, Catalogue, Condition, Instrument, Rule, Sourced
from .writing import (
    HIDDEN,
    decimals_of,
    format_brackets,
    format_interval,
    format_number,
    format_percent,
    label_instrument,
    label_measure,
    name_level,
    name_visit,
)

__all__ = [
    "ARMS",
    "DEFAULT_MARGIN",
    "ESTIMANDS",
    "FILTER_NAMES",
    "HIDDEN",
    "MARGINS",
    "NOT_RECORDED",
    "PARTICIPANT_COLUMNS",
    "PRIMARY",
    "SCORE_COLUMNS",
    "SUBSTANCES",
    "TABLE_COLUMNS",
    "Arm",
    "ArmBasis",
    "ArmSummary",
    "Band",
    "CannotEstimate",
    "Catalogue",
    "Cohort",
    "Comparison",
    "Condition",
    "Estimate",
    "Filter",
    "FilterName",
    "Finding",
    "Instrument",
    "Origin",
    "Refusal",
    "Rule",
    "Severity",
    "Sourced",
    "Visit",
    "decimals_of",
    "format_brackets",
    "format_interval",
    "format_number",
    "format_percent",
    "is_infusion",
    "label_arm",
    "label_instrument",
    "label_measure",
    "name_level",
    "name_visit",
    "settings",
    "support_rank",
]  # fmt: skip
