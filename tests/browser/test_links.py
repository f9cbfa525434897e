"""Trap 3: choices stand in the address by code, survive pages, reloads and the back button."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.looking import choose, open_page, settle
from tests.browser.serving import App


def read_query(page: Page) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def chosen(page: Page, label: str) -> str:
    return page.get_by_role("combobox", name=label).input_value()


def test_choices_survive_pages_reload_and_back(app: App, page: Page) -> None:
    open_page(page, f"{app.url}/by-condition")
    assert read_query(page) == {"cohort": "demonstration"}
    choose(page, "Visit", "week 26")
    choose(page, "do better than people with", "Infusion + journaling or debrief")
    choose(page, "Condition", "PTSD")
    wanted = {
        "cohort": "demonstration",
        "visit": "week 26",
        "comparator": "infusion_plus_journaling",
        "condition": "ptsd",
    }
    assert read_query(page) == wanted

    page.get_by_role("link", name="How long?", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How long did a difference last?")
    settle(page)
    assert read_query(page) == wanted
    assert chosen(page, "Condition") == "PTSD"

    page.reload()
    settle(page)
    assert read_query(page) == wanted
    assert chosen(page, "Visit") == "week 26"

    choose(page, "Visit", "week 6")
    assert read_query(page)["visit"] == "week 6"
    page.go_back()
    page.wait_for_url("**visit=week+26**")
    expect(page.get_by_role("combobox", name="Visit")).to_have_value("week 26", timeout=20_000)


def test_a_mangled_link_falls_back_with_a_notice(app: App, page: Page) -> None:
    mangled = (
        "visit=nonsense&treatment=%3Cscript%3E&comparator=infusion_plus_psychotherapy&view=%F0%9F"
        "&age=18-34&sex=female&prior=2-3&condition=&measure=hedges_g&other=1"
    )
    open_page(page, f"{app.url}/by-condition?{mangled}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("For which condition")
    notices = page.get_by_test_id("stAlert").all_inner_texts()
    assert any("Visit: what was asked for is not in this cohort" in text for text in notices)
    assert any("At most 2 filters at once" in text for text in notices)
    assert not any("script" in text or "nonsense" in text for text in notices)
    assert read_query(page) == {
        "cohort": "demonstration",
        "age": "18-34",
        "sex": "female",
        "measure": "hedges_g",
    }


def test_a_link_to_an_upload_says_how_to_open_it(app: App, page: Page) -> None:
    open_page(page, f"{app.url}/does-it-help?cohort=upload-0123abcd&visit=week+26")
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("Upload the file with fingerprint 0123abcd... to see this")
    expect(page.locator(".stPlotlyChart")).to_have_count(0)
    assert read_query(page) == {"cohort": "upload-0123abcd"}
    main.get_by_test_id("stPageLink").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who are these people?")
