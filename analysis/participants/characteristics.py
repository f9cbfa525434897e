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
    "comorbidity": "Comorbid conditions",
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
        values = participants[column]
        values = _count_comorbid(values) if column == "comorbidity" else values
        table = pd.crosstab(values.astype(str), participants["arm"].astype(str))
        if set(table.index) == {NOT_RECORDED}:
            continue
        for category in _in_order(values, table):
            for arm in arms:
                n = int(table.loc[category].get(arm, 0))
                counts.append(Count(name, category, arm, n, int(sizes[arm])))
    return tuple(counts)


def _in_order(column: pd.Series, table: pd.DataFrame) -> list[str]:
    """Categories as declared, those not recorded last."""
    ordered = [str(c) for c in column.cat.categories if str(c) in table.index]
    return sorted(ordered, key=lambda category: category == NOT_RECORDED)


def _count_comorbid(listed: pd.Series) -> pd.Series:
    """How many comorbid conditions: the combinations themselves are groups of one or two people."""
    several = "two or more"
    numbers = {
        text: text if text in (NOT_RECORDED, "none") else several if ";" in text else "one"
        for text in map(str, listed.cat.categories)
    }
    return pd.Series(
        pd.Categorical(listed.astype(str).map(numbers), ["none", "one", several, NOT_RECORDED])
    )
