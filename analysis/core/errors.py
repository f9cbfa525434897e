"""What cannot be estimated, said as an answer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """Why a number is not given, and what would make it possible."""

    code: str
    sentence: str
    mend: str = ""


class CannotEstimate(Exception):
    """Raised by estimators; `answers` catches it per condition and shows the refusal."""

    def __init__(self, code: str, sentence: str, mend: str = "") -> None:
        super().__init__(sentence)
        self.refusal = Refusal(code, sentence, mend)
