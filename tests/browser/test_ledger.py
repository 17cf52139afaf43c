"""The pages of the ledger in a browser: axe-core finds nothing, and nothing is too wide."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page

from tests.admin.conftest import PASSWORD
from tests.browser.access import assert_accessible, complaints

pytestmark = pytest.mark.usefixtures("collection")

PAGES = (
    "/recommendations/?as_of=2014-06-17&group=chain",
    "/recommendations/?as_of=tomorrow",
    "/recommendations/delays/",
    "/recommendations/2012-09-04-aegis-mrg-una-uk/10/",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_the_ledger_are_accessible(page: Page, live_server: Any, scheme: Any) -> None:
    assert_accessible(page, live_server.url, PAGES, scheme)


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
