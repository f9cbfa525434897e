"""How every number is made, read from the functions that make it."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Final

from analysis.core import settings

METHOD_TOPICS: Final = {
    "effect_sizes": "Between arms, within an arm, and shares of people",
    "longitudinal": "Over time, and missing scores",
    "durability": "How long it lasts",
    "adjustment": "People not assigned at random",
    "subgroups": "For whom, and how much",
    "participants": "People, exposure and harms",
    "planning": "Planning the next cohort",
    "sequential": "Looking again and again",
    "meta_analysis": "Studies and sites together",
    "core.formulas": "Arithmetic shared by several",
}
"""What the estimators of each room are about."""


@dataclass(frozen=True)
class MethodEntry:
    """One estimator: its topic's code, the function, its estimand, its docstring's sections."""

    topic: str
    name: str
    summary: str
    notes: str
    source: str


@dataclass(frozen=True)
class SettingEntry:
    """One default in force, and what it is for."""

    name: str
    value: str
    meaning: str


@lru_cache(maxsize=1)
def describe_methods() -> tuple[MethodEntry, ...]:
    """Every estimator with a formula or a paper, from its docstring: text and code agree.

    What a room shows of itself is listed; a new estimator is on the page once it is exported.
    """
    entries = [
        _describe(room, name, function)
        for room in METHOD_TOPICS
        for name, function in _functions_of(f"analysis.{room}")
    ]
    return tuple(entry for entry in entries if entry.notes or entry.source)


def _functions_of(module: str) -> list[tuple[str, Callable[..., object]]]:
    face = import_module(module)
    public = [(name, getattr(face, name)) for name in sorted(face.__all__)]
    return [(name, one) for name, one in public if inspect.isfunction(one)]


def _describe(topic: str, name: str, function: Callable[..., object]) -> MethodEntry:
    text = inspect.getdoc(function) or ""
    summary = " ".join(text.split("\n\n")[0].split())
    return MethodEntry(topic, name, summary, _section(text, "Notes"), _section(text, "References"))


def _section(docstring: str, heading: str) -> str:
    """Text below one underlined numpydoc heading, up to the next."""
    lines = docstring.splitlines()
    if heading not in lines:
        return ""
    start = lines.index(heading) + 2
    ends = [i - 1 for i in range(start, len(lines)) if set(lines[i]) == {"-"}]
    return "\n".join(lines[start : ends[0] if ends else len(lines)]).strip()


def describe_settings() -> tuple[SettingEntry, ...]:
    """Every default in force, with the comment that stands below it in `core/settings.py`."""
    lines = inspect.getsource(settings).splitlines()
    entries = []
    for number, line in enumerate(lines):
        name, _, rest = line.partition(": Final = ")
        if rest:
            below = lines[number + 1] if number + 1 < len(lines) else ""
            meaning = below.strip().strip('"') if below.startswith('"""') else ""
            entries.append(SettingEntry(name, str(getattr(settings, name)), meaning))
    return tuple(entries)
