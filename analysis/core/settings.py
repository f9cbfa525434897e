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
IDENTIFIER_SHARE: Final = 0.05
"""A column with more of its values looking like an identifier is dropped whole."""

DEFAULT_SUBSTANCE: Final = "ketamine_iv"
EVERYONE_INSTRUMENTS: Final = ("PHQ9", "GAD7", "WSAS")
"""Instruments asked of everybody, on which conditions may be joined in one model."""
