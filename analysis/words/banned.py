"""Words that claim a cause, which data without randomisation cannot carry."""

import re

_BANNED = re.compile(
    r"\b(helps?|helped|helping|helpful|benefit\w*|effects?\s+of|because|caus(?:e|es|ed|ing|al)"
    r"|works?|worked|favou?rs?|favou?red)\b",
    re.IGNORECASE,
)


def find_banned_words(text: str) -> tuple[str, ...]:
    """Words of a text that must not stand beside data of people who were not randomised.

    Banned: help, benefit, effect of, because, cause, work, favour, in their forms. The measure may
    be called an effect size, so "effect" alone passes; so does the "Work" of an instrument's name.
    """
    plain = text.replace("Work and Social Adjustment", "")
    return tuple(found.group(0).lower() for found in _BANNED.finditer(plain))
