"""Traps 6 and 10: charts follow a switch to dark, read on a phone, and are described."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import ADDRESSES, open_page, settle
from tests.browser.serving import App

TEXTS = ".stPlotlyChart svg text"
COLOURS = """selector => [...document.querySelectorAll(selector)].map(
    text => getComputedStyle(text).fill)"""


def text_colours(page: Page) -> set[str]:
    return set(page.evaluate(COLOURS, TEXTS))


def colour_of_page(page: Page) -> str:
    return page.evaluate(
        "getComputedStyle(document.querySelector('[data-testid=stMain] .stMarkdown p')).color"
    )


def test_text_of_charts_follows_a_live_switch(app: App, page: Page) -> None:
    page.emulate_media(color_scheme="light")
    open_page(page, f"{app.url}/by-condition")
    light = text_colours(page)
    assert light == {colour_of_page(page)}
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(800)
    dark = text_colours(page)
    assert dark == {colour_of_page(page)}
    assert dark != light


def test_a_narrow_window_gets_the_compact_chart_and_no_other(app: App, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    open_page(page, f"{app.url}/does-it-help")
    wide = page.locator(".stPlotlyChart").count()
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(800)
    settle(page)
    charts = page.locator(".stPlotlyChart")
    assert charts.count() == wide
    for chart in charts.all():
        box = chart.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_phone_is_drawn_compact_at_once(app: App, browser: Browser) -> None:
    phone = browser.new_context(
        viewport={"width": 390, "height": 844},
        user_agent="Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140 Mobile Safari",
    )
    page = phone.new_page()
    runs: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: runs.append("sent")))
    open_page(page, f"{app.url}/does-it-help")
    page.wait_for_timeout(500)
    assert len(runs) == 1
    phone.close()


@pytest.mark.parametrize("name", list(ADDRESSES))
def test_headings_descend_and_charts_are_described(name: str, app: App, page: Page) -> None:
    open_page(page, f"{app.url}/{ADDRESSES[name]}?view=detailed")
    main = page.get_by_test_id("stMain")
    levels = [
        int(tag[1])
        for tag in main.locator("h1, h2, h3, h4").evaluate_all("all => all.map(h => h.tagName)")
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    charts = main.locator(".stPlotlyChart")
    assert (charts.count() > 0) == (name not in ("questions", "cohort", "methods"))
    for chart in charts.all():
        described = chart.locator("xpath=descendant-or-self::*[@aria-label]").first
        assert len(described.get_attribute("aria-label") or "") > 40
    assert charts.count() <= 5


def test_a_failure_is_one_plain_sentence(app: App, page: Page) -> None:
    open_page(page, f"{app.url}/by-condition?substance=lsd")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert not re.search("Traceback|Error:", page.get_by_test_id("stMain").inner_text())
