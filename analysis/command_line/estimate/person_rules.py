"""Verbs `itq` and `talking-therapies`: published rules applied person by person."""

import argparse
import re
from dataclasses import replace
from typing import Any

import numpy as np

from analysis.core import CannotEstimate
from analysis.effect_sizes import (
    ITQ_ITEMS,
    ITQ_SOURCE,
    TALKING_THERAPIES_SOURCE,
    ItqDiagnoses,
    TalkingTherapies,
    diagnose_itq,
    judge_talking_therapies,
)

from .request import Request, levels_of, split_names
from .visit_scores import read_visits

_ITEM = re.compile(r"^(?:.*itq)?[\W_]*([pc])[\W_]*([1-9])(?:[\W_]*itq.*)?$", re.IGNORECASE)
_ITQ_METHOD = (
    "Present at 2 or more. PTSD: re-experiencing, avoidance, threat and impairment; complex PTSD: "
    "also the three disturbances in self-organisation and their impairment. A missing item leaves "
    "the answer open only where it would depend on it."
)
_PAIR_METHOD = (
    "Caseness PHQ-9 from 10 or GAD-7 from 8; reliable change 6 and 4 points. Recovery: a case "
    "before and on neither after; reliable improvement: a fall on one, a rise on neither; reliable "
    "deterioration: a rise on one, a fall on neither; reliable recovery: both. Where a missing "
    "score leaves it open, it cannot be said."
)


def itq_verb(request: Request) -> dict[str, Any]:
    """PTSD and complex PTSD counted from items: columns p1 to p9, c1 to c9 (itq_p1 ...).

    Other names: `--columns p1=..,c1=..`. A long file has columns `item` and `answer`, people by
    `--id` (and occasions by `--visit` or `--time`). With `--group` also by arm.
    """
    items, labels = _long_items(request) if _is_long(request) else _wide_items(request)
    if not (~np.isnan(items)).any():
        raise CannotEstimate("no_items", "None of the ITQ's items is there.",
                             "Name them with --columns p1=..,c1=..")  # fmt: skip
    told: dict[str, Any] = {"n": len(items), "counts": _diagnose(items).count()}
    if labels is not None:
        told["by_group"] = {
            one: _diagnose(items[labels == one]).count() for one in levels_of(labels)
        }
    found = _diagnose(items)
    told["clusters"] = {
        name: {"present": int((answers == 1).sum()), "cannot_say": int(np.isnan(answers).sum())}
        for name, answers in found.clusters.items()
    }
    return {
        **told, "ptsd": _words(found.ptsd), "complex_ptsd": _words(found.complex_ptsd),
        "method": _ITQ_METHOD, "source": ITQ_SOURCE,
    }  # fmt: skip


def _diagnose(items: np.ndarray) -> ItqDiagnoses:
    return diagnose_itq(dict(zip(ITQ_ITEMS, items.T, strict=True)))


def talking_therapies_verb(request: Request) -> dict[str, Any]:
    """NHS Talking Therapies outcomes: `--pre PHQ,GAD --post PHQ,GAD`, columns before and after.

    A long file: `--score PHQ,GAD --id .. --visit ..`, and `--pre`, `--post` name the visits (the
    first and the last without). With `--group` also by arm.
    """
    before, after, rows = _pairs(request)
    told = _judge(before, after, np.ones(len(rows), dtype=bool))
    if request.options.group:
        labels = request.labels("group")[rows]
        told["by_group"] = {one: _judge(before, after, labels == one) for one in levels_of(labels)}
    return {**told, "method": _PAIR_METHOD, "source": TALKING_THERAPIES_SOURCE}


def _judge(before: list[np.ndarray], after: list[np.ndarray], rows: np.ndarray) -> dict[str, Any]:
    phq, gad = ((first[rows], last[rows]) for first, last in zip(before, after, strict=True))
    found: TalkingTherapies = judge_talking_therapies(*phq, *gad)
    told: dict[str, Any] = {
        "n": int(rows.sum()),
        "caseness_before": int((found.case_before == 1).sum()),
        "caseness_after": int((found.case_after == 1).sum()),
    }
    for name, one in found.count().items():
        told[name] = {"met": one.met, "of": one.of, "share": one.share, "among": one.among,
                      "cannot_say": one.cannot_say}  # fmt: skip
    return told


