"""The questions people ask."""

from analysis.answers import common_questions, effects_by_condition
from analysis.loading import load_questions
from analysis.words import say_from_data, table_of_published

from .printed import Asked, Printed


def print_common_questions(asked: Asked) -> Printed:
    """Every question with what the data say, what is published, and what is not known."""
    found = common_questions(asked.cohort, asked.comparison, asked.condition, asked.view)
    everyone = effects_by_condition(asked.cohort, asked.comparison, asked.view)
    questions = load_questions()
    sentences = [
        sentence
        for question in questions
        for sentence in (
            question.question,
            *say_from_data(question.code, found),
            f"Not known: {question.not_known}",
        )
    ]
    tables = {question.question: table_of_published(question) for question in questions}
    return Printed(everyone, tuple(sentences), tables)
