"""Well-known spellings of roles, arms, conditions, substances and categories."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

Finder = Callable[[str], str | None]


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """A label without case, spaces and punctuation, so that spellings of one label meet."""
    return re.sub(r"[\W_]+", "", text.replace("+", "plus").replace("&", "and")).casefold()


def _reverse(spellings: dict[str, str]) -> dict[str, str]:
    """Folded spelling -> code; every code is a spelling of itself."""
    return {
        fold(spelling): code
        for code, listed in spellings.items()
        for spelling in (code, *listed.split(", "))
    }


_ROLES: Final = _reverse({
    "patient_id": "id, participant, participant id, subject, subject id, subjid, record id, "
    "study id, patient, pid, usubjid, person, person id, case id",
    "arm_planned": "planned arm, allocated arm, allocation, randomised arm, randomized arm, "
    "trt01p, trtp, arm allocated, assigned arm",
    "arm_received": "received arm, treatment received, trt01a, trta, actual arm",
    "arm": "treatment, group, trt, treatment group, treatment arm, study arm, therapy group",
    "condition": "diagnosis, primary diagnosis, primary condition, indication, disorder",
    "substance": "drug, medicine, compound, psychedelic, agent",
    "sex": "gender, sex at birth",
    "age": "age years, age at baseline, age in years",
    "employment": "employed, employment status, occupation status, work status",
    "site": "site id, centre, center, clinic, location",
    "therapist": "therapist id, clinician, clinician id, provider, provider id",
    "prior_treatments": "prior treatment, prior treatments, failed treatments, failed trials, "
    "previous treatments, n prior treatments, number of failed treatments",
    "comorbidity": "comorbidities, comorbid condition, comorbid conditions",
    "outside_psychotherapy": "external psychotherapy, psychotherapy elsewhere, outside therapy",
    "other_medication": "concomitant medication, other psychiatric medication, other meds",
    "self_pay": "pays themselves, self funded, private pay",
    "arm_reason": "reason for arm, reason arm",
    "expectancy": "expectation, expected improvement",
    "dose_mg_per_kg": "mg per kg, mg/kg, dose, dose mg/kg, mgkg",
    "enrolment_rank": "enrolment order, order of enrolment, enrolment number, enrollment rank, "
    "enrollment order, order of enrollment, enrollment number, randomisation number, "
    "randomization number, inclusion number",
    "visit": "time, timepoint, time point, visit name, avisit, wave, assessment, occasion, "
    "visit label, week, weeks, month, months, redcap event name, event name",
    "day": "study day, ady, day of study, days, days since baseline, days since first infusion, "
    "days from first infusion, days since infusion, visit day",
    "instrument": "measure, scale, questionnaire, outcome measure, test, paramcd, param, "
    "instrument code, outcome",
    "score": "value, total, total score, aval, result, raw score",
    "rater_blinded": "blinded, blinded rater, rater blind",
    "baseline": "baseline score, baseline value, score at baseline",
    "start_date": "first infusion date, date of first infusion, first dose date, date of first "
    "dose, first treatment date, treatment start date, treatment start, trtsdt, trtsdtc, baseline "
    "date, date of baseline, index date, first session date, infusion 1 date, day 0 date",
    "ignore": "not used, drop",
})  # fmt: skip

_ARMS: Final = _reverse({
    "infusion_only": "infusion only, infusions only, infusion alone, infusions alone, ketamine "
    "only, ketamine alone, dosing only, drug only, infusion without psychotherapy, ketamine "
    "without psychotherapy, iv only, iv ketamine only",
    "infusion_plus_journaling": "journaling, journalling, journal, debrief, nurse debrief, "
    "infusion + journaling, infusion + journalling, infusion + debrief, infusion + nurse debrief, "
    "infusion plus journaling or debrief, infusion + journaling or debrief, ketamine + journaling, "
    "ketamine + debrief, infusion with journaling, infusion and journaling, infusion with debrief, "
    "dosing + journaling, dosing + journaling or debrief, infusion_plus_debrief",
    "infusion_plus_psychotherapy": "psychotherapy, kap, kat, ketamine assisted psychotherapy, "
    "ketamine assisted therapy, ketamine + psychotherapy, ketamine with psychotherapy, ketamine "
    "and psychotherapy, ketamine + therapy, infusion + psychotherapy, infusions + psychotherapy, "
    "infusion with psychotherapy, infusions with psychotherapy, infusion and psychotherapy, "
    "infusion + therapy, infusion with therapy, infusion plus therapy, dosing + psychotherapy, "
    "psychotherapy assisted, iv + psychotherapy, iv ketamine + psychotherapy",
})  # fmt: skip

_CONDITIONS: Final = _reverse({
    "depression": "mdd, trd, major depression, major depressive disorder, depressive disorder, "
    "treatment resistant depression, depressed",
    "ptsd": "post-traumatic stress disorder, posttraumatic stress disorder",
    "complex_ptsd": "cptsd, c-ptsd, complex post-traumatic stress disorder",
    "anxiety": "gad, generalised anxiety, generalized anxiety, generalised anxiety disorder, "
    "generalized anxiety disorder, anxiety disorder",
    "ocd": "obsessive compulsive disorder, obsessive-compulsive",
    "addiction": "substance use disorder, sud, alcohol use disorder, aud, alcohol, opioid use "
    "disorder, oud, substance use, dependence",
})  # fmt: skip

_SUBSTANCES: Final = _reverse({
    "ketamine_iv": "ketamine, iv ketamine, intravenous ketamine, ketamine infusion, ketamine i.v.",
    "ketamine_im": "im ketamine, intramuscular ketamine",
    "ketamine_nasal": "esketamine, nasal ketamine, intranasal ketamine, nasal esketamine, "
    "intranasal esketamine, spravato",
    "ketamine_oral": "oral ketamine, sublingual ketamine",
    "psilocybin": "psilocybine",
    "mdma": "midomafetamine, 3,4-methylenedioxymethamphetamine",
    "lsd": "lysergide, lysergic acid diethylamide",
})  # fmt: skip

_YES_NO: Final = _reverse({"yes": "y, true, 1, ja", "no": "n, false, 0, nein"})
_CATEGORIES: Final[dict[str, dict[str, str]]] = {
    "sex": _reverse({"female": "f, woman, w, women", "male": "m, man, men",
                     "other": "x, non-binary, nonbinary, intersex"}),
    "employment": _reverse({
        "employed": "yes, working, full time, part time, self employed, employed full time, "
        "employed part time",
        "not_employed": "no, unemployed, not working, on sick leave, sick leave, disabled",
        "retired_or_student": "retired, student",
    }),
    "outside_psychotherapy": _YES_NO, "other_medication": _YES_NO, "self_pay": _YES_NO,
    "rater_blinded": _YES_NO,
    "arm_reason": _reverse({"offered_to_all": "offered to everyone", "preference": "patient "
                            "preference", "cost": "costs, financial", "therapist_capacity":
                            "capacity", "clinical_advice": "clinician advice, advice"}),
    "substance": _SUBSTANCES,
}  # fmt: skip

CATEGORIES: Final = {role: tuple(dict.fromkeys(v.values())) for role, v in _CATEGORIES.items()}
"""Categories known for a role, in order."""


def find_role(text: str) -> str | None:
    """The role a column of this name has, by well-known spellings."""
    return _ROLES.get(fold(text))


def list_ids(columns: Iterable[str]) -> list[str]:
    """Columns named as patient ids, the likeliest first.

    In trial data the study's own number (STUDYID) stands in front of the subject's (USUBJID).
    """
    named = [column for column in columns if find_role(column) == "patient_id"]
    return sorted(named, key=lambda column: fold(column) != "usubjid")


def find_arm(text: str) -> str | None:
    """The arm of a confident spelling; "TAU" or a study's own name is nobody's to guess."""
    return _ARMS.get(fold(text))


def find_condition(text: str) -> str | None:
    """The condition of a well-known spelling."""
    return _CONDITIONS.get(fold(text))


def find_category(role: str, text: str) -> str | None:
    """The category of a role (`sex`, `employment`, `substance` ...) that a text means."""
    return _CATEGORIES[role].get(fold(text))


def has_categories(role: str) -> bool:
    """Whether a role has a fixed list of categories."""
    return role in _CATEGORIES
