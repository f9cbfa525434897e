"""6-mercaptopurine in acute leukaemia (Freireich et al. 1963, Blood 21:699-716): the example of
Gehan 1965 and Cox 1972. Figures as R's survival and the textbooks print them, to their digits.
"""

import numpy as np
import pytest

from analysis.durability import (
    concordance,
    fit_cox,
    kaplan_meier,
    log_rank,
    median_time,
    read_curve,
)

MERCAPTOPURINE = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
TIME, EVENT = np.array(MERCAPTOPURINE + PLACEBO, float), np.array(RELAPSED + [1] * 21)
PLACEBO_ARM = np.arange(42) >= 21


def test_kaplan_meier_of_the_treated():
    weeks = np.array([6.0, 7, 10, 13, 16, 22, 23])
    found = read_curve(kaplan_meier(TIME[:21], EVENT[:21]), weeks)
    shares = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    errors = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    assert found.survival == pytest.approx(shares, abs=6e-5)
    assert found.se == pytest.approx(errors, abs=6e-5)
    assert found.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]


def test_medians_are_23_and_8_weeks():
    assert median_time(kaplan_meier(TIME[:21], EVENT[:21])).value == 23
    assert median_time(kaplan_meier(TIME[21:], EVENT[21:])).value == 8


def test_log_rank_and_peto():
    labels = np.where(PLACEBO_ARM, "placebo", "6-MP").astype(object)
    found = log_rank(TIME, EVENT, labels)
    assert found.observed == (9, 21)
    assert found.expected == pytest.approx((19.25, 10.75), abs=5e-3)
    assert found.chisq == pytest.approx(16.79, abs=5e-3)
    assert log_rank(TIME, EVENT, labels, rho=1).chisq == pytest.approx(14.5, abs=0.05)


@pytest.mark.parametrize(
    ("ties", "coefficient", "se", "lrt"),
    [("efron", 1.572, 0.412, 16.35), ("breslow", 1.509, 0.410, 15.21)],
)
def test_hazard_ratio(ties, coefficient, se, lrt):
    fit = fit_cox(TIME, EVENT, PLACEBO_ARM.astype(float)[:, None], ties=ties)
    assert fit.coefficients[0] == pytest.approx(coefficient, abs=5e-4)
    assert fit.se[0] == pytest.approx(se, abs=5e-4)
    assert fit.lrt == pytest.approx(lrt, abs=5e-3)
    everybody = np.full(42, "all", object)
    assert concordance(fit, TIME, EVENT, everybody) == pytest.approx(0.69, abs=5e-4)
