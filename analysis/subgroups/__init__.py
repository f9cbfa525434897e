"""For whom: interactions, several tests together, shrinkage, and dose."""

from .declared import adjust_together, compare_subgroups
from .dose import describe_doses, dose_slope
from .drug_dose import DOSE_EDGES, drug_dose
from .exposure_by_day import first_doses, followed_past, infusions_by, mean_doses, therapy_by
from .interaction import interaction, moderator_slope
from .multiplicity import adjust_p_values
from .shrinkage import shrink
from .shrinkage_coverage import ShrinkageCoverage, measure_coverage
from .therapy_dose import therapy_dose
from .therapy_timing import compare_timing, first_after_infusion

__all__ = [
    "DOSE_EDGES", "ShrinkageCoverage", "adjust_p_values", "adjust_together", "compare_subgroups",
    "compare_timing", "describe_doses", "dose_slope", "drug_dose", "first_after_infusion",
    "first_doses", "followed_past", "infusions_by", "interaction", "mean_doses",
    "measure_coverage", "moderator_slope", "shrink", "therapy_by", "therapy_dose",
]  # fmt: skip
