"""Codes of instruments in medical vocabularies: LOINC and SNOMED CT, and their OMOP concepts."""

from typing import Final

from ..roles import recognise_instrument

LOINC: Final = {
    "44261-6": "PHQ9", "44249-1": "PHQ9", "70274-6": "GAD7", "69737-5": "GAD7",
    "75626-2": "AUDITC",
}  # fmt: skip
"""Totals, and the panels they are the total of."""

SNOMED: Final = {"720433000": "PHQ9", "758711000000105": "PHQ9", "704501007": "GAD7",
                 "763256006": "AUDITC"}  # fmt: skip
OMOP_CONCEPTS: Final = {"3042932": "PHQ9", "44804610": "PHQ9", "45772733": "GAD7",
                        "46235357": "AUDITC"}  # fmt: skip


def find_coded_instrument(text: str) -> str | None:
    """The instrument a code, or a name with a code ("PHQ-9", "LOINC 44261-6"), stands for."""
    plain = text.strip()
    for word in plain.replace(":", " ").replace("|", " ").split():
        found = LOINC.get(word) or SNOMED.get(word)
        if found:
            return found
    return recognise_instrument(plain)
