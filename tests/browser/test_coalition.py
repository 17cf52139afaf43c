"""Who signs with whom, in a browser: axe-core finds nothing, and it is read without a script."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.access import assert_accessible

pytestmark = pytest.mark.usefixtures("collection")

PAGES = (
    "/coalition/",
    "/coalition/?together=una-uk&sort=last&after=soon",
    "/coalition/?q=nothing+like+it",
    "/coalition/?facet=sender",
    "/organisations/una-uk/",
)
# Which names of a drawing lie over one another, as the browser sets them.
OVERLAPS = """() => {
  const texts = [...document.querySelectorAll('.network svg a')]
    .filter(each => each.querySelector('text') && each.getClientRects().length)
    .map(each => ({
      name: each.getAttribute('aria-label'),
      boxes: [...each.querySelectorAll('text')].map(line => line.getBoundingClientRect()),
    }));
  const touch = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom - 2
    && b.top < a.bottom - 2;
  return [texts.length, texts.flatMap((one, place) => texts.slice(place + 1)
    .filter(other => one.boxes.some(a => other.boxes.some(b => touch(a, b))))
    .map(other => `${one.name} and ${other.name}`))];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_the_coalition_are_accessible(page: Page, live_server: Any, scheme: Any) -> None:
    assert_accessible(page, live_server.url, PAGES, scheme)


@pytest.mark.parametrize("width", [1280, 390])
def test_no_name_of_the_picture_lies_over_another(page: Page, live_server: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/coalition/")
    assert page.evaluate(OVERLAPS) == [16, []]


def test_the_picture_is_read_and_passed_by_keyboard(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/coalition/")
    past = page.get_by_role("link", name="Past the picture")
    past.focus()
    assert past.bounding_box()["height"] > 10  # type: ignore[index]
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused.endswith(": 1 letter")
    past.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.steps') !== null")


def test_a_line_leads_to_the_letters_of_both(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/coalition/")
    line = page.locator("svg.wide").get_by_role("link", name="Aegis Trust and UNA-UK: 2 letters")
    line.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/letters/?together=aegis-trust&together=una-uk")
    assert page.locator("ol.found > li").count() == 2


def test_the_coalition_is_read_without_a_script(browser: Browser, live_server: Any) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/coalition/")
    page.get_by_role("link", name="First letter").click()
    assert page.locator("table.pairs tbody tr").first.inner_text().startswith("Coordinadora")
    page.get_by_label("Sort by").select_option("name")
    page.get_by_role("button", name="Sort").click()
    assert page.locator("table.pairs tbody tr").first.inner_text().startswith("Aegis Trust")
