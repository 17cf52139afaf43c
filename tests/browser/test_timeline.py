"""The timeline in a browser: axe finds nothing, the keyboard suffices, no script is needed."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from letters import search
from letters.models import Letter
from tests.browser.access import assert_accessible, complaints

pytestmark = pytest.mark.usefixtures("collection")

PAGES = (
    "/timeline/",
    "/timeline/?after=2014&before=2014&q=focal+point",
    "/timeline/?after=tomorrow&sender=nobody",
)


def make_many() -> None:
    """Make so many letters that they are counted."""
    rows = [
        Letter(slug=f"l{n}", title=f"Letter {n}", date=f"{2000 + n % 20}", status="published")
        for n in range(220)
    ]
    for row in rows:
        row.earliest, row.latest = row.first_day(), row.last_day()
        row.sort_date = row.day_to_sort_by()
    Letter.objects.bulk_create(rows)
    search.rebuild()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_timeline_is_accessible(page: Page, live_server: Any, scheme: Any) -> None:
    assert_accessible(page, live_server.url, PAGES, scheme)


def test_bars_are_accessible_and_narrow_at_a_click(page: Page, live_server: Any) -> None:
    make_many()
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live_server.url}/timeline/")
        assert (width, complaints(page)) == (width, [])
    page.locator(".lanes .all a").last.click()
    page.wait_for_url("**/timeline/?after=2019&before=2019")
    assert page.locator(".bar strong").inner_text() == "11 letters"


def test_marks_and_periods_are_reached_by_keyboard(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/timeline/")
    page.get_by_role("link", name="Narrow to 2014").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/timeline/?after=2014&before=2014")
    page.get_by_role("link", name="Narrow to June 2014").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == (
        "/letters/2014-una-uk-campaign/"
    )
    page.keyboard.press("Enter")
    page.wait_for_url("**/letters/2014-una-uk-campaign/")


def test_on_a_phone_the_drawing_scrolls_beside_the_names(page: Page, live_server: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{live_server.url}/timeline/")
    region = page.get_by_role("region", name="The letters through time")
    names = page.locator(".lane-names")
    region.focus()
    region.evaluate("element => element.scrollTo(400, 0)")
    assert region.evaluate("element => element.scrollLeft") == 400
    assert names.evaluate("element => element.getBoundingClientRect().x") == 16


def test_timeline_needs_no_script(browser: Browser, live_server: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/timeline/")
    page.get_by_role("textbox", name="From").fill("2012-09")
    page.get_by_role("textbox", name="Until").fill("2012")
    page.keyboard.press("Enter")
    expect(page.locator(".bar strong")).to_have_text("3 letters")
    context.close()
