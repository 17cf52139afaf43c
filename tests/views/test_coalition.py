"""The coalition: who signs with whom, in the first collection and in letters of the cast."""

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from io import StringIO
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from letters import search
from letters.models import Letter, Organisation
from letters.search import ties
from tests import builders
from tests.views.pages import Element, page_of

pytestmark = pytest.mark.django_db

XSS = "<script>alert(1)</script>"

# Who signs, as the sources have it: 001 of August 2012, 000 of September 2012, 004 of 2018.
AUGUST = (
    "Coordinadora Regional de Investigaciones Económicas y Sociales",
    "International Coalition for the Responsibility to Protect",
    "World Federalist Movement-Institute for Global Policy",
)
AEGIS, UNA = "Aegis Trust", "United Nations Association of the United Kingdom"
SEPTEMBER = (AEGIS, "Minority Rights Group", UNA)
DECEMBER = (
    *(AEGIS, "Burma Campaign UK", "European Centre for the Responsibility to Protect"),
    *("Jo Cox Foundation", "Peace Direct", "Protection Approaches"),
    *("Sri Lanka Campaign for Peace and Justice", "STAND UK", "Syria Solidarity UK", UNA),
    *("Videre est Credere", "Waging Peace"),
)
FIRST, SECOND, LAST = (
    "2012-08-16-icrtop",
    "2012-09-04-aegis-mrg-una-uk",
    "2018-12-10-twelve-organisations",
)


@pytest.fixture
def collection(index: Callable[[], object]) -> None:
    call_command("loaddata", "fixtures/archive.json", verbosity=0)
    search.rebuild()


@pytest.fixture
def get(index: Callable[[], object], client: Client) -> Callable[..., Element]:
    """Bring the index up to date and read a page."""

    def get(query: str = "", path: str = "/coalition/") -> Element:
        index()
        response = client.get(f"{path}{query}")
        assert response.status_code == 200
        assert response.cookies == {}
        return page_of(response)

    return get


def rows(page: Element) -> list[list[str]]:
    """The cells of the table of pairs; of a number only the number."""
    return [
        [cell.text.split(" of ")[0] if cell["class"] == "number" else cell.text for cell in cells]
        for body in page.one("table.pairs").all("tbody")
        for row in body.all("tr")
        for cells in [[each for each in row.walk() if each.name in ("th", "td")]]
    ]


def records(client: Client, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"/coalition.csv{query}")
    assert response.status_code == 200
    return list(csv.DictReader(StringIO(response.content.decode().removeprefix("\ufeff"))))


def joint(*organisations: Organisation, **fields: Any) -> Letter:
    """Make a letter that these sign, each for itself."""
    signatories = [
        (builders.make_person(f"Head of{body.pk}"), [("Director", body)]) for body in organisations
    ]
    return builders.make_letter(signatories=signatories, **fields)


def bodies(number: int) -> list[Organisation]:
    return [builders.make_organisation(f"Body {letter}") for letter in "ABCDEFGHIJKLM"[:number]]


# The first collection


def test_pairs_of_the_collection_are_those_of_the_sources(collection: None, client: Client) -> None:
    expected = Counter(
        pair
        for signed in (AUGUST, SEPTEMBER, DECEMBER)
        for pair in combinations(sorted(signed, key=str.lower), 2)
    )
    found = {
        (each["source_name"], each["target_name"]): int(each["letters"]) for each in records(client)
    }
    assert {tuple(sorted(pair, key=str.lower)): n for pair, n in found.items()} == expected
    assert (len(found), found[AEGIS, UNA], sum(found.values())) == (71, 2, 72)


