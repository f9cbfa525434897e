"""The range of an instrument, and the other versions of it that some scores would fit."""

import numpy as np

from analysis.core import Instrument

from .instruments import load_catalogue


def name_range(scale: Instrument) -> str:
    """The range of an instrument in words."""
    low = "no lowest" if scale.minimum is None else f"{scale.minimum:g}"
    return f"{low} to " + ("no highest" if scale.maximum is None else f"{scale.maximum:g}")


def is_inside(value: np.ndarray, scale: Instrument) -> np.ndarray:
    """A mask of the scores inside the range."""
    low = -np.inf if scale.minimum is None else scale.minimum
    high = np.inf if scale.maximum is None else scale.maximum
    return np.asarray((value >= low) & (value <= high))


def list_fitting(scale: Instrument, values: np.ndarray) -> list[Instrument]:
    """Other versions of an instrument that all of these scores are inside the range of."""
    catalogue = load_catalogue().instruments
    versions = [catalogue[code] for code in scale.versions if code in catalogue]
    return [one for one in versions if len(values) and is_inside(values, one).all()]


def name_versions(versions: list[Instrument]) -> str:
    """Versions with their code and range, in words."""
    return " or ".join(f"{one.name} ({one.code}, {name_range(one)})" for one in versions)
