"""The strongest echoes of the archive: who shares words with whom, as far as the public knows."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from letters import search
from letters.imports.save import load_archive
from letters.models import Letter
from letters.search import sharing
from tests import builders
from tests.echoes.test_comparison import OTHER, SENTENCE
from tests.views.pages import Element, page_of

pytestmark = pytest.mark.django_db

FIXTURE = Path(settings.FIXTURE_DIRS[0]) / "archive.json"
OWN = "Words of which nobody else has ever written a single one in any other letter."


@pytest.fixture
def index(data_dir: Path) -> None:
    search.rebuild()


def make(title: str, text: str = SENTENCE, **fields: Any) -> Letter:
    letter = builders.make_letter(title, text=text, **fields)
    search.follow()
    return letter


def get(client: Client, query: str = "") -> Element:
    response = client.get(f"/echoes/{query}")
    assert response.status_code == 200
    return page_of(response)


def pairs(page: Element) -> list[str]:
    """Name the senders of each row."""
    return [row.one("th").text for row in page.all("tr")[1:]]


def test_the_first_collection_has_one_pair(client: Client, data_dir: Path) -> None:
    load_archive(FIXTURE)
    search.rebuild()
    page = get(client)
    row = page.all("tr")[1]
    assert row.one("th").text == (
        "Aegis Trust Minority Rights Group United Nations Association of the United Kingdom and"
        " International Coalition for the Responsibility to Protect"
    )
    assert row.all("td")[1].text.startswith("305 words in 7 passages Compare")
    assert row.one(".compare")["href"] == (
        "/letters/2012-08-16-icrtop/compare/2012-09-04-aegis-mrg-una-uk/"
    )
    assert row.one("blockquote").text.startswith("In the initial articulation of the three")
    assert page.one("caption").text == (
        "1 pair of senders, those that share most first. Those who send a letter together are one"
        " sender. All letters were looked through. Set phrases, which stand in more than 12"
        " letters, do not count."
    )
    assert len(page.all("tr")) == 2


@pytest.mark.usefixtures("index")
def test_those_that_share_most_come_first(client: Client) -> None:
    aegis, una, fco = builders.aegis_trust(), builders.una_uk(), builders.foreign_office()
    make("One", f"{SENTENCE}\n\n{OTHER}", senders=[aegis])
    make("Two", f"{SENTENCE}\n\n{OTHER}", senders=[una])
    make("Three", f"{OWN}\n\n{OTHER}", senders=[fco])
    assert pairs(get(client))[0] == f"{aegis} and {una}"
    assert set(pairs(get(client))[1:]) == {f"{aegis} and {fco}", f"{fco} and {una}"}


@pytest.mark.usefixtures("index")
def test_whoever_sent_both_echoes_itself(client: Client) -> None:
    aegis, una = builders.aegis_trust(), builders.una_uk()
    make("One", senders=[aegis])
    make("Two", senders=[aegis, una])
    assert pairs(get(client)) == [f"{aegis} in its own letters"]


@pytest.mark.usefixtures("index")
def test_senders_that_are_no_organisations_are_named(client: Client) -> None:
    make("One", senders=[builders.james_smith()])
    make("Two", senders=["Concerned citizens"])
    make("Three")
    assert set(pairs(get(client))) == {
        "James Smith and “Concerned citizens”",
        "Unnamed senders and James Smith",
        "Unnamed senders and “Concerned citizens”",
    }


@pytest.mark.usefixtures("index")
def test_one_sender_is_shown_alone(client: Client) -> None:
    aegis, una, part = builders.aegis_trust(), builders.una_uk(), builders.multilateral_policy()
    make("One", senders=[aegis])
    make("Two", senders=[una])
    make("Three", senders=[part])
    assert len(pairs(get(client))) == 3
    page = get(client, f"?sender={aegis.slug}")
    assert set(pairs(page)) == {f"{aegis} and {una}", f"{aegis} and {part}"}
    # What a part of a body sends is the body's, too.
    assert set(pairs(get(client, f"?sender={builders.foreign_office().slug}"))) == {
        f"{aegis} and {part}",
        f"{part} and {una}",
    }
    make("Four", f"{OWN} {OWN}", senders=[builders.make_organisation("Nobody else")])
    page = get(client, "?sender=nobody-else")
    assert page.one("p.none").text == "No two letters share a passage that Nobody else sent."


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize("typed", ["nobody", "a%00b", "'; --", "a" * 500, "draft-sender"])
def test_an_unknown_sender_is_said_to_be_unknown(client: Client, typed: str) -> None:
    builders.make_letter(
        status="draft", senders=[builders.make_organisation("Draft sender")], text=SENTENCE
    )
    page = get(client, f"?sender={typed}&page=nonsense")
    assert page.one("p.notice").text.startswith("No sender has the address")


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_no_pair_tells_of_a_letter_that_is_not_public(client: Client, status: str) -> None:
    reason = "Asked for." if status == "withdrawn" else ""
    make("One", senders=[builders.aegis_trust()])
    before = client.get("/echoes/").content
    make("Two", senders=[builders.una_uk()], status=status, withdrawn_reason=reason)
    assert client.get("/echoes/").content == before


@pytest.mark.usefixtures("index")
def test_a_letter_withdrawn_since_is_named_no_more_at_once(client: Client) -> None:
    make("One", senders=[builders.aegis_trust()])
    other = make("Two", senders=[builders.una_uk()])
    assert len(pairs(get(client))) == 1
    Letter.objects.filter(pk=other.pk).update(status="withdrawn", withdrawn_reason="Asked for.")
    assert get(client).one("p.none").text == "No two letters share a passage."


@pytest.mark.usefixtures("index")
def test_a_run_of_words_that_is_no_echo_makes_no_pair(client: Client) -> None:
    make("One", f"{OWN} It was the Responsibility to Protect that we wrote of.")
    make("Two", "Nothing is so dear to us as it was the Responsibility to Protect in the end.")
    assert get(client).one("p.none")


@pytest.mark.usefixtures("index")
def test_a_sample_says_that_it_is_one(client: Client, monkeypatch: Any) -> None:
    make("One", f"{SENTENCE}\n\n{OTHER}", senders=[builders.aegis_trust()])
    make("Two", f"{SENTENCE}\n\n{OTHER}", senders=[builders.una_uk()])
    monkeypatch.setattr(sharing, "MOST_SAMPLED", 2)
    make("Three", OWN)
    found = sharing.sample(search.current().letters)
    assert (len(found.shared), found.one_in > 1) == (2, True)
    assert "This rests on a sample: one in about" in get(client).one("caption").text


@pytest.mark.usefixtures("index")
def test_a_large_archive_is_read_in_part(monkeypatch: Any) -> None:
    make("One", f"{SENTENCE}\n\n{OTHER}")
    make("Two", f"{SENTENCE}\n\n{OTHER}")
    part = search.current().letters
    every = sharing.sample(part)
    monkeypatch.setattr(sharing, "DIGITS", ((0, 1),))
    assert sharing.sample(part) == every
    monkeypatch.setattr(sharing, "MOST_READ", 1)
    few = sharing.sample(part)
    assert (every.one_in, few.one_in) == (1, 16)
    assert 0 < len(few.shared) < len(every.shared)


def test_without_an_index_the_page_says_so(client: Client, data_dir: Path) -> None:
    page = get(client)
    assert page.one("p.notice").text.startswith("Echoes cannot be shown now. There is no search")
    assert page.all("table") == []


@pytest.mark.usefixtures("index")
def test_the_page_takes_the_same_queries_however_many_pairs(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    make("One", senders=[builders.aegis_trust()])
    make("Two", senders=[builders.una_uk()])
    with django_assert_max_num_queries(6) as first:
        assert len(pairs(get(client))) == 1
    make("Three", senders=[builders.foreign_office()])
    with django_assert_max_num_queries(6) as second:
        assert len(pairs(get(client))) == 3
    assert len(first) == len(second)
