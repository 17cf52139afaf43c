"""What axe-core and the window have to say of a page."""

from collections.abc import Iterable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def complaints(page: Page) -> list[str]:
    """Return what axe-core finds, and whether the page scrolls sideways."""
    found = [each["id"] for each in Axe().run(page).response["violations"]]
    is_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, *(["wider than the window"] if is_wide else [])]


def assert_accessible(page: Page, site: str, paths: Iterable[str], scheme: Any) -> None:
    """Open each path in windows of three widths; nobody has anything to complain of."""
    page.emulate_media(color_scheme=scheme)
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        for path in paths:
            page.goto(f"{site}{path}")
            assert (path, width, complaints(page)) == (path, width, [])
