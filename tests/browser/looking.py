"""What a test does at a page: open it, wait until it stands still, choose something."""

from playwright.sync_api import Page, expect

ADDRESSES = {
    "overview": "does-it-help",
    "effects": "by-condition",
    "subgroups": "for-whom",
    "trajectories": "how-long",
    "responders": "response-and-harm",
    "therapy": "how-much-therapy",
    "safety": "is-it-safe",
    "groups": "comparable-groups",
    "attrition": "who-was-lost",
    "people": "one-by-one",
    "planning": "planning-ahead",
    "questions": "common-questions",
    "cohort": "your-cohort",
    "methods": "methods-and-sources",
}
"""Address of each page by the stem of its file."""

DRAWN = """() => !document.querySelector('[data-testid="stSkeleton"]')
  && [...document.querySelectorAll('.stPlotlyChart')].every(
    chart => chart.offsetParent === null || chart.querySelector('svg.main-svg'))"""


def settle(page: Page) -> None:
    """Wait until the script has run and every chart on the page has been drawn."""
    app = page.get_by_test_id("stApp")
    app.wait_for(timeout=60_000)
    page.get_by_role("heading", level=1).first.wait_for(timeout=60_000)
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)
    page.wait_for_function(DRAWN, timeout=60_000)


def open_page(page: Page, url: str) -> None:
    """Go to an address and wait until it stands still."""
    page.goto(url)
    settle(page)


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a select box by their labels."""
    box = page.get_by_role("combobox", name=label)
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(150)  # a list that opens while the page scrolls is closed again
    box.click()
    page.get_by_role("option", name=option, exact=True).click()
    page.wait_for_timeout(150)
    settle(page)
