"""Every question by the address of its page; one line a question, one file a topic."""

from collections.abc import Callable
from typing import Final

from .over_time import print_how_long
from .printed import Asked, Printed

QUESTIONS: Final[dict[str, Callable[[Asked], Printed]]] = {
    "how-long": print_how_long,
}
