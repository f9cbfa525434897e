"""Verb `adjust-p`: p-values of several tests taken together."""

from typing import Any

from analysis.core import CannotEstimate
from analysis.subgroups import adjust_p_values

from .request import Request, split_names

_METHOD = "holm keeps the chance of any false finding; BH the expected share of false findings."
_SOURCE = "Holm 1979; Hochberg 1988; Hommel 1988; Benjamini & Hochberg 1995, & Yekutieli 2001"


def adjust_p_verb(request: Request) -> dict[str, Any]:
    """`--values 0.01,0.04` without a file, or the column `--score` (or `--values`) of a file."""
    p = _p_values(request)
    told = {"p": p, **adjust_p_values(p)}
    chosen = request.options.method
    if chosen is not None and chosen not in told:
        raise CannotEstimate("no_method", f"There is no adjustment “{chosen}”.",
                             f"Choose one of {', '.join(list(told)[1:])}.")  # fmt: skip
    kept = told if chosen is None else {name: told[name] for name in ("p", chosen)}
    return {**kept, "method": _METHOD, "source": _SOURCE}


def _p_values(request: Request) -> list[float]:
    given = request.options.values
    name = request.options.score or (given if given in request.table.columns else None)
    if name is not None:
        return [float(p) for p in request.table.numbers(name)]
    try:
        return [float(text) for text in split_names(request.needed("values"))]
    except ValueError:
        raise CannotEstimate("not_a_number", "--values lists p-values.",
                             "Separate them by commas.") from None  # fmt: skip
