"""A long CSV of a million scores (61 MB), made up, with its mapping."""

import json
from pathlib import Path

import numpy as np

PEOPLE, INSTRUMENTS, VISITS = 50_000, ("MADRS", "PHQ9", "GAD7", "WSAS"), (0, 14, 42, 84, 182)
CONDITIONS = ("depression", "ptsd", "complex_ptsd", "anxiety", "ocd", "addiction")
ARMS = ("infusion_only", "infusion_plus_journaling", "infusion_plus_psychotherapy")
MAPPING = {
    "version": 1,
    "shape": "long",
    "roles": {
        "patient_id": "patient_id", "arm": "arm_planned", "condition": "condition",
        "visit": "visit", "day": "day", "instrument": "instrument", "score": "score",
    },
    "visits": {f"week {day // 7}": day for day in VISITS},
    "randomised": True,
    "primary_instruments": dict.fromkeys(CONDITIONS, "MADRS"),
    "clock": "first infusion",
}  # fmt: skip


def write_large_cohort(folder: Path, seed: int = 1) -> tuple[Path, Path]:
    """Write `large.csv` and `large.map.json` into a folder; returns both paths."""
    random = np.random.default_rng(seed)
    arm = random.integers(0, len(ARMS), PEOPLE)
    condition = random.integers(0, len(CONDITIONS), PEOPLE)
    place = folder / "large.csv"
    with place.open("w", newline="") as file:
        file.write("patient_id,arm,condition,visit,day,instrument,score\n")
        for person in range(PEOPLE):
            scores = random.integers(0, 22, (len(VISITS), len(INSTRUMENTS)))
            start = f"P{person:06d},{ARMS[arm[person]]},{CONDITIONS[condition[person]]}"
            for v, day in enumerate(VISITS):
                for i, instrument in enumerate(INSTRUMENTS):
                    file.write(f"{start},week {day // 7},{day},{instrument},{scores[v, i]}\n")
    mapping = folder / "large.map.json"
    mapping.write_text(json.dumps(MAPPING))
    return place, mapping
