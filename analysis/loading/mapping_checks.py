"""Checks of single values in a mapping file: each gives what is wrong, as sentences."""

from collections.abc import Callable
from typing import Any

Check = Callable[[str, object], list[str]]
"""From a key and its value to everything wrong with it."""


def one_of(choices: tuple[Any, ...]) -> Check:
    """Whether a value is one of these, of the same type."""

    def check(key: str, value: object) -> list[str]:
        if any(value == choice and type(value) is type(choice) for choice in choices):
            return []
        return [f"“{key}” must be one of {list_choices(choices)}."]

    return check


def is_a(kind: type, words: str) -> Check:
    """Whether a value is of a kind, which `words` say."""

    def check(key: str, value: object) -> list[str]:
        right = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
        return [] if right else [f"“{key}” must be {words}."]

    return check


def is_row(key: str, value: object) -> list[str]:
    """Whether a value counts rows, from 1."""
    fine = isinstance(value, int) and not isinstance(value, bool) and value >= 1
    return [] if fine else [f"“{key}” must be a whole number from 1."]


def is_texts(key: str, value: object) -> list[str]:
    """Check a list of texts; numbers are as good, as missing codes are often written so."""
    fine = isinstance(value, list) and all(
        isinstance(item, str | int | float) and not isinstance(item, bool) for item in value
    )
    return [] if fine else [f"“{key}” must be a list of texts."]


def list_choices(choices: tuple[Any, ...]) -> str:
    """The first choices as a text, and how many there are."""
    shown = [str(choice).replace("\t", "tab") for choice in choices[:8]]
    return ", ".join(shown) + (f" … ({len(choices)} in all)" if len(choices) > 8 else "")


def are_lists(key: str, value: object) -> list[str]:
    """Check an object of column: list of texts."""
    if not isinstance(value, dict):
        return [f"“{key}” must be an object of column: list of texts."]
    return [fault for column, one in value.items() for fault in is_texts(f"{key}: {column}", one)]
