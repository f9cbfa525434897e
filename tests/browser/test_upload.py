"""A real file through the browser: mapped, used, shown, removed."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import open_page, settle
from tests.browser.serving import App

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


@pytest.fixture
def btheb(shared_dir: Path) -> Path:
    return shared_dir / "data" / "trial" / "BtheB.csv"


def upload(page: Page, file: Path) -> None:
    page.get_by_test_id("stFileUploader").last.locator("input").set_input_files(file)
    page.wait_for_timeout(300)
    settle(page)


def map_and_use(page: Page, mapping: Path) -> None:
    page.locator('input[type=file][accept="application/streamlit,.json"]').set_input_files(mapping)
    use = page.get_by_role("button", name="Use this cohort")
    use.wait_for()
    settle(page)
    use.click()
    expect(use).to_have_count(0)
    settle(page)


def test_a_trial_is_mapped_used_and_removed(
    app: App, page: Page, btheb: Path, project: Path, requests_elsewhere: list[str]
) -> None:
    open_page(page, f"{app.url}/your-cohort")
    upload(page, btheb)
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("100 rows accepted + 0 rejected = 100 rows in the file")
    expect(main).to_contain_text("Still to be said below")
    expect(page.get_by_role("button", name="Use this cohort")).to_have_count(0)
    map_and_use(page, project / "tests" / "maps" / "btheb.map.json")
    expect(main).to_contain_text("Protected view")
    assert page.url.split("?")[1].startswith("cohort=upload-")
    assert page.url.split("?")[1].count("=") == 1

    page.get_by_role("link", name="By condition", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("For which condition")
    settle(page)
    expect(main).to_contain_text("Depression")
    expect(page.locator(".stPlotlyChart")).not_to_have_count(0)
    assert "BtheB" not in page.url

    page.get_by_role("link", name="Your cohort").click()
    page.get_by_role("button", name="Remove my data").click()
    expect(main).to_contain_text("Your data was removed from this session")
    settle(page)
    expect(page.get_by_text("Upload: BtheB")).to_have_count(0)
    assert "cohort=demonstration" in page.url
    assert requests_elsewhere == []


def test_a_picture_named_csv_leaves_the_cohort_in_use(app: App, page: Page, tmp_path: Path) -> None:
    bad = tmp_path / "scores.csv"
    bad.write_bytes(PNG)
    open_page(page, f"{app.url}/your-cohort")
    upload(page, bad)
    expect(page.get_by_test_id("stMain")).to_contain_text("The cohort in use is as it was.")
    expect(page.get_by_test_id("stMain")).to_contain_text("Synthetic data")


def test_an_upload_stays_in_its_session(
    app: App, browser: Browser, page: Page, btheb: Path, project: Path
) -> None:
    """Trap 2 and 3: another person who is sent the link, or comes by, sees nothing of it."""
    open_page(page, f"{app.url}/your-cohort")
    upload(page, btheb)
    map_and_use(page, project / "tests" / "maps" / "btheb.map.json")
    link = page.url.replace("your-cohort", "by-condition")
    other = browser.new_context().new_page()
    open_page(other, link)
    expect(other.get_by_test_id("stMain")).to_contain_text("Upload the file with fingerprint")
    open_page(other, f"{app.url}/your-cohort")
    expect(other.get_by_text("BtheB")).to_have_count(0)
    other.context.close()
