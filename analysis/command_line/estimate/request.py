"""What a verb was asked: the table and its options, with the questions every verb asks of them."""

import argparse
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.core import CannotEstimate

from .plain_table import PlainTable


@dataclass(frozen=True, eq=False)
class Request:
    """One call of `estimate`; `options` holds every option, None or [] where not given."""

    verb: str
    table: PlainTable
    options: argparse.Namespace

    @property
    def level(self) -> float:
        return float(self.options.level)

    def needed(self, option: str) -> str:
        """An option that this verb cannot do without.

        Raises
        ------
        CannotEstimate
            "option_missing", naming the option.
        """
        given = getattr(self.options, option)
        if given in (None, "", []):
            dashed = option.replace("_", "-")
            raise CannotEstimate(
                "option_missing", f"`{self.verb}` needs --{dashed}.", f"Add --{dashed} and a value."
            )
        return str(given)

    def column(self, option: str) -> np.ndarray:
        """The numbers of the column an option names."""
        return self.table.numbers(self.needed(option))

    def labels(self, option: str) -> np.ndarray:
        """The texts of the column an option names."""
        return self.table.labels(self.needed(option))

    def groups(self) -> np.ndarray:
        """The level of --group of each row; "all" without it."""
        if self.options.group:
            return self.labels("group")
        return np.full(self.table.rows, "all", dtype=object)

    def covariates(self) -> tuple[str, ...]:
        """Names in --covariates, in the order given."""
        return tuple(split_names(self.options.covariates))

    def arms(self) -> tuple[str, str]:
        """(treatment, control): as given, else the two levels of --group in order of name.

        Where only one is given, the other is the only other level. Without either, the first level
        by name is the control, as in R.
        """
        there = levels_of(self.labels("group"))
        treatment, control = self.options.treatment, self.options.control
        for level in (treatment, control):
            if level is not None and level not in there:
                raise CannotEstimate(
                    "no_level", f"“{self.options.group}” has no level “{level}”.",
                    f"Its levels are: {', '.join(there)}.",
                )  # fmt: skip
        rest = [level for level in there if level not in (treatment, control)]
        wanting = [treatment, control].count(None)
        if len(rest) != wanting if wanting else treatment == control:
            raise CannotEstimate(
                "two_levels", f"Two levels of “{self.options.group}” are compared.",
                f"Name them with --treatment and --control; it has: {', '.join(there)}.",
            )  # fmt: skip
        control = control if control is not None else rest.pop(0)
        treatment = treatment if treatment is not None else rest.pop(0)
        return treatment, control

    def given(self, option: str, default: Any) -> Any:
        """An option's value, or `default` where it was not given."""
        value = getattr(self.options, option)
        return default if value is None else value


def split_names(text: str | None) -> list[str]:
    """The names in a list written with commas."""
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def levels_of(labels: np.ndarray) -> list[str]:
    """The distinct labels, in R's order of names (case told apart last)."""
    return sorted({label for label in labels if label is not None}, key=lambda t: (t.lower(), t))
