"""Who was not taken on, and why."""

import pandas as pd

from analysis.core.results import ScreenedOut


def count_screened_out(screening: pd.DataFrame) -> tuple[ScreenedOut, ...]:
    """People screened out or who declined, by reason, most frequent first."""
    if not len(screening):
        return ()
    away = screening[screening["outcome"].astype(str) != "enrolled"]
    reasons = away["reason"].astype(str).value_counts()
    return tuple(ScreenedOut(str(reason), int(n)) for reason, n in reasons.items())
