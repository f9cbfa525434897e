"""Scores a damaged file was read to hold that the clean one does not."""

from collections import Counter

from analysis.loading import UnreadableFile, load_cohort

from .bases import Base
from .damaged import Damaged

Key = tuple[str, str, str, float]
_OTHER_SCORES = ("tables_joined", "tables_stacked", "header_shifted")
"""Damage that brings in other scores, or gives columns another meaning."""


def find_made_up(kind: str, base: Base, damaged: Damaged) -> Counter[Key]:
    """Scores by instrument, arm and visit that were never written; none where it is refused."""
    if kind in _OTHER_SCORES:
        return Counter()
    try:
        cohort = load_cohort(damaged.data, "upload.csv", key=b"test").cohort
    except UnreadableFile:
        return Counter()
    if cohort is None:
        return Counter()
    arms = cohort.participants["arm"].astype(str).to_numpy()
    read = Counter(
        (str(row.instrument), arms[row.participant], _plain(cohort.visits[row.visit].label),
         float(row.score))
        for row in cohort.scores.itertuples()
        if row.visit >= 0
    )  # fmt: skip
    written = Counter(
        (s.instrument, s.person.arm, _plain(s.visit), s.value)
        for s in base.clean.scores
        if s.value is not None
    )
    return read - written


def _plain(visit: str) -> str:
    return visit.replace(" ", "")