def test_the_page_says_how_many_and_begins_with_the_strongest(
    collection: None, get: Callable[..., Element]
) -> None:
    page = get()
    assert (
        page.one(".bar")
        .all("p")[0]
        .text.startswith("71 pairs in 3 letters that organisations sign together")
    )
    assert rows(page)[:2] == [
        [AEGIS, UNA, "2", "4 September 2012", "10 December 2018"],
        [AEGIS, "Burma Campaign UK", "1", "10 December 2018", "the same"],
    ]
    assert len(rows(page)) == 25
    assert page.one(".pager").links()["Next →"] == "?page=2"


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("name", [AEGIS, "Burma Campaign UK"]),
        ("letters", [AEGIS, UNA]),
        ("first", [AUGUST[0], AUGUST[1]]),
        ("last", [AEGIS, UNA]),
    ],
)
def test_columns_sort_by_plain_links(
    collection: None, get: Callable[..., Element], sort: str, first: list[str]
) -> None:
    assert f"?sort={sort}" in get().one("table.pairs").one("thead").links().values()
    page = get(f"?sort={sort}")
    assert rows(page)[0][:2] == first
    assert [each["aria-sort"] for each in page.all("th") if each["aria-sort"]] == [
        "descending" if sort in ("letters", "last") else "ascending"
    ]


@pytest.mark.parametrize(
    ("query", "pairs", "letters"),
    [
        ("?year=2012", 6, 2),
        ("?before=2012-08", 3, 1),
        ("?year=2018&sender=aegis-trust", 66, 1),
        ("?together=una-uk", 68, 2),
        ("?together=una-uk&together=minority-rights-group", 3, 1),
        ("?together=-una-uk", 3, 1),
        ("?kind=joint-letter", 68, 2),
        ("?q=Chatham", 0, 0),
    ],
)
def test_parameters_of_the_letters_narrow_the_coalition(
    collection: None, get: Callable[..., Element], query: str, pairs: int, letters: int
) -> None:
    said = get(query).one(".bar").text
    assert said.startswith(f"{pairs} pair{'s' * (pairs != 1)} in {letters} letter")


def test_every_count_leads_to_its_letters(collection: None, get: Callable[..., Element]) -> None:
    links = get("?after=2012").one("table.pairs").one("tbody").links()
    address = links[f"2 of {AEGIS} and {UNA}"]
    assert address == "/letters/?after=2012&together=aegis-trust&together=una-uk"
    page = get(address.removeprefix("/letters/"), "/letters/")
    assert [each.text for each in page.one("ol.found").all("h2")] == [
        "Twelve organisations to the Foreign Secretary",
        "The Aegis Trust, Minority Rights Group and UNA-UK to the Foreign Secretary",
    ]


def test_steps_say_who_stayed_joined_and_left(
    collection: None, get: Callable[..., Element]
) -> None:
    later, earlier = get().one("ol.steps").all("li")
    assert list(later.one("h3").links().values()) == [f"/letters/{SECOND}/", f"/letters/{LAST}/"]
    groups = [each.lines for each in later.one("dl").all("div")]
    assert later.one("h3").text == (
        "4 September 2012 The Aegis Trust, Minority Rights Group and UNA-UK to the Foreign "
        "Secretary →to 10 December 2018 Twelve organisations to the Foreign Secretary"
    )
    joined = [body for body in DECEMBER if body not in (AEGIS, UNA)]
    assert groups == [
        ["= 2 stayed", AEGIS, UNA],
        ["+ 10 joined", *sorted(joined, key=str.lower)],
        ["− 1 left", "Minority Rights Group"],
    ]
    # The letter of September repeats what that of August asks, and nobody signs both: nobody
    # joined, and nobody left.
    assert list(earlier.one("h3").links().values()) == [f"/letters/{FIRST}/", f"/letters/{SECOND}/"]
    assert earlier.all("dl") == []


# The picture


def drawings(page: Element, response: Any) -> Iterator[ElementTree.Element]:
    text = response.content.decode()
    for part in text.split("<svg ")[1:]:
        yield ElementTree.fromstring("<svg " + part.split("</svg>")[0] + "</svg>")  # noqa: S314


