"""How easily somebody in a file could be picked out, in a sentence and a table."""

from typing import Final

import pandas as pd

from analysis.core import label_arm, settings
from analysis.privacy import KAnonymity, say_count

_COLUMNS: Final = {"arm": "the arm", "condition": "the condition", "sex": "sex",
                   "age_band": "age"}  # fmt: skip
_ALIKE: Final = "people alike in arm, condition, sex and age band"


def say_k_anonymity(found: KAnonymity, exact: bool = False) -> str:
    """How small the smallest group of people alike is, who stands in small ones, what would help.

    Parameters
    ----------
    exact : bool
        Whether whoever reads it holds the file and may see counts under the minimum group.
    """
    least, now = found.minimum, found.now
    size = say_count(now.smallest, least, exact)
    if not now.under_minimum:
        return f"Nobody stands out: the smallest group of {_ALIKE} has {size} people."
    small = say_count(now.under_minimum, least, exact)
    lowest = say_count(now.under_lowest, least, exact)
    parts = [
        f"The smallest group of {_ALIKE} has {size} {'person' if size == '1' else 'people'}.",
        f"Of {say_count(found.people, least, exact)} people {small} are in groups of fewer than "
        f"{least}, {lowest} of them in groups of fewer than {settings.LOWEST_MINIMUM_GROUP}.",
        _say_best(found),
        "Numbers resting on so few people are hidden in protected view.",
    ]
    return " ".join(parts)


def _say_best(found: KAnonymity) -> str:
    best = found.best
    if best is None:
        return "No single column left out or made coarser would change that."
    return f"It would help most to have the file {_name(best.column, best.joined)}."


def _name(column: str, joined: tuple[str, ...]) -> str:
    """What is done to a column: "without sex", "with ages 18-34 and 35-54 as one"."""
    if not joined:
        return f"without {_COLUMNS[column]}"
    names = [label_arm(one).lower() if column == "arm" else one.replace("_", " ") for one in joined]
    names = [name.upper() if name == "ptsd" else name.replace("ptsd", "PTSD") for name in names]
    ages = "ages " if column == "age_band" else ""
    return f"with {ages}{names[0]} and {names[1]} as one"


def table_of_k_anonymity(found: KAnonymity, exact: bool = False) -> pd.DataFrame:
    """Groups of people alike as the file is, and with one column left out or made coarser."""
    named = [("as it is", found.now)]
    named += [(_name(one.column, one.joined), one.after) for one in found.remedies]
    least, lowest = found.minimum, settings.LOWEST_MINIMUM_GROUP
    return pd.DataFrame([
        {
            "The file": name,
            "Smallest group": say_count(one.smallest, least, exact),
            f"People in groups under {least}": say_count(one.under_minimum, least, exact),
            f"People in groups under {lowest}": say_count(one.under_lowest, least, exact),
        }
        for name, one in named
    ])  # fmt: skip
