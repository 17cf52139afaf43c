"""The reading view: the letter's words, what stands beside them, and what never shows."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from letters.models import FormerSlug, Letter
from tests import builders
from tests.views.pages import Element, page_of

pytestmark = pytest.mark.django_db

TEXT = """# The first part

We call on you to speak in support of the *Responsibility* to Protect[^1].

- The first point, which is long.
- The second point.

  It goes on in a second paragraph.

We thank you.

[^1]: See the [report](https://example.org/).
"""


def get(client: Client, letter: Letter, query: str = "") -> Element:
    response = client.get(f"{letter.get_absolute_url()}{query}")
    assert response.status_code == 200
    return page_of(response)


def notes(page: Element) -> list[str]:
    return [note.text for note in page.all("li") if note["class"].endswith("-note")]


# The words


def test_letter_shows_its_words_and_no_others(client: Client) -> None:
    letter = builders.make_letter(
        text=TEXT,
        opener="Ministry\nof Letters\n\n4 September 2012",
        date_as_printed="4 September 2012",
        salutation="Dear Foreign Secretary,",
        valediction="Yours respectfully,",
        closer="Dr James Smith\nChief Executive\n\nMr *Carl* Soderbergh",
        signatories=[builders.james_smith(), builders.make_person("Carl Soderbergh")],
    )
    article = get(client, letter).one("article.letter")
    words = " ".join(
        each.text
        for each in article.walk()
        if each["class"].split()[:1] in (["address"], ["date"], ["salutation"], ["text"])
        or each["class"] in ("valediction", "signatures")
    )
    assert words == (
        "Ministry of Letters 4 September 2012 Dear Foreign Secretary, The first part "
        "We call on you to speak in support of the Responsibility to Protect1. "
        "The first point, which is long. The second point. It goes on in a second paragraph. "
        "We thank you. Yours respectfully, Dr James Smith Chief Executive Mr Carl Soderbergh"
    )
    assert article.one(".footnotes").text == "1 See the report."


def test_passages_are_numbered_and_linked(client: Client) -> None:
    article = get(client, builders.make_letter(text=TEXT)).one("article.letter")
    numbers = [(each.text, each["href"]) for each in article.all(".num")]
    assert numbers == [(str(number), f"#p{number}") for number in range(1, 6)]
    assert [each["id"] for each in article.all(".text") if each["id"]] == [
        f"p{number}" for number in range(1, 6)
    ]


def test_headings_follow_the_page_without_a_gap(client: Client) -> None:
    letter = builders.make_letter(text="## One\n\nWords.\n\n#### Two\n\nMore words.")
    article = get(client, letter).one("article.letter")
    headings = [each.name for each in article.walk() if each.name in ("h2", "h3", "h4", "h5")]
    assert headings == ["h2", "h3", "h4"]


def test_list_items_are_items(client: Client) -> None:
    article = get(client, builders.make_letter(text=TEXT)).one("article.letter")
    assert [len(item.all(".point")) for item in article.one("ul.points").all("li")] == [1, 2]


def test_printed_numbers_stay_words(client: Client) -> None:
    letter = builders.make_letter(text="3. The third.\n4. The fourth.")
    points = get(client, letter).one("article.letter").all(".point")
    assert [point.text for point in points] == ["3. The third.", "4. The fourth."]


def test_the_printed_date_stands_apart(client: Client) -> None:
    letter = builders.make_letter(
        opener="An office\n\n4 September 2012", date_as_printed="4 September 2012"
    )
    article = get(client, letter).one("article.letter")
    assert article.one(".date").text == "4 September 2012"
    assert article.one(".address").text == "An office"


def test_signatures_come_from_the_signatories_where_none_are_printed(client: Client) -> None:
    trust = builders.aegis_trust()
    letter = builders.make_letter(
        closer="",
        signatories=[
            (builders.james_smith(), [("CEO", trust)]),
            (builders.andres_serbin(), [("Chair", trust), ("Editor", None)]),
        ],
    )
    signatures = get(client, letter).one(".signatures")
    assert [each.text for each in signatures.all("p")] == [
        "James Smith CEO Aegis Trust",
        "Andrés Serbin Chair Aegis Trust Editor",
    ]


@pytest.mark.parametrize(
    ("closer", "in_columns"), [("A B\n\nC D", True), ("A B\n\nC D\n\nOffice", False)]
)
def test_signatures_stand_in_columns_if_each_is_somebody(
    client: Client, closer: str, in_columns: bool
) -> None:
    people = [builders.make_person("A B"), builders.make_person("C D")]
    page = get(client, builders.make_letter(closer=closer, signatories=people))
    assert ("one" not in page.one(".signatures")["class"].split()) is in_columns


def test_many_signatures_are_folded(client: Client) -> None:
    people = [builders.make_person(f"Person N{number}") for number in range(31)]
    page = get(client, builders.make_letter(signatories=people))
    assert len(page.all(".signatures")) == 2
    assert len(page.all(".signatures")[0].all("p")) == 12
    assert page.one("details.more-signatures").one("summary").text == "19 more signatures"
    assert [len(table.all("tr")) - 1 for table in page.one("#signatories").all("table")] == [12, 19]


# Notes and marks


def test_an_ask_is_marked_and_noted_beside_its_passage(client: Client) -> None:
    letter = builders.make_letter()
    ask = builders.make_recommendation(letter)
    page = get(client, letter)
    mark = page.one("mark.ask")
    assert (mark.text, mark["data-n"], mark["id"]) == (ask.quote, "1", "ask-1")
    assert notes(page) == ["Ask 1 Speak in support No answer on record"]
    assert page.one(".notes")["aria-label"] == "Notes on passage 1"
    assert page.one(".notes").links() == {"Ask 1": ask.get_absolute_url()}


def test_an_answer_is_noted_on_both_letters(client: Client) -> None:
    letter = builders.make_letter(date="2012-09-04")
    ask = builders.make_recommendation(letter)
    reply = builders.make_letter("The Foreign Office replies", date="2014-06-17")
    builders.make_answer(ask, reply, stance="already-doing")
    asked, answered = get(client, letter), get(client, reply)
    assert notes(asked) == ["Ask 1 Speak in support Answer Already doing, 17 June 2014"]
    assert asked.one(".notes").links()["Answer"] == f"{reply.get_absolute_url()}#p2"
    assert notes(answered) == [
        "Answer Already doing To ask 1 of 4 September 2012: Speak in support"
    ]
    assert answered.one(".notes").links()["ask 1 of 4 September 2012"] == (
        f"{letter.get_absolute_url()}#p1"
    )
    assert answered.one("mark.answer").text == "further information on the role of the focal point"


def test_the_same_words_that_answer_twice_are_one_note(client: Client) -> None:
    letter = builders.make_letter()
    asks = [builders.make_recommendation(letter), builders.make_recommendation(letter)]
    reply = builders.make_letter("A reply", date="2014")
    for ask in asks:
        builders.make_answer(ask, reply)
    page = get(client, reply)
    assert notes(page) == [
        "Answer Accepted To ask 1 of 4 September 2012: Speak in support "
        "To ask 2 of 4 September 2012: Speak in support"
    ]
    assert len(page.all("mark")) == 1


def test_a_reported_ask_shows_in_the_document_that_reports_it(client: Client) -> None:
    report = builders.make_letter("A report", date="2014-06-17")
    lost = builders.make_letter(
        "A lost letter", text="", held=False, known_from=report, date="2014"
    )
    builders.make_recommendation(lost, reported_in=report, askers=[builders.una_uk()])
    page = get(client, report)
    assert notes(page) == [
        "Ask 1 Speak in support Of A lost letter, reported here "
        "Asked by United Nations Association of the United Kingdom No answer on record"
    ]
    assert page.one("mark.ask")["id"] == ""
    assert "Reports 1 ask of other letters" in page.one("header.head").text


def test_restatements_are_noted_both_ways(client: Client) -> None:
    earlier = builders.make_letter("The first", date="2012-08-16")
    later = builders.make_letter("The second", date="2012-09-04")
    first = builders.make_recommendation(earlier)
    builders.make_recommendation(later, restates=first, restates_reason="The same words.")
    assert notes(get(client, earlier)) == [
        "Ask 1 Speak in support No answer on record Asked again: ask 1 of 4 September 2012"
    ]
    assert notes(get(client, later)) == [
        "Ask 1 Speak in support No answer on record Repeats ask 1 of 16 August 2012"
    ]


def test_more_than_four_notes_are_folded(client: Client) -> None:
    letter = builders.make_letter()
    for __ in range(12):
        builders.make_recommendation(letter)
    beside = get(client, letter).one(".notes")
    assert beside.one("details").one("summary").text == "9 more"
    assert len(beside.one("details").all(".ask-note")) == 9
    assert len(beside.all(".ask-note")) == 12


def test_notes_run_down_over_free_rows_alone(client: Client) -> None:
    text = "\n\n".join(f"Passage {number}." for number in range(1, 7))
    letter = builders.make_letter(text=text)
    for number in (1, 3, 4):
        builders.make_recommendation(letter, f"Passage {number}.")
    spans = [each["class"] for each in get(client, letter).all(".notes")]
    assert spans == ["notes span-2", "notes span-1", "notes span-3"]


def test_an_ask_whose_words_are_gone_is_still_noted(client: Client) -> None:
    letter = builders.make_letter()
    builders.make_recommendation(letter)
    Letter.objects.filter(pk=letter.pk).update(text="Other words.")
    page = get(client, letter)
    assert page.one(".unplaced").text == "Ask 1 Speak in support No answer on record"
    assert page.all("mark") == []


def test_a_passage_that_is_one_ask_is_marked_as_a_whole(client: Client) -> None:
    letter = builders.make_letter(text="- Do this.\n- Do that, and no more.")
    builders.make_recommendation(letter, "Do this")
    builders.make_recommendation(letter, "Do that")
    points = get(client, letter).all(".point")
    assert [("whole" in point["class"].split()) for point in points] == [True, False]


def test_layers_are_offered_for_what_there_is(client: Client) -> None:
    letter = builders.make_letter()
    assert get(client, letter).all("input") == []
    builders.make_recommendation(letter)
    boxes = [box["id"] for box in get(client, letter).all("input")]
    assert boxes == ["show-asks", "show-notes"]


# The head, and what is around the letter


def test_head_names_the_parties_part_by_part(client: Client) -> None:
    hague = (builders.william_hague(), builders.foreign_secretary(), builders.foreign_office())
    letter = builders.make_letter(
        senders=[builders.aegis_trust(), "its members"],
        recipients=[hague],
        copied=["your members"],
        place="London",
        reference="MIN/66425/2014",
    )
    facts = [
        [each.text for each in fact.walk() if each.name in ("dt", "dd")]
        for fact in get(client, letter).one("header.head").all("div")
    ]
    assert facts == [
        ["From", "Aegis Trust", "“its members”"],
        [
            "To",
            "Rt Hon William Hague, Secretary of State for Foreign and Commonwealth Affairs, "
            "Foreign and Commonwealth Office",
        ],
        ["Copied to", "“your members”"],
        ["Place", "London"],
        ["Reference", "MIN/66425/2014"],
    ]


def test_what_is_inferred_says_so(client: Client) -> None:
    letter = builders.make_letter(
        date="2012", date_inferred=True, date_reason="It speaks of the dialogue.", date_of="event"
    )
    letter.correspondents.create(part="sender", words="A ministry", inferred=True, reason="Style.")
    head = get(client, letter).one("header.head")
    assert "2012 (inferred) · date of the event" in head.text
    assert "“A ministry” (inferred: Style.)" in head.text
    assert "Date inferred It speaks of the dialogue." in head.text


def test_counts_say_what_came_of_it(client: Client) -> None:
    letter = builders.make_letter()
    asks = [builders.make_recommendation(letter) for __ in range(3)]
    reply = builders.make_letter("A reply", date="2014")
    builders.make_answer(asks[0], reply)
    assert get(client, letter).one(".counts").text == (
        "3 asks 1 answered 2 with no answer on record"
    )
    assert get(client, reply).one(".counts").text == "Answers 1 ask"


def test_signatories_say_where_else_they_sign(client: Client) -> None:
    smith, trust = builders.james_smith(), builders.aegis_trust()
    builders.make_letter("Later", date="2018-12-10", signatories=[(smith, [("CEO", trust)])])
    letter = builders.make_letter(
        signatories=[(smith, [("Chief Executive Officer", trust)]), builders.andres_serbin()]
    )
    rows = [row.text for row in get(client, letter).one("#signatories").one("tbody").all("tr")]
    assert rows == [
        "James Smith Chief Executive Officer, Aegis Trust "
        "Signs on 10 December 2018 as CEO, Aegis Trust",
        "Andrés Serbin None given Nowhere else",
    ]


def test_thread_tells_replies_answers_and_days(client: Client) -> None:
    asking = builders.make_letter("The ask", date="2012-09-04")
    ask = builders.make_recommendation(asking)
    covering = builders.make_letter("The covering letter", date="2014-05-14")
    reply = builders.make_letter("The reply", date="2014-06-17", replies_to=covering)
    builders.make_answer(ask, reply)
    assert thread(client, asking) == [
        "4 September 2012 This letter · replies to no letter that is on record",
        "14 May 2014 The covering letter",
        "17 June 2014 The reply · replies to 14 May 2014, after 34 days "
        "Answers ask 1 of this letter, after 651 days",
    ]
    assert thread(client, covering)[1] == (
        "17 June 2014 The reply · replies to this letter, after 34 days"
    )
    assert thread(client, reply)[2] == (
        "17 June 2014 This letter · replies to 14 May 2014, after 34 days "
        "· no reply to it is on record Answers ask 1 of 4 September 2012, after 651 days"
    )


def thread(client: Client, letter: Letter) -> list[str]:
    return [step.text for step in get(client, letter).one("#thread").one("ol").all("li")]


def test_an_inferred_reply_gives_its_reason(client: Client) -> None:
    first = builders.make_letter("First", date="2012")
    builders.make_letter(
        "Second",
        date="2013",
        replies_to=first,
        replies_to_inferred=True,
        replies_to_reason="It takes up its words.",
    )
    assert "(inferred: It takes up its words.)" in thread(client, first)[1]


def test_a_letter_that_is_not_held_says_what_is_known(client: Client) -> None:
    report = builders.make_letter("The reply", date="2014-06-17")
    lost = builders.make_letter("Lost", text="", held=False, known_from=report, date="2014-05-14")
    builders.make_recommendation(lost, reported_in=report)
    page = get(client, lost)
    assert page.all("article") == []
    assert page.one("#text").text.startswith(
        "The text is not held This letter is known only from The reply."
    )
    reported = page.one("ol.reported")
    assert reported.one("blockquote")["id"] == "ask-1"
    assert reported.one("blockquote").text == "speak in support of the Responsibility to Protect"
    assert reported.links()["The reply"] == f"{report.get_absolute_url()}#p1"
    assert "text not held" in page.one("header.head").text


def test_source_shows_its_hash_and_size(client: Client) -> None:
    source = builders.make_source("000.txt", b"x" * 4600)
    part = get(client, builders.make_letter(source=source, editorial_note="Joined.")).one("#source")
    assert "000.txt, 4,600 bytes, kept as received" in part.text
    assert source.sha256 in part.text
    assert "Editorial note Joined." in part.text


def test_citation_and_permalink(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://letters.example.org"
    letter = builders.make_letter(
        senders=[builders.aegis_trust()], recipients=[builders.william_hague()], kind="joint-letter"
    )
    page = get(client, letter)
    address = f"https://letters.example.org{letter.get_absolute_url()}"
    assert page.one("#cite").one("cite").text == settings.COLLECTION.title
    assert page.one("#cite").text.startswith(
        "Cite Aegis Trust, joint letter to Rt Hon William Hague, 4 September 2012. "
        f"{settings.COLLECTION.title}. {address}"
    )
    canonical = [each["href"] for each in page.all("link") if each["rel"] == "canonical"]
    assert canonical == [address]


def test_reference_managers_find_the_parties(client: Client) -> None:
    letter = builders.make_letter(
        senders=[builders.aegis_trust()], recipients=[builders.william_hague()]
    )
    meta = {each["name"]: each["content"] for each in get(client, letter).all("meta")}
    assert meta["z:itemType"] == "letter"
    assert meta["DC.creator"] == "Aegis Trust,"
    assert meta["z:recipients"] == "Hague, William"
    assert meta["DC.date"] == "2012-09-04"


def test_letters_before_and_after_are_linked(client: Client) -> None:
    first, middle, same_day, last = (
        builders.make_letter(title, date=date)
        for title, date in (
            ("First", "2012-08-16"),
            ("Middle", "2012-09-04"),
            ("Same day", "2012-09-04"),
            ("Last", "2018"),
        )
    )
    builders.make_letter("Undated", date="")
    assert turns(client, first) == {"next": middle.get_absolute_url()}
    assert turns(client, middle) == {
        "prev": first.get_absolute_url(),
        "next": same_day.get_absolute_url(),
    }
    assert turns(client, same_day) == {
        "prev": middle.get_absolute_url(),
        "next": last.get_absolute_url(),
    }
    assert turns(client, last) == {"prev": same_day.get_absolute_url()}


def turns(client: Client, letter: Letter) -> dict[str, str]:
    return {each["rel"]: each["href"] for each in get(client, letter).all("a") if each["rel"]}


def labelled_turns(client: Client, letter: Letter) -> dict[str, str]:
    return {
        label.text: link["href"]
        for each in get(client, letter).one(".turns").all("p")
        for label, link in zip(each.all(".label"), each.all("a"), strict=True)
    }


def test_an_undated_letter_has_no_neighbours_by_date(client: Client) -> None:
    builders.make_letter("Dated")
    assert turns(client, builders.make_letter("Undated", date="")) == {}


def test_neighbours_in_a_correspondence_go_both_ways(client: Client) -> None:
    trust, office = builders.aegis_trust(), builders.foreign_office()
    letter = builders.make_letter("Out", date="2012", senders=[trust], recipients=[office])
    builders.make_letter("With another", date="2013", senders=[trust], recipients=["you"])
    builders.make_letter("Side by side", date="2013", senders=[trust, office], recipients=["you"])
    back = builders.make_letter("Back", date="2014", senders=[office], recipients=[trust])
    labels = labelled_turns(client, letter)
    assert labels["Next in this correspondence"] == back.get_absolute_url()


def test_a_reply_is_next_in_the_correspondence_whoever_wrote_it(client: Client) -> None:
    letter = builders.make_letter("Out", date="2012", senders=["A minister"])
    reply = builders.make_letter("Back", date="2014", replies_to=letter)
    forth, back = (labelled_turns(client, each) for each in (letter, reply))
    assert forth["Next in this correspondence"] == reply.get_absolute_url()
    assert back["Previous in this correspondence"] == letter.get_absolute_url()


def test_words_that_were_searched_for_are_marked(client: Client) -> None:
    letter = builders.make_letter()
    builders.make_recommendation(letter)
    page = get(client, letter, "?q=focal+point")
    assert [mark.text for mark in page.all("mark.hit")] == ["focal", "point"]
    assert page.one(".found").text == (
        "2 words found for focal point, in passage 2. Read without marks"
    )
    assert page.one(".found").links()["2"] == "#p2"


@pytest.mark.parametrize("query", ["", "   ", "%00", "(" * 3000, "%22", "-x", "*", "a" * 5000])
def test_any_query_leaves_the_letter_readable(client: Client, query: str) -> None:
    page = get(client, builders.make_letter(), f"?q={query}")
    assert len(page.all(".num")) == 2


# What is never shown


@pytest.fixture
def canary() -> str:
    return "Xanthippe"


def test_nothing_of_a_draft_shows(client: Client, canary: str) -> None:
    letter = builders.make_letter(
        date="2013-01-01",
        senders=[builders.aegis_trust()],
        recipients=[builders.foreign_office()],
        signatories=[builders.james_smith()],
    )
    ask = builders.make_recommendation(letter)
    before = client.get(letter.get_absolute_url()).content
    draft = builders.make_letter(
        f"{canary} replies",
        status="draft",
        date="2013-01-02",
        slug="xanthippe-replies",
        replies_to=letter,
        senders=[builders.foreign_office()],
        recipients=[builders.aegis_trust()],
        signatories=[(builders.james_smith(), [(canary, None)])],
    )
    builders.make_answer(ask, draft, note=canary)
    builders.make_recommendation(draft, gist=canary, restates=ask, restates_reason=canary)
    builders.make_recommendation(letter, gist=canary, reported_in=draft, number=9)
    builders.make_recommendation(draft, gist=canary, reported_in=letter, number=8)
    assert client.get(letter.get_absolute_url()).content == before


def test_a_published_letter_does_not_name_the_draft_it_replies_to(
    client: Client, canary: str
) -> None:
    draft = builders.make_letter(f"{canary} asks", status="draft", date="2012")
    ask = builders.make_recommendation(draft, gist=canary)
    letter = builders.make_letter("The reply", date="2013", replies_to=draft)
    builders.make_answer(ask, letter)
    builders.make_recommendation(letter, restates=ask, restates_reason=canary)
    assert canary.lower() not in client.get(letter.get_absolute_url()).content.decode().lower()


def test_a_lost_letter_does_not_name_the_draft_that_tells_of_it(
    client: Client, canary: str
) -> None:
    draft = builders.make_letter(f"{canary} tells", status="draft")
    lost = builders.make_letter("Lost", text="", held=False, known_from=draft)
    builders.make_recommendation(lost, reported_in=draft, gist=canary)
    page = get(client, lost)
    assert canary not in page.text
    assert "known only from another document" in page.text


def test_a_draft_is_as_unknown_as_an_unknown_letter(client: Client) -> None:
    draft = builders.make_letter("Hidden", status="draft", slug="hidden-one")
    FormerSlug.objects.create(slug="hidden-two", letter=draft)
    for end in ("/", "/source/", ".txt", ".json"):
        unknown = client.get(f"/letters/hidden-six{end}")
        assert unknown.status_code == 404
        for slug in ("hidden-one", "hidden-two"):
            response = client.get(f"/letters/{slug}{end}")
            assert response.status_code == 404
            assert dict(response.headers) | {"ETag": ""} == dict(unknown.headers) | {"ETag": ""}
            words = slug.replace("-", " ").encode()
            assert response.content.replace(words, b"hidden six") == unknown.content


def test_a_draft_that_never_was_public_is_not_withdrawn_either(client: Client) -> None:
    letter = builders.make_letter(
        "Never seen", status="withdrawn", withdrawn_reason="No.", slug="never-seen"
    )
    assert letter.published_at is None
    assert client.get("/letters/never-seen/").status_code == 404


def test_a_former_name_leads_on(client: Client) -> None:
    letter = builders.make_letter(slug="new-name")
    FormerSlug.objects.create(slug="old-name", letter=letter)
    for end in ("/", ".txt", ".json", "/source/"):
        response = client.get(f"/letters/old-name{end}?q=words")
        assert response.status_code == 301
        assert response["Location"] == f"/letters/new-name{end}?q=words"


def test_a_withdrawn_letter_says_why(client: Client) -> None:
    letter = builders.make_letter("A letter that was here", text="Its secret words.")
    FormerSlug.objects.create(slug="old-name", letter=letter)
    builders.withdraw(letter, "The author asked for it.")
    for path in (letter.get_absolute_url(), "/letters/old-name/"):
        response = client.get(path)
        assert response.status_code == 410
        page = page_of(response)
        assert page.one("h1").text == "A letter that was here"
        assert "The author asked for it." in page.one("main").text
        assert "secret" not in page.text
        assert page.one("input")["name"] == "q"


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[x](javascript:alert(1))",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "</article></main>",
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_field_can_bring_in_markup(client: Client, hostile: str) -> None:
    person = builders.make_person("X Y", honorific=hostile[:60])
    body = builders.make_organisation(hostile)
    names = ("salutation", "valediction", "closer", "opener", "enclosures", "summary")
    fields: dict[str, Any] = dict.fromkeys(names, hostile)
    letter = builders.make_letter(
        hostile,
        text=f"{hostile}\n\nWords to ask for.",
        slug="hostile",
        senders=[body, hostile],
        recipients=[(person, builders.make_office(hostile, organisation=body))],
        signatories=[(person, [(hostile, body)])],
        editorial_note=hostile,
        rights=hostile,
        place=hostile,
        reference=hostile,
        language=hostile[:20],
        date_as_printed=hostile,
        source=builders.make_source(hostile, hostile.encode()),
        **fields,
    )
    builders.make_recommendation(letter, "Words to ask for", gist=hostile, askers=[hostile])
    page = get(client, letter, f"?q={hostile}")
    elements = list(page.walk())
    assert not [each for each in elements if each.name in ("script", "img")]
    assert not [key for each in elements for key in each.attributes if key.startswith("on")]
    assert not [each for each in elements if each["href"].startswith("javascript:")]
    assert hostile.split("](")[0].lstrip("[") in page.one("h1").text
    assert len(page.all("main")) == 1


# Headers and cost


def test_the_page_sets_no_cookie_and_no_style(client: Client) -> None:
    response = client.get(builders.make_letter().get_absolute_url())
    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")
    assert "default-src 'none'" in response["Content-Security-Policy"]
    page = page_of(response)
    assert not [each for each in page.walk() if each["style"] or each.name in ("style", "script")]


def test_head_is_answered_and_post_is_not(client: Client) -> None:
    path = builders.make_letter().get_absolute_url()
    assert client.head(path).status_code == 200
    assert client.head(path).content == b""
    assert client.post(path).status_code == 405


def make_rich_letter(number: int, rows: int) -> Letter:
    trust, office = builders.aegis_trust(), builders.foreign_office()
    people = [builders.make_person(f"Rich{number} P{row}") for row in range(rows)]
    letter = builders.make_letter(
        f"Letter {number}",
        date=f"2012-0{number}-01",
        senders=[trust, *(builders.make_organisation(f"O{number} {row}") for row in range(rows))],
        recipients=[office, *people],
        signatories=[(person, [("Chair", trust), ("Editor", office)]) for person in people],
        source=builders.make_source(f"{number}.txt"),
    )
    earlier = builders.make_letter(f"Before {number}", date="2011", signatories=people)
    for row in range(rows):
        reply = builders.make_letter(
            f"Reply {number} {row}",
            date="2014",
            senders=[office],
            recipients=[trust],
            replies_to=letter,
            signatories=people,
        )
        first = builders.make_recommendation(earlier)
        ask = builders.make_recommendation(
            letter, askers=people, restates=first, restates_reason="The same."
        )
        later = builders.make_recommendation(reply, restates=ask, restates_reason="The same.")
        builders.make_answer(ask, reply)
        builders.make_answer(first, letter)
        builders.make_recommendation(reply, number=50, reported_in=letter, gist="Reported")
        assert later.pk
    return letter


def test_queries_do_not_depend_on_the_rows(client: Client) -> None:
    counts = []
    for number, rows in ((1, 1), (2, 3)):
        letter = make_rich_letter(number, rows)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            get(client, letter)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 16


@pytest.mark.sqlite
def test_no_query_begins_with_all_letters(client: Client) -> None:
    """Keep plans good where nobody has told the database how its values are spread.

    "Published" is true of nearly every letter: a plan that begins with it reads the archive.
    """
    letter = make_rich_letter(1, 3)
    with CaptureQueriesContext(connection) as queries:
        get(client, letter)
        client.get(f"/letters/{letter.slug}.json")
        client.get("/letters/2012-unknown/")
    wrong = [
        (step, query["sql"])
        for query in queries
        if query["sql"].startswith("SELECT")
        for step in plan_of(query["sql"])
        # The newest changes, of which the version is made, are read from the end.
        if (step.startswith("SCAN letters_") and step != "SCAN letters_change")
        or "(status=?)" in step
    ]
    assert wrong == []


def plan_of(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
        return [row[3] for row in cursor.fetchall()]
