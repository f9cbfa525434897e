"""Which rule counts as response, remission, recovery ... on each instrument, and from where."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from .errors import CannotEstimate
from .instrument import Catalogue, Instrument, Rule, Sourced

DefinitionName = Literal[
    "caseness", "response", "remission", "reliable_improvement", "reliable_deterioration",
    "recovery",
]  # fmt: skip
DEFINITIONS: tuple[DefinitionName, ...] = get_args(DefinitionName)
_CHANGES: tuple[DefinitionName, ...] = ("reliable_improvement", "reliable_deterioration")

_ERROR_RULE = (
    "1.96 sqrt(2) SD sqrt(1 - reliability), with the baseline SD of this cohort (Jacobson & Truax "
    "1991, J Consult Clin Psychol 59:12)"
)
_ASSUMED_RECOVERY = "remission and reliable improvement together (Jacobson & Truax 1991)"


@dataclass(frozen=True)
class ChangeRule:
    """How many points one person must change by to have changed reliably.

    `points` is a published threshold; where there is none it is None and the threshold follows from
    `reliability` and the cohort's own baseline SD (`settle` gives it).
    """

    points: float | None
    source: str
    note: str = ""
    reliability: float | None = None
    sd_baseline: float | None = None

    @property
    def is_published(self) -> bool:
        """Whether the threshold is a published one."""
        return self.reliability is None


@dataclass(frozen=True)
class Definition:
    """One rule in force on one instrument, with the rules a reader may switch to.

    `rule` is a cut-off or a drop (caseness, response, remission, and the remission of recovery);
    `change` a reliable change (improvement, deterioration, and that of recovery).
    """

    name: DefinitionName
    instrument: str
    source: str
    rule: Rule | None = None
    change: ChangeRule | None = None
    alternatives: tuple["Definition", ...] = ()


@dataclass(frozen=True)
class DefinitionLedger:
    """Every rule in force, by instrument and by what it defines.

    An instrument or a definition without a published rule is not in it: no rule, no count.
    """

    in_force: Mapping[str, Mapping[DefinitionName, Definition]] = field(default_factory=dict)

    def find(self, instrument: str, name: DefinitionName) -> Definition:
        """The rule in force.

        Raises
        ------
        CannotEstimate
            "no_rule" where none is published.
        """
        found = self.in_force.get(instrument, {}).get(name)
        if found is None:
            raise CannotEstimate(
                "no_rule",
                f"No {name.replace('_', ' ')} is defined on {instrument}.",
                "Add a published rule with its source to data/instruments.csv.",
            )
        return found

    def switch(self, instrument: str, name: DefinitionName, to: int) -> "DefinitionLedger":
        """The same ledger with alternative number `to` (from 0) in force, and the former beside it.

        Reliable improvement and deterioration have one threshold and are switched together;
        recovery follows the remission and the reliable improvement in force.

        Raises
        ------
        CannotEstimate
            "no_rule", or "no_alternative" where there are not so many.
        """
        rules = {**self.in_force.get(instrument, {})}
        for one in _CHANGES if name in _CHANGES else (name,):
            rules[one] = _switch(self.find(instrument, one), to)
        rules.pop("recovery", None)
        recovery = _recovery(instrument, rules.get("remission"), rules.get("reliable_improvement"))
        if recovery is not None:
            rules["recovery"] = recovery
        return DefinitionLedger({**self.in_force, instrument: rules})


def ledger_of(catalogue: Catalogue) -> DefinitionLedger:
    """The rules in force by default: the first published one of each kind.

    Instruments on which people are not counted (screens, global items, ordered safety items) have
    none, and neither have scales without a better direction.
    """
    found = {code: definitions_of(one) for code, one in catalogue.instruments.items()}
    return DefinitionLedger({code: rules for code, rules in found.items() if rules})


def definitions_of(instrument: Instrument) -> dict[DefinitionName, Definition]:
    """The rules in force on one instrument, each with its alternatives.

    Notes
    -----
    Reliable change: the published thresholds first; after them, or in their place, the thresholds
    that follow from each published reliability and the cohort's baseline SD. Recovery: in remission
    and reliably improved.
    """
    if not (instrument.counts_people and instrument.measures_benefit):
        return {}
    code = instrument.code
    changes = [*map(_published, instrument.reliable_changes),
               *map(_from_reliability, instrument.reliabilities)]  # fmt: skip
    caseness = (instrument.caseness,) if instrument.caseness else ()
    kinds: dict[DefinitionName, list[Definition]] = {
        "caseness": [Definition("caseness", code, r.source, rule=r) for r in caseness],
        "response": [Definition("response", code, r.source, rule=r) for r in instrument.responses],
        "remission": [Definition("remission", code, r.source, rule=r)
                      for r in instrument.remissions],
        "reliable_improvement": [Definition("reliable_improvement", code, c.source, change=c)
                                 for c in changes],
        "reliable_deterioration": [Definition("reliable_deterioration", code, c.source, change=c)
                                   for c in changes],
    }  # fmt: skip
    found = {
        name: replace(rules[0], alternatives=tuple(rules[1:]))
        for name, rules in kinds.items()
        if rules
    }
    recovery = _recovery(code, found.get("remission"), found.get("reliable_improvement"))
    return {**found, "recovery": recovery} if recovery else found


def _switch(former: Definition, to: int) -> Definition:
    if not 0 <= to < len(former.alternatives):
        raise CannotEstimate(
            "no_alternative",
            f"There are {len(former.alternatives)} other rules for "
            f"{former.name.replace('_', ' ')} on {former.instrument}.",
            "Choose one of them by its number, from 0.",
        )
    rest = former.alternatives[:to] + former.alternatives[to + 1 :]
    chosen = former.alternatives[to]
    return replace(chosen, alternatives=(replace(former, alternatives=()), *rest))


def _published(threshold: Sourced) -> ChangeRule:
    return ChangeRule(threshold.value, threshold.source, threshold.note)


def _from_reliability(reliability: Sourced) -> ChangeRule:
    source = f"{_ERROR_RULE}; reliability {reliability.value:g}: {reliability.source}"
    return ChangeRule(None, source, reliability.note, reliability.value)


def _recovery(
    code: str, remission: Definition | None, improvement: Definition | None
) -> Definition | None:
    if remission is None or improvement is None:
        return None
    papers = dict.fromkeys((remission.source, improvement.source))
    source = "; ".join((_ASSUMED_RECOVERY, *papers))
    return Definition("recovery", code, source, remission.rule, improvement.change)
