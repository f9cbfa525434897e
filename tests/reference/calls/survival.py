"""Survival, as R's survival package answers."""

_SMOKE = ["{data}/trial/pharmacoSmoking.csv", "--event", "relapse", "--group", "grp"]
_TIMES = ["--at", "14,28,60,90,180"]
_HALF_A_DAY = ["--derive", "t=ttr+0.5*(ttr==0)", "--time", "t"]
_PSYCH = ["{data}/trial/psych.csv", "--time", "time", "--event", "death"]

CALLS = {
    "surv.psmoke.km": ["km", *_SMOKE, *_HALF_A_DAY, *_TIMES],
    "surv.psmoke.km.raw": ["km", *_SMOKE, "--time", "ttr", *_TIMES],
    "surv.psmoke.cox": ["cox", *_SMOKE, "--time", "ttr"],
    "surv.psmoke.cox.adj": ["cox", *_SMOKE, "--time", "ttr", "--covariates", "age,employment"],
    "surv.psmoke.rmst": ["rmst", *_SMOKE, *_HALF_A_DAY, "--tau", "180"],
    "surv.psmoke.stratlr": ["log-rank", *_SMOKE, "--time", "ttr", "--strata", "ageGroup2"],
    "surv.psych.cox": ["cox", *_PSYCH, "--covariates", "I(sex == 2),age"],
    "surv.psych.km": ["km", *_PSYCH, "--group", "sex", "--at", "10,20,30"],
}
