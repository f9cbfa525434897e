"""Repeated measures: `mmrm` and `lmm`."""

from pathlib import Path
from typing import Any

from analysis.command_line.estimate.asking import answer
from analysis.command_line.main import build_parser

_FEV = ["mmrm", "{data}/mmrm/fev_data.csv", "--reference", "SEX=Male", "--formula"]
_BTHEB = [
    "lmm", "{data}/trial/BtheB.csv", "--score", "bdi.2m,bdi.4m,bdi.6m,bdi.8m",
    "--baseline", "bdi.pre", "--group", "treatment", "--treatment", "BtheB", "--control", "TAU",
    "--covariates", "drug,length",
]  # fmt: skip

CALLS = {
    "mmrm.fev.simple": [*_FEV, "FEV1 ~ 1 + us(AVISIT | USUBJID)"],
    "mmrm.fev.arm": [*_FEV, "FEV1 ~ ARMCD + us(AVISIT | USUBJID)", "--group", "ARMCD"],
    "mmrm.fev.arm_sex": [*_FEV, "FEV1 ~ ARMCD + SEX + us(AVISIT | USUBJID)"],
    "mmrm.fev.full": [
        *_FEV, "FEV1 ~ RACE + SEX + ARMCD*AVISIT + us(AVISIT | USUBJID)", "--group", "ARMCD",
    ],
    "mmrm.btheb": [
        "mmrm", "{data}/trial/BtheB.csv", "--score", "bdi.2m,bdi.4m,bdi.6m,bdi.8m",
        "--covariates", "bdi.pre", "--group", "treatment", "--treatment", "BtheB",
        "--control", "TAU",
    ],
    "lmm.btheb.ri.REML": [*_BTHEB, "--time", "time_file", "--at", "2,4,6,8"],
    "lmm.btheb.rs.ML": [
        *_BTHEB, "--time", "time_file", "--at", "2,4,6,8", "--random", "slope", "--method", "ML",
    ],
    "lmm.sleepstudy": [
        "lmm", "{data}/trial/sleepstudy.csv", "--formula", "Reaction ~ Days + (Days | Subject)",
    ],
}  # fmt: skip


def ask_both_times(data: Path) -> dict[str, Any]:
    """The entry holds two fits: months as the file names them, and as the trial really was."""
    found = {}
    for key, name, at in (("time_2468", "time_file", "2,4,6,8"), ("time_2358", "time", "2,3,5,8")):
        call = [part.replace("{data}", str(data)) for part in _BTHEB]
        call += ["--time", name, "--at", at, "--method", "ML", "--json"]
        found[key] = answer(build_parser().parse_args(["estimate", *call]))
    return found


OTHERWISE = {"lmm.btheb.ri.ML": ask_both_times}
