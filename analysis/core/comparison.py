"""The one question that runs through the program: which arms, when, on what, in whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from .arm import ARMS, Arm, support_rank
from .settings import CONVENTION_MARGIN_CHOICES, MAXIMUM_FILTERS

FilterName = Literal["age", "sex", "site", "dose", "prior", "severity"]
Estimand = Literal["treatment_policy", "before_retreatment", "landmark"]
ESTIMANDS: tuple[Estimand, ...] = get_args(Estimand)
FILTER_NAMES: tuple[FilterName, ...] = get_args(FilterName)
PRIMARY = "primary"
DEFAULT_MARGIN = "default"
MARGINS: dict[str, float | None] = {
    DEFAULT_MARGIN: None,
    **{f"{sd:g}": sd for sd in CONVENTION_MARGIN_CHOICES},
}
"""Margins of the verdict by their code in a link: the default, or in pooled baseline SD."""


@dataclass(frozen=True)
class Filter:
    """Keep only people in one fixed band (`age` `35-54`)."""

    name: FilterName
    band: str


@dataclass(frozen=True)
class Comparison:
    """Does `treatment` do better than `comparator`, on `instrument`, at `visit`, in `conditions`?

    `treatment` is always the arm with more support. `instrument` is a code or "primary" (each
    condition's own). `visit` None means the primary visit, `conditions` () means all, `substance`
    None means the cohort's default (intravenous ketamine where there is any). `estimand` says what
    is done with scores after a first retreatment: used all the same (treatment policy) or left out;
    or, at a landmark, that only people still followed and not retreated then are compared, in the
    arm of the therapy they had received by then.
    `margin_sd` replaces the margin of the verdict by one in pooled baseline SD.
    """

    treatment: Arm = "infusion_plus_psychotherapy"
    comparator: Arm = "infusion_only"
    also_show: tuple[Arm, ...] = ()
    instrument: str = PRIMARY
    visit: str | None = None
    conditions: tuple[str, ...] = ()
    substance: str | None = None
    filters: tuple[Filter, ...] = ()
    margin_sd: float | None = None
    estimand: Estimand = "treatment_policy"

    def __post_init__(self) -> None:
        if support_rank(self.treatment) <= support_rank(self.comparator):
            raise ValueError("the treatment arm is the one with more support")
        if len(self.filters) > MAXIMUM_FILTERS:
            raise ValueError(f"at most {MAXIMUM_FILTERS} filters at once")
        if len({f.name for f in self.filters}) < len(self.filters):
            raise ValueError("one band of each filter at most")

    @classmethod
    def between(cls, one: str, other: str, **choices: Any) -> "Comparison":
        """Compare two different arms, whichever way round they are named."""
        low, high = sorted((support_rank(one), support_rank(other)))
        return cls(treatment=ARMS[high], comparator=ARMS[low], **choices)

    def to_query(self) -> dict[str, str]:
        """The comparison as URL parameters; defaults are left out."""
        default = Comparison()
        query = {
            key: getattr(self, key)
            for key in ("treatment", "comparator", "instrument", "visit", "substance", "estimand")
            if getattr(self, key) != getattr(default, key)
        }
        if self.margin_sd is not None:
            query["margin"] = f"{self.margin_sd:g}"
        if self.conditions:
            query["condition"] = ",".join(self.conditions)
        return query | {f.name: f.band for f in self.filters}

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Comparison":
        """Read URL parameters; raises ValueError where they make no comparison."""
        filters = tuple(Filter(name, query[name]) for name in FILTER_NAMES if query.get(name))
        arms = (query.get("treatment", cls.treatment), query.get("comparator", cls.comparator))
        if not set(arms) <= set(ARMS):
            raise ValueError("unknown arm")
        estimand = query.get("estimand", cls.estimand)
        if estimand not in ESTIMANDS:
            raise ValueError("unknown estimand")
        margin = query.get("margin", DEFAULT_MARGIN)
        if margin not in MARGINS:
            raise ValueError("unknown margin")
        return cls.between(
            *arms,
            instrument=query.get("instrument", PRIMARY),
            visit=query.get("visit"),
            conditions=tuple(c for c in query.get("condition", "").split(",") if c),
            substance=query.get("substance", cls.substance),
            filters=filters,
            estimand=estimand,
            margin_sd=MARGINS[margin],
        )


__all__ = [
    "DEFAULT_MARGIN", "ESTIMANDS", "FILTER_NAMES", "MARGINS", "PRIMARY", "Comparison", "Estimand",
    "Filter", "FilterName",
]  # fmt: skip
