"""`data/README.md` explains every column there is and states the effects the generator holds."""

import re
from fnmatch import fnmatch
from pathlib import Path

from data.demo_generator import SCENARIOS

DATA = Path(__file__).resolve().parents[2] / "data"
COHORT = DATA / "demo_cohort"


def test_readme_explains_every_column_of_every_table():
    text = (DATA / "README.md").read_text("utf-8")
    sections = dict(re.findall(r"\n### `([^`]+)`[^\n]*\n(.*?)(?=\n##|\Z)", text, re.DOTALL))
    for file in [*DATA.glob("*.csv"), *COHORT.glob("*.csv")]:
        name = file.relative_to(DATA).as_posix()
        assert name in sections, name
        explained = re.findall(r"`([^`]+)`", "\n".join(re.findall(r"\n\| ([^|]*)", sections[name])))
        if "each with" in sections[name]:
            explained += [f"{c[:-1]}?{end}" for c in explained for end in ("", "_source", "_note")]
        for column in file.read_text("utf-8").splitlines()[0].split(","):
            assert any(fnmatch(column, pattern) for pattern in explained), (name, column)


def test_readme_states_the_effects_the_generator_holds():
    text = (DATA / "README.md").read_text("utf-8")
    rows = re.findall(r"\n\| (\w+) \| (\w+) \| (\w+) \| (-?[\d.]+) \| ([\d.]+) \|", text)
    stated = {(c, s): (i, float(points), float(g)) for c, s, i, points, g in rows}
    held = {
        (s.condition, s.substance): (s.instrument, s.effect, round(abs(s.effect) / s.sd, 2))
        for s in SCENARIOS
    }
    assert stated == held