def test_every_mark_and_line_of_the_picture_is_a_link(collection: None, client: Client) -> None:
    response = client.get("/coalition/")
    wide, tall = drawings(page_of(response), response)
    for drawing in (wide, tall):
        links = drawing.findall("a")
        lines = [each for each in links if each.find("line") is not None]
        marks = [each for each in links if each.find("circle") is not None]
        assert (len(lines), len(marks), len(links)) == (71, 16, 87)
        assert all(each.get("aria-label") for each in links)
        assert not any("style" in each.attrib for each in drawing.iter())
        strongest = lines[-1]
        assert strongest.get("aria-label") == "Aegis Trust and UNA-UK: 2 letters"
        assert strongest.get("href") == "/letters/?together=aegis-trust&together=una-uk"
        assert marks[0].get("href") == "/organisations/aegis-trust/"


def test_the_picture_is_the_same_twice(collection: None, client: Client) -> None:
    def drawn() -> bytes:
        page: bytes = client.get("/coalition/").content
        return page.split(b"<figure")[1].split(b"</figure")[0]

    assert drawn() == drawn()


def test_without_networkx_the_table_stands_alone_and_says_so(
    collection: None, get: Callable[..., Element], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    page = get()
    assert page.all("svg") == []
    assert "networkx, is not installed here" in page.text
    assert len(rows(page)) == 25


# Rows and queries


def test_an_archive_without_joint_letters_says_so(get: Callable[..., Element]) -> None:
    builders.make_letter(senders=[builders.aegis_trust()])
    page = get()
    assert "No published letter is signed by two organisations yet." in page.one(".nothing").text
    assert page.all("svg") == []


@pytest.mark.parametrize("number", [1, 3])
def test_every_pair_has_its_row(get: Callable[..., Element], number: int) -> None:
    for year in range(number):
        joint(*bodies_of(year), date=f"201{year}")
    assert [row[3] for row in rows(get("?sort=first"))] == [f"201{year}" for year in range(number)]


def bodies_of(year: int) -> list[Organisation]:
    return [builders.make_organisation(f"Body {year} {letter}") for letter in "AB"]


def test_queries_do_not_grow_with_the_rows(get: Callable[..., Element], client: Client) -> None:
    def count(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    paths = ("/coalition/", "/coalition/?sort=last", "/coalition.csv")
    for year in range(2):
        joint(*bodies_of(0), date=f"201{year}")
    get()
    few = [count(path) for path in paths]
    for year in range(2, 6):
        joint(*bodies_of(year), *bodies_of(0), date=f"201{year}")
    get()
    assert [count(path) for path in paths] == few


def test_senders_sign_together_also_without_signatures(get: Callable[..., Element]) -> None:
    builders.make_letter(senders=[builders.aegis_trust(), builders.una_uk()])
    assert [row[:3] for row in rows(get())] == [[AEGIS, UNA, "1"]]


def test_a_department_is_not_another_one_beside_its_body(get: Callable[..., Element]) -> None:
    office, department = builders.foreign_office(), builders.multilateral_policy()
    joint(office, department)
    joint(department, builders.aegis_trust())
    assert [row[:2] for row in rows(get())] == [[AEGIS, department.name]]


def test_undated_letters_have_no_dates_and_no_steps(get: Callable[..., Element]) -> None:
    one, other = bodies(2)
    joint(one, other, date="")
    joint(one, other, date="2012")
    joint(one, other, date="2013")
    page = get()
    assert rows(page) == [["Body A", "Body B", "3", "2012", "2013"]]
    assert len(page.one("ol.steps").all("li")) == 1


def test_letters_that_may_be_of_one_day_are_no_steps(get: Callable[..., Element]) -> None:
    one, other = bodies(2)
    joint(one, other, date="2012-05")
    joint(one, other, date="2012")
    page = get()
    assert page.all("ol.steps") == []
    assert "none follows another" in page.text


def test_half_of_the_smaller_letter_must_have_stayed(get: Callable[..., Element]) -> None:
    everybody = bodies(10)
    joint(*everybody[:5], date="2012")
    joint(*everybody[3:10], date="2013")
    assert get().all("ol.steps") == []
    joint(*everybody[3:7], date="2014")
    step = get().one("ol.steps").one("li")
    assert [each.lines[0] for each in step.one("dl").all("div")] == [
        "= 4 stayed",
        "+ Nobody joined",
        "− 3 left",
    ]


# Bad input


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?sort=colour", "Sort by: “colour” is not known here."),
        ("?together=nobody", "Together: “nobody” is not known here."),
        ("?page=x", "Page: Write a whole number."),
        ("?page=9", "There is only 1 page: this is the last."),
        ("?after=tomorrow", "tomorrow"),
        (f"?together={XSS}", "is not known here"),
        ("?together=%00&sort=%00", "is not known here"),
    ],
)
def test_what_cannot_be_used_is_told_and_left_out(
    get: Callable[..., Element], query: str, said: str
) -> None:
    joint(*bodies(2))
    page = get(query)
    assert said in page.text
    assert len(rows(page)) == 1


