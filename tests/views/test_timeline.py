"""The timeline: lanes, places, arcs and counts of the first collection by hand; bars of many."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letters import search
from letters.models import Correspondent, Letter
from tests import builders
from tests.views.pages import Element, page_of

pytestmark = pytest.mark.django_db

Follow = Callable[[], object]


def get(client: Client, query: str = "") -> Element:
    response = client.get(f"/timeline/{query}")
    assert response.status_code == 200
    assert response.cookies == {}
    return page_of(response)


def lane_names(page: Element) -> list[str]:
    return [each.text for each in page.one(".lane-names").all("li")]


def marks(page: Element) -> list[Element]:
    return [each for each in page.one("svg").all("a") if each["href"].startswith("/letters/")]


def axis(page: Element) -> dict[str, str]:
    return {each["aria-label"]: each["href"] for each in page.one(".axis").all("a")}


def cells(page: Element) -> list[list[str]]:
    """Return the table, row by row."""
    body = page.one("tbody")
    return [
        [each.text for each in row.children if isinstance(each, Element)] for row in body.all("tr")
    ]


# The first collection


@pytest.fixture
def collection(index: Follow) -> None:
    call_command("loaddata", "fixtures/archive.json", verbosity=0)
    search.rebuild()


def test_lanes_are_senders_in_the_order_of_their_first_letters(
    client: Client, collection: None
) -> None:
    page = get(client)
    assert lane_names(page) == [
        "ICRtoP",
        "Aegis Trust",
        "Minority Rights Group",
        "UNA-UK",
        "FCO",
        "Jo Cox Foundation and 9 others",
        "No sender named",
    ]
    assert page.one(".lane-names").links()["UNA-UK"] == "?sender=una-uk"
    assert "Jo Cox Foundation and 9 others" not in page.one(".lane-names").links()


def test_marks_say_date_title_and_what_came_of_the_asks(client: Client, collection: None) -> None:
    assert [(each["href"], each["aria-label"]) for each in marks(get(client))] == [
        (
            "/letters/2012-08-16-icrtop/",
            "16 August 2012: The International Coalition for the Responsibility to Protect to "
            "governments; 8 asks, none answered",
        ),
        (
            "/letters/2012-09-04-aegis-mrg-una-uk/",
            "4 September 2012: The Aegis Trust, Minority Rights Group and UNA-UK to the Foreign "
            "Secretary; 10 asks, 3 answered",
        ),
        (
            "/letters/2012-09-28-ministerial-meeting/",
            "28 September 2012: Deepening our Commitment to Mass Atrocity Prevention; "
            "2 asks, none answered",
        ),
        (
            "/letters/2014-una-uk-campaign/",
            "14 May 2014 or earlier: UNA-UK’s campaign letter to the Government; "
            "text not held; 2 asks, 2 answered",
        ),
        (
            "/letters/2014-05-14-una-uk/",
            "14 May 2014: UNA-UK to Mr Simmonds; text not held",
        ),
        (
            "/letters/2014-06-17-fco/",
            "17 June 2014: The Foreign and Commonwealth Office to Sir Jeremy Greenstock; "
            "answers 5 asks",
        ),
        (
            "/letters/2018-12-10-twelve-organisations/",
            "10 December 2018: Twelve organisations to the Foreign Secretary; "
            "7 asks, none answered",
        ),
    ]


def test_letters_stand_where_their_dates_and_senders_say(client: Client, collection: None) -> None:
    """The axis is 804 wide and has 2,557 days; a lane is 64 high, below an axis of 44."""
    dots = {
        each["href"]: [(dot["cx"], dot["cy"]) for dot in each.all("circle.dot")]
        for each in marks(get(client))
    }
    # 4 September is the 248th day of 2012: 247.5 / 2557 * 804.
    joint = [("77.8", "140"), ("77.8", "204"), ("77.8", "268")]
    assert dots["/letters/2012-09-04-aegis-mrg-una-uk/"] == joint
    # 17 June is the 168th day of 2014, after 366 + 365 others.
    assert dots["/letters/2014-06-17-fco/"] == [("282.5", "332")]
    assert dots["/letters/2014-05-14-una-uk/"] == [("271.8", "268")]
    assert [y for _, y in dots["/letters/2018-12-10-twelve-organisations/"]] == [
        "140",
        "268",
        "396",
    ]


def test_letter_not_held_is_hollow_and_a_date_not_known_a_bar(
    client: Client, collection: None
) -> None:
    found = marks(get(client))
    assert [each["href"] for each in found if each["class"] == "not-held"] == [
        "/letters/2014-una-uk-campaign/",
        "/letters/2014-05-14-una-uk/",
    ]
    bar = found[3].one("rect.dot")
    # From the beginning of the axis to the end of 14 May 2014: 865 / 2557 * 804.
    assert (bar["x"], bar["width"], "open" in bar["class"]) == ("0", "272", True)
    assert found[3].all("circle") == []
    assert [each.text for each in found[3].all("text")] == [
        "14 May 2014 or earlier",
        "2 asks, 2 answered",
    ]


def test_arcs_say_what_joins_letters_and_the_days_between(client: Client, collection: None) -> None:
    arcs = [(each["class"], each.one("title").text) for each in get(client).all("path.arc")]
    assert sorted(arcs) == [
        (
            "arc",
            "UNA-UK to Mr Simmonds – The Foreign and Commonwealth Office to Sir Jeremy "
            "Greenstock: a reply, after 34 days",
        ),
        (
            "arc answers",
            "The Aegis Trust, Minority Rights Group and UNA-UK to the Foreign Secretary – The "
            "Foreign and Commonwealth Office to Sir Jeremy Greenstock: "
            "answers 3 asks, after 651 days",
        ),
        (
            "arc answers",
            "UNA-UK’s campaign letter to the Government – The Foreign and Commonwealth Office to "
            "Sir Jeremy Greenstock: answers 2 asks, after at least 34 days",
        ),
    ]
    assert sorted(each.text for each in get(client).all("text.span")) == [
        "a reply, after 34 days",
        "answers 2 asks, after at least 34 days",
        "answers 3 asks, after 651 days",
    ]


def test_table_says_the_same(client: Client, collection: None) -> None:
    page = get(client)
    rows = cells(page)
    assert [row[0] for row in rows] == [
        "16 August 2012",
        "4 September 2012",
        "28 September 2012",
        "14 May 2014 or earlier",
        "14 May 2014",
        "17 June 2014",
        "10 December 2018",
    ]
    assert rows[1][2:] == [
        "Aegis Trust and 2 others",
        "the Foreign Secretary",
        "10 asks, 3 answered",
        "",
    ]
    assert rows[4] == [
        "14 May 2014",
        "UNA-UK to Mr Simmonds (text not held)",
        "UNA-UK",
        "Mr Simmonds",
        "",
        "",
    ]
    assert rows[5][5].endswith("UNA-UK to Mr Simmonds: a reply, after 34 days")
    assert page.one("desc").text == (
        "7 letters in 7 lanes by sender, from 16 August 2012 to 10 December 2018; "
        "1 of them replies to another. The table below says the same."
    )


def test_years_with_letters_narrow_to_their_months(client: Client, collection: None) -> None:
    assert axis(get(client)) == {
        "Narrow to 2012": "?after=2012&before=2012",
        "Narrow to 2013": "?after=2013&before=2013",
        "Narrow to 2014": "?after=2014&before=2014",
        "Narrow to 2018": "?after=2018&before=2018",
    }
    page = get(client, "?after=2014&before=2014")
    assert [each["href"] for each in marks(page)] == [
        "/letters/2014-una-uk-campaign/",
        "/letters/2014-05-14-una-uk/",
        "/letters/2014-06-17-fco/",
    ]
    assert axis(page)["Narrow to June 2014"] == "?after=2014-06&before=2014-06"
    assert page.one(".turns").links() == {
        "Earlier: 2013": "?after=2013&before=2013",
        "Later: 2015": "?after=2015&before=2015",
        "All time": "./",
        "As a list, to narrow by sender, theme or country": "/letters/?after=2014&before=2014",
    }


def test_month_is_shown_by_day_and_leads_back_to_its_year(client: Client, collection: None) -> None:
    page = get(client, "?q=point&after=2014-06&before=2014-06")
    dot = marks(page)[0].one("circle.dot")
    # The 17th of 30 days: 16.5 / 30 * 804.
    assert dot["cx"] == "442.2"
    assert page.one(".turns").links()["All of: 2014"] == "?q=point&after=2014&before=2014"
    assert axis(page)["Narrow to 17 June 2014"] == "?q=point&after=2014-06-17&before=2014-06-17"


def test_parameters_are_those_of_the_list(client: Client, collection: None) -> None:
    query = "?q=focal+point&sender=una-uk&held=yes&sort=oldest&per_page=50"
    page = get(client, query)
    listed = page_of(client.get(f"/letters/{query}"))
    found = {
        each["href"].partition("?")[0]
        for each in listed.one("ol.letters").all("h2")
        for each in each.all("a")
    }
    assert {each["href"] for each in marks(page)} == found
    name = "United Nations Association of the United Kingdom"
    assert page.one("ul.chips").links()[f"Sender: {name} ×, remove"] == (
        "?q=focal+point&held=yes&sort=oldest&per_page=50"
    )
    assert page.one(".turns").links() == {
        "As a list, to narrow by sender, theme or country": f"/letters/{query}"
    }
    assert listed.links()["Timeline"] == f"/timeline/{query}"


# Few letters


def test_empty_archive_says_so(client: Client, index: Follow) -> None:
    page = get(client)
    assert page.one(".sentence").text == "No letter is published here yet."
    assert page.all("svg") == []


def test_drafts_are_not_drawn_nor_what_joins_them(client: Client, index: Follow) -> None:
    asking = builders.make_letter("The appeal", senders=[builders.aegis_trust()])
    ask = builders.make_recommendation(asking)
    draft = builders.make_letter(
        "The draft",
        date="2013-01-01",
        status="draft",
        replies_to=asking,
        senders=[builders.una_uk()],
        text="Noted.",
    )
    builders.make_answer(ask, draft, quote="Noted")
    index()
    page = get(client)
    assert lane_names(page) == ["Aegis Trust"]
    assert [each["href"] for each in marks(page)] == ["/letters/the-appeal/"]
    assert page.all("path.arc") == []
    assert marks(page)[0]["aria-label"].endswith("1 ask, none answered")


def test_undated_letters_stand_beneath(client: Client, index: Follow) -> None:
    builders.make_letter("Dated")
    builders.make_letter("Undated", date="")
    index()
    page = get(client)
    assert [each["href"] for each in marks(page)] == ["/letters/dated/"]
    assert page.one(".undated").links() == {"Undated": "/letters/undated/"}
    assert "1 letter found has no date and no place on the line." in page.one("main").text


def test_one_letter_stands_in_its_month(client: Client, index: Follow) -> None:
    builders.make_letter(date="2012-09-04")
    index()
    page = get(client)
    assert page.one("text.above").text == "September 2012"
    # The fourth of 30 days.
    assert marks(page)[0].one("circle.dot")["cx"] == "93.8"
    assert axis(page) == {"Narrow to 4 September 2012": "?after=2012-09-04&before=2012-09-04"}
    assert axis(get(client, "?after=2012-09-04&before=2012-09-04")) == {}


def test_undated_letters_alone_need_no_line(client: Client, index: Follow) -> None:
    builders.make_letter("Undated", date="")
    index()
    page = get(client)
    assert page.all("svg") == []
    assert page.one(".undated").links() == {"Undated": "/letters/undated/"}


def test_senders_beyond_the_lanes_there_is_room_for_share_one(
    client: Client, index: Follow
) -> None:
    often = builders.aegis_trust()
    for number in range(26):
        name = f"Body {number}"
        builders.make_letter(
            name, date=f"2012-01-{number + 1:02}", senders=[builders.make_organisation(name)]
        )
    builders.make_letter("One", date="2012-02-01", senders=[often])
    builders.make_letter("Two", date="2012-02-02", senders=[often])
    index()
    names = lane_names(get(client))
    assert len(names) == 24
    assert names[-2:] == ["Aegis Trust", "Other senders"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?after=tomorrow", "“tomorrow” is not a date."),
        ("?after=2014&before=2012", "2012 is earlier than 2014."),
        ("?sender=nobody", "Sender: “nobody” is not known here."),
        ("?year=x&theme=%00&kind=-", "Year: “x” is not known here."),
        ("?after=0001&before=9999", "1 letter"),
        ("?after=9999-12-31&before=9999-12-31", "No letter agrees with all of this."),
        ("?after=0001-01&before=0001-01", "No letter agrees with all of this."),
        ("?page=7&per_page=1&sort=x&facet=y", "Show: “1” is not known here."),
    ],
)
def test_bad_values_are_said_and_left_out(
    client: Client, index: Follow, query: str, words: str
) -> None:
    builders.make_letter()
    index()
    assert words in get(client, query).one("main").text


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["q", "after", "before", "year", "sender", "asks", "page", "sort"]),
        st.one_of(st.text(max_size=12), st.dates().map(str), st.integers(0, 12000).map(str)),
    )
)
def test_anything_typed_gives_a_page(
    client: Client, index: Follow, parameters: dict[str, str]
) -> None:
    if not Letter.objects.exists():
        builders.make_letter(date="2012~")
        builders.make_letter(date="../2014-05-14")
        index()
    assert client.get("/timeline/", parameters).status_code == 200


def test_other_methods_are_refused(client: Client, index: Follow) -> None:
    assert client.head("/timeline/").status_code == 200
    assert client.post("/timeline/").status_code == 405


def test_words_in_titles_are_escaped(client: Client, index: Follow) -> None:
    xss = "<script>alert(1)</script>"
    builders.make_letter(xss, senders=[builders.make_organisation(xss, slug="x")], slug="x")
    index()
    page = get(client, f"?q={xss}")
    assert page.all("script") == []
    assert xss in marks(page)[0]["aria-label"]


def test_queries_do_not_depend_on_the_number_of_letters(client: Client, index: Follow) -> None:
    counts = []
    for number in range(4):
        asked = builders.make_letter(f"Ask {number}", senders=[builders.aegis_trust()])
        ask = builders.make_recommendation(asked)
        reply = builders.make_letter(
            f"Reply {number}",
            date="2013",
            replies_to=asked,
            text="Noted.",
            senders=[builders.foreign_office(), builders.james_smith()],
            recipients=[builders.foreign_secretary()],
        )
        builders.make_answer(ask, reply, quote="Noted")
        index()
        get(client)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            get(client)
        counts.append(len(queries))
    assert counts[0] == counts[2] == counts[3]


# Very many letters


@pytest.fixture
def many(index: Follow) -> None:
    """Of 2010, 130 letters of March, 90 of 4 May and 1 of the year; 5 of 2014, 1 undated."""
    dates = [
        *(f"2010-03-{1 + number % 28:02}" for number in range(130)),
        *["2010-05-04"] * 90,
        "2010",
        *["2014-01-01"] * 5,
        "",
    ]
    rows = [
        Letter(slug=f"l{number}", title=f"Letter {number}", date=date, status="published")
        for number, date in enumerate(dates)
    ]
    for row in rows:
        row.earliest, row.latest, row.sort_date = (
            row.first_day(),
            row.last_day(),
            row.day_to_sort_by(),
        )
    Letter.objects.bulk_create(rows)
    aegis, una = builders.aegis_trust(), builders.una_uk()
    letters = Letter.objects.in_bulk(field_name="slug")
    Correspondent.objects.bulk_create(
        Correspondent(
            letter=letters[row.slug],
            part="sender",
            order=1,
            organisation=una if place % 10 else aegis,
        )
        for place, row in enumerate(rows)
    )
    search.rebuild()


def bars(page: Element) -> dict[str, str]:
    return {
        each["aria-label"]: each["href"] for each in page.one("svg").all("a") if each["tabindex"]
    }


def test_very_many_letters_are_bars_by_year(client: Client, many: None) -> None:
    una = "United Nations Association of the United Kingdom"
    page = get(client)
    assert page.one("strong").text == "227 letters"
    assert lane_names(page) == ["All letters 227", f"{una} 204", "Aegis Trust 23"]
    assert bars(page) == {
        "All letters, 2010: 221 letters": "?after=2010&before=2010",
        "All letters, 2014: 5 letters": "?after=2014&before=2014",
        f"{una}, 2010: 198 letters": "?sender=una-uk&after=2010&before=2010",
        f"{una}, 2014: 5 letters": "?sender=una-uk&after=2014&before=2014",
        "Aegis Trust, 2010: 23 letters": "?sender=aegis-trust&after=2010&before=2010",
    }
    assert cells(page) == [
        ["2010", "221", "198", "23"],
        ["2011", "–", "–", "–"],
        ["2012", "–", "–", "–"],
        ["2013", "–", "–", "–"],
        ["2014", "5", "5", "–"],
    ]
    assert page.one("tbody").links()["2010"] == "?after=2010&before=2010"
    assert "1 letter found has no date and no place on the line." in page.one("main").text
    assert page.one("desc").text == (
        "227 letters from 2010 to 2014 by year, most in 2010: 221; in all, and for 2 senders. "
        "The table below says the same."
    )


def test_bar_of_a_year_leads_to_its_months(client: Client, many: None) -> None:
    page = get(client, "?after=2010&before=2010")
    rows = {row[0]: row[1:] for row in cells(page)}
    assert len(rows) == 12
    assert rows["March 2010"] == ["130", "117", "13"]
    assert rows["May 2010"] == ["90", "81", "9"]
    assert rows["April 2010"] == ["–", "–", "–"]
    caption = page.one("figcaption").text
    assert "up to 200 are" in caption
    assert "1 more have dates that are not known to the month" in caption


def test_bar_of_a_month_leads_to_its_letters(client: Client, many: None) -> None:
    page = get(client, "?after=2010-03&before=2010-03")
    assert page.one("strong").text == "131 letters"
    assert len(marks(page)) == 131
    assert len(cells(page)) == 131


def test_few_labels_never_cover_marks(client: Client, many: None) -> None:
    """Marks of one lane stand on three lines, and labels only where there is room."""
    page = get(client, "?after=2010-05&before=2010-05")
    assert {dot["cy"] for dot in page.all("circle.dot")} <= {"65", "76", "87", "129", "140", "151"}
    assert len(page.all("text.when")) < 10


def test_bars_need_as_many_queries_for_any_number(client: Client, many: None) -> None:
    get(client)
    with CaptureQueriesContext(connection) as queries:
        get(client)
    assert not [each["sql"] for each in queries if '"letters_letter"."title"' in each["sql"]]
    assert len(queries) <= 8


def test_without_an_index_many_letters_are_not_drawn(
    client: Client, many: None, settings: Any, tmp_path: Any
) -> None:
    settings.DATA_DIR = tmp_path
    page = get(client)
    assert page.all("svg") == []
    assert any("too many to be drawn" in each.text for each in page.all(".notice"))


def test_home_and_masthead_lead_here(client: Client, collection: None) -> None:
    page = page_of(client.get("/"))
    assert page.one("nav").links()["Timeline"] == "/timeline/"
    assert page.one("main").links()["The letters in lanes, by sender"] == "/timeline/"
    current = [each.text for each in get(client).one("nav").all("a") if each["aria-current"]]
    assert current == ["Timeline"]
