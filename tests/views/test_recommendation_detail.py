"""The page of one ask: its words in context, its answers, and how it was asked again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from letters.models import Recommendation, Theme
from tests import builders
from tests.views.pages import Element, page_of

pytestmark = pytest.mark.django_db

XSS = "<script>alert(1)</script>"


def get(client: Client, ask: Recommendation) -> Element:
    response = client.get(ask.get_absolute_url())
    assert response.status_code == 200
    assert response.cookies == {}
    return page_of(response)


def facts(section: Element) -> list[tuple[str, str]]:
    """The terms of a list with what stands beside each."""
    children = [each for each in section.one("dl").children if isinstance(each, Element)]
    names = [each.text for each in children if each.name == "dt"]
    return list(zip(names, [each.text for each in children if each.name == "dd"], strict=True))


@pytest.fixture
def letter() -> Any:
    return builders.make_letter(
        "The appeal",
        date="2012-09-04",
        senders=[builders.aegis_trust(), builders.una_uk()],
        recipients=[(builders.william_hague(), builders.foreign_secretary())],
    )


@pytest.fixture
def ask(letter: Any) -> Recommendation:
    return builders.make_recommendation(
        letter, gist="Speak up.", themes=[builders.make_theme("Support")], note="A note."
    )


@pytest.fixture
def reply() -> Any:
    return builders.make_letter(
        "The reply",
        date="2014-06-17",
        senders=[builders.foreign_office(), builders.multilateral_policy()],
    )


def test_an_ask_stands_in_its_passage_with_who_asks_whom(client: Client, ask: Any) -> None:
    page = get(client, ask)
    assert page.one("h1").text == "Speak up."
    asked = page.one(".asked")
    assert asked.one("h2").text == "Ask 1 4 September 2012"
    quote = asked.one("blockquote")
    assert quote.text == "We call on you to speak in support of the Responsibility to Protect."
    assert quote.one("mark.ask").text == "speak in support of the Responsibility to Protect"
    assert quote["cite"] == "/letters/the-appeal/#p1"
    assert facts(asked) == [
        ("Asked by", "Aegis Trust United Nations Association of the United Kingdom"),
        (
            "Asked of",
            "Rt Hon William Hague, Secretary of State for Foreign and Commonwealth Affairs",
        ),
        ("Form", "Request"),
        ("Theme", "Support"),
        ("Where", "4 September 2012, passage 1"),
        ("Note", "A note."),
    ]


def test_an_ask_without_answer_says_so(client: Client, ask: Any) -> None:
    page = get(client, ask)
    assert page.one(".summary").text == "Asked on 4 September 2012. No answer is on record."
    assert page.one(".given").one(".tag").text == "No answer on record"
    assert "open" in page.one(".asked").one(".tag")["class"]
    assert page.all(".chain") == []


def test_an_answer_stands_in_its_passage_with_stance_and_days(
    client: Client, ask: Any, reply: Any
) -> None:
    builders.make_answer(ask, reply, stance="information-given", note="Why.")
    page = get(client, ask)
    assert page.one(".summary").text == (
        "Asked on 4 September 2012. Answered on 17 June 2014, after 651 days: information given."
    )
    given = page.one(".given")
    assert given.one("h2").text == "Answer 17 June 2014"
    assert given.one("mark.answer").text == "further information on the role of the focal point"
    assert given.one("blockquote").text.startswith("We would welcome further information")
    assert facts(given) == [
        ("Stance", "Information given Why."),
        ("Answered by", "Foreign and Commonwealth Office Multilateral Policy Directorate"),
        ("After", "651 days"),
        (
            "Where",
            "17 June 2014, passage 2 Not written as a reply to the letter that asks.",
        ),
    ]
    assert page.one(".asked").one(".tag")["class"] == "tag"


def test_answers_in_one_passage_stand_together(client: Client, ask: Any, reply: Any) -> None:
    builders.make_answer(ask, reply, quote="We would welcome", stance="noted")
    builders.make_answer(ask, reply, quote="role of the focal point", stance="declined")
    builders.make_answer(ask, reply, quote="We call on you", stance="deferred")
    page = get(client, ask)
    first, second = page.all(".given")
    assert [each.text for each in first.all("mark.answer")] == [
        "We would welcome",
        "role of the focal point",
    ]
    assert facts(first)[:2] == [
        ("Stance", "Noted: “We would welcome”"),
        ("Stance", "Declined: “role of the focal point”"),
    ]
    assert facts(second)[0] == ("Stance", "Deferred")


def test_answers_of_several_letters_stand_in_order(client: Client, ask: Any, reply: Any) -> None:
    later = builders.make_letter("Later", date="2015")
    builders.make_answer(ask, later, stance="declined")
    builders.make_answer(ask, reply, stance="noted")
    page = get(client, ask)
    assert [each.text for each in page.all("h2")[1:3]] == ["Answer 17 June 2014", "Answer 2015"]
    assert page.one(".summary").text == (
        "Asked on 4 September 2012. Answered on 17 June 2014, after 651 days, and in 1 later "
        "letter: noted and declined."
    )


def test_a_reported_ask_says_whose_words_they_are(client: Client, reply: Any) -> None:
    campaign = builders.make_letter(
        "The campaign", text="", held=False, known_from=reply, date="../2014-05-14"
    )
    ask = builders.make_recommendation(campaign, reported_in=reply)
    page = get(client, ask)
    assert (
        "The letter’s text is not held. The words are those in which The reply reports the ask."
        in page.one(".asked").text
    )
    assert page.one(".asked").one("blockquote")["cite"] == "/letters/the-reply/#p1"
    assert facts(page.one(".asked"))[-1] == ("Where", "17 June 2014, passage 1")


def test_a_footnote_of_the_passage_goes_with_it(client: Client) -> None:
    letter = builders.make_letter(text="Please speak[^1] up.\n\n[^1]: See there.\n")
    ask = builders.make_recommendation(letter, quote="Please speak")
    asked = get(client, ask).one(".asked")
    note = asked.one("p.footnote")
    assert note.text.endswith("See there.")
    assert asked.one("blockquote").one("a")["href"] == f"#{note['id']}"


def test_words_that_the_text_has_lost_stand_alone(client: Client, ask: Any, letter: Any) -> None:
    type(letter).objects.filter(pk=letter.pk).update(text="Other words.")
    quote = get(client, ask).one(".asked").one("blockquote")
    assert quote.text == quote.one("mark.ask").text == ask.quote


# The ask through time


@pytest.fixture
def chain(ask: Any, reply: Any) -> list[Recommendation]:
    """An ask repeated twice, the second time of the first repetition, and once elsewhere."""
    asks = [ask]
    for year, of in ((2013, 0), (2015, 1), (2016, 0)):
        letter = builders.make_letter(f"Again in {year}", date=str(year))
        asks.append(
            builders.make_recommendation(
                letter, gist=f"Again {year}", restates=asks[of], restates_reason=f"Reason {year}"
            )
        )
    builders.make_answer(asks[1], reply, stance="noted")
    return asks


def test_the_chain_shows_every_wording_in_time(client: Client, chain: Any) -> None:
    for place, ask in enumerate(chain):
        steps = get(client, ask).one("ol.chain").all("li")
        assert [step.one("h3").text for step in steps] == [
            "The appeal",
            "Again in 2013",
            "Again in 2015",
            "Again in 2016",
        ]
        assert ["here" in step["class"].split() for step in steps] == [
            each == place for each in range(4)
        ]
    assert "Ask 1 Answer Noted, 17 June 2014" in steps[1].text
    assert "Reason 2013" in steps[1].text
    assert "No answer on record" in steps[2].text


def test_the_story_tells_what_came_before_and_after(client: Client, chain: Any) -> None:
    assert get(client, chain[0]).one(".summary").text == (
        "Asked on 4 September 2012. No answer is on record. "
        "Asked again in “Again in 2013”, in “Again in 2015” and in “Again in 2016”."
    )
    assert get(client, chain[3]).one(".summary").text == (
        "Asked in “Again in 2016”, as before on 4 September 2012. No answer is on record."
    )


def test_what_an_ask_repeats_is_linked_with_the_reason(client: Client, chain: Any) -> None:
    asked = get(client, chain[1]).one(".asked")
    assert ("Repeats", "ask 1 of 4 September 2012 Reason 2013") in facts(asked)


def test_a_draft_breaks_the_chain(client: Client, chain: Any) -> None:
    middle = chain[1].letter
    type(middle).objects.filter(pk=middle.pk).update(status="draft")
    steps = get(client, chain[0]).one("ol.chain").all("li")
    assert [step.one("h3").text for step in steps] == ["The appeal", "Again in 2016"]
    assert get(client, chain[2]).all("ol.chain") == []
    assert "Repeats" not in get(client, chain[2]).one(".asked").text
    assert client.get(chain[1].get_absolute_url()).status_code == 404


# Around it


def test_asks_before_and_after_are_linked(client: Client, letter: Any, ask: Any) -> None:
    second = builders.make_recommendation(letter, gist="Second.", number=3)
    turn = get(client, ask).one("nav.turn").links()
    assert turn["Ask 3: Second. →"] == second.get_absolute_url()
    assert turn["Read it in the letter"] == "/letters/the-appeal/#p1"
    assert get(client, second).one("nav.turn").links()["← Ask 1: Speak up."] == (
        ask.get_absolute_url()
    )


def test_other_asks_of_the_same_and_on_the_theme_are_shown(
    client: Client, index: Callable[[], object], ask: Any
) -> None:
    hers = builders.make_letter("Hers", date="2014", senders=[builders.una_uk()])
    builders.make_recommendation(hers, gist="As before.")
    other = builders.make_letter("Elsewhere", date="2015")
    builders.make_recommendation(other, gist="Likewise.", themes=[Theme.objects.get()])
    index()
    page = get(client, ask)
    assert [page.one(f"#others-{number}").text for number in (1, 2)] == [
        "Also asked by the same",
        "Also on “Support”",
    ]
    lists = page.all("ol.asks")
    assert [[each.text for each in found.all("h3")] for found in lists] == [
        ["As before."],
        ["Likewise."],
    ]
    assert page.links()["All asks on “Support”"] == "/themes/support/"
    assert page.links()["All their asks"] == "/recommendations/?asker=aegis-trust&asker=una-uk"


def test_it_can_be_cited(client: Client, ask: Any, settings: Any) -> None:
    settings.SITE_URL = "https://letters.example.org"
    cite = next(s for s in get(client, ask).all("section") if s["aria-labelledby"] == "cite-h")
    assert cite.links() == {
        "https://letters.example.org/recommendations/the-appeal/1/": (
            "/recommendations/the-appeal/1/"
        )
    }


# What is not shown


@pytest.mark.parametrize(
    "path",
    [
        "/recommendations/no-such-letter/1/",
        "/recommendations/the-appeal/99/",
        "/recommendations/the-appeal/99999999999999999999/",
    ],
)
def test_an_unknown_ask_is_not_found(client: Client, ask: Any, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert b'role="search"' in response.content


def test_asks_of_drafts_and_in_drafts_are_not_found(client: Client, letter: Any) -> None:
    draft = builders.make_letter("Draft", status="draft")
    hidden = builders.make_recommendation(draft)
    reported = builders.make_recommendation(letter, reported_in=draft)
    for each in (hidden, reported):
        assert client.get(each.get_absolute_url()).status_code == 404


def test_nothing_of_a_draft_shows(client: Client, ask: Any, letter: Any) -> None:
    before = client.get(ask.get_absolute_url()).content
    draft = builders.make_letter("Xanthippe", status="draft", date="2014", senders=["Xanthippe"])
    builders.make_answer(ask, draft, note="Xanthippe")
    theme = ask.themes.get()
    builders.make_recommendation(draft, restates=ask, restates_reason="Xanthippe", themes=[theme])
    builders.make_recommendation(letter, reported_in=draft, gist="Xanthippe", themes=[theme])
    assert client.get(ask.get_absolute_url()).content == before


def test_markup_is_shown_as_text(client: Client) -> None:
    letter = builders.make_letter(
        XSS, text=f"Please {XSS} do.", senders=[XSS], recipients=[builders.make_person(XSS)]
    )
    ask = builders.make_recommendation(letter, quote=f"Please {XSS}", gist=XSS, note=XSS)
    reply = builders.make_letter("R", date="2013", text=f"No {XSS}.", senders=[XSS])
    builders.make_answer(ask, reply, quote=f"No {XSS}", note=XSS)
    again = builders.make_letter("Again", date="2014", text=f"Please {XSS} do.")
    builders.make_recommendation(again, quote=f"Please {XSS}", restates=ask, restates_reason=XSS)
    assert b"<script" not in client.get(ask.get_absolute_url()).content


def test_queries_do_not_grow_with_the_rows(client: Client) -> None:
    def count(number: int) -> int:
        letter = builders.make_letter(
            f"Asking {number}",
            senders=[builders.make_organisation(f"Sender {number}{n}") for n in range(number)],
            recipients=[builders.make_person(f"Ann R{number}{n}") for n in range(number)],
        )
        theme = builders.make_theme(f"Theme {number}")
        ask = builders.make_recommendation(letter, themes=[theme])
        for each in range(number):
            reply = builders.make_letter(
                f"Reply {number} {each}",
                date="2013",
                senders=[builders.make_organisation(f"Replier {number}{each}")],
            )
            builders.make_answer(ask, reply)
            again = builders.make_letter(f"Again {number} {each}", date="2014")
            repeated = builders.make_recommendation(again, restates=ask)
            builders.make_answer(repeated, builders.make_letter(f"R {number}{each}", date="2015"))
            other = builders.make_letter(f"Other {number} {each}", date="2014")
            builders.make_recommendation(other, themes=[theme])
        with CaptureQueriesContext(connection) as queries:
            get(client, ask)
        return len(queries)

    assert count(1) == count(3)
