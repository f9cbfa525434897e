"""The demonstration cohort that comes with the program: synthetic, the same for everyone."""

from functools import lru_cache
from typing import Final

from analysis.core import Cohort

from .cohort_files import load_path
from .instruments import DATA

_NAME: Final = "Demonstration cohort (SYNTHETIC)"
_KEY: Final = b"demonstration"
"""Nobody is behind these ids, so the key may be known: every load gives the same cohort."""


@lru_cache(maxsize=1)
def load_demonstration() -> Cohort:
    """The demonstration cohort, read once a process.

    Raises
    ------
    ValueError
        When its files do not make a cohort; the findings say why.
    """
    loaded = load_path(DATA / "demo_cohort", name=_NAME, origin="demonstration", key=_KEY)
    if loaded.cohort is None:
        wrong = [finding.message for finding in loaded.findings if finding.severity != "info"]
        raise ValueError(" ".join(["The demonstration cohort cannot be read.", *wrong]))
    return loaded.cohort
