"""Therapy, the drug beside it and outcomes by support, as tables and descriptions of pictures."""

import pandas as pd

from analysis.core import (
    HIDDEN,
    format_brackets,
    format_interval,
    format_number,
    format_percent,
    label_added,
    label_arm,
    label_instrument,
    name_visit,
)
from analysis.core.results import (
    ArmPair,
    DoseBand,
    OutcomesBySupport,
    Received,
    TherapyDose,
    TherapyReceived,
)
from analysis.privacy import Released

from .effects import summarise_verdict
from .phrases import lower_first, name_had, raise_first
from .pictures import fit_rows
from .tables import INTERVAL
from .therapy import name_kind

_SPLITS = {"timing": "When", "type": "Kind", "training": "Given by"}


def table_of_outcomes_by_support(released: Released[OutcomesBySupport]) -> pd.DataFrame:
    """One row a pair of arms: people, difference, interval, and what it says."""
    substance = released.result.data.substance
    rows = []
    for pair in released.result.pairs:
        found = pair.effect.estimate("headline_difference")
        rows.append(
            {
                "Compared": _name_pair(pair, substance),
                "Scale": label_instrument(pair.effect.instrument) or "–",
                "People": _people(pair),
                "Better by (points)": format_number(found.value, 1) if found else _nothing(pair),
                INTERVAL: format_brackets(found.low, found.high, 1) if found else _nothing(pair),
                "In plain words": summarise_verdict(pair.effect),
            }
        )
    return pd.DataFrame(rows)


def table_of_arm_means(released: Released[OutcomesBySupport]) -> pd.DataFrame:
    """Observed mean of each arm at the visit, not adjusted, in order of support."""
    there = {}
    for pair in released.result.pairs:
        for arm in (pair.effect.comparator, pair.effect.treatment):
            if arm is not None:
                there[arm.arm] = arm
    order = sorted(there, key=lambda arm: (arm == "infusion_plus_psychotherapy",
                                           arm != "infusion_only"))  # fmt: skip
    return pd.DataFrame(
        [
            {
                "Arm": label_arm(arm, released.result.data.substance),
                "Started": format_number(there[arm].enrolled, 0),
                "Seen": format_number(there[arm].n, 0),
                "Mean": format_number(there[arm].mean, 1),
                "SD": format_number(there[arm].sd, 1),
            }
            for arm in order
        ]
    )


def _people(pair: ArmPair) -> str:
    a, b = pair.effect.treatment, pair.effect.comparator
    return _nothing(pair) if a is None or b is None else format_number(a.n + b.n, 0)


def _nothing(pair: ArmPair) -> str:
    return HIDDEN if pair.effect.hidden or pair.effect.refused is None else "–"


def _name_pair(pair: ArmPair, substance: str) -> str:
    less = lower_first(label_added(pair.comparator, substance))
    return f"{label_added(pair.treatment, substance)} vs {less}"


def table_of_received(released: Released[TherapyReceived]) -> pd.DataFrame:
    """Medians (middle half) a person by arm, means beside them, and psychotherapy elsewhere."""
    result = released.result
    rows: dict[str, dict[str, str]] = {}
    for amount in result.amounts:
        unit = "" if amount.unit in (amount.label.lower(), "sessions") else f" ({amount.unit})"
        name = amount.label if "(" in amount.label else f"{amount.label}{unit}"
        row = rows.setdefault(amount.what, {"Median (middle half)": raise_first(name)})
        arm = label_arm(amount.arm, result.data.substance)
        mean = "" if amount.mean is None else f", mean {format_number(amount.mean, 1)}"
        row[arm] = write_median(amount) + (mean if amount.what != "dose" else "")
    elsewhere = {"Median (middle half)": "Psychotherapy elsewhere"}
    for one in result.elsewhere:
        share = HIDDEN if one.n is None or not one.of else format_percent(one.n / one.of)
        elsewhere[label_arm(one.arm, result.data.substance)] = share
    table = [*rows.values(), *([elsewhere] if result.elsewhere else [])]
    return pd.DataFrame(table).fillna("–") if table else pd.DataFrame()


def table_of_sessions_by_kind(released: Released[TherapyReceived]) -> pd.DataFrame:
    """How the sessions of each arm divide: when, of which kind, by whom, in percent."""
    result = released.result
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for mix in result.mixes:
        arm = label_arm(mix.arm, result.data.substance)
        for share in mix.shares or ():
            name = raise_first(name_kind(share.category, mix.split))
            row = rows.setdefault((mix.split, share.category),
                                  {"Sessions": f"{_SPLITS[mix.split]}: {name}"})  # fmt: skip
            row[arm] = format_percent(share.share)
    arms = [label_arm(arm, result.data.substance) for arm in result.arms]
    hidden = {label_arm(m.arm, result.data.substance) for m in result.mixes if "shares" in m.hidden}
    frame = pd.DataFrame(list(rows.values()))
    for arm in arms if len(frame) else []:
        frame[arm] = frame[arm].fillna("–") if arm in frame else "–"
        if arm in hidden:
            frame[arm] = frame[arm].replace("–", HIDDEN)
    return frame


