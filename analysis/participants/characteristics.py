"""Who was in each arm (the counts of a Table 1)."""

import pandas as pd

from analysis.core import ARMS, NOT_RECORDED
from analysis.core.results import Count

CHARACTERISTICS = {
    "condition": "Condition",
    "substance": "Substance",
    "sex": "Sex",
    "age_band": "Age",
    "employment": "Employment",
    "prior_treatment": "Failed treatments before",
    "comorbidity": "Comorbid condition",
    "outside_psychotherapy": "Psychotherapy elsewhere",
    "other_medication": "Other psychiatric medication",
    "self_pay": "Pays themselves",
    "arm_reason": "Reason for the arm",
    "arm_received": "Received",
    "dose_band": "First dose",
    "site": "Site",
}
"""Columns of participants counted, with their names for a reader."""


def count_characteristics(participants: pd.DataFrame) -> tuple[Count, ...]:
    """People of each planned arm in each category of each recorded characteristic.

    Parameters
    ----------
    participants : DataFrame
        One row a person, the columns of `Cohort.participants`.

    Returns
    -------
    tuple of Count
        Characteristics nobody has a value for are left out; "not recorded" is a category of the
        others where anyone lacks the value, so that each characteristic adds up to its arm.
    """
    sizes = participants["arm"].value_counts()
    arms = [arm for arm in ARMS if sizes.get(arm, 0)]
    counts = []
    for column, name in CHARACTERISTICS.items():
        table = pd.crosstab(participants[column].astype(str), participants["arm"].astype(str))
        if set(table.index) == {NOT_RECORDED}:
            continue
        for category in _in_order(participants[column], table):
            for arm in arms:
                n = int(table.loc[category].get(arm, 0))
                counts.append(Count(name, category, arm, n, int(sizes[arm])))
    return tuple(counts)


def _in_order(column: pd.Series, table: pd.DataFrame) -> list[str]:
    """Categories as declared, those not recorded last."""
    ordered = [str(c) for c in column.cat.categories if str(c) in table.index]
    return sorted(ordered, key=lambda category: category == NOT_RECORDED)
