"""Every simulation, one after another: `python -m tests.simulation`."""

import runpy
from pathlib import Path

HERE = Path(__file__).resolve().parent


def list_topics() -> list[str]:
    """Modules here that can be run by themselves."""
    return sorted(
        file.stem
        for file in HERE.glob("*.py")
        if not file.name.startswith(("_", "test_")) and "__main__" in file.read_text("utf-8")
    )


if __name__ == "__main__":
    for topic in list_topics():
        print(f"== {topic}", flush=True)
        runpy.run_module(f"tests.simulation.{topic}", run_name="__main__")
