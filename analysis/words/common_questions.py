"""The questions people ask, answered from the data on screen, or not."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import pandas as pd

from analysis.core import PeopleAsk, Refusal
from analysis.privacy import Released

from .durability import say_in_response
from .over_time import say_what_is_known
from .overview import say_overview
from .safety import say_safety, say_screening, say_sessions
from .therapy import (
    say_arms_between,
    say_outcomes_by_support,
    say_received,
    say_session_timing,
    say_therapist_timing,
)

TITLE_QUESTIONS: Final = "What do people ask?"
NOTHING_HERE: Final = "These data hold nothing on it."

_Say = Callable[[Released[Any]], str | tuple[str, ...]]

_FROM_DATA: Final[dict[str, tuple[tuple[str, _Say], ...]]] = {
    "which": (("effects", say_overview),),
    "safe": (("people", say_screening), ("safety", say_safety)),
    "alone": (),
    "high": (("safety", say_sessions),),
    "day": (("received", say_received), ("received", say_session_timing)),
    "writing": (("arms", say_outcomes_by_support), ("arms", say_arms_between)),
    "soon": (("timing", say_therapist_timing),),
    "long": (("over_time", say_what_is_known), ("response", say_in_response)),
}
"""By question, the answers it draws on and the sentence taken from each."""

ABOUT_ONE_CONDITION: Final = ("day", "writing", "soon", "long")
"""Questions whose answer from the data is about the condition chosen."""


def say_from_data(code: str, answers: Mapping[str, Released[Any] | Refusal]) -> tuple[str, ...]:
    """What the data on screen say to one question; that they hold nothing, where they do not.

    Parameters
    ----------
    code : str
        Code of the question.
    answers : mapping
        As `analysis.answers.common_questions` gives them.
    """
    said: list[str] = []
    for name, say in _FROM_DATA.get(code, ()):
        answer = answers[name]
        if isinstance(answer, Refusal):
            said.append(f"{answer.sentence} {answer.mend}".strip())
            continue
        sentences = say(answer)
        said += [sentences] if isinstance(sentences, str) else list(sentences)
    return tuple(dict.fromkeys(filter(None, said))) or (NOTHING_HERE,)


def table_of_published(question: PeopleAsk) -> pd.DataFrame:
    """One row a publication: what it found, what kind it is, and where it stands."""
    return pd.DataFrame(
        [
            {
                "Published": s.statement,
                "Kind": s.standing,
                "Source": f"{s.citation}. {'doi ' + s.doi if s.doi else ''}".strip(),
            }
            for s in question.published
        ]
    )
