"""The work list of the ledger: what a search proposes, for curators alone, saved by nobody else."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import DjangoAssertNumQueries

from letters import search
from letters.echoes import letters_with
from letters.models import Answer, Letter, Recommendation
from tests.admin.conftest import browser_of, make_user
from tests.admin.forms import Filled
from tests.builders import (
    aegis_trust,
    foreign_office,
    make_answer,
    make_letter,
    make_recommendation,
)
from tests.views.pages import Element, page_of

URL = "/admin/letters/recommendation/worklist/"
ASK = "further information on the role of the focal point"
REPLY = """Thank you for your letter.

The role of the focal point is described in further information that we enclose.
"""


@pytest.fixture(autouse=True)
def index(data_dir: None, db: None) -> None:
    search.rebuild()


def proposals(browser: Client, query: str = "") -> list[Element]:
    page = page_of(browser.get(f"{URL}{query}"))
    return [each for each in page.one("ol.proposals").children if isinstance(each, Element)]


def exchange(status: str = "published") -> tuple[Recommendation, Letter]:
    """An ask of the Foreign Office, and a later letter of theirs about the same."""
    asking = make_letter("Asking", senders=[aegis_trust()], recipients=[foreign_office()])
    make_letter(
        "Too early", date="2012-01-01", text=REPLY, senders=[foreign_office()], status=status
    )
    make_letter("By another", date="2014-01-01", text=REPLY, senders=[aegis_trust()], status=status)
    later = make_letter(
        "Later", date="2014-06-17", text=REPLY, senders=[foreign_office()], status=status
    )
    ask = make_recommendation(asking, ASK)
    search.follow()
    return ask, later


@pytest.mark.parametrize("status", ["published", "draft"])
def test_later_letter_of_whom_was_asked_is_proposed(editor: Client, status: str) -> None:
    ask, later = exchange(status)
    [proposal] = proposals(editor)
    assert "17 June 2014: Later, passage 2" in proposal.text
    assert proposal.links()["Enter the answer"] == (
        f"/admin/letters/letter/{later.pk}/change/?answer={ask.pk}&passage=2#answers-group"
    )
    assert not Answer.objects.exists()


def test_one_click_opens_the_form_filled_in_and_saving_it_answers(editor: Client) -> None:
    ask, later = exchange()
    [proposal] = proposals(editor)
    form = Filled(editor, proposal.links()["Enter the answer"].split("#")[0], "letter_form")
    assert form["answers-0-recommendation"] == str(ask.pk)
    assert form["answers-0-quote"] == REPLY.split("\n\n")[1].strip()
    assert not Answer.objects.exists()
    form["answers-0-stance"] = "information-given"
    form.save()
    answer = Answer.objects.get()
    assert (answer.recommendation, answer.letter, answer.passage) == (ask, later, 2)
    assert proposals(editor) == []


def test_answered_ask_is_not_proposed(editor: Client) -> None:
    ask, later = exchange()
    make_answer(ask, later, "The role of the focal point", stance="declined")
    assert proposals(editor) == []


def test_asks_in_nearly_the_same_words_are_proposed_and_linked(editor: Client) -> None:
    wordings = [f"convey {article} need to strengthen mechanisms" for article in ("the", "a")]
    earlier, later = (
        make_recommendation(make_letter(str(year), text=words, date=str(year)), words)
        for year, words in zip((2012, 2014), wordings, strict=True)
    )
    search.follow()
    [proposal] = proposals(editor, "?list=repeats")
    url = proposal.links()["Say that it repeats the earlier one"]
    assert url == f"/admin/letters/recommendation/{later.pk}/change/?restates={earlier.pk}"
    form = Filled(editor, url, "recommendation_form")
    assert form["restates"] == str(earlier.pk)
    later.refresh_from_db()
    assert later.restates is None
    form.save()
    later.refresh_from_db()
    assert later.restates == earlier
    assert proposals(editor, "?list=repeats") == []


def test_reply_that_answers_nothing_is_proposed(editor: Client) -> None:
    asking = make_letter("Asking")
    ask = make_recommendation(asking, ASK)
    reply = make_letter("The reply", text=REPLY, date="2014", replies_to=asking, status="draft")
    [proposal] = proposals(editor, "?list=replies")
    assert proposal.links()["Enter an answer"] == (
        f"/admin/letters/letter/{reply.pk}/change/?answer={ask.pk}&passage=2#answers-group"
    )
    make_answer(ask, reply, "The role of the focal point")
    assert proposals(editor, "?list=replies") == []


def test_reply_is_proposed_with_the_ask_it_says_most_about(editor: Client) -> None:
    words = "publish the names of those who are responsible"
    asking = make_letter("Asking", text=f"We ask for {ASK}.\n\nPlease {words}.")
    make_recommendation(asking, words, passage=2)
    ask = make_recommendation(asking, ASK, passage=1)
    make_letter("The reply", text=REPLY, date="2014", replies_to=asking)
    make_letter("Thanks", text="Thank you.", date="2015", replies_to=asking)
    thanks, reply = proposals(editor, "?list=replies")
    assert f"?answer={ask.pk}&passage=2#" in reply.links()["Enter an answer"]
    assert f"?answer={ask.pk - 1}#" in thanks.links()["Enter an answer"]
    assert "It asks 1 more." in reply.text


def test_letter_that_has_the_words_of_an_ask_is_proposed_before_others(editor: Client) -> None:
    asking = make_letter("Asking", senders=[aegis_trust()], recipients=[foreign_office()])
    ask = make_recommendation(asking, ASK)
    vague, quoting = (
        make_letter(title, text=text, date="2016", senders=[foreign_office()])
        for title, text in [
            ("Vague", "At this point we have further information, and no more."),
            ("Quoting", f"You ask for {ASK}. This letter says much else, of other days."),
        ]
    )
    search.follow()
    assert set(letters_with(ask.quote)) == {asking.pk, quoting.pk}
    first, second = proposals(editor)
    assert "2016: Quoting, passage 1" in first.text
    assert f"2016: {vague.title}, passage 1" in second.text


def test_asks_that_many_others_are_about_too_are_proposed_by_their_echo(editor: Client) -> None:
    words = "strengthen regional mechanisms for the prevention of atrocities and report on them"
    asks = [
        make_recommendation(make_letter(f"Of {year}", text=quote, date=str(year)), quote)
        for year, quote in [
            *((2000 + n, f"atrocities a{n} prevention b{n} regional c{n}") for n in range(9)),
            (2012, f"We ask you to {words} every year, in public and in full, before the summer"),
            (2014, f"We ask you to {words} each year, in public and in full, before the autumn"),
        ]
    ]
    search.follow()
    [proposal] = proposals(editor, "?list=repeats")
    url = f"/admin/letters/recommendation/{asks[-1].pk}/change/?restates={asks[-2].pk}"
    assert proposal.links()["Say that it repeats the earlier one"] == url


def test_of_earlier_asks_the_likest_is_proposed(editor: Client) -> None:
    words = "convey the need to strengthen mechanisms"
    quotes = [f"{words} soon, and often, to all", f"{words} soon", f"{words} now"]
    asks = [
        make_recommendation(make_letter(str(number), text=quote, date=f"201{number}"), quote)
        for number, quote in enumerate(quotes)
    ]
    search.follow()
    links = [each.links() for each in proposals(editor, "?list=repeats")]
    url = f"/admin/letters/recommendation/{asks[2].pk}/change/?restates={asks[1].pk}"
    assert links[0]["Say that it repeats the earlier one"] == url


def test_curator_is_offered_only_what_she_may_write(curator: Client) -> None:
    exchange()
    [proposal] = proposals(curator)
    assert "Enter the answer" not in proposal.links()
    assert "Only editors change a letter that is or was public." in proposal.text


def test_nobody_else_sees_it(client: Client) -> None:
    exchange("draft")
    assert client.get(URL).status_code == 302
    assert browser_of(make_user("stranger")).get(URL).status_code == 403


@pytest.mark.parametrize(
    "query", ["?list=nothing", "?from=-1", "?from=9999999999", "?from=two", "?list=repeats&from=²"]
)
def test_odd_addresses_show_a_list(editor: Client, query: str) -> None:
    assert proposals(editor, query) == []


@pytest.mark.parametrize("query", ["answer=x&passage=2", "answer=99999999&passage=²", "answer="])
def test_odd_names_leave_the_form_empty(editor: Client, query: str) -> None:
    _, later = exchange()
    form = Filled(editor, f"/admin/letters/letter/{later.pk}/change/?{query}", "letter_form")
    assert "answers-0-recommendation" not in form.fields
    assert form["answers-0-quote"] == ""


def test_without_an_index_the_list_says_so(editor: Client, data_dir: object) -> None:
    exchange()
    for path in sorted((data_dir / "index").rglob("*"), reverse=True):  # type: ignore[operator]
        path.unlink() if path.is_file() else path.rmdir()
    search.forget()
    page = page_of(editor.get(URL))
    assert "index --rebuild" in page.one("p.errornote").text


def test_queries_do_not_grow_with_what_is_proposed(
    editor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    exchange()
    proposals(editor)
    with CaptureQueriesContext(connection) as queries:
        proposals(editor)
    few = len(queries)
    for _ in range(2):
        exchange()
    proposals(editor)
    with django_assert_num_queries(few):
        assert len(proposals(editor)) > 1


@pytest.mark.parametrize("name", ["repeats", "replies"])
def test_queries_of_other_lists_do_not_grow(
    editor: Client, name: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def add(year: int) -> None:
        words = f"convey the need to strengthen mechanisms number {year}"
        letter = make_letter(f"Of {year}", text=words, date=str(year))
        make_recommendation(letter, words)
        make_letter(f"Reply {year}", text=words, date=str(year + 1), replies_to=letter)
        search.follow()

    for year in (2000, 2001):
        add(year)
    proposals(editor, f"?list={name}")
    with CaptureQueriesContext(connection) as queries:
        few = len(proposals(editor, f"?list={name}"))
    taken = len(queries)
    for year in (2002, 2003):
        add(year)
    # The first to look after a change reads the synonyms again.
    proposals(editor, f"?list={name}")
    with django_assert_num_queries(taken):
        assert len(proposals(editor, f"?list={name}")) == few + 2


@pytest.mark.django_db
def test_first_collection_has_nothing_that_was_overlooked(editor: Client) -> None:
    call_command("loaddata", "fixtures/archive.json", verbosity=0)
    search.rebuild()
    assert proposals(editor, "?list=repeats") == []
    assert proposals(editor, "?list=replies") == []
