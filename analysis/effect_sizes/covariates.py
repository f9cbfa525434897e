"""Categories turned into columns of a model, and what was merged or left out on the way."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.core import NOT_RECORDED, settings

OTHER = "other"
_INDEPENDENT = 1e-9


@dataclass(frozen=True, eq=False)
class Covariates:
    """Dummy columns, shape (people, columns), the covariates they stand for, and notes.

    `columns` names the covariate of each column of `matrix`, `levels` the level it stands for.
    """

    matrix: np.ndarray
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()


def encode_covariates(frame: pd.DataFrame) -> Covariates:
    """Dummy columns for every category recorded, the most common level as reference.

    Parameters
    ----------
    frame : DataFrame
        One row a person analysed, one categorical column a covariate; `not_recorded` (or a missing
        value) is a level of its own.

    Returns
    -------
    Covariates
        `names` are the covariates really used. Levels with under
        `settings.RARE_COVARIATE_LEVEL` people are merged into "other", and if that is still rare
        into the most common level. Constant covariates and those that follow from the ones before
        are left out. All of it is noted, save a covariate recorded for nobody.
    """
    matrix, names, notes = np.ones((len(frame), 1)), [], []
    columns: list[str] = []
    kept: list[str] = []
    for name in frame.columns:
        levels = _read_levels(frame[name])
        if (levels == NOT_RECORDED).all():
            continue
        merged, note = _merge_rare(levels)
        label = str(name).replace("_", " ")
        notes += [f"{label}: {note}"] if note else []
        wider = _add_independent(matrix, _dummies(merged))
        if wider.shape[1] > matrix.shape[1]:
            names.append(str(name))
        else:
            notes.append(f"{label}: not adjusted for, {_why_left_out(merged)}")
        added = wider[:, matrix.shape[1] :].T
        columns += [str(name)] * len(added)
        kept += [str(merged[column == 1][0]) for column in added]
        matrix = wider
    return Covariates(matrix[:, 1:], tuple(names), tuple(notes), tuple(columns), tuple(kept))


def _read_levels(column: pd.Series) -> np.ndarray:
    """Each person's level as text; a missing value is `not_recorded`."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        # A category is told by its number: much faster than turning every value into text.
        names = np.array([*map(str, column.cat.categories), NOT_RECORDED], dtype=object)
        return np.asarray(names[column.cat.codes.to_numpy()])
    return np.asarray(column.astype(object).fillna(NOT_RECORDED).astype(str).to_numpy())


def _merge_rare(levels: np.ndarray) -> tuple[np.ndarray, str]:
    """Levels with rare ones merged, and what was done in words (no level is named: few people)."""
    found, counts = np.unique(levels, return_counts=True)
    rare = found[counts < settings.RARE_COVARIATE_LEVEL]
    if len(rare) == 0 or len(found) == 1:
        return levels, ""
    into = OTHER
    merged = np.where(np.isin(levels, rare), into, levels.astype(object)).astype(str)
    if (merged == OTHER).sum() < settings.RARE_COVARIATE_LEVEL:
        into = str(found[counts.argmax()])
        merged = np.where(merged == OTHER, into, merged)
    return merged, (
        f"levels with fewer than {settings.RARE_COVARIATE_LEVEL} people analysed were merged "
        + (f"into “{OTHER}”." if into == OTHER else "into the most common one.")
    )


def _dummies(levels: np.ndarray) -> np.ndarray:
    found, counts = np.unique(levels, return_counts=True)
    others = np.delete(found, counts.argmax()) if len(found) else found
    return (levels[:, None] == others[None, :]).astype(float)


def _add_independent(matrix: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """The matrix with those columns that do not follow from the ones it has.

    Two covariates missing in the same people have one "not recorded" column between them.
    """
    for column in columns.T:
        fit = matrix @ np.linalg.lstsq(matrix, column, rcond=None)[0]
        if np.square(column - fit).sum() > _INDEPENDENT * len(column):
            matrix = np.column_stack([matrix, column])
    return matrix


def _why_left_out(levels: np.ndarray) -> str:
    if len(np.unique(levels)) < 2:
        return "the same for everyone analysed."
    return "it follows from the covariates before it."
