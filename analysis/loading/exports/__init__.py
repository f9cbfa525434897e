"""Exports of other programs, recognised and rewritten as the tables of a cohort.

Findings of this room: `export_recognised` (what told it), `files_not_read`, `column_from_scores`,
`arms_from_events`, `arms_from_cohort`, `visits_from_instances`, `codes_from_dictionary`,
`checkboxes`, `form_not_complete`, `measures_not_known`, `response_not_finished`,
`concept_not_known`, and `not_analysis_record` for previews of a survey.
Of trials: `not_analysis_record` (derived, not flagged, unscheduled, screened out, a baseline that
is not the one flagged), `baseline_by_flag`, `baseline_disagrees`, `screening_day_assumed`,
`arm_changes_by_record`. Of single answers: `totals_from_items`, `item_missing`,
`item_out_of_range`, `total_disagrees`.
"""

from .export import Export, Recogniser, report_export
from .joined import find_cohort
from .registry import RECOGNISERS, recognise_export

__all__ = [
    "RECOGNISERS",
    "Export",
    "Recogniser",
    "find_cohort",
    "recognise_export",
    "report_export",
]