def test_a_file_refuses_what_cannot_be_used(index: Callable[[], object], client: Client) -> None:
    response = client.get("/coalition.csv?sort=colour&x=1")
    assert response.status_code == 400
    assert response.content.decode() == (
        "sort: “colour” is not known here.\nx: There is no parameter of this name.\n"
    )


def test_without_an_index_the_page_says_how_to_get_one(data_dir: None, client: Client) -> None:
    joint(*bodies(2))
    page = page_of(client.get("/coalition/"))
    assert "manage.py index --rebuild" in page.one("p.notice").text
    assert (page.all("table.pairs"), page.all(".bar"), page.all(".nothing")) == ([], [], [])
    assert client.get("/coalition.csv").status_code == 503


def test_only_reading_is_allowed(index: Callable[[], object], client: Client) -> None:
    assert client.post("/coalition/").status_code == 405
    assert client.head("/coalition/").status_code == 200


# What is not shown


def test_nothing_of_a_draft_shows(
    get: Callable[..., Element], index: Callable[[], object], client: Client
) -> None:
    one, other = bodies(2)
    joint(one, other)

    def told() -> list[Any]:
        page = get()
        return [rows(page), page.one("figure.network").text, records(client)]

    before = told()
    joint(one, other, builders.make_organisation("Xanthippe"), status="draft")
    assert told() == before
    assert "“xanthippe” is not known here" in get("?together=xanthippe").text


def test_a_withdrawn_letter_leaves_every_count(get: Callable[..., Element]) -> None:
    one, other = bodies(2)
    letter = joint(one, other)
    joint(one, other, date="2013")
    builders.withdraw(letter)
    assert [row[2] for row in rows(get())] == ["1"]


def test_formulas_and_markup_in_names_are_harmless(
    get: Callable[..., Element], client: Client
) -> None:
    joint(
        builders.make_organisation("=1+1", slug="sum"),
        builders.make_organisation(XSS, slug="script", acronym=XSS),
    )
    get()
    (row,) = records(client)
    assert {row["source_name"], row["target_name"]} == {"'=1+1", XSS}
    assert b"<script" not in client.get("/coalition/").content


def test_the_file_has_the_letters_of_each_pair(
    collection: None, client: Client, settings: Any
) -> None:
    row = records(client)[0]
    assert row == {
        "source": "aegis-trust",
        "target": "una-uk",
        "source_name": AEGIS,
        "target_name": UNA,
        "letters": "2",
        "first": "2012-09-04",
        "first_url": f"{settings.SITE_URL}/letters/{SECOND}/",
        "last": "2018-12-10",
        "last_url": f"{settings.SITE_URL}/letters/{LAST}/",
    }
    assert client.get("/coalition.csv").headers["Content-Disposition"] == (
        'attachment; filename="coalition.csv"'
    )


def test_bounds_are_told_where_there_is_more(
    get: Callable[..., Element], monkeypatch: pytest.MonkeyPatch
) -> None:
    joint(*bodies(4))
    monkeypatch.setattr("letters.search.ties.MOST_TIES", 4)
    monkeypatch.setattr("letters.views.coalition.MOST_TIES", 4)
    page = get()
    assert len(rows(page)) == 4
    assert page.one("p.bound").text == "Listed are the 4 strongest ties; there are more."
    assert ties.MOST_LOOKED_AT == 200
