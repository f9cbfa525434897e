"""The cohort and the comparison a verb was asked about."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.core import (
    ARMS,
    DEFAULT_MARGIN,
    ESTIMANDS,
    FILTER_NAMES,
    MARGINS,
    PRIMARY,
    CannotEstimate,
    Cohort,
    Comparison,
    Filter,
)
from analysis.loading import load_demonstration, load_path
from analysis.privacy import View

from .check import find_file, read_map


def add_comparison_options(verb: argparse.ArgumentParser) -> None:
    """The options of a comparison: file, mapping, arms, visit, scale, view."""
    verb.add_argument("file", type=Path, nargs="?", help="default: the demonstration cohort")
    verb.add_argument("--map", type=Path, help="mapping JSON")
    verb.add_argument("--visit", help="label or study day of the visit")
    verb.add_argument("--treatment", choices=ARMS, default=ARMS[2])
    verb.add_argument("--comparator", choices=ARMS, default=ARMS[0])
    verb.add_argument("--instrument", help="instrument code; default: each condition's primary")
    verb.add_argument("--substance", help="substance code; default: intravenous ketamine")
    verb.add_argument("--estimand", choices=ESTIMANDS, default=ESTIMANDS[0],
                      help="all scores, none after a retreatment, or a landmark")  # fmt: skip
    verb.add_argument("--margin-sd", choices=MARGINS, default=DEFAULT_MARGIN,
                      help="margin of the verdict in pooled baseline SD")  # fmt: skip
    verb.add_argument("--filter", action="append", default=[], metavar="NAME=BAND",
                      help="only people in one band of: " + ", ".join(FILTER_NAMES))  # fmt: skip
    detail = verb.add_mutually_exclusive_group()
    detail.add_argument("--protect", action="store_true", help="apply the disclosure rules")
    detail.add_argument("--full-detail", action="store_true", help="small groups too; not to share")
    verb.add_argument("--json", action="store_true", help="print one JSON object")


def load_asked(options: argparse.Namespace) -> tuple[Cohort, Comparison, View]:
    """The cohort in the file named (else the demonstration), what is asked, and the view.

    Raises
    ------
    CannotEstimate
        When the two arms are one, a filter is unknown, or the file has to be mapped first.
    """
    if options.treatment == options.comparator:
        raise CannotEstimate("same_arm", "The two arms compared are the same.",
                             "Choose two different arms.")  # fmt: skip
    cohort, view = _load(options)
    comparison = Comparison.between(
        options.treatment,
        options.comparator,
        visit=_name_visit(cohort, options.visit),
        instrument=options.instrument or PRIMARY,
        substance=options.substance,
        estimand=options.estimand,
        margin_sd=MARGINS[options.margin_sd],
        filters=_read_filters(options.filter),
    )
    return cohort, comparison, view


def _load(options: argparse.Namespace) -> tuple[Cohort, View]:
    if options.file is None:
        cohort = load_demonstration()
        # Full detail always, unless asked to show what the rules would do to a cohort like it.
        shown = replace(cohort, origin="command_line") if options.protect else cohort
        return shown, "protected" if options.protect else "full"
    path = find_file(options.file)
    loaded = load_path(path, read_map(options.map))
    if loaded.cohort is None:
        wanting = ", ".join(loaded.needs or loaded.reasons)
        raise CannotEstimate(
            "needs_mapping",
            f"The file cannot be compared yet: {wanting}.",
            "Give a mapping with --map (see `check --json` for what was recognised).",
        )
    return loaded.cohort, "full" if options.full_detail else "protected"


def _name_visit(cohort: Cohort, wanted: str | None) -> str | None:
    """A visit given by its label or by its study day."""
    for visit in cohort.visits:
        if wanted in (visit.label, str(visit.day)):
            return visit.label
    return wanted


def _read_filters(wanted: list[str]) -> tuple[Filter, ...]:
    found: list[Any] = [text.partition("=")[::2] for text in wanted]
    names = [name for name, _ in found]
    if not set(names) <= set(FILTER_NAMES) or len(set(names)) < len(names):
        raise CannotEstimate("unknown_filter", "A filter is one band of a known name, once.",
                             f"Names: {', '.join(FILTER_NAMES)}.")  # fmt: skip
    return tuple(Filter(name, band) for name, band in found)
