"""The tables of a simulation, written as the script measured them."""

import time
from collections.abc import Iterable, Sequence
from pathlib import Path

TABLES = Path(__file__).resolve().parent / "tables"


class Report:
    """Headings, sentences and tables of one topic, in order."""

    def __init__(self, topic: str, title: str) -> None:
        self.topic, self.started = topic, time.monotonic()
        self.lines = [f"# {title}", "", f"Written by `python -m tests.simulation.{topic}`.", ""]

    def say(self, *sentences: str) -> None:
        self.lines += [*sentences, ""]

    def table(self, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """One table; floats are shares in percent unless they are text already."""
        self.lines.append("| " + " | ".join(header) + " |")
        self.lines.append("|" + "---|" * len(header))
        for row in rows:
            self.lines.append("| " + " | ".join(_show(cell) for cell in row) + " |")
            print(*map(_show, row), sep="\t", flush=True)
        self.lines.append("")

    def write(self) -> None:
        TABLES.mkdir(exist_ok=True)
        text = "\n".join(self.lines).rstrip() + "\n"
        (TABLES / f"{self.topic}.md").write_text(text, encoding="utf-8")
        print(f"{self.topic}: {time.monotonic() - self.started:.0f} s")


def _show(cell: object) -> str:
    return f"{100 * cell:.1f}" if isinstance(cell, float) else str(cell)
