"""Two by two tables, reliable change, several p-values, logistic regression."""

BTHEB, CLAUS, INDO, SMOKE = (
    f"{{data}}/trial/{name}.csv" for name in ("BtheB", "claus_2020", "indo_rct", "pharmacoSmoking")
)
_BTHEB = ["--group", "treatment", "--treatment", "BtheB", "--control", "TAU"]
_RESPONSE = ["--derive", "response = (bdi.pre - bdi.2m) / bdi.pre >= 0.5", "--event", "response"]
_P_1995 = (
    "0.0001,0.0004,0.0019,0.0095,0.0201,0.0278,0.0298,0.0344,0.0459,0.324,0.4262,0.5719,0.6528,"
    "0.759,1"
)

CALLS: dict[str, list[str]] = {
    "btheb.response50.2m.available": ["binary", BTHEB, *_RESPONSE, *_BTHEB],
    "btheb.response50.2m.nri": ["binary", BTHEB, *_RESPONSE, *_BTHEB, "--method", "nri"],
    "indo.binary": [
        "binary", INDO, "--event", "outcome", "--group", "rx", "--treatment", "1_indomethacin",
        "--control", "0_placebo",
    ],
    "psmoke.binary.relapse": [
        "binary", SMOKE, "--event", "relapse", "--group", "grp", "--treatment", "combination",
        "--control", "patchOnly",
    ],
    "edge2x2.newcombe98_a": ["binary", "--counts", "56,70,48,80"],
    "edge2x2.newcombe98_d": ["binary", "--counts", "5,56,0,29"],
    "edge2x2.newcombe98_g": ["binary", "--counts", "10,10,0,20"],
    "edge2x2.zero_treat": ["binary", "--counts", "0,12,5,11"],
    "padjust.bh1995": ["adjust-p", "--values", _P_1995],
    "padjust.small": ["adjust-p", "--values", "0.049,0.02"],
    "claus.rci.jt": [
        "reliable-change", CLAUS, "--id", "id", "--visit", "time", "--pre", "1", "--post", "4",
        "--score", "hamd", "--reliability", "0.80", "--functional-mean", "8",
        "--functional-sd", "8",
    ],
    "btheb.logistic.resp2m": [
        "logistic", BTHEB, "--derive", "response = bdi.2m <= 0.5 * bdi.pre",
        "--outcome", "response", "--covariates", "bdi.pre", *_BTHEB,
    ],
}  # fmt: skip
