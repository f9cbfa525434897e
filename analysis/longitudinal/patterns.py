"""People who were seen at the same visits, added up: all that a mixed model needs of the data.

A fit asks the data only for sums over people of products of two visits' values. Those sums are made
once, pattern by pattern, so the cost of an iteration does not depend on the number of people.
"""

from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate

from .orthogonal import Orthogonal

_MOST_NUMBERS = 100_000_000
"""Most numbers in the sums; above it the model has too many visits or coefficients."""


@dataclass(frozen=True, eq=False)
class Patterns:
    """Sums of products by pattern, in the columns z = (orthogonal design, residual score).

    `seen` (patterns, slots) and `people` (patterns,) say who; a slot is a visit, or the place in a
    person's own list of times. `cross`, shape (patterns slots slots, q q), holds sum_i z_ij z_ik'
    for every two slots j, k, zero where a slot was not seen; q is one more than the coefficients.
    `representatives` is one person of each pattern.
    """

    seen: np.ndarray
    people: np.ndarray
    cross: np.ndarray
    representatives: np.ndarray
    columns: Orthogonal

    @property
    def slots(self) -> int:
        return int(self.seen.shape[1])

    @property
    def n_obs(self) -> int:
        return int(self.people @ self.seen.sum(axis=1))

    @property
    def n_people(self) -> int:
        return int(self.people.sum())

    def both_seen(self, among: np.ndarray) -> np.ndarray:
        """People of some patterns seen at both of two slots, shape (slots, slots)."""
        seen = self.seen[among].astype(float)
        return np.asarray((seen * self.people[among, None]).T @ seen)

    def weighted(self, weights: np.ndarray) -> np.ndarray:
        """sum over people of Z' M Z for matrices M, shape (any, patterns, slots, slots)."""
        flat = weights.reshape(len(weights), -1)
        q = self.columns.size + 1
        return np.asarray((flat @ self.cross).reshape(-1, q, q))

    def between_slots(self, form: np.ndarray) -> np.ndarray:
        """sum over people of z_j' F z_k for one matrix F, shape (patterns, slots, slots)."""
        found = self.cross @ form.ravel()
        return np.asarray(found.reshape(len(self.people), self.slots, self.slots))


def gather(
    columns: Orthogonal, person: np.ndarray, slot: np.ndarray, slots: int, mark: np.ndarray
) -> Patterns:
    """Add up people of one pattern.

    Parameters
    ----------
    columns : Orthogonal
        Design and scores of the rows.
    person, slot : ndarray of int, shape (rows,)
        Whose row it is (0, 1, ...) and which of the person's slots; no two rows share both.
    slots : int
        How many slots there are.
    mark : ndarray, shape (rows,)
        What makes a slot the same in two people: their group, or the time where people have their
        own times. People with equal marks in all slots share a pattern.
    """
    n, q = int(person.max()) + 1, columns.size + 1
    marks = np.full((n, slots), np.inf)  # not nan: two of them would not be equal
    marks[person, slot] = mark
    _, first, group = np.unique(marks, axis=0, return_index=True, return_inverse=True)
    group, patterns = group.ravel(), len(first)
    if patterns * (slots * q) ** 2 > _MOST_NUMBERS:
        raise CannotEstimate(
            "too_large", f"{patterns} patterns of visits with {q - 1} coefficients are too many.",
            "Leave out covariates, or visits at which few were seen.",
        )  # fmt: skip
    order = np.argsort(group, kind="stable")
    place = np.empty(n, dtype=int)
    place[order] = np.arange(n)
    values = np.zeros((n, slots, q))
    values[place[person], slot, : q - 1] = columns.design
    values[place[person], slot, q - 1] = columns.residual
    people = np.bincount(group, minlength=patterns)
    ends = np.cumsum(people)
    cross = np.empty((patterns, slots, slots, q, q))
    for at, (end, size) in enumerate(zip(ends, people, strict=True)):
        flat = values[end - size : end].reshape(size, -1)
        cross[at] = (flat.T @ flat).reshape(slots, q, slots, q).transpose(0, 2, 1, 3)
    return Patterns(
        np.isfinite(marks[first]), people.astype(float), cross.reshape(-1, q * q), first, columns
    )