def _is_long(request: Request) -> bool:
    return {"item", "answer"} <= set(request.table.columns)


def _wide_items(request: Request) -> tuple[np.ndarray, np.ndarray | None]:
    pairs = (one.partition("=") for one in split_names(request.options.columns))
    columns = {key.strip().lower(): name.strip() for key, _, name in pairs}
    for name in request.table.columns:
        match = _ITEM.match(name)
        if match:
            columns.setdefault(f"{match[1].lower()}{match[2]}", name)
    unknown = [key for key in columns if key not in ITQ_ITEMS]
    if unknown:
        raise CannotEstimate("bad_columns", f"“{unknown[0]}” is no item of the ITQ.",
                             "Items are p1 to p9 and c1 to c9.")  # fmt: skip
    items = np.full((request.table.rows, len(ITQ_ITEMS)), np.nan)
    for key, name in columns.items():
        items[:, ITQ_ITEMS.index(key)] = request.table.numbers(name)
    return items, request.labels("group") if request.options.group else None


def _long_items(request: Request) -> tuple[np.ndarray, np.ndarray | None]:
    """A row an answer: one person on one occasion is one questionnaire."""
    table, options = request.table, request.options
    if "instrument" in table.columns:
        table = table.keep(np.array([str(x).upper() == "ITQ" for x in table.labels("instrument")]))
    people = table.labels(options.id or next(iter(table.columns)))
    when = options.visit or options.time or ("day" if "day" in table.columns else None)
    days = table.labels(when) if when else np.full(table.rows, "", dtype=object)
    keys = list(zip(people, days, strict=True))
    place = {key: row for row, key in enumerate(dict.fromkeys(keys))}
    rows = np.array([place[key] for key in keys], dtype=int)
    items = np.full((len(place), len(ITQ_ITEMS)), np.nan)
    matches = [_ITEM.match(item or "") for item in table.labels("item")]
    for row, match, answer in zip(rows, matches, table.numbers("answer"), strict=True):
        if match:
            items[row, ITQ_ITEMS.index(f"{match[1].lower()}{match[2]}")] = answer
    if not options.group:
        return items, None
    labels = np.full(len(place), None, dtype=object)
    labels[rows] = table.labels(options.group)
    return items, labels


def _words(answers: np.ndarray) -> list[str]:
    return ["cannot say" if np.isnan(one) else "yes" if one else "no" for one in answers]


def _pairs(
    request: Request,
) -> tuple[list[np.ndarray], list[np.ndarray], np.ndarray]:
    """PHQ-9 and GAD-7 before, the same after, and the row of each person in the file."""
    if request.options.visit or request.options.time:
        return _long_pairs(request)
    before, after = (_two(request, name) for name in ("pre", "post"))
    columns = [[request.table.numbers(name) for name in pair] for pair in (before, after)]
    return columns[0], columns[1], np.arange(request.table.rows)


def _long_pairs(request: Request) -> tuple[list[np.ndarray], list[np.ndarray], np.ndarray]:
    before: list[np.ndarray] = []
    after: list[np.ndarray] = []
    rows = np.zeros(0, dtype=int)
    for score in _two(request, "score"):
        options = argparse.Namespace(**{**vars(request.options), "score": score})
        found = read_visits(replace(request, options=options))
        rows = found.rows
        for into, option, end in ((before, "pre", 0), (after, "post", -1)):
            visit = request.given(option, found.visits[end])
            if visit not in found.visits:
                raise CannotEstimate("no_level", f"There is no visit “{visit}”.",
                                     f"The visits are: {', '.join(found.visits)}.")  # fmt: skip
            into.append(found.scores[:, found.visits.index(visit)])
    return before, after, rows


def _two(request: Request, option: str) -> list[str]:
    names = split_names(request.needed(option))
    if len(names) != 2:
        raise CannotEstimate("option_missing", f"--{option} names two columns, PHQ-9 then GAD-7.",
                             f"Write --{option} PHQ,GAD.")  # fmt: skip
    return names
