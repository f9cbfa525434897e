"""Verb `reliable-change`: person by person, by Jacobson and Truax."""

from typing import Any, cast

import numpy as np

from analysis.core import CannotEstimate
from analysis.effect_sizes import Better, Cutoff, judge_change

from .before_after import scores_of_people
from .request import Request
from .visit_scores import read_visits

_METHOD = (
    "Reliable change index (post - pre) / (sqrt(2) SD_pre sqrt(1 - reliability)), reliable beyond "
    "1.96; recovered: reliably improved and crossed cutoff {cutoff} ({better} scores are better)."
)
_SOURCE = "Jacobson & Truax 1991, J Consult Clin Psychol 59:12-19"


def reliable_change_verb(request: Request) -> dict[str, Any]:
    """People recovered, improved, unchanged, deteriorated.

    `--pre` and `--post` name two columns; or, in a long file with `--id`, `--visit` (or `--time`)
    and `--score`, two visits. `--method a|b|c` is the cutoff (c, or a where nothing is said of
    functional people), `--better lower|higher` the side.
    """
    options = request.options
    unknown = options.functional_mean is None and options.functional_sd is None
    cutoff = _choice(request, "method", "a" if unknown else "c", ("a", "b", "c"))
    better = _choice(request, "better", "lower", ("lower", "higher"))
    pre, post = _scores(request)
    if request.options.reliability is None:
        request.needed("reliability")
    found = judge_change(
        pre, post, request.options.reliability, request.options.functional_mean,
        request.options.functional_sd, cutoff=cast(Cutoff, cutoff), better=cast(Better, better),
    )  # fmt: skip
    improved, deteriorated = int(found.improved.sum()), int(found.deteriorated.sum())
    recovered = int(found.recovered.sum())
    return {
        "n": found.n, "sd_pre": found.sd_pre, "se_measurement": found.se_measurement,
        "s_diff": found.s_diff, "rci": found.index, "improved": improved,
        "deteriorated": deteriorated, "unchanged": found.n - improved - deteriorated,
        "cutoff": found.cutoff, "recovered": recovered, "improved_only": improved - recovered,
        "recovered_post_only_rule": int((found.improved & found.arrived).sum()),
        "method": _METHOD.format(cutoff=cutoff, better=better), "source": _SOURCE,
    }  # fmt: skip


def _choice(request: Request, option: str, default: str, allowed: tuple[str, ...]) -> str:
    value = str(request.given(option, default)).lower()
    if value not in allowed:
        raise CannotEstimate("no_method", f"`{request.verb}` has no --{option} “{value}”.",
                             f"Choose {', '.join(allowed)}.")  # fmt: skip
    return value


def _scores(request: Request) -> tuple[np.ndarray, np.ndarray]:
    """First and second scores, from two columns or from two visits of a long file."""
    if not (request.options.visit or request.options.time):
        return scores_of_people(request)
    found = read_visits(request)
    first, second = (
        _visit(request, found.visits, option, end) for option, end in (("pre", 0), ("post", -1))
    )
    return found.scores[:, first], found.scores[:, second]


def _visit(request: Request, visits: tuple[str, ...], option: str, end: int) -> int:
    """The place of the visit an option names; without it, the first or the last."""
    named = getattr(request.options, option)
    if named is None:
        return range(len(visits))[end]
    if named not in visits:
        raise CannotEstimate("no_level", f"There is no visit “{named}”.",
                             f"The visits are: {', '.join(visits)}.")  # fmt: skip
    return visits.index(named)
