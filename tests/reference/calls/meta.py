"""Meta-analysis: every entry of metafor's and of the Metapsy database's."""

_BCG = ["meta", "{data}/meta/dat.bcg.csv", "--columns", "ai=tpos,bi=tneg,ci=cpos,di=cneg"]
_NORMAND = [
    "meta", "{data}/meta/dat.normand1999.csv", "--columns",
    "m1=m1i,sd1=sd1i,n1=n1i,m2=m2i,sd2=sd2i,n2=n2i", "--id", "source",
]  # fmt: skip
_TABLE = ["--columns", "ai=ai,n1=n1i,ci=ci,n2=n2i"]
_PSILODEP = "{data}/psychedelic/psilodep_data.csv"
_PRIMARY = [
    "--where", "primary_instrument=1", "--where", "primary_timepoint=1",
    "--where-not", "post_crossover=1",
]  # fmt: skip
_MAIN = [
    *_PRIMARY, "--where-not", "outcome_type=response", "--where-not", "outcome_type=remission",
    "--where-not", "outcome_type=change", "--where-not", "multi_arm1=10 mg",
    "--where-not", "multi_arm2=10 mg", "--where-not", "study=Krempien 2023",
    "--where-not", "study=Carhart-Harris 2021",
]  # fmt: skip
_EFFECT = ["--columns", "yi=.g,sei=.g_se"]

CALLS = {
    "meta.bcg.RR": [*_BCG, "--measure", "RR", "--id", "author,year"],
    "meta.bcg.OR": [*_BCG, "--measure", "OR", "--id", "author,year"],
    "meta.bcg.metareg.ablat": [*_BCG, "--measure", "RR", "--covariates", "ablat,year"],
    "meta.bcg.subgroup.alloc": [*_BCG, "--measure", "RR", "--group", "alloc"],
    "meta.bcg.mh_peto": [*_BCG, "--method", "mh"],
    "meta.normand.SMD": [*_NORMAND, "--measure", "SMD"],
    "meta.normand.MD": [*_NORMAND, "--measure", "MD"],
    "meta.hine.RD": ["meta", "{data}/meta/dat.hine1989.csv", *_TABLE, "--measure", "RD",
                     "--id", "source"],
    "meta.lee2004.RR": ["meta", "{data}/meta/dat.lee2004.csv", *_TABLE, "--measure", "RR",
                        "--id", "study,year"],
    "sypres.psilodep.study_g": ["effect-size-from-summary", _PSILODEP, *_MAIN],
    "sypres.psilodep.main": ["meta", _PSILODEP, *_EFFECT, *_MAIN],
    "sypres.psilodep.subgroup.design": ["meta", _PSILODEP, *_EFFECT, *_MAIN, "--group", "design"],
    "sypres.psilodep.response.RR": [
        "meta", _PSILODEP, *_PRIMARY, "--where", "outcome_type=response",
        "--where-not", "multi_arm1=10 mg", "--where-not", "multi_arm2=10 mg", "--measure", "RR",
        "--columns", "ai=.event_arm1,n1=.totaln_arm1,ci=.event_arm2,n2=.totaln_arm2",
    ],
}  # fmt: skip
