"""Adverse events by kind: which terms, as clinics write them, belong together.

The groups are those that ketamine and psychedelic clinics watch (and the issue of this program
asks for), named after MedDRA preferred terms; they are no MedDRA coding, for which the dictionary
is licensed. A term belongs to every group with a word in it, compared in small letters, whole
words, `*` standing for any ending. What belongs nowhere is counted under any adverse event alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np


@dataclass(frozen=True)
class EventGroup:
    """One kind of adverse event: words that make a term one, and words that make it none.

    `serious` groups are named even where numbers are hidden.
    """

    code: str
    label: str
    words: tuple[str, ...]
    but_not: tuple[str, ...] = ()
    serious: bool = False


GROUPS: Final = (
    EventGroup("death", "Death", ("death", "died", "fatal*", "completed suicide"),
               ("fear of death", "near-death experience", "near death experience"), True),
    EventGroup("suicidality", "Suicidal thoughts or behaviour reported",
               ("suicid*", "self-harm*", "self harm*", "self-injur*", "intentional overdose"),
               (), True),
    EventGroup("mania_psychosis", "Mania or psychosis",
               ("mania", "manic", "hypomani*", "psychosis", "psychotic", "delusion*", "paranoi*"),
               (), True),
    EventGroup("panic", "Panic or severe anxiety", ("panic*", "anxiety attack", "terror")),
    EventGroup("anxiety", "Anxiety during or after", ("anxi*", "agitat*", "restless*")),
    EventGroup("dissociation", "Dissociation",
               ("dissociat*", "derealis*", "derealiz*", "depersonalis*", "depersonaliz*",
                "out of body")),
    EventGroup("urinary", "Urinary symptoms",
               ("urin*", "cystitis", "bladder", "dysuria", "haematuria", "hematuria",
                "pollakiuria")),
    EventGroup("misuse", "Misuse or craving for the substance",
               ("misuse", "abuse*", "drug seeking", "drug-seeking", "diversion", "craving*",
                "dependence"), ("craving reduced",), True),
    EventGroup("stopped", "Infusion stopped or interrupted",
               ("infusion stopped", "infusion interrupted", "infusion discontinued",
                "session stopped", "dosing stopped", "stopped early", "infusion reaction")),
    EventGroup("blood_pressure", "Raised blood pressure",
               ("blood pressure", "hypertens*"), ("low blood pressure", "hypotens*")),
    EventGroup("heart", "Heart rate or rhythm",
               ("tachycard*", "bradycard*", "palpitation*", "arrhythm*", "chest pain")),
    EventGroup("breathing", "Breathing or oxygen",
               ("desaturation", "hypox*", "apnoea", "apnea", "respiratory depression", "dyspn*",
                "laryngospasm")),
    EventGroup("nausea", "Nausea or vomiting", ("nausea", "vomit*")),
    EventGroup("dizziness", "Dizziness", ("dizz*", "vertigo", "lightheaded*", "light-headed*")),
    EventGroup("headache", "Headache", ("headache*", "migraine")),
    EventGroup("sedation", "Sedation or tiredness",
               ("sedat*", "somnolen*", "tired*", "fatigue", "drows*")),
    EventGroup("hospital", "Admission to hospital", ("hospital*", "admission", "admitted"),
               (), True),
)  # fmt: skip
"""In the order they are told: what matters most first."""


def match_terms(terms: Iterable[str], group: EventGroup) -> np.ndarray:
    """Whether each term belongs to a group.

    Parameters
    ----------
    terms : iterable of str
        Terms of adverse events in the file's own words.
    group : EventGroup
        The group asked about.

    Returns
    -------
    ndarray of bool
        One a term, in their order.
    """
    wanted, unwanted = _pattern(group.words), _pattern(group.but_not)
    found = []
    for term in terms:
        text = unwanted.sub(" ", term.lower()) if group.but_not else term.lower()
        found.append(wanted.search(text) is not None)
    return np.array(found, dtype=bool)


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """A word may have any ending where it has a star, and otherwise stands whole."""
    written = (re.escape(word).replace(r"\*", r"\w*") for word in words)
    return re.compile(r"\b(?:" + "|".join(written) + r")\b")
