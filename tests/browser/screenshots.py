"""Every page at 1280 and 390 px, light and dark: `python tests/browser/screenshots.py FOLDER`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.browser.looking import ADDRESSES, open_page
from tests.browser.serving import ARGUMENTS, find_browser, serve

WIDTHS = {1280: 900, 390: 844}


def take_all(folder: Path, pages: list[str]) -> None:
    """Write PAGE_WIDTH_SCHEME.png for every page, as high as the page is."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, serve(Path(home)) as app, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        for width, height in WIDTHS.items():
            for scheme in ("light", "dark"):
                page = open_window(browser, width, height, scheme)
                for name in pages:
                    open_page(page, f"{app.url}/{ADDRESSES[name]}")
                    take_one(page, width, folder / f"{name}_{width}_{scheme}.png")
                page.context.close()
        browser.close()


def open_window(browser: Browser, width: int, height: int, scheme: str) -> Page:
    size = {"width": width, "height": height}
    return browser.new_context(viewport=size, color_scheme=scheme).new_page()  # type: ignore


def take_one(page: Page, width: int, place: Path) -> None:
    """The page scrolls inside itself, so the window is made as high as what it holds."""
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": int(height) + 20})
    page.wait_for_timeout(700)
    page.screenshot(path=place)
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    print(place)


if __name__ == "__main__":
    take_all(Path(sys.argv[1]), sys.argv[2:] or list(ADDRESSES))
