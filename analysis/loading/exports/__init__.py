"""Exports of other programs, recognised and rewritten as the tables of a cohort.

Findings of this room: `export_recognised` (what told it), `files_not_read`, `column_from_scores`,
`arms_from_events`, `arms_from_cohort`, `visits_from_instances`, `codes_from_dictionary`,
`checkboxes`, `form_not_complete`, `measures_not_known`, `response_not_finished`,
`concept_not_known`, and `not_analysis_record` for previews of a survey.
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
