"""The reading view: what a letter shares with others, in its margin and below."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from letters import search
from letters.echoes import COMMON
from letters.imports.save import load_archive
from letters.models import Letter
from tests import builders
from tests.echoes.test_comparison import OTHER, SENTENCE
from tests.views.pages import Element, page_of

pytestmark = pytest.mark.django_db

FIXTURE = Path(settings.FIXTURE_DIRS[0]) / "archive.json"
LONG = f"{SENTENCE}\n\n{OTHER}"


@pytest.fixture
def index(data_dir: Path) -> None:
    search.rebuild()


def make(title: str, text: str = SENTENCE, **fields: Any) -> Letter:
    letter = builders.make_letter(title, text=text, **fields)
    search.follow()
    return letter


def get(client: Client, letter: Letter) -> Element:
    response = client.get(letter.get_absolute_url())
    assert response.status_code == 200
    return page_of(response)


def notes(page: Element) -> list[str]:
    return [each.text for each in page.all("li.echo-note") + page.all("li.phrase-note")]


def layers(page: Element) -> dict[str, bool]:
    """Name what the reader may switch, and whether it is on."""
    labels = page.one(".layers").all("label")
    return {each.text: "checked" in each.one("input").attributes for each in labels}


def test_the_letters_of_2012_name_each_other_in_the_margin(client: Client, data_dir: Path) -> None:
    load_archive(FIXTURE)
    search.rebuild()
    page = get(client, Letter.objects.get(slug="2012-09-04-aegis-mrg-una-uk"))
    assert notes(page) == [
        f"{shared} words also in the letter of 16 August 2012, passage {passage}"
        for shared, passage in [
            ("72 of 135", 1),
            ("29 of 62", 2),
            ("9 of 14", 2),
            ("48 of 72", 4),
            ("32 of 33", 3),
            ("54 of 55", 5),
            ("43 of 45", 6),
            ("18 of 27", 7),
        ]
    ]
    assert [each["id"] for each in page.all(".shared")] == [
        f"p{passage}" for passage in (1, 2, 3, 6, 7, 8, 9, 11)
    ]
    assert layers(page) == {
        "Asks": True,
        "Words shared with other letters": False,
        "Notes in the margin": True,
    }
    assert page.one("#echoes").one("caption").text == (
        "8 passages share 305 words with The International Coalition for the Responsibility to"
        " Protect to governments (16 August 2012, 19 days earlier). Compare the two letters word"
        " by word"
    )
    rows = [each.text for each in page.one("#echoes").all("tr")[1:]]
    assert rows[4:7] == [
        "7 The third pillar of … 3 32 of 33 here “utilise”, there “utilize”",
        "8 The risk and occurrence … 5 54 of 55"
        " only there “but”; here “operationalise”, there “operationalize”",
        "9 Governments, sub-regional and regional … 6 43 of 45"
        " here “organisations”, there “organizations” (twice)",
    ]


@pytest.mark.usefixtures("index")
def test_what_is_shared_is_marked_in_the_text(client: Client) -> None:
    letter = make("One", f"{OTHER} {SENTENCE}")
    make("Other")
    page = get(client, letter)
    assert [each.text for each in page.all(".echoed")] == [SENTENCE.rstrip(".")]


@pytest.mark.usefixtures("index")
def test_a_letter_that_shares_nothing_says_so(client: Client) -> None:
    page = get(client, make("One"))
    assert [each.text for each in page.one("#echoes").all("p")] == [
        "No passage of this letter stands in another one of the archive.",
        "The strongest echoes of the archive",
    ]
    assert "Words shared with other letters" not in page.text


@pytest.mark.usefixtures("index")
def test_a_letter_that_is_echo_throughout_says_so_once(client: Client) -> None:
    letter = make("One", LONG, date="2012-09-04")
    make("Copy", f"{LONG}\n\nWe copy this to everybody.", date="2012-09-05")
    page = get(client, letter)
    assert notes(page) == []
    assert page.one("p.echo-note").text == (
        "All of this letter, 40 words, stands also in the letter of 5 September 2012. Compare them"
    )
    assert len(page.all(".echoed")) == 2


@pytest.mark.usefixtures("index")
def test_letters_of_one_day_are_told_by_their_titles(client: Client) -> None:
    letter = make("One", f"{LONG}\n\nWords that stand nowhere else at all, and many of them.")
    make("First copy", SENTENCE, date="2013")
    make("Second copy", OTHER, date="2013-01-01")
    make("Third copy", OTHER, date="2013-01-01")
    assert notes(get(client, letter)) == [
        "22 of 22 words also in “First copy”, passage 1",
        "18 of 18 words also in “Second copy”, passage 1",
        "18 of 18 words also in “Third copy”, passage 1",
    ]


@pytest.mark.usefixtures("index")
def test_a_set_phrase_is_one_note_that_can_be_hidden(client: Client) -> None:
    letter = make("One", f"{SENTENCE}\n\nWords of its own that nobody else has written before.")
    for number in range(COMMON):
        builders.make_letter(f"Copy {number}", text=f"{SENTENCE}\n\nThis is letter {number}.")
    search.follow()
    page = get(client, letter)
    assert notes(page) == [f"Set phrase, in about {COMMON + 1} letters"]
    assert layers(page)[f"Set phrases, in more than {COMMON} letters"]
    assert [each["class"] for each in page.all(".echoed")] == ["echoed phrase"]
    assert page.one("#echoes").all("p")[-2].text == (
        "More letters share words with this one; these share the most, and the rarest."
    )


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_no_page_tells_of_a_letter_that_is_not_public(client: Client, status: str) -> None:
    letter = make("One")
    reason = "Asked for." if status == "withdrawn" else ""
    before = client.get(letter.get_absolute_url()).content
    make("Hidden", status=status, withdrawn_reason=reason)
    assert client.get(letter.get_absolute_url()).content == before


def test_without_an_index_a_letter_reads_all_the_same(client: Client, data_dir: Path) -> None:
    page = get(client, builders.make_letter(text=LONG))
    assert "cannot be told now" in page.one("#echoes").text
    assert "index --rebuild" in page.one("#echoes").text
    assert page.one("#p1").text == SENTENCE


@pytest.mark.usefixtures("index")
def test_a_letter_that_is_not_held_has_no_echoes(client: Client) -> None:
    held = make("Held")
    page = get(client, make("Lost", "", held=False, known_from=held))
    assert page.all("#echoes") == []


@pytest.mark.usefixtures("index")
def test_echoes_take_the_same_queries_however_many(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    letter = make("One", LONG)
    make("Copy 1", SENTENCE)
    with django_assert_max_num_queries(60) as first:
        client.get(letter.get_absolute_url())
    make("Copy 2", OTHER)
    make("Copy 3", LONG)
    with django_assert_max_num_queries(60) as second:
        client.get(letter.get_absolute_url())
    assert len(first) == len(second)
