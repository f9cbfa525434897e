"""Small made-up cohorts for tests: every table written out, nothing read from a file."""

import numpy as np
import pandas as pd

from analysis.core import NOT_RECORDED, PARTICIPANT_COLUMNS, Cohort, Visit

VISITS = (
    Visit("baseline", 0, -28, 0),
    Visit("week 1", 7, 1, 45),
    Visit("week 12", 84, 46, 133),
    Visit("week 26", 182, 134, 300),
)


def make_participants(columns: dict[str, list[str]], people: int) -> pd.DataFrame:
    """A participants table: the columns given, everything else not recorded."""
    frame = pd.DataFrame(index=range(people))
    for name in PARTICIPANT_COLUMNS:
        if name == "expectancy":
            frame[name] = np.full(people, np.nan)
        else:
            frame[name] = pd.Categorical(columns.get(name, [NOT_RECORDED] * people))
    return frame


def make_scores(matrices: dict[str, np.ndarray]) -> pd.DataFrame:
    """A scores table from people x visits matrices by instrument (NaN: not seen)."""
    parts = []
    for code, matrix in matrices.items():
        person, visit = np.nonzero(~np.isnan(matrix))
        days = np.array([v.day for v in VISITS])[visit]
        parts.append(
            pd.DataFrame(
                {
                    "participant": person,
                    "instrument": code,
                    "visit": visit,
                    "day": days,
                    "score": matrix[person, visit],
                    "rater_blinded": NOT_RECORDED,
                }
            )
        )
    scores = pd.concat(parts, ignore_index=True)
    for name in ("instrument", "rater_blinded"):
        scores[name] = scores[name].astype("category")
    return scores


def make_cohort(
    columns: dict[str, list[str]], matrices: dict[str, np.ndarray], **choices: object
) -> Cohort:
    """A cohort of these people and scores; own upload, randomised unless said otherwise."""
    people = len(next(iter(matrices.values())))
    settled = {"origin": "own_upload", "randomised": True, "primary_visit": "week 12"} | choices
    return Cohort(
        name="made up",
        participants=make_participants(columns, people),
        scores=make_scores(matrices),
        visits=VISITS,
        fingerprint="f" * 64,
        **settled,
    )


def draw_matrix(
    seed: int, people: int, shift: np.ndarray, *, top: float = 27.0, mean: float = 16.0
) -> np.ndarray:
    """Scores at four visits; `shift` (one number a person) is added after baseline."""
    random = np.random.default_rng(seed)
    base = random.normal(mean, 4.0, people)
    after = [0.6 * base + 2 + shift + random.normal(0, 3.0, people) for _ in VISITS[1:]]
    return np.clip(np.round(np.column_stack([base, *after])), 0, top)


def two_arm_cohort(seed: int = 1, each: int = 40, gain: float = 4.0, **choices: object) -> Cohort:
    """Depression, PHQ-9: `gain` points lower with psychotherapy."""
    arm = ["infusion_only"] * each + ["infusion_plus_psychotherapy"] * each
    shift = np.array([0.0] * each + [-gain] * each)
    random = np.random.default_rng(seed + 99)
    columns = {
        "arm": arm,
        "condition": ["depression"] * 2 * each,
        "substance": ["ketamine_iv"] * 2 * each,
        "sex": list(random.choice(["female", "male"], 2 * each)),
        "age_band": list(random.choice(["18-34", "35-54", "55+"], 2 * each)),
        "site": list(random.choice(["A", "B"], 2 * each)),
    }
    return make_cohort(columns, {"PHQ9": draw_matrix(seed, 2 * each, shift)}, **choices)
