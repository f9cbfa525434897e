"""Two groups, before and after, ANCOVA, bootstrap."""

BTHEB, ANOREXIA, CLAUS = (f"{{data}}/trial/{f}.csv" for f in ("BtheB", "anorexia", "claus_2020"))
_BTHEB = ["--group", "treatment", "--treatment", "BtheB", "--control", "TAU"]
_CLAUS = ["--group", "treatment", "--treatment", "PA", "--control", "TAU"]


def _treat(arm: str) -> list[str]:
    return ["--group", "Treat", "--treatment", arm, "--control", "Cont"]


_CHANGE = ["--derive", "change=Postwt-Prewt", "--score", "change"]
_ANOREXIA_ANCOVA = ["ancova", ANOREXIA, "--score", "Postwt", "--baseline", "Prewt"]

CALLS: dict[str, list[str]] = {
    **{
        f"btheb.two_group.bdi.{visit}": ["two-group", BTHEB, "--score", f"bdi.{visit}", *_BTHEB]
        for visit in ("pre", "2m", "4m", "6m", "8m")
    },
    **{
        f"btheb.two_group.bdi.2m.drug_{drug}": [
            "two-group", BTHEB, "--score", "bdi.2m", *_BTHEB, "--where", f"drug={drug}",
        ]
        for drug in ("No", "Yes")
    },
    **{
        f"btheb.paired.{arm}.bdi.{visit}": [
            "paired", BTHEB, "--pre", "bdi.pre", "--post", f"bdi.{visit}",
            "--where", f"treatment={arm}",
        ]
        for arm in ("BtheB", "TAU")
        for visit in ("2m", "8m")
    },
    **{
        f"anorexia.paired.{arm}": [
            "paired", ANOREXIA, "--pre", "Prewt", "--post", "Postwt", "--where", f"Treat={arm}",
        ]
        for arm in ("Cont", "CBT", "FT")
    },
    **{
        f"anorexia.two_group.change.{arm}": ["two-group", ANOREXIA, *_CHANGE, *_treat(arm)]
        for arm in ("CBT", "FT")
    },
    **{
        f"anorexia.two_group.post.{arm}": ["two-group", ANOREXIA, "--score", "Postwt", *_treat(arm)]
        for arm in ("CBT", "FT")
    },
    **{
        f"anorexia.dppc2.{arm}": [
            "pre-post", ANOREXIA, "--pre", "Prewt", "--post", "Postwt", *_treat(arm),
        ]
        for arm in ("CBT", "FT")
    },
    **{f"anorexia.ancova.{arm}": [*_ANOREXIA_ANCOVA, *_treat(arm)] for arm in ("CBT", "FT")},
    "anorexia.ancova.offset": [
        *_ANOREXIA_ANCOVA, "--offset", "Prewt", "--group", "Treat", "--treatment", "FT",
        "--control", "CBT",
    ],
    "anorexia.anova.change": ["anova", ANOREXIA, *_CHANGE, "--group", "Treat", "--control", "Cont"],
    "btheb.ancova.2m": ["ancova", BTHEB, "--score", "bdi.2m", "--baseline", "bdi.pre", *_BTHEB],
    "btheb.ancova.slopes": [
        "ancova", BTHEB, "--score", "bdi.2m", "--baseline", "bdi.pre", *_BTHEB,
        "--method", "slopes",
    ],
    "btheb.ancova.2m.full": [
        "ancova", BTHEB, "--score", "bdi.2m", "--baseline", "bdi.pre", *_BTHEB,
        "--covariates", "drug,length",
    ],
    **{
        f"claus.two_group.{scale}.4": [
            "two-group", CLAUS, "--score", scale, "--where", "time=4", *_CLAUS,
        ]
        for scale in ("bdi", "hamd")
    },
    **{
        f"claus.ancova.{scale}": [
            "ancova", CLAUS, "--id", "id", "--visit", "time", "--score", f"{scale}.4",
            "--baseline", f"{scale}.1", *_CLAUS,
        ]
        for scale in ("bdi", "hamd")
    },
    "btheb.effectsize_pkg.2m": ["two-group", BTHEB, "--score", "bdi.2m", *_BTHEB],
    "btheb.bootstrap.bdi.2m": ["bootstrap", BTHEB, "--score", "bdi.2m", *_BTHEB],
    "anorexia.bootstrap.FT": ["bootstrap", ANOREXIA, *_CHANGE, *_treat("FT")],
}  # fmt: skip