def table_of_therapist_timing(released: Released[TherapyDose]) -> pd.DataFrame:
    """The two groups by when the first session was, then how far apart they are, adjusted."""
    timing, result = released.result.timing, released.result
    if timing is None:
        return pd.DataFrame()
    rows = [_describe_band(band, "First session") for band in timing.groups]
    found = timing.difference
    if found is not None:
        rows.append({
            "First session": "Same day better by (points, adjusted)",
            "People": format_number(sum(found.counts.values()), 0),
            "Sessions, mean": "", "Infusions, mean": "",
            "Change": format_number(found.value, 1),
            INTERVAL: format_brackets(found.low, found.high, 1),
        })  # fmt: skip
    return pd.DataFrame(rows).rename(columns={"Change": _change(result)})


def table_of_therapy_doses(released: Released[TherapyDose]) -> pd.DataFrame:
    """People by how many sessions they had, infusions beside them, and how their scores changed."""
    dose, result = released.result.dose, released.result
    if dose is None:
        return pd.DataFrame()
    rows = [_describe_band(band, dose.what) for band in dose.bands]
    return pd.DataFrame(rows).rename(columns={"Change": _change(result)})


def _change(result: TherapyDose) -> str:
    better = f"; {result.better} is better" if result.better in ("lower", "higher") else ""
    return f"Mean change (points{better})"


def _describe_band(band: DoseBand, head: str) -> dict[str, str]:
    limits = "–" if band.low is None and band.n is not None else format_brackets(
        band.low, band.high, 1)  # fmt: skip
    return {
        head: band.label,
        "People": format_number(band.n, 0),
        "Sessions, mean": format_number(band.dose, 1),
        "Infusions, mean": format_number(band.infusions, 1),
        "Change": format_number(band.change_mean, 1),
        INTERVAL: limits,
    }


def describe_outcomes_by_support(released: Released[OutcomesBySupport]) -> str:
    """The rows of pairs: who is compared, and the difference with its interval."""
    result = released.result
    said = []
    for pair in result.pairs:
        found = pair.effect.estimate("headline_difference")
        limits = format_interval(found.low, found.high, 1) if found else ""
        number = f"{format_number(found.value, 1)} ({limits})" if found else HIDDEN
        said.append(f"{lower_first(_name_pair(pair, result.data.substance))} {number}")
    visit = name_visit(result.visit)
    return fit_rows(f"Differences in points at {visit}, right is better with more support: ", said)


def describe_received(released: Released[TherapyReceived]) -> str:
    """The small pictures of amounts: medians by arm."""
    result = released.result
    said = []
    for what in dict.fromkeys(a.what for a in result.amounts if a.what != "maintenance"):
        found = [a for a in result.amounts if a.what == what]
        arms = [f"{write_median(a)} with {name_had(a.arm, result.data.substance)}"
                for a in found]  # fmt: skip
        said.append(f"{lower_first(found[0].label)} {', '.join(arms)}")
    return fit_rows("Medians and middle halves of what a person received: ", said)


def describe_session_timing(released: Released[TherapyReceived]) -> str:
    """The bars of when sessions were: shares by arm."""
    result = released.result
    said = []
    for mix in result.mixes:
        if mix.split == "timing" and mix.shares:
            shares = [
                f"{format_percent(s.share)} {name_kind(s.category, mix.split)}" for s in mix.shares
            ]
            said.append(f"with {name_had(mix.arm, result.data.substance)} "
                        f"{', '.join(shares)}")  # fmt: skip
    return fit_rows("Stacked bars of when the support sessions of each arm were: ", said)


def write_median(amount: Received) -> str:
    """A median with its middle half for a column: "8 (6 to 10)"."""
    if amount.median is None:
        return "hidden"
    if amount.low is None or amount.high is None:
        return _short(amount.median, amount.what)
    low, high = (_short(value, amount.what) for value in (amount.low, amount.high))
    return f"{_short(amount.median, amount.what)} ({low} to {high})"


def _short(value: float, what: str) -> str:
    if what == "dose":
        return format_number(value, 2)
    decimals = 0 if float(value).is_integer() and what != "hours" else 1
    return format_number(value, decimals)
