"""Verbs `loss-of-response` and `emergent`, and times counted from another day."""

import json

import numpy as np
import pytest

from analysis.command_line.main import main


def ask(capsys, *call) -> dict:
    assert main(["estimate", *map(str, call), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refusal(capsys, *call) -> str:
    assert main(["estimate", *map(str, call), "--json"]) == 2
    return json.loads(capsys.readouterr().out)["reasons"][0]


def write(file, header: str, rows) -> object:
    file.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n")
    return file


@pytest.fixture
def visits(tmp_path):
    """24 people seen on days 28, 56, 84: in response, lost it, retreated, or never in response."""
    courses = {"1,1,1": 6, "1,1,0": 3, "1,0,0": 3, "0,1,": 4, "1,R,": 2, "0,0,0": 6}
    rows, person = [], 0
    for course, times in courses.items():
        for _ in range(times):
            person += 1
            for day, mark in zip((28, 56, 84), course.split(","), strict=True):
                again = int(mark == "R")
                responding = "" if mark in ("", "R") else mark
                rows.append((f"p{person}", "ab"[person % 2], day, responding, again))
    return write(tmp_path / "visits.csv", "id,arm,day,responding,again", rows)


LOSS = ("--id", "id", "--visit", "day", "--outcome", "responding", "--event", "again")


def test_responders_lose_it_between_visits_or_when_retreated(capsys, visits):
    found = ask(capsys, "loss-of-response", visits, *LOSS, "--at", "28,56", "--replicates", "200")
    assert found["responders"] == {"all": 18}
    assert found["lost"] == {"all": 8}
    curve = found["g=all"]
    # Six of 18 had lost it by the next visit (three seen without, two retreated, one lot censored).
    assert 0 < curve["surv_least"][1] <= curve["surv_most"][1] < 1
    by_arm = ask(capsys, "loss-of-response", visits, *LOSS, "--group", "arm")
    assert sum(by_arm["responders"].values()) == 18
    assert 0 < by_arm["permutation"]["p"] <= 1


def test_nobody_to_lose_a_response_is_refused(capsys, visits, tmp_path):
    nobody = ("--where", "responding=0")
    assert refusal(capsys, "loss-of-response", visits, *LOSS, *nobody) == "no_responders"
    assert refusal(capsys, "loss-of-response", visits, *LOSS, "--where", "id=x") == "nobody"
    named = write(tmp_path / "named.csv", "id,arm,day,responding,again", [(1, "a", "w4", 1, 0)])
    assert refusal(capsys, "loss-of-response", named, *LOSS) == "bad_days"
    twice = write(tmp_path / "twice.csv", "id,arm,day,responding,again", [(1, "a", 4, 1, 0)] * 2)
    assert refusal(capsys, "loss-of-response", twice, *LOSS) == "visit_twice"


@pytest.fixture
def ratings(tmp_path):
    """Worst before 1, except the first person of each arm 4; two of arm b get worse after."""
    rows = []
    for person in range(20):
        arm, before = "ab"[person % 2], 4 if person < 2 else person % 3 and 1
        after = 5 if person in (3, 5) else min(before, 1)
        rows += [(person, arm, -7, before), (person, arm, 0, 0), (person, arm, 30, after)]
    rows.append((20, "a", 30, 5))  # never rated before
    return write(tmp_path / "ratings.csv", "id,arm,day,ideation", rows)


EMERGENT = ("--id", "id", "--visit", "day", "--score", "ideation", "--group", "arm", "--treatment",
            "b", "--instrument", "CSSRS_SI")  # fmt: skip


def test_emergent_is_worse_than_the_worst_before(capsys, ratings):
    found = ask(capsys, "emergent", ratings, *EMERGENT)
    assert (found["people"], found["assessed"]) == (21, 20)
    assert found["worse"]["people"] == [2, 0]
    assert found["worse"]["of"] == [10, 10]
    assert found["serious"]["people"] == [2, 0]
    assert found["worse"]["difference_per_100"]["estimate"] == pytest.approx(20)
    early = ask(capsys, "emergent", ratings, *EMERGENT[:-2], "--at", "30")
    assert "serious" not in early
    turned = ask(capsys, "emergent", ratings, *EMERGENT[:-2], "--better", "higher",
                 "--derive", "low=0-ideation", "--score", "low")  # fmt: skip
    assert turned["worse"] == found["worse"]


def test_nobody_rated_on_both_sides_is_refused(capsys, ratings):
    assert refusal(capsys, "emergent", ratings, *EMERGENT, "--at", "10") == "no_people"
    assert refusal(capsys, "emergent", ratings, *EMERGENT, "--at", "soon") == "bad_at"
    late = ("--where", "id=99")
    assert refusal(capsys, "emergent", ratings, *EMERGENT, *late) == "no_level"


def test_times_may_be_counted_from_another_day(capsys, tmp_path):
    rng = np.random.default_rng(1)
    rows = [(f"{10 + rng.exponential(40):.3f}", int(rng.random() < 0.7), 5 + i % 3, "ab"[i % 2])
            for i in range(40)]  # fmt: skip
    rows.append((2, 1, 9, "a"))  # ended before the clock started
    file = write(tmp_path / "times.csv", "time,event,start,arm", rows)
    call = ("--time", "time", "--event", "event", "--group", "arm")
    since = ask(capsys, "log-rank", file, *call, "--origin", "start")
    same = ask(capsys, "log-rank", file, "--time", "left", *call[2:], "--derive", "left=time-start",
               "--derive", "kept=left>=0", "--where", "kept=1")  # fmt: skip
    assert since == same
    cox = ask(capsys, "cox", file, *call, "--origin", "start")
    assert cox["n"] == 40
    late = ("--derive", "late=time+1", "--origin", "late")
    assert refusal(capsys, "km", file, *call, *late) == "nobody"
