"""A variable of SPSS, Stata or SAS as a column of text: labels, declared missing values, dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any, Final

import numpy as np
import pyarrow as pa

from analysis.core import Finding, Severity

from ..wording import list_rows
from .cell_texts import write_value
from .text_columns import encode_texts
from .value_labels import LabelUse, use_labels

_FIRST_ROW: Final = 2
_SINGLE: Final = "float"


@dataclass(frozen=True)
class Variable:
    """What a file says of one variable."""

    name: str
    labels: dict[object, str]
    ranges: tuple[tuple[Any, Any], ...]
    letters: frozenset[object]
    single: bool

    def is_declared_missing(self, value: Any) -> bool:
        """Whether the file declares this value missing."""
        if value in self.letters:
            return True
        return any(type(value) is type(low) and low <= value <= high for low, high in self.ranges)


def write_column(
    name: str, values: Sequence[object], meta: Any
) -> tuple[pa.ChunkedArray, list[Finding]]:
    """The texts of a variable, and findings on what was read as missing or as a label.

    Parameters
    ----------
    values : sequence
        As pyreadstat gives them: numbers, texts, dates; None for missing.
    meta : pyreadstat metadata
        Of the file.
    """
    variable = _describe(name, meta)
    values = [None if isinstance(v, float) and isnan(v) else v for v in values]
    distinct = set(values) - {None}
    declared = {value for value in distinct if variable.is_declared_missing(value)}
    use = use_labels(name, distinct - declared, variable.labels)
    texts: dict[object, str] = {None: "", **dict.fromkeys(declared | set(use.missing), "")}
    for value in distinct - texts.keys():
        label = variable.labels.get(value, "") if use.use == "labels" else ""
        texts[value] = label or _write(value, variable.single)
    found = _say_missing(variable, values, declared, use) + _say_labels(variable, values, use)
    return encode_texts([texts[value] for value in values]), found


def _describe(name: str, meta: Any) -> Variable:
    ranges = tuple((r["lo"], r["hi"]) for r in (meta.missing_ranges or {}).get(name, ()))
    text = str(meta.readstat_variable_types.get(name)).startswith("string")
    letters = () if text else (meta.missing_user_values or {}).get(name, ())
    labels = dict((meta.variable_value_labels or {}).get(name, {}))
    single = str(meta.readstat_variable_types.get(name)) == _SINGLE
    return Variable(name, labels, ranges, frozenset(letters), single)


def _write(value: object, single: bool) -> str:
    if single and isinstance(value, float):
        return write_value(float(str(np.float32(value))))  # 12.3, as it was written, of 32 bits
    return write_value(value)


def _say_missing(
    variable: Variable, values: Sequence[object], declared: set[object], use: LabelUse
) -> list[Finding]:
    return [
        *_say(variable, values, declared, "info", "user_missing", "hold a value that the file "
              "declares missing, and are read as missing.", "Nothing to do."),
        *_say(variable, values, set(use.missing), "warning", "labelled_missing", "hold a value "
              "whose label says that there is no answer, and are read as missing.",
              "Declare the value missing in the file to be sure."),
    ]  # fmt: skip


def _say_labels(variable: Variable, values: Sequence[object], use: LabelUse) -> list[Finding]:
    if use.use == "labels":
        return [Finding("info", "value_labels", variable.name, (), f"Column “{variable.name}”: the "
                        "labels of the file stand for its values.", "Nothing to do.")]  # fmt: skip
    if use.repeated:
        return [Finding("warning", "labels_repeated", variable.name, (), f"Column “{variable.name}”"
                        ": two values have the same label, so the values were kept.",
                        "Give every value its own label.")]  # fmt: skip
    return _say(variable, values, set(use.special), "warning", "labelled_values", "hold a value "
                "with a label among values that have none; they are kept as they are.",
                "Declare the value missing in the file, or list it under “missing” in the mapping, "
                "if it stands for no answer.")  # fmt: skip


def _say(
    variable: Variable,
    values: Sequence[object],
    which: set[object],
    severity: Severity,
    code: str,
    message: str,
    mend: str,
) -> list[Finding]:
    rows = tuple(n for n, value in enumerate(values, _FIRST_ROW) if value in which) if which else ()
    if not rows:
        return []
    text = f"{list_rows(rows)}, column “{variable.name}”: {len(rows):,} cell(s) {message}"
    return [Finding(severity, code, variable.name, rows, text, mend)]
