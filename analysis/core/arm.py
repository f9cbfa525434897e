"""The three arms, in order of support, and the substances given."""

from typing import Final, Literal, get_args

Arm = Literal["infusion_only", "infusion_plus_journaling", "infusion_plus_psychotherapy"]

ARMS: Final[tuple[Arm, ...]] = get_args(Arm)
"""In order of support: a later arm has more of it."""

SUBSTANCES: Final[dict[str, str]] = {
    "ketamine_iv": "Intravenous ketamine",
    "ketamine_im": "Intramuscular ketamine",
    "ketamine_nasal": "Nasal ketamine or esketamine",
    "ketamine_oral": "Oral or sublingual ketamine",
    "psilocybin": "Psilocybin",
    "mdma": "MDMA",
    "lsd": "LSD",
    "not_recorded": "Substance not recorded",
}

_ADDED: Final[dict[str, str]] = {
    "infusion_only": "only",
    "infusion_plus_journaling": "+ journaling or debrief",
    "infusion_plus_psychotherapy": "+ psychotherapy",
}


def support_rank(arm: str) -> int:
    """Rank of an arm by how much support it holds; unknown arms raise ValueError."""
    return ARMS.index(arm)


def is_infusion(substance: str) -> bool:
    """Whether the substance is infused; a cohort that does not say is one of infusions."""
    return substance in ("ketamine_iv", "not_recorded")


def label_arm(arm: str, substance: str = "ketamine_iv") -> str:
    """Name of an arm as a person reads it: "Infusion + psychotherapy", "Dosing only"."""
    return f"{'Infusion' if is_infusion(substance) else 'Dosing'} {_ADDED[arm]}"


def label_added(arm: str, substance: str = "ketamine_iv") -> str:
    """Short name of an arm by what it adds: "Infusion only", "Psychotherapy"."""
    label = label_arm(arm, substance)
    added = label.partition(" + ")[2]
    return added[:1].upper() + added[1:] if added else label
