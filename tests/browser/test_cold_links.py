"""Trap 1: a link is the first thing a fresh process is asked for, by either form of the address."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pages.shared.door import hash_password
from tests.browser.looking import ADDRESSES, open_page, settle
from tests.browser.serving import App, serve

MENU = [
    "Overview", "By condition", "For whom?", "How long?", "Who responds?", "How much therapy?",
    "Is it safe?", "Comparable groups?", "Who was lost?", "One by one", "How many people?",
    "Questions people ask", "Your cohort", "Methods and sources",
]  # fmt: skip


def read_menu(page: Page) -> list[str]:
    return page.get_by_test_id("stSidebarNavLink").all_inner_texts()


def test_a_link_by_address_opens_its_page(cold_app: App, page: Page) -> None:
    open_page(page, f"{cold_app.url}/by-condition?visit=week+26")
    expect(page.get_by_role("heading", level=1)).to_contain_text("For which condition")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert read_menu(page) == MENU
    assert "visit=week+26" in page.url
    page.get_by_role("link", name="Your cohort").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who are these people?")


@pytest.mark.parametrize("stem", ["effects", "cohort"])
def test_a_link_by_file_name_goes_through_the_door(stem: str, cold_app: App, page: Page) -> None:
    open_page(page, f"{cold_app.url}/{stem}?visit=week+26")
    page.wait_for_url("**/does-it-help**")
    settle(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("do better?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert read_menu(page) == MENU


@pytest.mark.parametrize("first", ["effects", "by-condition"])
def test_no_form_of_an_address_passes_the_password(first: str, tmp_path: Path, page: Page) -> None:
    with serve(tmp_path, COHORT_PASSWORD_HASH=hash_password("correct horse")) as locked:
        for address in (first, "cohort", "your-cohort", ""):
            open_page(page, f"{locked.url}/{address}")
            heading = page.get_by_role("heading", level=1)
            expect(heading).to_have_text("This dashboard asks for a password")
            expect(page.get_by_test_id("stSidebarNavLink")).to_have_count(0)
            expect(page.get_by_text("Infusion")).to_have_count(0)
        open_page(page, f"{locked.url}/your-cohort")
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.get_by_test_id("stTextInputField").fill("correct horse")
        page.get_by_role("button", name="Go in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Who are these people?")


def test_every_address_opens_on_a_cold_process_health_check(cold_app: App, page: Page) -> None:
    """The script health check runs `dashboard.py` and reports that it ran."""
    answer = page.request.get(f"{cold_app.url}/_stcore/script-health-check")
    assert answer.status == 200
    for address in ADDRESSES.values():
        open_page(page, f"{cold_app.url}/{address}")
        expect(page.get_by_role("dialog")).to_have_count(0)
        assert address in page.url
