"""What must be said with every number of a cohort."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DataNote:
    """What must be said with every number: made-up or not, randomised or not, where from.

    `participants` are the people the numbers are about; released in protected view it is everyone
    in an arm large enough to show, whatever was filtered.
    """

    name: str
    synthetic: bool
    randomised: bool
    arm_basis: str
    fingerprint: str
    substance: str
    participants: int
    origin: str
