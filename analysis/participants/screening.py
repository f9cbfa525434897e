"""Who was not taken on, and why."""

import pandas as pd

from analysis.core.results import ScreenedOut


def count_screened_out(screening: pd.DataFrame) -> tuple[ScreenedOut, ...]:
    """People screened out or who declined, by reason, most frequent first."""
    if not len(screening):
        return ()
    away = screening[screening["outcome"].astype(str) != "enrolled"]
    pairs = away[["outcome", "reason"]].astype(str).value_counts()
    return tuple(
        ScreenedOut(reason, int(n), outcome=outcome) for (outcome, reason), n in pairs.items()
    )
