"""Design matrices with R's names: numbers as they are, text as factors, interactions."""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from ..errors import CannotEstimate

INTERCEPT = "(Intercept)"


def level_order(labels: np.ndarray) -> list[str]:
    """Distinct labels in R's order of names: capitals tell apart last."""
    return sorted({str(label) for label in labels}, key=lambda text: (text.lower(), text))


def model_matrix(
    columns: Mapping[str, np.ndarray],
    terms: Sequence[str],
    references: Mapping[str, str] | None = None,
    levels: Mapping[str, Sequence[str]] | None = None,
) -> tuple[np.ndarray, tuple[str, ...]]:
    """The columns of a linear model and the names R gives them.

    Parameters
    ----------
    columns : mapping of str to ndarray, shape (n,)
        Floats are numbers; any other dtype is a factor. None may be missing.
    terms : sequence of str
        Names of columns; "a:b" is an interaction; "a*b" is a, b and a:b. The constant comes first
        and is not named; the order is main effects first, then interactions, as in R.
    references : mapping, optional
        Reference level of a factor; by default its first level by name.
    levels : mapping, optional
        Levels of a factor in another order than by name; the first is the reference.

    Returns
    -------
    matrix : ndarray, shape (n, p)
    names : tuple of str
        "(Intercept)", "age", "armTAU", "armTAU:visit2" ...

    Raises
    ------
    CannotEstimate
        "one_level" when a factor has a single level, "no_level" when a reference is not one.
    """
    rows = len(next(iter(columns.values())))
    blocks = {INTERCEPT: [(INTERCEPT, np.ones(rows))]}
    for term in expand_terms(terms):
        parts = [
            _code(name, columns[name], (references or {}).get(name), (levels or {}).get(name))
            for name in term.split(":")
        ]
        blocks[term] = [
            (":".join(name for name, _ in picked), np.prod([value for _, value in picked], axis=0))
            for picked in _first_fastest(parts)
        ]
    coded = [column for block in blocks.values() for column in block]
    return np.column_stack([value for _, value in coded]), tuple(name for name, _ in coded)


def expand_terms(terms: Sequence[str]) -> list[str]:
    """Terms with "a*b" written out, each once, main effects before interactions."""
    found: list[str] = []
    for term in terms:
        names = [name.strip() for name in term.split("*")]
        found += names
        if len(names) == 2:
            found.append(":".join(names))
    distinct = list(dict.fromkeys(found))
    return sorted(distinct, key=lambda term: term.count(":"))


def _first_fastest(
    parts: Sequence[list[tuple[str, np.ndarray]]],
) -> list[tuple[tuple[str, np.ndarray], ...]]:
    """Every combination, the first factor's level changing fastest, as R orders them."""
    return [picked[::-1] for picked in product(*parts[::-1])]


def _code(
    name: str, values: np.ndarray, reference: str | None, order: Sequence[str] | None
) -> list[tuple[str, np.ndarray]]:
    if values.dtype.kind == "f":
        return [(name, values)]
    texts = np.array([str(value) for value in values], dtype=object)
    there = list(order) if order is not None else level_order(texts)
    if len(there) < 2:
        raise CannotEstimate(
            "one_level",
            f"“{name}” is the same for everybody, so nothing can be told from it.",
            "Leave it out of the model.",
        )
    if reference is not None and reference not in there:
        raise CannotEstimate("no_level", f"“{name}” has no level “{reference}”.",
                             f"Its levels are: {', '.join(there)}.")  # fmt: skip
    first = there[0] if reference is None else reference
    return [(f"{name}{level}", (texts == level).astype(float)) for level in there if level != first]
