"""axe finds nothing of ours: only the platform's own menu list and upload box."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.looking import ADDRESSES, open_page, settle
from tests.browser.serving import App

PLATFORM = ("stSidebarNav", "stFileUploaderDropzone")


def is_ours(node: dict[str, str]) -> bool:
    """Whether an element that was found is not the platform's own markup."""
    own = any(name in node["html"] for name in PLATFORM)
    return not own and not node["html"].startswith('<li class="st-emotion-cache')


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_of_ours(app: App, browser: Browser, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    found = []
    for name in ADDRESSES.values():
        open_page(page, f"{app.url}/{name}?view=detailed")
        settle(page)
        page.wait_for_timeout(500)
        for violation in Axe().run(page).response["violations"]:
            ours = [node["html"][:200] for node in violation["nodes"] if is_ours(node)]
            found += [(name, violation["id"], html) for html in ours]
    context.close()
    assert found == []
