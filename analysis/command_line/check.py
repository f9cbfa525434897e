"""`check`: read a cohort file, say everything that was found."""

import argparse
import json
from collections.abc import Mapping as Dictionary
from dataclasses import asdict
from pathlib import Path

from analysis.core import Finding
from analysis.loading import (
    Loaded,
    Mapping,
    MappingFault,
    UnreadableFile,
    load_path,
    read_mapping,
)
from analysis.privacy import describe_k_anonymity, report_k_anonymity
from analysis.words import say_k_anonymity

ACCEPTED, REFUSED = 0, 2


def run_check(options: argparse.Namespace) -> int:
    """Print what the upload page would say of a file."""
    try:
        loaded = load_path(find_file(options.file), read_map(options.map), name=options.name)
    except UnreadableFile as unread:
        return _print_unread(unread, options.json)
    except MappingFault as fault:
        if not options.json:
            raise
        mend = "Mend the mapping and try again."
        return _print_unread(UnreadableFile("mapping_fault", str(fault), mend), True)
    print(json.dumps(describe_loaded(loaded), indent=1) if options.json else _say(loaded))
    return ACCEPTED if loaded.outcome == "accepted" else REFUSED


def find_file(path: Path) -> Path:
    """A file or folder that is there.

    Raises
    ------
    UnreadableFile
        Where nothing is.
    """
    if path.exists():
        return path
    raise UnreadableFile("no_such_file", "There is no file or folder under this name.",
                         "Check its name.")  # fmt: skip


def read_map(path: Path | None) -> Mapping | None:
    """The mapping in a file, or None where there is no file."""
    if path is None:
        return None
    if not path.is_file():
        raise UnreadableFile("no_such_mapping", "There is no mapping file under the name given to "
                             "--map.", "Check its name.")  # fmt: skip
    return read_mapping(path.read_bytes())


def describe_loaded(loaded: Loaded) -> dict[str, object]:
    """A loaded file as the JSON object of `check`."""
    cohort = loaded.cohort
    return {
        "outcome": loaded.outcome,
        "shape": loaded.shape,
        "decisions": asdict(loaded.decisions) if loaded.decisions else {},
        "reasons": list(loaded.reasons),
        "rows_total": loaded.rows_total,
        "rows_accepted": loaded.rows_accepted,
        "rows_rejected": dict(loaded.rows_rejected),
        "scores_rejected": dict(loaded.scores_rejected),
        "findings": [_describe_finding(finding) for finding in loaded.findings],
        "dropped_columns": list(loaded.dropped_columns),
        "participants": loaded.participants,
        "observations": loaded.observations,
        "arms": list(loaded.arms),
        "conditions": list(loaded.conditions),
        "instruments": list(loaded.instruments),
        "visits": list(loaded.visits),
        "cells": [dict(cell) for cell in loaded.cells],
        "needs": list(loaded.needs),
        "k_anonymity": describe_k_anonymity(report_k_anonymity(cohort)) if cohort else None,
    }


def _describe_finding(finding: Finding) -> Dictionary[str, object]:
    return asdict(finding) | {"rows": [int(row) for row in finding.rows]}


def _print_unread(unread: UnreadableFile, as_json: bool) -> int:
    refusal = unread.refusal
    if as_json:
        finding = {"severity": "error", "code": refusal.code, "column": "", "rows": [],
                   "message": refusal.sentence, "mend": refusal.mend}  # fmt: skip
        empty: dict[str, object] = {
                 "outcome": "refused", "shape": None, "decisions": {}, "reasons": [refusal.code],
                 "rows_total": 0, "rows_accepted": 0, "rows_rejected": {}, "scores_rejected": {},
                 "findings": [finding], "dropped_columns": [], "participants": 0,
                 "observations": 0, "arms": [], "conditions": [], "instruments": [],
                 "visits": [], "cells": []}  # fmt: skip
        print(json.dumps(empty, indent=1))
    else:
        print(f"Refused: {refusal.sentence} {refusal.mend}".strip())
    return REFUSED


def _say(loaded: Loaded) -> str:
    lines = [
        f"{loaded.outcome.capitalize()}: {loaded.shape} file, {loaded.rows_accepted} of "
        f"{loaded.rows_total} rows read, {loaded.participants} participants, "
        f"{loaded.observations} scores.",
        *(f"  {reason}" for reason in loaded.reasons),
    ]
    if loaded.needs:
        lines.append("Still to be mapped before effects: " + ", ".join(loaded.needs) + ".")
    if loaded.dropped_columns:
        lines.append("Columns dropped: " + ", ".join(loaded.dropped_columns) + ".")
    if loaded.cohort is not None:
        lines.append(say_k_anonymity(report_k_anonymity(loaded.cohort), exact=True))
    lines += [f"{f.severity:8} {f.code:26} {f.message} {f.mend}" for f in loaded.findings]
    return "\n".join(lines)
