"""The public pages in a browser: axe finds nothing, the keyboard suffices, no script is needed."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from letters import search
from letters.imports.save import load_archive
from tests.imports.folders import FIXTURES

pytestmark = pytest.mark.django_db(transaction=True)

LETTER = "/letters/2012-09-04-aegis-mrg-una-uk/"
# One of every kind of page, and its states that look different.
PAGES = [
    "/",
    "/letters/",
    "/letters/?q=focal+point&year=2012",
    "/letters/?q=zzzz&page=x",
    LETTER,
    f"{LETTER}?q=focal+point",
    "/letters/2014-06-17-fco/",
    "/letters/2014-una-uk-campaign/",
    "/letters/2018-12-10-twelve-organisations/",
    "/recommendations/",
    "/recommendations/?status=unanswered&theme=prevention",
    "/recommendations/2012-09-04-aegis-mrg-una-uk/10/",
    "/organisations/",
    "/organisations/foreign-and-commonwealth-office/",
    "/people/",
    "/people/james-smith/",
    "/themes/",
    "/themes/focal-points/",
    "/timeline/",
    "/about/",
]


@pytest.fixture
def site(live_server: Any, data_dir: Path) -> str:
    """The address of the first collection, loaded and indexed."""
    load_archive(FIXTURES / "archive.json")
    search.rebuild()
    return str(live_server.url)


def problems(page: Page) -> list[str]:
    """Return what axe finds, and whether the page is wider than the window."""
    found = [f"{each['id']} {each['nodes'][0]['html']}" for each in violations(page)]
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*found, f"{width} pixels too wide"] if width > 0 else found


def violations(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return found


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
)
def test_axe_finds_nothing_on_any_page(site: str, page: Page, width: int, scheme: Any) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    found = {}
    for path in PAGES:
        page.goto(site + path)
        found[path] = problems(page)
    assert {path: each for path, each in found.items() if each} == {}


def test_axe_finds_nothing_on_pages_of_what_is_not_there(
    site: str, page: Page, no_complaint: list[str]
) -> None:
    page.goto(f"{site}/letters/2012-nothing/")
    assert problems(page) == []
    assert [complaint for complaint in no_complaint if "404" not in complaint] == []
    no_complaint.clear()


def test_every_page_fits_the_narrowest_phone(site: str, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    widths = {}
    for path in PAGES:
        page.goto(site + path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: width for path, width in widths.items() if width != 320} == {}


def test_reader_finds_and_opens_a_letter_by_keyboard_alone(site: str, page: Page) -> None:
    page.goto(site)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the text")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("type", "search")
    page.keyboard.type("operationalize")
    page.keyboard.press("Enter")
    expect(page.locator(".letters.found > li")).to_have_count(3)
    tab_to(page, "The Aegis Trust, Minority Rights Group and UNA-UK to the Foreign Secretary")
    page.keyboard.press("Enter")
    expect(page.locator("mark.hit").first).to_have_text("operationalise")


def tab_to(page: Page, text: str) -> None:
    """Press Tab until the link with this text has the focus; it shows where it is."""
    for _ in range(200):
        page.keyboard.press("Tab")
        focus = page.locator(":focus")
        if " ".join((focus.text_content() or "").split()) == text:
            assert focus.evaluate("e => getComputedStyle(e).outlineStyle") != "none"
            return
    pytest.fail(f"Tab does not reach “{text}”")


def test_reader_hides_and_shows_the_marks(site: str, page: Page) -> None:
    page.goto(site + LETTER)
    mark = page.locator("mark.ask").first
    shown = mark.evaluate("e => getComputedStyle(e).backgroundColor")
    page.get_by_label("Asks", exact=True).uncheck()
    assert mark.evaluate("e => getComputedStyle(e).backgroundColor") != shown


def test_every_page_works_without_script(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/letters/")
    page.get_by_role("searchbox").fill("focal point")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".letters.found > li")).to_have_count(5)
    page.get_by_role("link", name="Joint letter", exact=True).click()
    expect(page.locator(".letters.found > li")).to_have_count(2)
    page.get_by_role("link", name="Twelve organisations to the Foreign Secretary").click()
    page.get_by_role("link", name="Ask 6", exact=True).click()
    expect(page.get_by_text("No answer on record").first).to_be_visible()
    context.close()


def test_printed_letter_shows_its_address_and_hides_the_margin(site: str, page: Page) -> None:
    page.goto(site + LETTER)
    page.emulate_media(media="print")
    expect(page.locator("#cite")).to_contain_text(LETTER)
    expect(page.locator("#cite")).to_be_visible()
    expect(page.locator(".notes").first).to_be_hidden()
    expect(page.locator(".masthead nav")).to_be_hidden()
