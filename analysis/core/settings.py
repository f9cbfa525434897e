"""Every statistical and privacy default, once, with its source."""

from typing import Final

LEVEL: Final = 0.95
"""Confidence level of every interval."""

MINIMUM_GROUP: Final = 11
"""No number shown in protected view rests on 1 to 10 people (US CMS cell-size policy)."""

LOWEST_MINIMUM_GROUP: Final = 5
MAXIMUM_FILTERS: Final = 2
"""More filters than two at once let groups be subtracted from one another."""

ROUND_COUNTS_TO: Final = 5
"""n by visit and numbers at risk are rounded to this in protected view."""

AGE_BANDS: Final = ((18, 34, "18-34"), (35, 54, "35-54"), (55, 200, "55+"))
"""Fixed: a slider would let single people be subtracted out."""

PRIOR_TREATMENT_BANDS: Final = ((0, 1, "0-1"), (2, 3, "2-3"), (4, 1000, "4+"))
"""Failed treatments before the first infusion."""

HIGHEST_AGE: Final = 89
"""Ages above are read as 90+ (HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(C))."""

PRIMARY_DAY: Final = 84
"""The primary visit is the one nearest this day unless the mapping declares another."""

BASELINE_DAYS: Final = (-28, 0)
"""Baseline is the last score in these study days; day 0 is the first infusion."""

MINIMUM_FOLLOWED_UP: Final = 0.70
MAXIMUM_FOLLOW_UP_GAP: Final = 0.15
"""No verdict on completers below this share observed, or with arms further apart than this."""

CONVENTION_MARGIN_SD: Final = 0.24
"""Between-group margin in pooled baseline SD where none is published: a convention."""

CONVENTION_MARGIN_CHOICES: Final = (0.2, 0.24, 0.3, 0.4, 0.5)

RATIO_FOR_AVERAGE_VARIANCE: Final = 1.5
"""Beside g, d with the average variance is shown when n or SD differ by more than this."""

RESTRICTED_BASELINE_RATIO: Final = 0.75
"""Baseline SD below this share of the visit SD: entry was restricted, lead with points."""

SMALLEST_ARM: Final = 2
"""An arm with fewer people analysed has no SD."""

RARE_COVARIATE_LEVEL: Final = 5
"""Covariate levels with fewer people analysed are merged and the merge is reported."""

PREDICTION_INTERVAL_FROM: Final = 5
"""Fewer studies or sites carry no prediction interval."""

UPLOAD_LIMIT_BYTES: Final = 50 * 1024 * 1024
FILE_LIMIT_BYTES: Final = 1024 * 1024 * 1024
"""Uncompressed: through the browser, and from the command line or the shelf."""

MAXIMUM_COLUMNS: Final = 2000
MAXIMUM_CELL: Final = 32_767
"""Characters in a cell (the most a spreadsheet holds)."""

MAXIMUM_ZIP_MEMBERS: Final = 50
MAXIMUM_WORKBOOK_PARTS: Final = 2000
MAXIMUM_SHEETS: Final = 50
MAXIMUM_CELLS: Final = 5_000_000
"""Cells of a workbook's sheet, and of a table in any other binary format."""

MOST_PACKED: Final = 200
PACKED_FROM_BYTES: Final = 16 * 1024 * 1024
"""Data that unpacks to more than this many times its size, from this size, is a bomb: tables of
text and of XML pack 5 to 60 times."""

IDENTIFIER_SHARE: Final = 0.05
"""A column with more of its values looking like an identifier is dropped whole."""

DEFAULT_SUBSTANCE: Final = "ketamine_iv"
EVERYONE_INSTRUMENTS: Final = ("PHQ9", "GAD7", "WSAS")
"""Instruments asked of everybody, on which conditions may be joined in one model."""

MOST_SUBGROUPS: Final = 5
"""Subgroups declared at once: with more, something is found by chance."""

DECLARED_SUBGROUPS: Final = ("substance", "dose", "prior", "severity", "sex", "age")
"""In this order the first five recorded, all known at day 0: what a clinic chooses, then whom."""

SUBGROUP_REASONS: Final = {
    "substance": "the first choice of a clinic; substances are strata and never pooled",
    "dose": "what a clinic sets before treatment",
    "prior": "the more treatments have failed, the less any other does on average",
    "severity": "the characteristic most often reported to change a difference",
    "sex": "known of nearly everyone before treatment",
    "age": "known of nearly everyone before treatment; gives way where substances are compared",
}
"""Why each subgroup is looked at: declared beforehand, whatever comes out."""

SMALLEST_SUBGROUP_ARM: Final = 5
"""Levels of a subgroup with fewer people in an arm are left out of its model, and said."""

SHRINKAGE_SCALE: Final = 0.5
"""Scale of the half-normal prior of tau, in standard deviations of the outcome."""

LANDMARK_DAY: Final = 28
"""Therapy received by this day is related to outcomes after it, among those still followed."""

SEQUENCE_TIGHTEST_AT: Final = 100
SEQUENCE_FROM_PER_ARM: Final = 30
"""People at whom a confidence sequence is tightest, and in each arm before it is given."""

PLANNED_POWER: Final = 0.80
PLANNED_ICC: Final = 0.05
"""Intracluster correlation of therapists where the cohort gives none: a convention."""

PEOPLE_PER_THERAPIST: Final = 10
"""Assumed people of one therapist where therapists are not recorded: a convention."""

DAYS_A_MONTH: Final = 30.4375
"""Person-months: a year of 365.25 days in twelve."""

GATE_SMD: Final = 0.5
"""Arms further apart than this before weighting, in SDs, are not the same kind of people."""

GATE_BALANCE: Final = 0.1
"""Largest SMD after weighting of squares, interactions and covariates outside the model."""

GATE_EXACT: Final = 1e-12
"""What overlap weights must bring the modelled covariates under (zero but for rounding)."""

GATE_PROPENSITY: Final = (0.1, 0.9)
GATE_OVERLAP_SHARE: Final = 0.80
"""Least share of each arm with a propensity between these (Crump et al. 2009 for the limits)."""

GATE_EFFECTIVE_N: Final = 12
"""Smallest effective n of an arm: the smallest arm for which coverage was measured."""

GATE_RECORDED_SHARE: Final = 0.80
"""A covariate recorded for fewer of those analysed counts as not recorded."""

ARM_LANDMARK_DAY: Final = 14
"""Where only therapy received is known, the arm is read at this day among those still followed."""

FEWEST_CLUSTERS: Final = 10
LOWEST_CLUSTER_DF: Final = 4.0
"""Cluster-robust (CR2) errors are shown from here; fewer sites are fixed effects."""

IMPUTATIONS: Final = 50
"""Imputed data sets: as many as per cent of missing information (White, Royston & Wood 2011)."""
