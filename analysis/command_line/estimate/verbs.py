"""Every verb of `estimate` and the function that answers it."""

from collections.abc import Callable
from typing import Any

from .request import Request

VERBS: dict[str, Callable[[Request], dict[str, Any]]] = {}
