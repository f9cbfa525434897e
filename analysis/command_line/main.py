"""The verbs and their options; exit 0 done, 2 refused with reasons, 1 the program failed."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from analysis.core import CannotEstimate
from analysis.loading import MappingFault, UnreadableFile

from .ask import add_ask_options
from .check import run_check
from .effects import MEASURES, run_effects
from .estimate import VERBS, add_options, run_estimate
from .evidence import add_evidence_options
from .loaded import add_comparison_options
from .template import run_template

REFUSED = 2


def main(arguments: Sequence[str]) -> int:
    """Run one verb; returns the exit status."""
    options = build_parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (UnreadableFile, CannotEstimate) as refused:
        why = refused.refusal
        if getattr(options, "json", False):
            said = {"outcome": "refused", "reasons": [why.code], "message": why.sentence}
            print(json.dumps(said | {"mend": why.mend}, indent=1))
        print(f"{why.sentence} {why.mend}".strip(), file=sys.stderr)
    except (MappingFault, FileNotFoundError, IsADirectoryError) as fault:
        print(fault, file=sys.stderr)
    return REFUSED


def build_parser() -> argparse.ArgumentParser:
    """The parser of `python -m analysis`."""
    parser = argparse.ArgumentParser(prog="python -m analysis", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    _add_check(verbs.add_parser("check", help="read a cohort file as the upload page would"))
    _add_effects(verbs.add_parser("effects", help="effect sizes by condition"))
    add_ask_options(verbs.add_parser("ask", help="what a page of the dashboard answers"))
    estimate = verbs.add_parser("estimate", help="any estimator on a plain CSV")
    add_options(estimate, tuple(VERBS))
    estimate.set_defaults(run=run_estimate)
    add_evidence_options(verbs.add_parser("evidence", help="pool a file in the Metapsy format"))
    template = verbs.add_parser("template", help="write the files of an empty cohort")
    template.add_argument("folder", type=Path)
    template.set_defaults(run=run_template)
    return parser


def _add_check(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("file", type=Path, help="a CSV, a zip, or a folder of tables")
    verb.add_argument("--name", help="the name the file was uploaded under")
    verb.add_argument("--map", type=Path, help="mapping JSON")
    verb.add_argument("--json", action="store_true", help="print one JSON object")
    verb.set_defaults(run=run_check)


def _add_effects(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--measure", choices=MEASURES, default=MEASURES[0])
    add_comparison_options(verb)
    verb.set_defaults(run=run_effects)
