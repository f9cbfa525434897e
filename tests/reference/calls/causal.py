"""Weighting, g-formula, E-values."""

from pathlib import Path
from typing import Any

from analysis.adjustment import evalue

NHEFS = "{data}/observational/nhefs_complete.csv"
_MODEL = [
    "--outcome", "wt82_71", "--group", "qsmk", "--factors", "education,exercise,active",
    "--derive", "age2=age*age", "--derive", "smokeintensity2=smokeintensity*smokeintensity",
    "--derive", "smokeyrs2=smokeyrs*smokeyrs", "--derive", "wt712=wt71*wt71",
]  # fmt: skip
_COVARIATES = (
    "sex,race,age,age2,education,smokeintensity,smokeintensity2,smokeyrs,smokeyrs2,exercise,active,"
    "wt71,wt712"
)

CALLS: dict[str, list[str]] = {
    "iptw.nhefs.ATE": ["weighting", NHEFS, *_MODEL, "--covariates", _COVARIATES],
    "gformula.nhefs": [
        "g-formula", NHEFS, *_MODEL, "--covariates", f"{_COVARIATES},qsmk:smokeintensity",
    ],
    "evalue": ["evalue", "--values", "rr=3.9,lo=1.8,rr=0.5,d=0.5,d=-0.9031"],
}  # fmt: skip


def _interval_that_holds_one(data: Path) -> dict[str, Any]:
    """The E-value of a limit is 1 where the interval holds no effect: asked for by itself."""
    return {"ci_crosses": evalue(1.3, 0.8, 2.1).limit}


OTHERWISE = {"evalue": _interval_that_holds_one}
