"""Verb `rule-of-three`: how often something may still happen that nobody had."""

from typing import Any

import numpy as np

from analysis.core import CannotEstimate
from analysis.effect_sizes import clopper_pearson, rule_of_three

from .request import Request, levels_of, split_names

_YES = ("1", "yes", "true", "y", "t")


def rule_of_three_verb(request: Request) -> dict[str, Any]:
    """Upper limit of a share where nobody had the event.

    `--counts n` or `--counts 0,n` (several groups: 0,n1,0,n2), or a file with --event (and
    --group).
    """
    groups = _from_counts(request) if request.options.counts else _from_people(request)
    return {
        **{name: _say(events, n, request.level) for name, (events, n) in groups.items()},
        "method": "One-sided upper limit 1 - (1 - level)^(1/n), near 3/n at 95 %; two-sided beside "
        "it, Clopper and Pearson's.",
        "source": "Hanley & Lippman-Hand 1983, JAMA 249:1743-1745",
    }


def _from_counts(request: Request) -> dict[str, tuple[int, int]]:
    try:
        counts = [int(text) for text in split_names(request.options.counts)]
    except ValueError:
        counts = []
    counts = [0, *counts] if len(counts) == 1 else counts
    pairs = list(zip(counts[::2], counts[1::2], strict=False))
    if not pairs or len(counts) % 2:
        raise CannotEstimate("bad_counts", "--counts has events and people of each group.",
                             "Write --counts 0,24, or 0,24,0,30.")  # fmt: skip
    return dict(zip(["group"] if len(pairs) == 1 else ["treatment", "control", "third", "fourth"],
                    pairs, strict=False))  # fmt: skip


def _from_people(request: Request) -> dict[str, tuple[int, int]]:
    option = next((o for o in ("event", "outcome") if getattr(request.options, o)), "event")
    labels = request.labels(option)
    wanted = request.options.event_level or request.options.outcome_level
    counted = np.array([one is not None for one in labels], dtype=bool)
    yes = _YES if wanted is None else (wanted.lower(),)
    met = np.array([one is not None and one.lower() in yes for one in labels], dtype=bool)
    if not request.options.group:
        return {"all": (int(met[counted].sum()), int(counted.sum()))}
    arms = request.labels("group")
    return {
        arm: (int(met[counted & (arms == arm)].sum()), int((counted & (arms == arm)).sum()))
        for arm in levels_of(arms)
    }


def _say(events: int, n: int, level: float) -> dict[str, Any]:
    if events:
        raise CannotEstimate(
            "some_events", "Somebody had the event, so the rule of three does not hold.",
            "Use `binary` or `harms` for a share with events.",
        )  # fmt: skip
    low, high = clopper_pearson(0, n, level)
    limit = rule_of_three(n, level)
    return {"events": 0, "n": n, "upper": limit, "per_100": 100 * limit, "three_over_n": 3 / n,
            "ci_clopper": [low, high]}  # fmt: skip
