"""The files of an empty cohort: every column, and a few rows that are plainly made up."""

from typing import Final

from .mapping import Mapping

_PARTICIPANTS: Final = """\
patient_id,arm_planned,arm_received,condition,substance,sex,age,employment,site,therapist,\
prior_treatments,comorbidity,outside_psychotherapy,other_medication,self_pay,arm_reason,\
expectancy,dose_mg_per_kg,enrolment_rank
EXAMPLE-1,infusion_only,infusion_only,depression,ketamine_iv,female,41,employed,north,,\
2,none,no,yes,no,preference,6,0.5,1
EXAMPLE-2,infusion_plus_psychotherapy,infusion_plus_psychotherapy,depression,ketamine_iv,male,35,\
not_employed,north,T1,3,anxiety;ptsd,no,no,yes,offered_to_all,7,0.5,2
EXAMPLE-3,infusion_plus_journaling,infusion_only,ptsd,ketamine_iv,other,58,retired_or_student,\
south,,1,none,yes,yes,no,therapist_capacity,5,0.75,3
"""

_SCORES: Final = """\
patient_id,visit,day,instrument,score,rater_blinded
EXAMPLE-1,baseline,0,PHQ9,18,
EXAMPLE-1,week 12,84,PHQ9,9,
EXAMPLE-2,baseline,-3,PHQ9,20,
EXAMPLE-2,week 12,80,PHQ9,7,
EXAMPLE-3,baseline,-1,PCL5,51,
EXAMPLE-3,week 12,85,PCL5,33,
"""

_INFUSIONS: Final = """\
patient_id,day,number,drug,mg,mg_per_kg,route,purpose
EXAMPLE-1,0,1,ketamine,40,0.5,iv,initial
EXAMPLE-1,60,2,ketamine,40,0.5,iv,maintenance
EXAMPLE-2,0,1,ketamine,35,0.5,iv,initial
"""

_THERAPY: Final = """\
patient_id,day,minutes,type,timing,hours_after_infusion,therapist,training
EXAMPLE-2,-2,50,preparation,preparation,,T1,psychologist
EXAMPLE-2,1,60,integration,within_week,24,T1,psychologist
EXAMPLE-3,0,20,journaling,same_day,2,,nurse
"""

_MEASURES: Final = """\
patient_id,day,minutes_after_start,measure,value
EXAMPLE-1,0,0,systolic,122
EXAMPLE-1,0,40,cadss,18
"""

_EVENTS: Final = """\
patient_id,day,kind,term,severity,serious
EXAMPLE-1,0,adverse,nausea,mild,no
EXAMPLE-3,90,withdrawal,,,no
"""

_SCREENING: Final = """\
screening_number,outcome,reason
S-1,enrolled,
S-2,screened_out,uncontrolled_blood_pressure
S-3,declined,travel
"""

_ITEMS: Final = """\
patient_id,day,instrument,item,answer
EXAMPLE-1,0,PHQ9,1,3
EXAMPLE-1,0,PHQ9,2,2
"""

_FILES: Final = {
    "participants.csv": _PARTICIPANTS, "scores.csv": _SCORES, "infusions.csv": _INFUSIONS,
    "therapy_sessions.csv": _THERAPY, "session_measures.csv": _MEASURES, "events.csv": _EVENTS,
    "screening.csv": _SCREENING, "items.csv": _ITEMS,
}  # fmt: skip


def write_template() -> dict[str, bytes]:
    """The template's files by name: CSV tables and the mapping that goes with them.

    Returns
    -------
    dict of bytes
        UTF-8, lines ending as a spreadsheet writes them. Only participants.csv and scores.csv are
        needed; the example rows are to be replaced.
    """
    mapping = Mapping(
        shape="tables",
        visits={"baseline": 0, "week 12": 84},
        clock="first infusion",
        primary_visit="week 12",
    )
    tables = {name: text.replace("\n", "\r\n").encode() for name, text in _FILES.items()}
    return tables | {"template.map.json": mapping.to_json().encode()}
