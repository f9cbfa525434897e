"""What arms that chance did not form are weighted for, and what was recorded beside it."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from analysis.core import NOT_RECORDED, settings
from analysis.effect_sizes import Covariates, encode_covariates

from .analysed import CONFOUNDERS

WEIGHTED_FOR: Final = CONFOUNDERS | {
    "outside_psychotherapy": "psychotherapy elsewhere",
    "other_medication": "other medication",
    "self_pay": "who pays",
    "comorbidity": "other conditions",
    "expectancy": "expected improvement",
}
"""Known before the first infusion, in the order they are taken into the propensity model."""

_PEOPLE_A_COLUMN: Final = 5
"""The smaller arm has at least so many people for each column of the model."""

_NUMBERS: Final = ("expectancy",)


@dataclass(frozen=True, eq=False)
class WeightedFor:
    """Columns of the model (severity at baseline apart), and of what had to be left out of it."""

    inside: Covariates
    outside: Covariates


def read_weighted_for(people: pd.DataFrame, smaller_arm: int) -> WeightedFor:
    """Covariates of the model and outside it, for people analysed.

    Parameters
    ----------
    people : DataFrame
        Rows of `Cohort.participants`, one a person analysed.
    smaller_arm : int
        People in the smaller of the two arms: it says how many columns a model can bear.

    Notes
    -----
    What a comparison is always adjusted for (`CONFOUNDERS`, and therapy and medication elsewhere)
    is in the model whatever the numbers; the rest joins it in order while the smaller arm has
    `_PEOPLE_A_COLUMN` people for each column. What is left out is judged by the gate.
    """
    names = list(WEIGHTED_FOR)
    always = len(CONFOUNDERS) + 2
    inside = encode(people, names[:always])
    taken = names[:always]
    for name in names[always:]:
        wider = encode(people, [*taken, name])
        if smaller_arm >= _PEOPLE_A_COLUMN * (wider.matrix.shape[1] + 1):
            inside, taken = wider, [*taken, name]
    return WeightedFor(inside, encode(people, [name for name in names if name not in taken]))


def encode(people: pd.DataFrame, names: list[str]) -> Covariates:
    """Columns of some of `WEIGHTED_FOR`: categories as dummies, numbers as they are."""
    frame = people[[name for name in names if name not in _NUMBERS]]
    if "comorbidity" in frame:
        listed = frame["comorbidity"].astype(str)
        frame = frame.assign(comorbidity=listed.where(listed.isin(["none", NOT_RECORDED]), "yes"))
    coded = encode_covariates(frame)
    for name in _NUMBERS:
        if name in names:
            coded = _add_number(coded, name, people[name].to_numpy(dtype=float))
    return coded


def _add_number(coded: Covariates, name: str, values: np.ndarray) -> Covariates:
    """With a number most people have; those who were not asked stand at the mean."""
    known = np.isfinite(values)
    if known.mean() < settings.GATE_RECORDED_SHARE or np.ptp(values[known]) == 0:
        return coded
    column = np.where(known, values, values[known].mean())
    return replace(
        coded,
        matrix=np.column_stack([coded.matrix, column - column.mean()]),
        names=(*coded.names, name),
        columns=(*coded.columns, name),
        levels=(*coded.levels, "yes"),
    )
