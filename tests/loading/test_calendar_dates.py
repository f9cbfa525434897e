"""Dates in every spelling; which number is the month is told by the whole column or not at all."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.loading.calendar_dates import NO_DATE, read_dates

DAY = date(2021, 4, 3).toordinal()


@pytest.mark.parametrize(
    "text",
    ["2021-04-03", "2021-4-3", "2021/04/03", "2021-04-03T10:30:00Z", "2021-04-03 10:30", "20210403",
     "3 Apr 2021", "03-APR-2021", "03APR2021", "3rd April 2021", "April 3, 2021", "Apr 3 2021",
     "03.04.2021", "3.4.21", "3. April 2021"],
)  # fmt: skip
def test_what_leaves_no_doubt(text):
    read = read_dates([text])
    assert read.ordinals.tolist() == [DAY]
    assert not read.in_doubt


@pytest.mark.parametrize(
    "text",
    ["", "NA", "2021-13-01", "2021-02-30", "44289", "31/02/2021", "week 4", "12", "2021", "04/2021",
     "3 Foo 2021", "1/2/3", "0/0/2021"],
)  # fmt: skip
def test_what_is_no_date(text):
    assert read_dates([text]).ordinals.tolist() == [NO_DATE]


def test_the_whole_column_tells_day_from_month():
    read = read_dates(["03/04/2021", "25/04/2021"])
    assert (read.orders, read.ordinals[0]) == (("dmy",), DAY)
    read = read_dates(["04/03/2021", "04/25/2021", ""])
    assert (read.orders, read.ordinals[0]) == (("mdy",), DAY)


def test_a_column_that_does_not_tell_is_in_doubt():
    assert read_dates(["03/04/2021", "05/06/2021"]).orders == ("dmy", "mdy")
    assert read_dates(["25/04/2021", "04/25/2021"]).orders == ()
    assert read_dates(["03/04/21", "25/04/21"]).in_doubt  # the year may come first
    assert read_dates(["03/04/21", "25/04/00"]).orders == ("dmy",)


def test_what_somebody_says_holds():
    assert read_dates(["03/04/2021"], "dmy").ordinals.tolist() == [DAY]
    assert read_dates(["04/03/2021"], "mdy").ordinals.tolist() == [DAY]
    assert read_dates(["21/04/03"], "ymd").ordinals.tolist() == [DAY]
    assert read_dates(["25/04/2021"], "mdy").ordinals.tolist() == [NO_DATE]
    assert not read_dates(["03/04/2021"], "mdy").in_doubt


@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(st.lists(st.integers(0, 3650), min_size=1, max_size=40), st.sampled_from(["dmy", "mdy"]))
def test_dates_written_one_way_are_read_right_or_in_doubt(days, order):
    dates = [date(2015, 1, 1) + timedelta(day) for day in days]
    form = "%d/%m/%Y" if order == "dmy" else "%m/%d/%Y"
    read = read_dates([one.strftime(form) for one in dates])
    right = [one.toordinal() for one in dates]
    assert read.in_doubt or (read.orders == (order,) and read.ordinals.tolist() == right)
    assert read.in_doubt == all(one.day <= 12 for one in dates)
