"""Addresses at which there is nothing."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.views.pages import Element, page_of

pytestmark = pytest.mark.django_db


def get(client: Client, path: str) -> Element:
    response = client.get(path)
    assert response.status_code == 404
    assert response.cookies == {}
    assert response["Cache-Control"] == "no-store"
    return page_of(response)


def test_the_search_box_holds_the_words_of_the_address(client: Client) -> None:
    page = get(client, "/letters/2012-09-04-aegis-trust/")
    assert page.one("input")["value"] == "aegis trust"
    assert page.one("form")["action"] == "/letters/"


def test_letters_with_an_address_like_it_are_offered(client: Client) -> None:
    letter = builders.make_letter("Near", slug="2012-09-04-aegis-mrg-una-uk")
    builders.make_letter("Far", slug="2018-12-10-twelve")
    builders.make_letter("Hidden", slug="2012-09-04-aegis-hidden", status="draft")
    page = get(client, "/letters/2012-09-04-aegis-trust/")
    assert page.one("ul.letters").links() == {
        "4 September 2012: Near": letter.get_absolute_url(),
    }


def test_nothing_is_offered_where_nothing_is_like_it(client: Client) -> None:
    builders.make_letter("Far", slug="2018-12-10-twelve")
    assert get(client, "/letters/zebra/").all("ul.letters") == []


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/letters/%00/",
        "/%3Cscript%3E/",
        "/letters/" + "a-" * 3000 + "/",
        "/letters/../../x",
    ],
)
def test_any_address_gets_a_page_in_few_queries(client: Client, path: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        page = get(client, path)
    assert page.one("h1").text == "There is nothing at this address"
    assert page.all("script") == []
    assert len(queries) <= 10
