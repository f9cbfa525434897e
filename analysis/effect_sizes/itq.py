"""PTSD and complex PTSD (ICD-11) from the International Trauma Questionnaire, gaps left open."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.core import CannotEstimate

from .three_valued import YES, all_of, any_of, known, none_of

SOURCE: Final = "Cloitre et al. 2018, Acta Psychiatr Scand 138:536-546"
ITQ_ITEMS: Final = tuple(f"{part}{number}" for part in "pc" for number in range(1, 10))
"""P1 to P9 (PTSD), C1 to C9 (disturbances in self-organisation)."""

_PRESENT, _MOST = 2, 4
_PTSD: Final = {
    "re_experiencing": ("p1", "p2"),
    "avoidance": ("p3", "p4"),
    "threat": ("p5", "p6"),
    "ptsd_impairment": ("p7", "p8", "p9"),
}
_DSO: Final = {
    "affective_dysregulation": ("c1", "c2"),
    "negative_self_concept": ("c3", "c4"),
    "disturbed_relationships": ("c5", "c6"),
    "dso_impairment": ("c7", "c8", "c9"),
}


@dataclass(frozen=True, eq=False)
class ItqDiagnoses:
    """Probable diagnoses of n people: 1 yes, 0 no, nan cannot say; each of shape (n,).

    `clusters` by name; `ptsd` is that without complex PTSD, so nobody has both.
    """

    clusters: Mapping[str, np.ndarray]
    ptsd_criteria: np.ndarray
    dso_criteria: np.ndarray
    ptsd: np.ndarray
    complex_ptsd: np.ndarray

    def count(self) -> dict[str, int]:
        """People with PTSD, with complex PTSD, with neither, and those it cannot be said of."""
        neither = none_of(self.ptsd, self.complex_ptsd)
        ptsd, both, no = (
            int((one == YES).sum()) for one in (self.ptsd, self.complex_ptsd, neither)
        )
        return {
            "ptsd": ptsd, "complex_ptsd": both, "neither": no,
            "cannot_say": len(neither) - ptsd - both - no,
        }  # fmt: skip


def diagnose_itq(items: Mapping[str, np.ndarray]) -> ItqDiagnoses:
    """Probable PTSD or complex PTSD of each person, never both.

    Parameters
    ----------
    items : mapping of str to ndarray, shape (n,)
        Answers 0 to 4 by item ("p1" ... "p9", "c1" ... "c9"), nan where missing.

    Raises
    ------
    CannotEstimate
        "no_items" naming the items that are wanting; "no_people"; "bad_items" when an answer is not
        0, 1, 2, 3 or 4.

    Notes
    -----
    An item is present from 2. PTSD criteria: one of two in each of re-experiencing (P1, P2),
    avoidance (P3, P4) and threat (P5, P6), and one of three impairments (P7 to P9). Disturbances in
    self-organisation: the same with C1 to C6 and C7 to C9. Complex PTSD is both, PTSD the first
    without the second. One item present decides its cluster whatever the others were, and one
    cluster not met decides the whole.

    References
    ----------
    Cloitre M, Shevlin M, Brewin CR et al. (2018). Acta Psychiatr Scand 138:536-546.
    """
    present = {name: _read_item(items, name) for name in ITQ_ITEMS}
    clusters = {
        name: any_of(*(present[item] for item in members))
        for name, members in (*_PTSD.items(), *_DSO.items())
    }
    ptsd = all_of(*(clusters[name] for name in _PTSD))
    disturbance = all_of(*(clusters[name] for name in _DSO))
    return ItqDiagnoses(
        clusters=clusters,
        ptsd_criteria=ptsd,
        dso_criteria=disturbance,
        ptsd=all_of(ptsd, none_of(disturbance)),
        complex_ptsd=all_of(ptsd, disturbance),
    )


def _read_item(items: Mapping[str, np.ndarray], name: str) -> np.ndarray:
    wanting = [item.upper() for item in ITQ_ITEMS if item not in items]
    if wanting:
        raise CannotEstimate("no_items", f"Items of the ITQ are wanting: {', '.join(wanting)}.",
                             "Give P1 to P9 and C1 to C9, a column each.")  # fmt: skip
    answers = np.asarray(items[name], dtype=float)
    if len(answers) == 0:
        raise CannotEstimate("no_people", "Nobody has answered.", "Choose another visit.")
    if not (np.isnan(answers) | np.isin(answers, range(_MOST + 1))).all():
        raise CannotEstimate("bad_items", f"An answer to {name.upper()} is not 0, 1, 2, 3 or 4.",
                             "Correct the answer, or leave it empty.")  # fmt: skip
    return known(answers >= _PRESENT, answers)
