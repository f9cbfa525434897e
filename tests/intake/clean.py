"""Made-up cohorts, and the numbers a right reading of them gives, by plain Python."""

import random
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, replace

ARMS = ("infusion_only", "infusion_plus_journaling", "infusion_plus_psychotherapy")
CONDITIONS = ("depression", "ptsd", "anxiety", "ocd", "addiction")
VISITS = (("baseline", 0), ("week 2", 14), ("week 6", 42), ("week 12", 84))
HIGHEST = {"PHQ9": 27, "GAD7": 21, "PCL5": 80, "MADRS": 60, "WSAS": 40, "YBOCS": 40,
           "TLFB_PHDD": 100}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Who somebody is, in the file's own words."""

    id: str
    arm: str
    condition: str
    sex: str
    age: int
    site: str


@dataclass(frozen=True)
class Score:
    """One score as it would be written; `value` None where it was not taken."""

    person: Person
    visit: str
    day: int
    instrument: str
    value: float | None

    @property
    def text(self) -> str:
        """The value as a plain text."""
        return "" if self.value is None else f"{self.value:g}"


@dataclass(frozen=True)
class Clean:
    """A cohort before anybody wrote it to a file; `scores` in order of person and visit."""

    people: tuple[Person, ...]
    scores: tuple[Score, ...]

    def of(self, person: Person, instrument: str, visit: str) -> Score:
        """The one score of a person on an instrument at a visit."""
        return self.table[person.id, instrument, visit]

    @property
    def table(self) -> dict[tuple[str, str, str], Score]:
        """Scores by id, instrument and visit."""
        return {(s.person.id, s.instrument, s.visit): s for s in self.scores}

    @property
    def visits(self) -> list[str]:
        """Visits in order."""
        return list(dict.fromkeys(score.visit for score in self.scores))

    @property
    def instruments(self) -> list[str]:
        """Instruments in order."""
        return list(dict.fromkeys(score.instrument for score in self.scores))


@dataclass(frozen=True)
class Numbers:
    """What `check --json` must say: people, scores, and n, mean and SD by cell."""

    participants: int
    observations: int
    cells: dict[tuple[str, str, str], tuple[int, float, float | None]]


def make_clean(
    seed: int,
    *,
    people: int = 24,
    instruments: tuple[str, ...] = ("PHQ9", "GAD7"),
    visits: tuple[tuple[str, int], ...] = VISITS,
    arms: tuple[str, ...] = ARMS,
    missing: float = 0.1,
    decimals: bool = False,
    ids: str = "P{:03d}",
) -> Clean:
    """A cohort from a seed; every person has a score at the first visit.

    Parameters
    ----------
    missing : float
        Share of later scores that were not taken.
    decimals : bool
        Whether scores have halves, as sums of several raters do.
    """
    draw = random.Random(seed)
    numbers = draw.sample(range(1, 999), people)
    everyone = tuple(
        Person(ids.format(number), arms[k % len(arms)], draw.choice(CONDITIONS),
               draw.choice(("female", "male")), draw.randint(19, 78), f"site {draw.choice('ABC')}")
        for k, number in enumerate(sorted(numbers))
    )  # fmt: skip
    scores = []
    for person in everyone:
        for place, (visit, day) in enumerate(visits):
            for instrument in instruments:
                taken = place == 0 or draw.random() >= missing
                value = _draw_score(draw, HIGHEST[instrument], decimals) if taken else None
                scores.append(Score(person, visit, day, instrument, value))
    return Clean(everyone, tuple(scores))


def _draw_score(draw: random.Random, highest: int, decimals: bool) -> float:
    whole = draw.randint(1, highest - 1)
    return whole + draw.choice((0.0, 0.5)) if decimals else float(whole)


def count_numbers(scores: Iterable[Score], people: Iterable[Person]) -> Numbers:
    """The numbers a right reading gives."""
    cells: dict[tuple[str, str, str], list[float]] = {}
    for score in scores:
        if score.value is not None:
            key = (score.instrument, score.person.arm, score.visit)
            cells.setdefault(key, []).append(score.value)
    summed = {
        key: (len(v), statistics.fmean(v), statistics.stdev(v) if len(v) > 1 else None)
        for key, v in cells.items()
    }
    everyone = {person.id for person in people}
    return Numbers(len(everyone), sum(n for n, *_ in summed.values()), summed)


def numbers_of(clean: Clean) -> Numbers:
    """The numbers of a whole cohort."""
    return count_numbers(clean.scores, clean.people)


def relabel_arms(numbers: Numbers, labels: dict[str, str]) -> Numbers:
    """The same numbers under other names of arms, as the file's own labels are shown."""
    cells = {(i, labels.get(a, a), v): found for (i, a, v), found in numbers.cells.items()}
    return replace(numbers, cells=cells)
