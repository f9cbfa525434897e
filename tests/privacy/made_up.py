"""Cohorts and results made up for the tests of the disclosure rules."""

from itertools import combinations, product

import numpy as np
import pandas as pd

from analysis.core import (
    ARMS,
    NOT_RECORDED,
    PARTICIPANT_COLUMNS,
    Band,
    Catalogue,
    Cohort,
    Comparison,
    Condition,
    Filter,
    Instrument,
    Origin,
    Visit,
)

VISITS = (Visit("baseline", 0, -28, 0), Visit("week_12", 84, 70, 98))
BANDS = {
    "age_band": ("18-34", "35-54", "55+"),
    "sex": ("female", "male"),
    "site": ("north", "south", "west"),
    "prior_treatment": ("0-1", "2-3", "4+"),
    "dose_band": ("up to 0.5 mg/kg", "above 0.5 mg/kg"),
}
PHQ9 = Instrument(
    "PHQ9", "Patient Health Questionnaire-9", "depression", "self", 0, 27, "lower", 14,
    bands=(Band("minimal", 0, 4), Band("mild", 5, 9), Band("moderate", 10, 14),
           Band("moderately severe", 15, 19), Band("severe", 20, 27)),
)  # fmt: skip
CATALOGUE = Catalogue({"PHQ9": PHQ9}, {"depression": Condition("depression", "D", ("PHQ9",))})


def make_people(
    people: int,
    seed: int,
    arms: tuple[str, ...] = (ARMS[0], ARMS[2]),
    conditions: tuple[str, ...] = ("depression",),
    missing: float = 0.0,
) -> pd.DataFrame:
    """Participants with a random band on every filter, some bands rare, some values missing."""
    draw = np.random.default_rng(seed)
    columns: dict[str, list[str]] = {
        "arm": draw.choice(arms, people).tolist(),
        "condition": draw.choice(conditions, people).tolist(),
        "substance": ["ketamine_iv"] * people,
    }
    for column, bands in BANDS.items():
        values = draw.choice(bands, people, p=draw.dirichlet(np.full(len(bands), 2.0)))
        unknown = draw.random(people) < missing
        columns[column] = np.where(unknown, NOT_RECORDED, values).tolist()
    frame = pd.DataFrame({c: columns.get(c, [NOT_RECORDED] * people) for c in PARTICIPANT_COLUMNS})
    frame = frame.astype("category")
    frame["expectancy"] = np.nan
    return frame


def make_cohort(
    people: pd.DataFrame, origin: Origin = "shelf", seed: int = 0, synthetic: bool = False
) -> Cohort:
    """Everyone with a PHQ-9 at baseline, four in five at week 12."""
    draw, n = np.random.default_rng(seed), len(people)
    back = np.flatnonzero(draw.random(n) < 0.8)
    scores = pd.DataFrame(
        {
            "participant": np.concatenate([np.arange(n), back]),
            "instrument": pd.Categorical(["PHQ9"] * (n + len(back))),
            "visit": np.repeat([0, 1], [n, len(back)]),
            "day": np.repeat([0, 84], [n, len(back)]),
            "score": draw.integers(5, 28, n + len(back)).astype(float),
            "rater_blinded": pd.Categorical([NOT_RECORDED] * (n + len(back))),
        }
    )
    return Cohort(
        "made up", origin, people, scores, VISITS, "f" * 64, randomised=False,
        synthetic=synthetic, primary_visit="week_12",
    )  # fmt: skip


def every_comparison(bands: dict[str, tuple[str, ...]]) -> list[Comparison]:
    """No filter, every band, every pair of bands of different filters."""
    names = {"age_band": "age", "prior_treatment": "prior", "dose_band": "dose"}
    single = [
        Filter(names.get(name, name), band)  # type: ignore[arg-type]
        for name, labels in bands.items()
        for band in labels
    ]
    pairs = [(a, b) for a, b in combinations(single, 2) if a.name != b.name]
    return [Comparison(filters=f) for f in [(), *((one,) for one in single), *pairs]]


def cells_of(cohort: Cohort) -> list[tuple[str, str]]:
    """Every arm and condition."""
    return list(product(ARMS, cohort.conditions))
