"""Plain files of two arms, and what `estimate` answers of them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from analysis.command_line.estimate.asking import answer
from analysis.command_line.main import build_parser
from analysis.core import CannotEstimate

VERBS: dict[str, tuple[str, ...]] = {
    "two-group": ("--score", "post", "--group", "arm"),
    "pre-post": ("--pre", "pre", "--post", "post", "--group", "arm"),
    "ancova": ("--score", "post", "--baseline", "pre", "--group", "arm"),
    "anova": ("--score", "post", "--group", "arm"),
    "bootstrap": ("--score", "post", "--group", "arm", "--replicates", "200"),
    "permutation": ("--score", "post", "--group", "arm", "--replicates", "200"),
    "equivalence": ("--score", "post", "--group", "arm", "--margin", "2"),
    "paired": ("--pre", "pre", "--post", "post"),
}
"""Every verb that compares arms' scores (or one arm's), and how it is asked."""

Row = tuple[str, object, object]


def write_rows(folder: Path, rows: Sequence[Row]) -> Path:
    """A file with columns arm, pre, post."""
    file = folder / "rows.csv"
    lines = ["arm,pre,post", *(",".join(map(str, row)) for row in rows)]
    file.write_text("\n".join(lines) + "\n")
    return file


def ask(verb: str, file: Path, *options: str) -> dict:
    call = ["estimate", verb, str(file), *(options or VERBS[verb]), "--json"]
    return answer(build_parser().parse_args(call))


def refusal(run: Callable[[], object]) -> str:
    """The code of the refusal that `run` must end in."""
    with pytest.raises(CannotEstimate) as fault:
        run()
    assert fault.value.refusal.sentence
    return fault.value.refusal.code
