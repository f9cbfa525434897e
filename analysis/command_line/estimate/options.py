"""The options of `estimate`: one list for every verb."""

import argparse
from pathlib import Path

from analysis.core import settings

COLUMN_OPTIONS = {
    "score": "column of the score or outcome in numbers; a,b,c: of each visit in order (mi)",
    "group": "column of the arm",
    "treatment": "level of --group that is the treatment",
    "control": "level of --group that is the control",
    "baseline": "column of the baseline score",
    "id": "column that names the person; of the study: a,b joined (meta)",
    "visit": "column of the visit",
    "time": "column of time (to event, or of measurement)",
    "event": "column of the event",
    "event-level": "value of --event that is the event (default 1)",
    "covariates": "columns adjusted for: a,b (numbers as they are, text as R's factors)",
    "factors": "columns among the covariates that are factors though written as numbers: a,b",
    "strata": "column of the stratum or site",
    "cluster": "column of the cluster (site, therapist)",
    "weights": "column of weights",
    "imputation": "column that numbers the imputed data sets",
    "offset": "column of the offset",
    "pre": "column before", "post": "column after",
    "outcome": "column of the outcome",
    "outcome-level": "value of --outcome that counts (default 1)",
    "counts": "a,n1,b,n2: events and people, treatment then control",
    "columns": "yi=..,vi=.. | m1=..,sd1=..,n1=..,m2=..,sd2=..,n2=.. | ai=..,n1=..,ci=..,n2=..",
    "values": "numbers given in place of a file: 0.01,0.04",
    "measure": "RR, OR, RD, SMD or MD (meta)",
    "estimator": "estimator of tau2 (REML, DL, PM, ML, EB, SJ, HS, HE), or of the weights",
    "covariance": "us, toep, toeph, ar1, ar1h, cs, csh (mmrm)",
    "covariance-by": "column (the arm) whose levels have a covariance each (mmrm)",
    "df": "satterthwaite or kenward-roger (also kenward-roger-expected, kenward-roger-mar): of "
    "ls_means and the joint test; coefficients and contrasts have all",
    "ties": "efron or breslow (cox)",
    "at": "times at which curves are read: 14,28,60; the visit compared; the day of a landmark",
    "margin": "margin of equivalence or of the verdict, in points",
    "subgroup": "column of the subgroup, or of a measured characteristic (interaction)",
    "subgroups": "columns of the subgroups declared, at most five: a,b (subgroups)",
    "dose": "column of the dose (dose)",
    "beside": "column of what goes with the dose, infusions for example (dose); columns of what "
    "the arms had besides the therapy: a,b (exposure, gate)",
    "order": "column of the enrolment rank (confidence-sequence)",
    "probability": "probability of the treatment arm: a number, or a column of each person's",
    "formula": "model as in R: 'SCORE ~ a + arm*visit + us(visit | person)' (mmrm), '... + (time | "
    "person)' (lmm); without it mmrm fits covariates + group*visit + baseline*visit",
    "random": "intercept or slope (lmm)",
    "instrument": "code in the catalogue of instruments, PCL5 for example (definitions)",
    "better": "lower or higher: which scores are better (reliable-change; lower)",
    "origin": "column of the day from which --time is counted: people whose time ended before it "
    "are left out (km, log-rank, rmst, cox, competing)",
    "first-session": "column of the day of the first therapy session (landmark)",
    "retreated": "column of the day of the first retreatment, empty without one (landmark)",
    "arm": "planned (at the first infusion) or received: when the arm was decided (gate)",
    "recorded": "NAME=COLUMN,..: columns of baseline_severity, age, sex, prior_treatment, "
    "concurrent_therapy (gate)",
    "criterion": "who meets it, in score and baseline: 'score <= 0.5*baseline' (imputed-risks)",
    "definition": "response, remission, recovery, ... of --instrument (imputed-risks)",
    "method": "method within the verb, where it has several",
}  # fmt: skip
NUMBER_OPTIONS = {
    "tau": "last time of the restricted mean",
    "reliability": "reliability of the instrument",
    "functional-mean": "mean of the functional population",
    "functional-sd": "SD of the functional population",
    "power": "power wanted (0.80)",
    "dropout": "share expected to be lost",
    "icc": "intracluster correlation",
    "cluster-size": "people a cluster",
    "sd": "SD of the score within an arm (power, sample-size)",
    "correlation": "correlation of baseline and visit (power, sample-size)",
    "ratio": "people in the control arm for each in the treatment arm (sample-size)",
    "difference": "true difference (power); never the one observed",
    "share-treatment": "true share in the treatment arm (power, sample-size)",
    "share-control": "true share in the control arm (power, sample-size)",
    "dropout-control": "share expected to be lost in the control arm, where not as --dropout",
    "n-treatment": "people in the treatment arm (power)",
    "n-control": "people in the control arm (power)",
    "tightest-at": "people at whom a confidence sequence is tightest (100)",
    "from-per-arm": "people an arm before a confidence sequence is given (30)",
    "prior-scale": "scale of the half-normal prior of tau (shrinkage; 0.5)",
    "delta": "points added to imputed scores of the treatment arm (mi, tipping-point)",
    "delta-control": "points added to imputed scores of the control arm",
}
COUNT_OPTIONS = {
    "seed": "seed of everything random",
    "replicates": "bootstrap or permutation replicates",
    "imputations": "how many imputed data sets",
}


def add_options(verb: argparse.ArgumentParser, verbs: tuple[str, ...]) -> None:
    """Give the parser of `estimate` its verb, file and options."""
    verb.add_argument("estimator_verb", metavar="VERB", choices=verbs, help=", ".join(verbs))
    verb.add_argument("file", type=Path, nargs="?", help="a plain CSV")
    for name, said in COLUMN_OPTIONS.items():
        verb.add_argument(f"--{name}", help=said)
    for name, said in NUMBER_OPTIONS.items():
        verb.add_argument(f"--{name}", type=float, help=said)
    for name, said in COUNT_OPTIONS.items():
        verb.add_argument(f"--{name}", type=int, help=said)
    for name, said in (
        ("where", "keep rows where COLUMN=VALUE (may be repeated)"),
        ("where-not", "leave out rows where COLUMN=VALUE (may be repeated)"),
        ("reference", "COLUMN=LEVEL: reference level of a factor (may be repeated)"),
        ("rule", "NAME=NUMBER: which other published rule is in force (definitions; repeated)"),
        ("derive", "NAME=EXPR: a new column by arithmetic and comparisons"),
    ):
        verb.add_argument(f"--{name}", action="append", default=[], help=said)
    verb.add_argument("--level", type=float, default=settings.LEVEL, help="confidence level")
    verb.add_argument("--json", action="store_true", help="print one JSON object")
