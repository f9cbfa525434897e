"""For whom: interactions, several tests together, shrinkage, and dose."""

from .declared import DECLARABLE, DECLARED, compare_subgroups, levels_in_cohort, severity_bands
from .dose import describe_doses, dose_slope
from .drug_dose import drug_dose
from .exposure_by_day import first_doses, followed_past, infusions_by, mean_doses, therapy_by
from .interaction import interaction, moderator_slope
from .multiplicity import adjust_p_values
from .shrinkage import shrink
from .shrinkage_coverage import ShrinkageCoverage, measure_coverage
from .therapy_dose import therapy_dose

__all__ = [
    "DECLARABLE", "DECLARED", "ShrinkageCoverage", "adjust_p_values", "compare_subgroups",
    "describe_doses", "dose_slope", "drug_dose", "first_doses", "followed_past", "infusions_by",
    "interaction",
    "levels_in_cohort", "mean_doses", "measure_coverage", "moderator_slope", "severity_bands",
    "shrink", "therapy_by", "therapy_dose",
]  # fmt: skip
