"""`ask`: every page's answer from a shell."""

import json

import pytest

from analysis.command_line import main
from analysis.command_line.ask.questions import QUESTIONS


@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_every_question_is_answered_of_the_demonstration(
    question: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", question, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["mark"] == "SYNTHETIC DATA"
    assert said["sentences"]
    assert any(said["tables"].values())


@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_every_question_is_answered_or_refused_in_protected_view(
    question: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", question, "--protect", "--filter", "sex=female"]) in (0, 2)
    read = capsys.readouterr()
    assert (read.out or read.err).strip()
    assert "Traceback" not in read.err


def test_what_is_unknown_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "how-long", "--condition", "measles"]) == 2
    assert main(["ask", "how-long", "--filter", "shoe=44"]) == 2
    assert "filter" in capsys.readouterr().err
