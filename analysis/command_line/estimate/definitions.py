"""Verb `definitions`: the rules in force on an instrument, and how many people met each."""

from typing import Any

import numpy as np

from analysis.core import (
    DEFINITIONS,
    CannotEstimate,
    Definition,
    DefinitionLedger,
    DefinitionName,
    Instrument,
    ledger_of,
)
from analysis.effect_sizes import PersonCount, classify_people, count_people, settle_definitions
from analysis.loading import load_catalogue

from .before_after import scores_of_people
from .request import Request, levels_of

_METHOD = (
    "Response among those at or above caseness at baseline, with room to respond; remission and "
    "recovery among those not in remission at baseline; improvement and deterioration among those "
    "with room to change so far. Shares of those seen, Wilson's limits. Published thresholds first;"
    " else 1.96 sqrt(2) SD sqrt(1 - reliability) of this file's baseline."
)
_OUTCOMES = ("recovered", "improved", "unchanged", "deteriorated", "cannot_say")


def definitions_verb(request: Request) -> dict[str, Any]:
    """`--instrument CODE` alone: its rules. With a file, `--pre` and `--post`: who met them.

    `--rule NAME=NUMBER` puts another published rule in force (0 is the first alternative), and may
    be repeated. With `--group` also by arm; thresholds follow from everybody's baseline.
    """
    instrument = find_instrument(request)
    ledger = switch_rules(ledger_of(load_catalogue()), instrument.code, request.options.rule)
    rules = ledger.in_force.get(instrument.code, {})
    told: dict[str, Any] = {"instrument": instrument.code}
    if request.options.file is None:
        if not rules:
            settle_definitions(instrument, np.zeros(0))  # says why there are none
        return {**told, "rules": {name: _say_rule(one) for name, one in rules.items()},
                "method": _METHOD, "source": "data/instruments.csv"}  # fmt: skip
    before, after = scores_of_people(request)
    settled = settle_definitions(instrument, before, rules, request.level)
    told |= {"n": len(before), "rules": {name: _say_rule(one) for name, one in settled.items()}}
    everyone = np.ones(len(before), dtype=bool)
    told |= _count(request, instrument, settled, before, after, everyone)
    if request.options.group:
        labels = request.labels("group")
        told["by_group"] = {
            one: _count(request, instrument, settled, before, after, labels == one)
            for one in levels_of(labels)
        }
    return {**told, "method": _METHOD, "source": "data/instruments.csv"}


def find_instrument(request: Request) -> Instrument:
    """The instrument of the catalogue that --instrument names."""
    code = request.needed("instrument")
    known = load_catalogue().instruments
    if code not in known:
        raise CannotEstimate("no_instrument", f"There is no instrument “{code}”.",
                             f"Codes are: {', '.join(known)}.")  # fmt: skip
    return known[code]


def switch_rules(ledger: DefinitionLedger, code: str, wanted: list[str]) -> DefinitionLedger:
    """The ledger with the rules of --rule NAME=NUMBER in force."""
    for one in wanted:
        name, _, number = one.partition("=")
        if not number.strip().isdigit():
            raise CannotEstimate("bad_rule", f"“{one}” is not NAME=NUMBER.",
                                 "Write response=0 for the first alternative.")  # fmt: skip
        ledger = ledger.switch(code, read_definition(name.strip()), int(number))
    return ledger


def read_definition(text: str) -> DefinitionName:
    """A definition by its name, with - or _ between words."""
    for name in DEFINITIONS:
        if text.replace("-", "_") == name:
            return name
    raise CannotEstimate("bad_rule", f"“{text}” is no definition.",
                         f"Choose one of {', '.join(DEFINITIONS)}.")  # fmt: skip


def _say_rule(definition: Definition) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if definition.rule is not None:
        told |= {"kind": definition.rule.kind, "threshold": definition.rule.threshold}
    change = definition.change
    if change is not None:
        told |= {"points": change.points, "published": change.is_published}
        if not change.is_published:
            told |= {"reliability": change.reliability, "sd_baseline": change.sd_baseline}
    told["source"] = definition.source
    if definition.alternatives:
        told["alternatives"] = [_say_rule(one) for one in definition.alternatives]
    return told


def _count(
    request: Request, instrument: Instrument, rules: dict[DefinitionName, Definition],
    before: np.ndarray, after: np.ndarray, rows: np.ndarray,
) -> dict[str, Any]:  # fmt: skip
    counts = count_people(instrument, before[rows], after[rows], rules, request.level)
    told: dict[str, Any] = {"counts": {name: _say_count(one) for name, one in counts.items()}}
    if "reliable_improvement" in rules:
        people = classify_people(instrument, before[rows], after[rows], rules)
        told["people"] = {name: int((people == name).sum()) for name in _OUTCOMES}
    return told


def _say_count(found: PersonCount) -> dict[str, Any]:
    return {
        "met": found.met, "observed": found.observed, "eligible": found.eligible,
        "missing": found.missing, "among": found.among, "share": found.share,
        "ci": [found.low, found.high], "share_missing_as_not_met": found.share_missing_as_not_met,
    }  # fmt: skip
