"""What must stand above every answer: made up or real, shown in full or not, at random or not."""

from typing import Any

from analysis.privacy import Released

from .phrases import raise_first, say_assignment

SYNTHETIC = (
    "Synthetic data: made up by a program to show what this dashboard does. No real patient."
)
NOT_FOR_SHARING = "Full detail of your own file: not for sharing."
PROTECTED = "Protected view: numbers that rest on too few people are hidden."


def mark_of(released: Released[Any]) -> str:
    """The banner over an answer, from its data and how it was released."""
    data = released.result.data
    said = [SYNTHETIC] if data.synthetic else []
    if released.view == "protected":
        said.append(PROTECTED)
    elif not data.synthetic:
        said.append(NOT_FOR_SHARING)
    return " ".join([*said, raise_first(say_assignment(data.randomised)) + "."])
