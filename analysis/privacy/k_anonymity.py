"""How alike people are in what others may know of them: k-anonymity at intake, and what raises it.

Nothing is changed by it: the minimum group, the bands and the difference check protect what is
shown. It tells whoever prepares a file how easily somebody in it could be picked out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from analysis.core import Cohort, settings

from .minimum import is_small, minimum_group, round_count

KNOWN_BY_OTHERS: Final = ("arm", "condition", "sex", "age_band")
"""What a neighbour or a colleague may know of somebody who took part."""

Change = Literal["left_out", "coarsened"]

_JOINED: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    *(("age_band", (one[2], other[2]))
      for one, other in zip(settings.AGE_BANDS, settings.AGE_BANDS[1:], strict=False)),
    ("condition", ("ptsd", "complex_ptsd")),
    ("arm", ("infusion_plus_journaling", "infusion_plus_psychotherapy")),
)  # fmt: skip
"""Categories that can be joined without losing what a column says."""


@dataclass(frozen=True)
class Grouping:
    """People grouped by what they are alike in.

    `smallest` is k; `under_minimum` and `under_lowest` are people in groups of fewer than the
    minimum group and of fewer than the lowest it may be set to.
    """

    groups: int
    smallest: int
    under_minimum: int
    under_lowest: int


@dataclass(frozen=True)
class Remedy:
    """One column left out, or two of its categories joined, and the groups there would be then."""

    column: str
    change: Change
    joined: tuple[str, ...]
    after: Grouping


@dataclass(frozen=True)
class KAnonymity:
    """k-anonymity of a cohort by arm, condition, sex and age band.

    `remedies` are in order of k, then of people left in small groups; `best` is the first, None
    where none is better than the file as it is.
    """

    people: int
    minimum: int
    now: Grouping
    remedies: tuple[Remedy, ...]

    @property
    def best(self) -> Remedy | None:
        """The single change that raises k most."""
        first = self.remedies[0] if self.remedies else None
        return first if first and _rank(first.after) > _rank(self.now) else None


def report_k_anonymity(cohort: Cohort, minimum: int | None = None) -> KAnonymity:
    """The smallest group of people who are alike in arm, condition, sex and age band.

    Parameters
    ----------
    cohort : Cohort
        Its participants; what is not recorded is a category like any other.
    minimum : int, optional
        Group under which people are counted as few; the one in force if not given.

    Returns
    -------
    KAnonymity
        Exact counts; show them by `say_count`.

    References
    ----------
    Sweeney L (2002). k-anonymity: a model for protecting privacy. Int J Uncertain Fuzziness
    Knowl-Based Syst 10:557-570.
    """
    least = minimum or minimum_group()
    codes = {
        column: cohort.participants[column].cat.codes.to_numpy(dtype=np.int64)
        for column in KNOWN_BY_OTHERS
    }
    remedies = sorted(_list_remedies(cohort, codes, least), key=lambda one: _rank(one.after))
    now = _group(codes.values(), least)
    return KAnonymity(len(cohort.participants), least, now, tuple(reversed(remedies)))


def _rank(grouping: Grouping) -> tuple[int, int, int]:
    return grouping.smallest, -grouping.under_minimum, -grouping.under_lowest


def _group(columns: Iterable[np.ndarray], minimum: int) -> Grouping:
    whole = np.column_stack(list(columns))
    _, sizes = np.unique(whole, axis=0, return_counts=True)
    small, smallest = sizes < minimum, sizes < settings.LOWEST_MINIMUM_GROUP
    return Grouping(len(sizes), int(sizes.min(initial=len(whole))), int(sizes[small].sum()),
                    int(sizes[smallest].sum()))  # fmt: skip


def _list_remedies(cohort: Cohort, codes: dict[str, np.ndarray], minimum: int) -> Iterator[Remedy]:
    for column in reversed(KNOWN_BY_OTHERS):
        if len(np.unique(codes[column])) > 1:
            rest = [own for name, own in codes.items() if name != column]
            yield Remedy(column, "left_out", (), _group(rest, minimum))
    for column, joined in reversed(_JOINED):
        names = cohort.participants[column].cat.categories
        one, other = (int(place) for place in names.get_indexer(list(joined)))
        own = codes[column]
        if one in own and other in own and min(one, other) >= 0:
            changed = codes | {column: np.where(own == other, one, own)}
            yield Remedy(column, "coarsened", joined, _group(changed.values(), minimum))


def say_count(n: int, minimum: int, exact: bool) -> str:
    """A count of people as it may be shown: "fewer than 11", else to the nearest 5.

    Parameters
    ----------
    exact : bool
        Whether whoever reads it holds the file itself.
    """
    if exact or n == 0:
        return str(n)
    return f"fewer than {minimum}" if is_small(n, minimum) else f"about {round_count(n, minimum)}"


def describe_k_anonymity(found: KAnonymity) -> dict[str, object]:
    """The report as plain values, exact, for whoever holds the file."""
    best = found.best
    return {
        "columns": list(KNOWN_BY_OTHERS),
        "people": found.people,
        "minimum": found.minimum,
        "lowest_minimum": settings.LOWEST_MINIMUM_GROUP,
        **_describe(found.now),
        "would_raise_most": _describe_remedy(best) if best else None,
        "choices": [_describe_remedy(one) for one in found.remedies],
    }


def _describe(grouping: Grouping) -> dict[str, object]:
    return {
        "groups": grouping.groups,
        "smallest_group": grouping.smallest,
        "people_under_minimum": grouping.under_minimum,
        "people_under_lowest_minimum": grouping.under_lowest,
    }


def _describe_remedy(remedy: Remedy) -> dict[str, object]:
    return {
        "column": remedy.column,
        "change": remedy.change,
        "joined": list(remedy.joined),
        **_describe(remedy.after),
    }
