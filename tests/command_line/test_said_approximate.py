"""Small arms: the method says below which size its limits are approximate; large ones not."""

from pathlib import Path

import numpy as np
import pytest

from analysis.command_line.estimate.asking import answer
from analysis.command_line.main import build_parser
from analysis.core import APPROXIMATE_BELOW, UNLIKE

SMALL, LARGE = 12, 110


def write_people(folder: Path, n: int) -> Path:
    """n people an arm: scores before and after, a covariate, a time and an event."""
    rng, rows = np.random.default_rng(n), ["id,arm,pre,post,age,time,event,last,first"]
    for person in range(2 * n):
        pre = rng.normal(20, 4)
        time = rng.exponential(1.5) + 0.01
        visit = min(int(time), 3)
        first = visit + 1 if time < 3 else ""
        rows.append(
            f"{person},{'ab'[person % 2]},{pre:.3f},{0.6 * pre + rng.normal(5, 3):.3f},"
            f"{rng.normal(40, 9):.2f},{min(time, 3):.4f},{int(time < 3)},{visit},{first}"
        )
    file = folder / f"people_{n}.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


ARMS = ("--group", "arm", "--control", "a")
CALLS = {
    "bootstrap_bca": ("bootstrap", "--score", "post", *ARMS, "--replicates", "200"),
    "rmst_difference": ("rmst", "--time", "time", "--event", "event", "--tau", "1.2", *ARMS),
    "km_log_log": ("km", "--time", "time", "--event", "event", "--group", "arm", "--at", "1"),
    "d_ppc2": ("pre-post", "--pre", "pre", "--post", "post", *ARMS),
    "turnbull": ("turnbull", "--pre", "last", "--post", "first", "--at", "1", *ARMS,
                 "--replicates", "199"),
}  # fmt: skip


def ask(file: Path, call: tuple[str, ...]) -> str:
    verb, *options = call
    parsed = build_parser().parse_args(["estimate", verb, str(file), *options])
    return str(answer(parsed)["method"])


@pytest.mark.parametrize("code", CALLS)
def test_it_is_said_in_small_arms_alone(tmp_path, code):
    said = f"pproximate below n = {APPROXIMATE_BELOW[code]} per arm."
    assert said in ask(write_people(tmp_path, SMALL), CALLS[code])
    assert said not in ask(write_people(tmp_path, LARGE), CALLS[code])


@pytest.mark.parametrize("code", ["permutation", "becker_g", "hodges_lehmann"])
def test_what_fails_where_arms_vary_unlike_is_said_at_any_size(tmp_path, code):
    calls = {
        "permutation": ("permutation", "--score", "post", *ARMS, "--replicates", "99"),
        "becker_g": ("paired", "--pre", "pre", "--post", "post"),
        "hodges_lehmann": ("two-group", "--score", "post", *ARMS),
    }
    for n in (SMALL, LARGE):
        assert UNLIKE[code] in ask(write_people(tmp_path, n), calls[code])


def test_nothing_is_called_approximate_that_holds(tmp_path):
    call = ("ancova", "--score", "post", "--baseline", "pre", *ARMS)
    assert "pproximate" not in ask(write_people(tmp_path, SMALL), call)
