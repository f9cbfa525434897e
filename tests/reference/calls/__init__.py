"""How each reference entry is asked of the command line, a file a topic.

Each module has `CALLS`: entry id -> arguments after `estimate`, with "{data}" for the folder of
shared data; and may have `OTHERWISE`: entry id -> function from that folder to the values (or some
of them) that nobody is shown and that statsmodels or scipy answers in the verb's place.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

_MODULES = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]

CALLS: dict[str, list[str]] = {
    entry: call for module in _MODULES for entry, call in getattr(module, "CALLS", {}).items()
}
OTHERWISE: dict[str, Callable[[Path], dict[str, Any]]] = {
    entry: function
    for module in _MODULES
    for entry, function in getattr(module, "OTHERWISE", {}).items()
}
