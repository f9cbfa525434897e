"""Is it safe?"""

import pandas as pd

from analysis.answers import better_and_worse, safety, who_took_part
from analysis.words import (
    say_asking,
    say_better_and_worse,
    say_nobody,
    say_recorded,
    say_safety,
    say_screening,
    say_sessions,
    table_of_better_and_worse,
    table_of_harms,
    table_of_rates,
    table_of_screening,
    table_of_sessions,
)

from .printed import Asked, Printed, try_part

SPLITS = {"kind": "Adverse events by kind", "severity": "Adverse events by how bad",
          "time": "Adverse events by days since an infusion"}  # fmt: skip


def print_is_it_safe(asked: Asked) -> Printed:
    """Harms by arm, outcomes beside them, what was watched and who was not taken on."""
    question = (asked.cohort, asked.comparison)
    split = asked.choice("split", tuple(SPLITS))
    found, why = try_part(safety, *question, asked.view)
    both, why_not = try_part(better_and_worse, *question, asked.condition, asked.view)
    reasons = who_took_part(asked.cohort, asked.view)
    said: list[str] = []
    tables: dict[str, pd.DataFrame] = {}
    if found is not None:
        said += [say_safety(found), say_recorded(found), say_nobody(found), say_asking(found),
                 say_sessions(found)]  # fmt: skip
        tables |= {SPLITS[split]: table_of_harms(found, found.result.split(split)),
                   "During the sessions": table_of_sessions(found),
                   "Rates": table_of_rates(found)}  # fmt: skip
    if both is not None:
        said.append(say_better_and_worse(both))
        tables["Who got better, who got worse"] = table_of_better_and_worse(both)
    tables["Who was not taken on"] = table_of_screening(reasons)
    said += [say_screening(reasons), why, why_not if why_not != why else ""]
    return Printed(found or both or reasons, tuple(said), tables)
