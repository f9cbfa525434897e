"""Asks one question of a cohort and prints what its page says."""

import argparse
import json

from analysis.core import CannotEstimate

from ..loaded import add_comparison_options, load_asked
from .printed import Asked, Printed, describe
from .questions import QUESTIONS


def add_ask_options(verb: argparse.ArgumentParser) -> None:
    """The options of `ask`: a page by its address, then those of a comparison."""
    verb.add_argument("question", choices=sorted(QUESTIONS), help="address of a page")
    add_comparison_options(verb)
    verb.add_argument("--condition", help="condition code; default: the cohort's first")
    verb.add_argument("--choose", action="append", default=[], metavar="KEY=CODE",
                      help="a choice of that page alone, as in its address")  # fmt: skip
    verb.set_defaults(run=run_ask)


def run_ask(options: argparse.Namespace) -> int:
    """Print the answer to one question."""
    cohort, comparison, view = load_asked(options)
    if options.condition and options.condition not in cohort.conditions:
        raise CannotEstimate("no_condition", "Nobody here was treated for this condition.",
                             f"Choose one of: {', '.join(cohort.conditions)}.")  # fmt: skip
    chosen = dict(text.partition("=")[::2] for text in options.choose)
    condition = options.condition or cohort.conditions[0]
    answer = QUESTIONS[options.question](Asked(cohort, comparison, condition, view, chosen))
    if options.json:
        print(json.dumps(_as_object(options.question, answer), indent=1, allow_nan=False))
    else:
        print(_as_text(answer))
    return 0


def _as_object(question: str, answer: Printed) -> dict[str, object]:
    released = answer.released
    return {
        "question": question,
        "view": released.view,
        "mark": released.mark,
        "sentences": [text for text in answer.sentences if text],
        "tables": {
            title: describe(table.to_dict("records")) for title, table in answer.tables.items()
        },
        "result": describe(released.result),
        "notes": list(released.notes),
    }


def _as_text(answer: Printed) -> str:
    released = answer.released
    parts = [released.mark, *answer.sentences]
    for title, table in answer.tables.items():
        if len(table):
            parts += ["", title, table.to_string(index=False)]
    notes = (*getattr(released.result, "notes", ()), *released.notes)
    return "\n".join([*(part for part in parts if part or part == ""), *notes])
