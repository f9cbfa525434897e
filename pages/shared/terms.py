"""Terms in sentences lead to the glossary, whose entries explain them."""

import re
from functools import lru_cache
from typing import Final

from analysis.loading import load_glossary

MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()<>#+!|~$:&@-])")
GLOSSARY: Final = "common-questions"
"""Address of the page that holds the glossary; a link to it opens beside the page being read."""


def escape(text: str) -> str:
    """A text that the platform shows as it is: it reads Markdown otherwise."""
    return MARKDOWN.sub(r"\\\1", text)


def link_terms(text: str) -> str:
    """A text shown as it is, the first mention of each term in it leading to the glossary."""
    pattern, anchors = _words()
    done: set[str] = set()
    parts, end = [], 0
    for found in pattern.finditer(text):
        anchor = anchors[found.group().lower()]
        if anchor not in done:
            done.add(anchor)
            parts += [escape(text[end : found.start()]),
                      f"[{escape(found.group())}]({GLOSSARY}#{anchor})"]  # fmt: skip
            end = found.end()
    return "".join([*parts, escape(text[end:])])


@lru_cache(maxsize=1)
def _words() -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern of every word that is linked, longest first, and where each leads."""
    anchors = {
        word.lower(): term.anchor
        for term in load_glossary()
        if term.linked
        for word in (term.term, *term.also)
    }
    words = [w for term in load_glossary() if term.linked for w in (term.term, *term.also)]
    longest = sorted(words, key=len, reverse=True)
    choices = "|".join(_any_case(word) for word in longest)
    return re.compile(rf"(?<![\w-])(?:{choices})(?![\w-])"), anchors


def _any_case(word: str) -> str:
    """A word with a small or a capital first letter; an abbreviation only as it is written."""
    if not word[1:2].islower():
        return re.escape(word)
    return f"[{word[0].upper()}{word[0].lower()}]{re.escape(word[1:])}"
