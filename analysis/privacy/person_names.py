"""Names of people, by a rule that would rather miss one than take a label for one."""

import re
from typing import Final

_GIVEN: Final = """
aaron abigail adam adrian ahmed aisha alan albert alejandro alex alexander alexandra ali alice
alison amanda amelia amy ana andrea andrew angela anita ann anna anne anthony antonio barbara
beatriz ben benjamin bernard brian bruce carlos carmen carol caroline catherine charles charlotte
chris christian christina christine christopher claire clara claudia colin craig cynthia daniel
david deborah denise dennis diana diane donald donna dorothy douglas edward elena elizabeth ella
emily emma eric erik ethan eva evelyn fatima fiona francesca francis frank fred gabriel gareth
gary geoffrey george gerald giovanni giulia gloria gordon graham greg gregory hannah hans harold
harry heather helen henry howard ian ingrid isabel isabella ivan jack jacob james jamie jane janet
jason javier jean jeffrey jennifer jeremy jessica jim joan joanna joe johanna john jonathan jorge
jose joseph joshua juan judith julia julie karen karl kate katherine kathleen keith kelly kenneth
kevin kim kyle larry laura lauren leo linda lisa louise lucas lucia lucy luis luke lynn manuel
marco margaret maria marie marion martha martin mary matthew megan melissa michael michelle miguel
mohamed mohammed monica nancy natalie neil nicholas nicole nigel noah nora olivia oliver omar oscar
pamela patricia patrick paul pedro peter petra philip pierre rachel ralph raymond rebecca ricardo
richard robert roberto robin roger ronald rosa ruth ryan samantha samuel sandra sara sarah scott
sean sharon simon sofia sophia sophie stefan stephanie stephen steven stuart susan tanya teresa
thomas tim timothy tom tracy ursula valerie vanessa veronica victor victoria vincent walter wendy
william yasmin yusuf zachary zoe
"""
GIVEN_NAMES: Final = frozenset(_GIVEN.split())

_PART: Final = r"(?:[OD]['’]|Mc|Mac)?[A-ZÀ-Þ][a-zß-ÿ]+"
_WORD: Final = rf"{_PART}(?:-{_PART})?"
ONE_NAME: Final = _WORD
TITLED: Final = r"(Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Sra?|Mme)\.? [A-ZÀ-Þ][A-Za-zß-ÿ'’ -]+"
SURNAME_FIRST: Final = rf"(?:{_WORD} )?{_WORD}, ?{_WORD}(?: [A-Z]\.?| {_WORD})?"
GIVEN_FIRST: Final = rf"{_WORD}(?: [A-Z]\.?| {_WORD})? {_WORD}"
CAPITALS: Final = r"[A-ZÀ-Þ][A-ZÀ-Þ'’-]+, ?[A-ZÀ-Þ][A-ZÀ-Þ'’-]+"

_CLINICAL: Final = re.compile(
    r"(?i)\b(depress|anxi|disorder|stress|ptsd|obsess|addict|infusion|therap|baseline|week|month|"
    r"visit|post|pre|treatment|control|placebo|drug|ketamine|nausea|pain|male|female|other|none|"
    r"unknown|mild|moderate|severe|alcohol|opioid|sleep|blood|head|dizz|vomit|single|married)"
)


def has_given_name(text: str) -> bool:
    """Whether one of the first names known stands where a first name would."""
    surname, _, given = text.partition(",")
    first = (given or surname).replace("-", " ").split()
    return bool(first) and first[0].casefold() in GIVEN_NAMES


def is_clinical(text: str) -> bool:
    """Whether a text holds a word of diagnoses, treatments, visits or categories."""
    return _CLINICAL.search(text) is not None
