"""Echoes in a browser: the comparison, the margin, the exchange and the list of pairs."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page

from letters import search
from letters.imports.save import load_archive

pytestmark = pytest.mark.django_db(transaction=True)

FIXTURE = Path(settings.FIXTURE_DIRS[0]) / "archive.json"
THREE = "/letters/2012-09-04-aegis-mrg-una-uk/"
COMPARED = f"{THREE}compare/2012-08-16-icrtop/"
PAGES = (COMPARED, THREE, f"{THREE}thread/", "/echoes/", f"{THREE}compare/2014-05-14-una-uk/")


@pytest.fixture
def site(live_server: Any, data_dir: Path) -> str:
    """The address of an archive with the first collection in it."""
    load_archive(FIXTURE)
    search.rebuild()
    return str(live_server.url)


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def box(page: Page, selector: str) -> Any:
    """Return where an element stands."""
    return page.locator(selector).bounding_box()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, site: str, scheme: Any, no_complaint: list[str]) -> None:
    page.emulate_media(color_scheme=scheme)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for address in PAGES:
            open_page(page, f"{site}{address}")
            found = Axe().run(page)
            assert found.violations_count == 0, f"{address} {width}\n{found.generate_report()}"
    # The page of a letter that is not held is one of them, and the browser says so.
    no_complaint.clear()


@pytest.mark.parametrize("width", [320, 768, 2560])
def test_nothing_scrolls_sideways(
    page: Page, site: str, width: int, no_complaint: list[str]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for address in PAGES:
        open_page(page, f"{site}{address}")
    no_complaint.clear()


def test_twins_stand_side_by_side_and_below_each_other_on_a_phone(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    open_page(page, f"{site}{COMPARED}")
    left, right = box(page, "#a3"), box(page, "#b7")
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] < right["x"]
    page.set_viewport_size({"width": 390, "height": 900})
    left, right = box(page, "#a3"), box(page, "#b7")
    assert left["x"] == right["x"]
    assert left["y"] + left["height"] < right["y"]


def test_passages_of_one_letter_can_be_left_out_by_keyboard(page: Page, site: str) -> None:
    open_page(page, f"{site}{COMPARED}")
    box = page.locator("#show-others")
    box.focus()
    assert page.locator("#b4").is_visible()
    page.keyboard.press("Space")
    assert not page.locator("#b4").is_visible()
    assert page.locator("#b7").is_visible()


def test_a_twin_is_reached_by_keyboard(page: Page, site: str) -> None:
    open_page(page, f"{site}{COMPARED}")
    page.locator(".shared").nth(2).locator(".first .is a").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#b7"


def test_shared_words_are_underlined_when_asked_for(page: Page, site: str) -> None:
    open_page(page, f"{site}{THREE}")
    underlined = "getComputedStyle(document.querySelector('#p7 .echoed')).textDecorationStyle"
    assert page.evaluate(underlined) != "dotted"
    page.locator("#show-echoes").focus()
    page.keyboard.press("Space")
    assert page.evaluate(underlined) == "dotted"


def test_what_differs_is_told_apart_on_paper(page: Page, site: str) -> None:
    open_page(page, f"{site}{COMPARED}")
    page.emulate_media(media="print")
    lines = [
        page.evaluate(f"getComputedStyle(document.querySelector('{name}')).textDecorationLine")
        for name in (".pair del", ".pair ins")
    ]
    assert lines == ["line-through", "underline"]
    left, right = box(page, "#a3"), box(page, "#b7")
    assert left["y"] == right["y"]
