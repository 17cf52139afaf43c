"""Two letters side by side: what stands beside what, and what is never told."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from letters import search
from letters.echoes import COMMON
from letters.imports.save import load_archive
from letters.models import FormerSlug, Letter
from tests import builders
from tests.echoes.test_comparison import OTHER, SENTENCE
from tests.views.pages import Element, page_of

pytestmark = pytest.mark.django_db

FIXTURE = Path(settings.FIXTURE_DIRS[0]) / "archive.json"
OWN = "Words that stand in one letter only, and that nobody else has written before."


def address(one: Letter | str, other: Letter | str) -> str:
    slugs = [each.slug if isinstance(each, Letter) else each for each in (one, other)]
    return f"/letters/{slugs[0]}/compare/{slugs[1]}/"


def get(client: Client, one: Letter | str, other: Letter | str) -> Element:
    response = client.get(address(one, other))
    assert response.status_code == 200
    return page_of(response)


def rows(page: Element) -> list[tuple[str, list[str], list[str]]]:
    """Give for each row whether it is shared, and the passages of each letter in it."""
    found = []
    for pair in page.all("section.pair"):
        columns = [[each.text for each in column.all(".num")] for column in pair.all("div.column")]
        if columns:
            found.append((pair["class"].split()[1], columns[0], columns[1]))
    return found


def test_the_letters_of_2012_are_lined_up(client: Client, data_dir: Path) -> None:
    load_archive(FIXTURE)
    page = get(client, "2012-09-04-aegis-mrg-una-uk", "2012-08-16-icrtop")
    assert rows(page) == [
        ("shared", ["1"], ["1"]),
        ("shared", ["2"], ["2", "3"]),
        ("alone", [], ["4", "5", "6"][:2]),
        ("shared", ["3"], ["7"]),
        ("shared", ["4"], ["6"]),
        ("shared", ["5"], ["8"]),
        ("shared", ["6"], ["9"]),
        ("alone", [], ["10"]),
        ("shared", ["7"], ["11"]),
    ]
    assert [each.text for each in page.all("del")][-3:] == [
        "The ICRtoP thanks",
        "to progress",
        "international peace and security",
    ]
    assert [each.text for each in page.one("#b11").all("ins")] == [
        "We thank",
        "of these suggested points",
        "mass atrocity prevention",
    ]
    assert page.one("p.summary").text == (
        "7 passages of the first letter stand also in the second, whole or in part."
    )
    assert [side.all("p")[-1].text for side in page.all("section.side")] == [
        "305 of 427 words shared, 71%",
        "305 of 632 words shared, 48%",
    ]


def test_each_shared_passage_is_announced_with_its_twin(client: Client) -> None:
    one = builders.make_letter(text=f"{OWN}\n\n{SENTENCE}", date="2012")
    other = builders.make_letter(text=SENTENCE.replace("strengthen", "build"), date="2013")
    page = get(client, one, other)
    pair = page.one("section.shared")
    assert pair.one("h3").text == (
        "Shared: passage 2 of the first letter; passage 1 of the second letter"
    )
    assert [each.text for each in pair.all("p.twin")] == [
        "2 2012 ≈stands also in passage 1 of the second letter, 21 of 22 words",
        "1 2013 ≈stands also in passage 2 of the first letter, 21 of 22 words",
    ]
    assert pair.all("p")[-1].text == (
        "Differences: in the first “strengthen”, in the second “build”."
    )
    assert pair.links()["passage 1"] == "#b1"
    assert page.one("#b1").text == SENTENCE.replace("strengthen", "build")
    assert page.one("section.alone").one("h3").text == (
        "In one letter only: passage 1 of the first letter"
    )


def test_the_words_of_both_letters_are_all_there(client: Client) -> None:
    one = builders.make_letter(
        text=f"# Head\n\n{OWN}\n\n- {SENTENCE}\n- {OTHER}\n\nEnd.", date="2012"
    )
    other = builders.make_letter(text=f"{OTHER}\n\nBetween.\n\n{SENTENCE}", date="2013")
    page = get(client, one, other)
    left, right = (
        [cell.text for column in page.all(f".{side}") for cell in column.all(".words")]
        for side in ("first", "second")
    )
    assert left == ["Head", OWN, f"• {SENTENCE}", f"• {OTHER}", "End."]
    assert sorted(right) == sorted([OTHER, "Between.", SENTENCE])


def test_the_earlier_letter_stands_left_whichever_comes_first(client: Client) -> None:
    one = builders.make_letter("Earlier", text=SENTENCE, date="2012")
    other = builders.make_letter("Later", text=SENTENCE, date="2013")
    pages = [client.get(address(*pair)).content for pair in ((one, other), (other, one))]
    assert pages[0] == pages[1]
    page = get(client, other, one)
    assert [each.text for each in page.all("h2")[-2:]] == ["Earlier", "Later"]
    canonical = [each["href"] for each in page.all("link") if each["rel"] == "canonical"]
    assert canonical == [f"{settings.SITE_URL}{address(one, other)}"]


def test_a_passage_that_stands_twice_has_one_anchor(client: Client) -> None:
    one = builders.make_letter(text=f"{SENTENCE}\n\n{OWN}\n\n{OTHER}", date="2012")
    other = builders.make_letter(text=f"{SENTENCE} {OTHER}", date="2013")
    page = get(client, one, other)
    assert rows(page) == [
        ("shared", ["1"], ["1"]),
        ("alone", ["2"], []),
        ("shared", ["3"], ["1"]),
    ]
    ids = [each["id"] for each in page.walk() if each["id"]]
    assert len(ids) == len(set(ids))


def test_letters_that_share_nothing_stand_side_by_side(client: Client) -> None:
    one = builders.make_letter(text=SENTENCE, date="2012")
    other = builders.make_letter(text=OTHER, date="2013")
    page = get(client, one, other)
    assert page.one("p.summary").text.startswith("These letters share no passage.")
    assert rows(page) == [("alone", ["1"], ["1"])]


def test_footnotes_of_both_keep_apart(client: Client) -> None:
    text = f"{SENTENCE}[^1]\n\n[^1]: A note."
    one = builders.make_letter(text=text, date="2012")
    other = builders.make_letter(text=text, date="2013")
    page = get(client, one, other)
    ids = {each["id"] for each in page.walk()}
    assert {"fna-1", "fnb-1", "fnrefa-1", "fnrefb-1"} <= ids
    links = {each["href"] for each in page.all("a")}
    assert {"#fna-1", "#fnb-1", "#fnrefa-1", "#fnrefb-1"} <= links


def test_set_phrases_are_told_and_can_be_hidden(client: Client, data_dir: Path) -> None:
    for number in range(COMMON + 1):
        builders.make_letter(text=f"{SENTENCE}\n\nNumber {number}.", date=str(1900 + number))
    search.rebuild()
    one, other = Letter.objects.all()[:2]
    page = get(client, one, other)
    assert page.one("section.phrase").all("p")[-1].text == (
        f"Set phrase, in about {COMMON + 1} letters"
    )
    assert page.one("#show-phrases")


# What has nothing to be compared


def test_a_letter_is_not_compared_with_itself(client: Client) -> None:
    letter = builders.make_letter("The one")
    response = client.get(address(letter, letter))
    assert response.status_code == 400
    page = page_of(response)
    assert page.one("h1").text == "Nothing to compare"
    assert page.one("p.summary").text.startswith("This address names one letter twice")
    assert page.one("main").links()["The one"] == letter.get_absolute_url()


def test_a_letter_that_is_not_held_has_nothing_to_compare(client: Client) -> None:
    held = builders.make_letter("Held", text=SENTENCE)
    lost = builders.make_letter("Lost", text="", held=False, known_from=held)
    for pair in ((held, lost), (lost, held)):
        response = client.get(address(*pair))
        assert response.status_code == 404
        main = page_of(response).one("main")
        assert main.one("p.summary").text == (
            "The archive does not hold the text of one of these letters: it knows of it from other"
            " documents only."
        )
        assert {"Held", "Lost"} <= main.links().keys()


@pytest.mark.parametrize("place", [0, 1])
def test_a_draft_is_as_unknown_as_what_does_not_exist(client: Client, place: int) -> None:
    known = builders.make_letter(text=SENTENCE)
    builders.make_letter(text=SENTENCE, status="draft", slug="draft-letter")
    pages = []
    for slug in ("draft-letter", "other-letter"):
        pair = [known.slug, known.slug]
        pair[place] = slug
        response = client.get(address(*pair))
        assert response.status_code == 404
        pages.append(response.content.replace(b"draft", b"other"))
    assert pages[0] == pages[1]
    assert client.get(address("draft-letter", "draft-letter")).status_code == 404


def test_a_withdrawn_letter_says_why(client: Client) -> None:
    known = builders.make_letter(text=SENTENCE)
    gone = builders.make_letter(text=SENTENCE)
    builders.withdraw(gone, "At the wish of the author.")
    response = client.get(address(known, gone))
    assert response.status_code == 410
    assert "At the wish of the author." in page_of(response).text


def test_former_names_lead_on(client: Client) -> None:
    one, other = builders.make_letter(slug="abc-new"), builders.make_letter(slug="abc-other")
    FormerSlug.objects.create(slug="abc", letter=one)
    for pair in (("abc", other.slug), (other.slug, "abc")):
        response = client.get(address(*pair))
        assert response.status_code == 301
        expected = address(*(one if each == "abc" else other for each in pair))
        assert response["Location"] == expected
    assert client.get(address("abc", "unknown")).status_code == 404
    assert client.get(address("abc", one)).status_code == 301


def test_a_comparison_is_read_only(client: Client) -> None:
    one, other = builders.make_letter(), builders.make_letter()
    assert client.head(address(one, other)).status_code == 200
    assert client.post(address(one, other)).status_code == 405
    assert client.get(f"{address(one, other)}?page=x&q=%00&common='").status_code == 200


def test_a_comparison_takes_the_same_queries_however_much_is_shared(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    parties: dict[str, Any] = {
        "senders": [builders.aegis_trust()],
        "recipients": [(builders.william_hague(), builders.foreign_secretary())],
        "signatories": [builders.james_smith()],
    }
    small = [builders.make_letter(text=SENTENCE, **parties) for _ in range(2)]
    parties["senders"] += [builders.una_uk(), builders.foreign_office()]
    text = f"{SENTENCE}\n\n{OTHER}\n\n{OWN}"
    large = [builders.make_letter(text=text, **parties) for _ in range(2)]
    counts = set()
    for pair in (small, large):
        with django_assert_max_num_queries(10) as queries:
            assert client.get(address(*pair)).status_code == 200
        counts.add(len(queries))
    assert len(counts) == 1
