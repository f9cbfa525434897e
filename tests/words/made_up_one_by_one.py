"""A made-up answer of people one by one, for tests of pictures and words."""

from typing import Any

from analysis.core import Band, Comparison
from analysis.core.results import (
    ArmOneByOne,
    ChangeBin,
    Curve,
    Move,
    OneByOne,
    PairsCompared,
    ShrunkenByCondition,
    ShrunkenEffects,
)

from .made_up import LESS, MORE, estimate, note

BANDS = (Band("none", 0, 6), Band("mild", 7, 19), Band("severe", 20, 60))
COUNTS = {LESS: ((2, 1, 0), (10, 15, 2), (5, 25, 40)), MORE: ((3, 0, 0), (20, 10, 1), (16, 30, 20))}
STEPS = ((10.0, 15.0), (5.0, 10.0), (0.0, 5.0), (0.0, 0.0), (-5.0, 0.0))
PEOPLE = {LESS: (10, 30, 40, 8, 12), MORE: (25, 40, 22, 5, 8)}
BELL = Curve((-1.0, 0.0, 1.0, 2.0, 3.0), (0.01, 0.2, 0.5, 0.2, 0.01))


def arm(name: str, **choices: Any) -> ArmOneByOne:
    """A hundred people: counts by band and by step of change written out."""
    table = COUNTS[name]
    pairs = tuple((30.0, 30.0 - (i % 15)) for i in range(100))
    moves = [
        Move(name, i, j, table[i][j], 100, table[i][j] / 100) for i in range(3) for j in range(3)
    ]
    began = [Move(name, i, None, sum(table[i]), 100, sum(table[i]) / 100) for i in range(3)]
    sums = [sum(row[j] for row in table) for j in range(3)]
    base: dict[str, Any] = {
        "arm": name, "n": 100, "before": 30.0, "after": 23.0, "pairs": pairs,
        "change": estimate(7.0, 6.0, 8.0, counts={"n": 100}), "change_curve": BELL,
        "box": (0.0, 3.0, 7.0, 11.0, 14.0), "curve": BELL,
        "bins": tuple(
            ChangeBin(name, *edges, n, 100, n / 100, edges == (0.0, 0.0))
            for edges, n in zip(STEPS, PEOPLE[name], strict=True)
        ),
        "began": tuple(began), "moves": tuple(moves),
        "ended": tuple(Move(name, None, j, n, 100, n / 100) for j, n in enumerate(sums)),
    }  # fmt: skip
    return ArmOneByOne(**(base | choices))


def one_by_one(**choices: Any) -> OneByOne:
    """Two arms of a hundred on the MADRS, lower is better."""
    counts = {"n_treatment": 100, "n_comparator": 100}
    base: dict[str, Any] = {
        "data": note(), "comparison": Comparison(), "condition_label": "Depression",
        "instrument": "MADRS", "instrument_name": "MADRS", "visit": "week 12", "better": "lower",
        "minimum": 0.0, "maximum": 60.0, "arms": (arm(LESS), arm(MORE)),
        "difference": estimate(1.5, 0.4, 2.6, counts=counts), "difference_curve": BELL,
        "bands": BANDS, "published": True,
    }  # fmt: skip
    return OneByOne(**(base | choices))


def pairs(value: float = 0.64, low: float = 0.58, high: float = 0.69) -> PairsCompared:
    """64 of 100 pairs."""
    found = estimate(value, low, high, unit="probability", measure="probability_of_superiority",
                     counts={"n_treatment": 100, "n_comparator": 100})  # fmt: skip
    return PairsCompared(note(), Comparison(), "Depression", "MADRS", "week 12", found)


def shrunken(**choices: Any) -> ShrunkenByCondition:
    """Three conditions, the middle one pulled down."""
    counts = {"n_treatment": 50, "n_comparator": 60, "seen_treatment": 55, "seen_comparator": 66}
    found = {
        name: estimate(value, value - 0.3, value + 0.3, unit="sd", counts=counts)
        for name, value in (("Depression", 0.3), ("PTSD", 0.8), ("Anxiety", 0.1))
    }
    pulled = {
        name: estimate(0.5 * one.value + 0.2, 0.5 * one.value, 0.5 * one.value + 0.4, unit="sd",
                       counts=counts)
        for name, one in found.items()
    }  # fmt: skip
    model = ShrunkenEffects(
        pulled, estimate(0.4, 0.0, 0.8, unit="sd", counts={"k": 3}),
        estimate(0.3, 0.1, 0.7, unit="sd", counts={"k": 3}), 0.951, 0.27, 0.8,
    )  # fmt: skip
    base: dict[str, Any] = {
        "data": note(), "comparison": Comparison(), "visit": "week 12", "estimates": found,
        "shrunken": model, "left_out": ("OCD",),
    }  # fmt: skip
    return ShrunkenByCondition(**(base | choices))
