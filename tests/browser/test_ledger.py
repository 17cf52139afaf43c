"""The pages of the ledger in a browser: axe-core finds nothing, and nothing is too wide."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.core.management import call_command
from playwright.sync_api import Page

from letters import search
from tests.admin.conftest import PASSWORD

PAGES = (
    "/recommendations/?as_of=2014-06-17&group=chain",
    "/recommendations/?as_of=tomorrow",
    "/recommendations/delays/",
    "/recommendations/2012-09-04-aegis-mrg-una-uk/10/",
)


@pytest.fixture(autouse=True)
def collection(data_dir: None, transactional_db: None) -> None:
    call_command("loaddata", "fixtures/archive.json", verbosity=0)
    search.rebuild()


def complaints(page: Page) -> list[str]:
    """Return what axe-core finds, and whether the page scrolls sideways."""
    found = [each["id"] for each in Axe().run(page).response["violations"]]
    is_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, *(["wider than the window"] if is_wide else [])]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_the_ledger_are_accessible(page: Page, live_server: Any, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        for url in PAGES:
            page.goto(f"{live_server.url}{url}")
            assert (url, width, complaints(page)) == (url, width, [])


def test_day_is_chosen_by_keyboard(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/recommendations/")
    page.get_by_label("On the day").focus()
    page.keyboard.type("2014-01-01")
    page.keyboard.press("Enter")
    page.wait_for_url("**as_of=2014-01-01**")
    assert page.locator(".bar strong").inner_text() == "20 asks"


def test_work_list_is_accessible(page: Page, live_server: Any) -> None:
    User.objects.create_superuser("edith", password=PASSWORD)
    page.goto(f"{live_server.url}/admin/login/?next=/admin/letters/recommendation/worklist/")
    page.fill("#id_username", "edith")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".worklist")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert complaints(page) == []
