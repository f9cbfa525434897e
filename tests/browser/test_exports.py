"""Figures are saved by the reader's browser, with their mark inside."""

from pathlib import Path

from playwright.sync_api import Page

from tests.browser.looking import choose, open_page
from tests.browser.serving import App


def save_first_chart(page: Page, place: Path) -> bytes:
    chart = page.locator(".stPlotlyChart").first
    chart.hover()
    with page.expect_download() as waiting:
        chart.locator(".modebar-btn").first.click()
    waiting.value.save_as(place)
    return place.read_bytes()


def test_both_formats_are_saved_and_marked(app: App, page: Page, tmp_path: Path) -> None:
    open_page(page, f"{app.url}/by-condition?view=detailed")
    svg = save_first_chart(page, tmp_path / "figure.svg").decode()
    assert svg.startswith("<svg")
    assert "SYNTHETIC DATA" in svg
    assert 'width="1200"' in svg
    choose(page, "The camera on a chart saves", "PNG (pixels)")
    assert save_first_chart(page, tmp_path / "figure.png").startswith(b"\x89PNG")


def test_a_table_is_saved_with_its_mark(app: App, page: Page, tmp_path: Path) -> None:
    open_page(page, f"{app.url}/by-condition?view=detailed")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Every estimate (CSV)").click()
    waiting.value.save_as(tmp_path / "effects.csv")
    text = (tmp_path / "effects.csv").read_text(encoding="utf-8-sig")
    assert "SYNTHETIC DATA" in text.splitlines()[1]
