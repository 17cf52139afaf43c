"""The pages of the ledger: the list as it stood, how long asks waited, and one ask in its chain."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from letters import search
from letters.views.wording import changes
from tests.builders import aegis_trust, make_answer, make_letter, make_recommendation, una_uk
from tests.views.pages import Element, page_of

ASK = "further information on the role of the focal point"
FOCAL = "/recommendations/2012-09-04-aegis-mrg-una-uk/10/"


@pytest.fixture(autouse=True)
def index(data_dir: None, db: None) -> None:
    search.rebuild()


@pytest.fixture
def collection() -> None:
    call_command("loaddata", "fixtures/archive.json", verbosity=0)
    search.rebuild()


def page(client: Client, url: str) -> Element:
    search.follow()
    response = client.get(url)
    assert response.status_code == 200
    return page_of(response)


def cells(row: Element) -> list[str]:
    return [each.text for each in row.all("td")[:5]]


# The list


@pytest.mark.usefixtures("collection")
def test_list_of_a_day_says_so_and_shows_no_later_answer(client: Client) -> None:
    found = page(client, "/recommendations/?as_of=2014-01-01&status=unanswered")
    assert found.one("h1").text == "Asks and answers as of 1 January 2014"
    assert found.one("p.notice").text == (
        "The ledger as it stood on 1 January 2014. An ask or an answer counts from the last day "
        "on which its letter can have been written. 2 asks whose dates do not tell are left out. "
        "To cite it: http://127.0.0.1:8000/recommendations/?as_of=2014-01-01&status=unanswered"
    )
    assert found.one("div.bar").one("strong").text == "20 asks"
    assert found.one("#as_of")["value"] == "2014-01-01"
    assert "17 June 2014" not in found.text


@pytest.mark.usefixtures("collection")
def test_list_of_chains_has_one_row_for_an_ask_however_often_made(client: Client) -> None:
    found = page(client, "/recommendations/?group=chain&theme=focal-points&restated=yes")
    [row] = found.one("ol.asks").all("h3.gist") or found.one("ol.asks").all("h4.gist")
    assert row.text.startswith("Give further information")
    assert "Asked 2 times, last as ask 2 of" in found.one("ol.asks").text
    assert found.one("div.bar").text.startswith("1 ask, repeated ones counted once, of 29")


@pytest.mark.usefixtures("collection")
@pytest.mark.parametrize("url", ["/recommendations/", "/recommendations/delays/"])
@pytest.mark.parametrize("typed", ["2014-02-30", "tomorrow", "2999", "%00", "2014-01-01'--"])
def test_days_that_cannot_be_leave_a_helpful_page(client: Client, url: str, typed: str) -> None:
    found = page(client, f"{url}?as_of={typed}")
    [problem] = found.all("p.problem")
    assert problem.text.startswith(("“", "2999 is still to come", "As of: “", "As of: 2999"))
    if url == "/recommendations/":
        assert found.one("#as_of")["aria-describedby"] == problem["id"] == "as_of-problem"


# How long they waited


@pytest.mark.usefixtures("collection")
def test_few_cases_stand_for_themselves(client: Client) -> None:
    found = page(client, "/recommendations/delays/")
    whole, addressees, themes = found.all("table.delays")
    assert cells(whole.one("tbody")) == ["29", "24", "3 + 2 vague", "", "651, 651, 651 days"]
    rows = {row.one("th").text: cells(row) for row in addressees.one("tbody").all("tr")}
    assert rows["William Hague"] == ["10", "7", "3", "", "651, 651, 651 days"]
    assert rows["Jeremy Hunt"] == ["7", "7", "0", "", ""]
    rows = {row.one("th").text: cells(row) for row in themes.one("tbody").all("tr")}
    assert rows["National focal points"] == ["5", "2", "2 + 1 vague", "", "651, 651 days"]


@pytest.mark.usefixtures("collection")
def test_delays_follow_the_day_and_the_filters(client: Client) -> None:
    found = page(client, "/recommendations/delays/?as_of=2014-06-16&asker=una-uk")
    assert cells(found.all("table.delays")[0].one("tbody")) == ["12", "12", "0", "", ""]
    assert "as of 16 June 2014" in found.one("p.summary").text


def test_five_cases_have_a_median_and_a_range(client: Client) -> None:
    asking = make_letter(date="2012-01-01")
    for day in ("2012-01-11", "2012-01-21", "2012-01-31", "2012-02-10", "2012-12-31"):
        make_answer(make_recommendation(asking, ASK), make_letter(date=day))
    make_recommendation(asking, ASK)
    row = page(client, "/recommendations/delays/").all("table.delays")[0].one("tbody")
    assert cells(row) == ["6", "1", "5", "30", "10 to 365"]
    assert row.one("svg")["aria-label"] == "5 cases: 10 to 365 days, median 30"


# One ask


@pytest.mark.usefixtures("collection")
def test_chain_on_the_focal_point_shows_the_words_that_changed(client: Client) -> None:
    found = page(client, FOCAL)
    steps = [each for each in found.one("ol.chain").children if isinstance(each, Element)]
    assert [step.one("h3").text for step in steps] == [
        "The Aegis Trust, Minority Rights Group and UNA-UK to the Foreign Secretary",
        "UNA-UK’s campaign letter to the Government",
    ]
    assert [each.text for each in steps[1].all("ins")] == [
        "[new: clarify]",
        "[new: responsibilities]",
        "[new: the UK's]",
    ]
    assert [each.text for each in steps[1].all("del")] == [
        "[left out: The Aegis Trust, Minority Rights Group and the UNA-UK would welcome further "
        "information on]",
        "[left out: activities]",
        "[left out: this]",
    ]
    assert "new words are underlined" in found.one("p.legend").text


@pytest.mark.usefixtures("collection")
def test_ask_shows_what_its_answer_answers_too_and_other_asks(client: Client) -> None:
    found = page(client, FOCAL)
    given = found.one("div.answers").one("section.given")
    assert "Not written as a reply to the letter that asks." in given.text
    also = [link for link in given.links() if link.startswith("ask ")]
    assert also == [
        "ask 5 of 4 September 2012",
        "ask 2 of “UNA-UK’s campaign letter to the Government”",
    ]
    titles = [each.text for each in found.all("h2")]
    assert titles[-4:] == [
        "Also asked by the same",
        "Also on “National focal points”",
        "Also on “Openness and oversight”",
        "Cite",
    ]
    # An ask stands in one of these lists at most, and none of its own letter does.
    others = [link["href"] for each in found.all("ol.asks") for link in each.all("a.tag")]
    assert len(others) == len(set(others))
    assert not [url for url in others if url.startswith("/recommendations/2012-09-04")]


def test_mixed_answers_stand_each_with_stance_days_and_note(client: Client) -> None:
    asking = make_letter("Asking", date="2012-01-01", senders=[aegis_trust()])
    ask = make_recommendation(asking, ASK)
    reply = make_letter("A reply", date="2012-02-01", replies_to=asking)
    speech = make_letter("A speech", date="2013-01-01")
    make_answer(ask, reply, stance="accepted-in-part", note="Half of it.")
    make_answer(ask, speech, stance="declined", note="And then not.")
    found = page(client, ask.get_absolute_url())
    given = [each.text for each in found.one("div.answers").all("section.given")]
    assert "Accepted in part" in given[0]
    assert "Half of it." in given[0]
    assert "31 days" in given[0]
    assert "Not written as a reply" not in given[0]
    assert "Declined" in given[1]
    assert "366 days" in given[1]
    assert "Not written as a reply" in given[1]
    margin = page(client, asking.get_absolute_url()).one("#main").text
    assert "Accepted in part" in margin
    assert "Declined" in margin


def test_drafts_leak_nowhere(client: Client) -> None:
    asking = make_letter("Asking", senders=[una_uk()])
    ask = make_recommendation(asking, ASK)
    secret = make_letter("Secret", date="2014-01-01", senders=[una_uk()], status="draft")
    make_answer(ask, secret)
    make_recommendation(secret, ASK, restates=ask, gist="Secret gist")
    for url in (
        "/recommendations/",
        "/recommendations/?group=chain&as_of=2015",
        "/recommendations/delays/",
        ask.get_absolute_url(),
    ):
        text = page(client, url).text
        assert "Secret" not in text
        assert "1 answered" not in text
        assert "Asked 2 times" not in text
    assert client.get(f"/recommendations/{secret.slug}/1/").status_code == 404
    problem = page(client, f"/recommendations/?letter={secret.slug}").text
    assert problem.count(f"“{secret.slug}” is not known here.") == 1


@pytest.mark.parametrize(
    "url", ["/recommendations/?group=chain&as_of=2020", "/recommendations/delays/", "ask"]
)
def test_queries_do_not_grow_with_rows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, url: str
) -> None:
    def chain(year: int) -> Any:
        first = make_recommendation(make_letter(date=str(year), senders=[aegis_trust()]), ASK)
        again = make_letter(date=str(year + 1), senders=[aegis_trust()])
        make_answer(make_recommendation(again, ASK, restates=first), make_letter(date="2019"))
        return first

    first = chain(2010)
    address = first.get_absolute_url() if url == "ask" else url
    chain(2012)
    page(client, address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    few = len(queries)
    for year in (2014, 2016):
        chain(year)
    page(client, address)
    with django_assert_num_queries(few):
        client.get(address)


@pytest.mark.parametrize("url", ["/recommendations/delays/", "/recommendations/?as_of=2014"])
def test_without_an_index_the_pages_say_so(client: Client, url: str, data_dir: Any) -> None:
    make_recommendation(make_letter(), ASK)
    for path in sorted((data_dir / "index").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    search.forget()
    response = client.get(url)
    assert response.status_code == 200
    assert "index --rebuild" in response.content.decode()


# Wordings


def test_changes_join_to_the_later_wording() -> None:
    pieces = changes(
        "Please utilize it, at the national level.", "please utilise it at every level!"
    )
    assert "".join(each.text for each in pieces if each.kind != "del") == (
        "please utilise it at every level!"
    )
    assert [(each.kind, each.text) for each in pieces if each.kind != "same"] == [
        ("del", "utilize"),
        ("ins", "utilise"),
        ("del", "the national"),
        ("ins", "every"),
    ]


@pytest.mark.parametrize(
    ("earlier", "later"), [("", "words"), ("one two", "other things"), ("a " * 500, "a " * 500)]
)
def test_wordings_that_cannot_be_compared_are_left_alone(earlier: str, later: str) -> None:
    assert changes(earlier, later) == []
