"""A whole exchange: every public letter of it in its place, and what is missing."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from letters.imports.save import load_archive
from letters.models import FormerSlug, Letter
from letters.views import exchange
from tests import builders
from tests.views.pages import Element, page_of

pytestmark = pytest.mark.django_db

FIXTURE = Path(settings.FIXTURE_DIRS[0]) / "archive.json"


def get(client: Client, letter: Letter | str) -> Element:
    slug = letter.slug if isinstance(letter, Letter) else letter
    response = client.get(f"/letters/{slug}/thread/")
    assert response.status_code == 200
    return page_of(response)


def parts(page: Element) -> list[Element]:
    return [each for each in page.one("ol.exchange").all("li") if each["id"].startswith("letter-")]


def titles(client: Client, letter: Letter) -> list[str]:
    return [part.one("h2").text for part in parts(get(client, letter))]


def reply(title: str, to: Letter, **fields: Any) -> Letter:
    return builders.make_letter(title, replies_to=to, **fields)


def test_the_exchange_of_the_first_collection(client: Client) -> None:
    load_archive(FIXTURE)
    page = get(client, "2012-09-04-aegis-mrg-una-uk")
    assert page.one(".head").one("p.quiet").text == "Exchange · 4 September 2012 to 17 June 2014"
    found = [
        (part["class"], part.one(".when").text, [each.text for each in part.all(".remark")])
        for part in parts(page)
    ]
    assert found == [
        ("here", "4 September 2012", []),
        (
            " not-held",
            "14 May 2014 or earlier",
            ["Text not held; known from the letter of 17 June 2014"],
        ),
        (" not-held", "14 May 2014", ["Text not held; known from the letter of 17 June 2014"]),
        (
            "",
            "17 June 2014 34 days later",
            [
                "Replies to 14 May 2014, after 34 days",
                "Answers asks 4, 5 and 10 of 4 September 2012, after 651 days",
                "Answers asks 1 and 2 of “UNA-UK’s campaign letter to the Government”, after at"
                " least 34 days",
            ],
        ),
    ]


def test_the_same_exchange_is_found_from_every_letter_of_it(client: Client) -> None:
    load_archive(FIXTURE)
    slugs = [
        "2012-09-04-aegis-mrg-una-uk",
        "2014-05-14-una-uk",
        "2014-una-uk-campaign",
        "2014-06-17-fco",
    ]
    found = [[part["id"] for part in parts(get(client, slug))] for slug in slugs]
    assert all(each == found[0] for each in found)
    assert len(found[0]) == 4


def test_replies_are_followed_both_ways(client: Client) -> None:
    first = builders.make_letter("First", date="2012-01")
    second = reply("Second", first, date="2012-02")
    third = reply("Third", second, date="2012-03")
    reply("Other reply", first, date="2012-04")
    builders.make_letter("Elsewhere")
    for letter in (first, second, third):
        assert titles(client, letter) == ["First", "Second", "Third", "Other reply"]


def test_answers_are_followed_both_ways(client: Client) -> None:
    ask = builders.make_recommendation(builders.make_letter("Asking", date="2012"))
    answering = builders.make_letter("Answering", date="2013")
    builders.make_answer(ask, answering)
    assert titles(client, ask.letter) == titles(client, answering) == ["Asking", "Answering"]


def test_a_letter_by_itself_stands_alone(client: Client) -> None:
    page = get(client, builders.make_letter())
    assert page.one("p.summary").text.startswith("This letter stands alone")
    assert len(parts(page)) == 1


def test_the_text_of_each_letter_is_there(client: Client) -> None:
    text = "# Head\n\nFirst passage[^1].\n\n- A point\n\n[^1]: A note."
    letter = builders.make_letter(text=text, salutation="Dear Sir", valediction="Yours")
    reading = get(client, letter).one(".reading")
    assert reading.text == "Dear Sir Head First passage1. • A point Yours 1 A note."


def test_a_long_letter_is_begun_and_leads_on(client: Client) -> None:
    passages = [" ".join(["word"] * 400)] * 10
    letter = builders.make_letter("Long", text="\n\n".join(passages), valediction="Yours")
    part = parts(get(client, letter))[0]
    assert len(part.one(".reading").all("p")) == exchange.LONGEST // 400
    assert part.links()["Read on in this letter"] == letter.get_absolute_url()


def test_a_long_exchange_is_begun_and_says_so(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(exchange, "MOST_LETTERS", 3)
    first = builders.make_letter("First", date="2012-01")
    for number in range(4):
        reply(f"Reply {number}", first, date=f"2012-02-0{number + 1}")
    page = get(client, first)
    assert [part.one("h2").text for part in parts(page)] == ["First", "Reply 0", "Reply 1"]
    assert "The exchange is longer: the 3 letters nearest to First are shown." in page.text


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_no_exchange_tells_of_a_letter_that_is_not_public(client: Client, status: str) -> None:
    reason = "Asked for." if status == "withdrawn" else ""
    first = builders.make_letter("First", date="2012-01")
    before = client.get(f"/letters/{first.slug}/thread/").content
    hidden = reply("Hidden", first, date="2012-02", status=status, withdrawn_reason=reason)
    reply("Beyond", hidden, date="2012-03")
    builders.make_answer(builders.make_recommendation(first), hidden)
    assert client.get(f"/letters/{first.slug}/thread/").content == before


def test_unknown_draft_withdrawn_and_former_letters(client: Client) -> None:
    draft = builders.make_letter("Draft", status="draft")
    pages = [client.get(f"/letters/{slug}/thread/") for slug in (draft.slug, "tfard")]
    assert [page.status_code for page in pages] == [404, 404]
    gone = builders.make_letter("Gone")
    builders.withdraw(gone)
    assert client.get(f"/letters/{gone.slug}/thread/").status_code == 410
    letter = builders.make_letter("Renamed")
    FormerSlug.objects.create(slug="old", letter=letter)
    assert client.get("/letters/old/thread/")["Location"] == f"/letters/{letter.slug}/thread/"
    assert client.post(f"/letters/{letter.slug}/thread/").status_code == 405


def test_an_exchange_takes_the_same_queries_however_many_reply(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    senders: dict[str, Any] = {
        "senders": [builders.aegis_trust()],
        "signatories": [builders.james_smith()],
    }
    first = builders.make_letter("First", date="2012-01", **senders)
    reply("Reply", first, date="2012-02", **senders)
    with django_assert_max_num_queries(20) as few:
        assert len(titles(client, first)) == 2
    for number in range(3):
        reply(f"Reply {number}", first, date="2012-02", **senders)
    with django_assert_max_num_queries(20) as many:
        assert len(titles(client, first)) == 5
    assert len(few) == len(many)
