"""The parameters of the list of letters and of the ledger, and what they give a page."""

import itertools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from letters import search
from letters.filters.letters import LetterFilter, LetterResults
from letters.filters.listing import Facet, Value
from letters.filters.recommendations import RecommendationFilter, RecommendationResults
from letters.filters.searched import ParametersError
from letters.models import Letter
from tests.builders import (
    aegis_trust,
    foreign_office,
    foreign_secretary,
    james_smith,
    make_answer,
    make_letter,
    make_organisation,
    make_person,
    make_recommendation,
    make_theme,
    multilateral_policy,
    una_uk,
    william_hague,
    withdraw,
)
from tests.search.conftest import data_dir  # noqa: F401  the index in memory

Results = Callable[..., LetterResults]


@pytest.fixture
def results(db: None, data_dir: Path) -> Results:  # noqa: F811
    """Follow the log, then return what a query string gives."""
    search.rebuild()

    def results(query: str = "", **parameters: Any) -> LetterResults:
        search.follow()
        return LetterFilter(QueryDict(query) if query else parameters).results()

    return results


@pytest.fixture
def ledger(results: Results) -> Callable[[str], RecommendationResults]:
    def ledger(query: str) -> RecommendationResults:
        search.follow()
        return RecommendationFilter(QueryDict(query)).results()

    return ledger


def slugs(found: LetterResults) -> list[str]:
    return [hit.letter.slug for hit in found.hits]


def facet(found: Any, name: str) -> Facet:
    facets: list[Facet] = found.facets
    return next(each for each in facets if each.name == name)


def value(found: Any, name: str, value: str) -> Value:
    return next(each for each in facet(found, name).values if each.value == value)


def counts(found: Any, name: str) -> dict[str, int]:
    return {each.value: each.count for each in facet(found, name).values}


# What is found


def test_everything_newest_first(results: Results) -> None:
    make_letter("One", date="2012")
    make_letter("Two", date="2013")
    make_letter("Draft", status="draft")
    found = results()
    assert slugs(found) == ["two", "one"]
    assert (found.count, found.total, found.undated) == (2, 2, 0)
    assert found.errors == {}
    assert found.notices == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=reply", ["two"]),
        ("kind=-reply", ["one"]),
        ("kind=reply&kind=letter", ["two", "one"]),
        ("sender=aegis-trust", ["one"]),
        ("sender=foreign-office", ["two"]),
        ("sender=organisation:foreign-office", ["two"]),
        ("recipient=william-hague", ["one"]),
        ("recipient=foreign-secretary", ["one"]),
        ("recipient=foreign-office", ["one"]),
        ("signatory=james-smith", ["one"]),
        ("organisation=foreign-office", ["two", "one"]),
        ("organisation=-aegis-trust", ["two"]),
        ("theme=focal-point", ["two", "one"]),
        ("country=SY", ["two"]),
        ("country=sy", ["two"]),
        ("year=2012", ["one"]),
        ("year=-2012", ["two"]),
        ("after=2013", ["two"]),
        ("before=2012-09", ["one"]),
        ("after=2012-09-04&before=2012-09-04", ["one"]),
        ("asks=any", ["one"]),
        ("asks=answered", ["one"]),
        ("asks=unanswered", []),
        ("asks=-any", ["two"]),
        ("held=yes", ["two", "one"]),
        ("held=no", []),
        ("sort=oldest", ["one", "two"]),
        ("q=syria", ["two"]),
        ("q=syria&kind=letter", []),
        ("q=&kind=&after=&page=&sort=", ["two", "one"]),
    ],
)
def test_every_parameter(results: Results, query: str, expected: list[str]) -> None:
    one = make_letter(
        "One",
        senders=[aegis_trust()],
        recipients=[(william_hague(), foreign_secretary())],
        signatories=[james_smith()],
    )
    two = make_letter(
        "Two",
        kind="reply",
        date="2013-05-01",
        senders=[multilateral_policy()],
        text="Syria is discussed with further information on the role of the focal point.",
    )
    make_answer(make_recommendation(one, themes=[make_theme()]), two)
    found = results(query)
    assert slugs(found) == expected
    assert found.count == len(expected)
    assert found.errors == {}


def test_hits_say_what_a_letter_asks_and_answers(results: Results) -> None:
    asking, reply = make_letter("Asking"), make_letter("Reply", date="2013")
    make_answer(make_recommendation(asking), reply)
    make_recommendation(asking)
    said = {hit.letter.slug: (hit.asks, hit.answered, hit.answers) for hit in results().hits}
    assert said == {"asking": (2, 1, 0), "reply": (0, 0, 1)}


def test_snippet_shows_the_words_found(results: Results) -> None:
    make_letter("One", text="First.\n\nThe *focal* point.\n\nA focal place.\n\nFocal point, again.")
    (hit,) = results(q="focal point").hits
    assert hit.snippet is not None
    assert [words for words, is_hit in hit.snippet.pieces if is_hit] == ["focal", "point"]
    assert hit.where == "Passage 2, and 2 more"


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"opener": "King Charles Street"}, "In the letterhead"),
        ({"salutation": "Dear Charles"}, "In the salutation"),
        ({"closer": "Charles"}, "In the signature block"),
        ({"summary": "On Charles."}, "In the summary"),
        ({"editorial_note": "On Charles."}, "In the editorial note"),
        ({"text": "A.[^1]\n\n[^1]: Charles."}, "In a footnote"),
        ({"text": "# Charles\n\nText."}, "In a heading"),
        ({"title": "Charles"}, "In the title"),
        ({"reference": "CHARLES/1"}, "In the reference"),
        ({"enclosures": "Map\nCharles"}, "Among the enclosures"),
        ({"senders": ["Charles"]}, "Among the correspondents"),
    ],
)
def test_where_the_words_stand(results: Results, fields: dict[str, Any], where: str) -> None:
    make_letter(**fields)
    (hit,) = results(q="charles").hits
    assert hit.where == where
    assert (hit.snippet is None) == (where == "In the title")


def test_letter_that_is_not_held_shows_what_is_reported(results: Results) -> None:
    reply = make_letter("Reply", text="You ask to clarify the role of the envoy.")
    lost = make_letter("Lost", text="", held=False, known_from=reply)
    make_recommendation(lost, "clarify the role of the envoy", reported_in=reply)
    hit = next(hit for hit in results(q="envoy").hits if hit.letter == lost)
    assert hit.where == "In what is reported of it"
    assert hit.snippet is not None


def test_letters_that_are_public_no_more_are_left_out(results: Results) -> None:
    make_letter("One")
    two = make_letter("Two")
    results()
    Letter.objects.filter(pk=two.pk).update(status="withdrawn", withdrawn_reason="Because.")
    assert slugs(LetterFilter({}).results()) == ["one"]


# Facets and links


def test_facet_values_have_links_both_ways(results: Results) -> None:
    make_letter("One", kind="letter")
    make_letter("Two", kind="reply")
    reply = value(results("q=call&kind=letter&page=3&sort=newest"), "kind", "reply")
    assert reply == Value(
        value="reply",
        label="Reply",
        count=1,
        url="?q=call&kind=letter&sort=newest&kind=reply",
        without_url="?q=call&kind=letter&sort=newest&kind=-reply",
    )


def test_selected_and_excluded_values_can_be_taken_back(results: Results) -> None:
    make_letter("One", kind="letter")
    make_letter("Two", kind="reply")
    found = results("kind=letter&kind=-reply&q=call")
    selected, excluded = value(found, "kind", "letter"), value(found, "kind", "reply")
    assert (selected.selected, selected.excluded) == (True, False)
    assert selected.url == "?kind=-reply&q=call"
    assert selected.without_url == "?kind=-reply&q=call&kind=-letter"
    assert (excluded.selected, excluded.excluded) == (False, True)
    assert excluded.url == "?kind=letter&q=call"
    assert excluded.without_url == ""


def test_link_of_a_value_finds_as_many_as_it_says(results: Results) -> None:
    for number in range(12):
        make_letter(
            f"L {number}",
            kind="reply" if number % 3 else "letter",
            date=f"201{number % 4}" if number else "",
            senders=[aegis_trust() if number % 2 else multilateral_policy()],
            text="Syria." if number % 5 else "Mali and Syria.",
        )
    for name in ("kind", "sender", "country", "year", "held", "organisation"):
        for each in facet(results("q=syria"), name).values:
            assert results(each.url[1:]).count == each.count
            assert results(each.without_url[1:]).count == 12 - each.count


def test_a_few_values_are_shown_and_the_rest_on_request(results: Results) -> None:
    for number in range(12):
        make_letter(f"L {number}", senders=[make_organisation(f"Body {number:02}")])
    sender = facet(results("q=call"), "sender")
    assert len(sender.values) == 8
    assert sender.more == "?q=call&facet=sender"
    whole = facet(results("q=call&facet=sender"), "sender")
    assert len(whole.values) == 12
    assert whole.more is None


def test_facet_with_no_more_values_has_no_link_to_them(results: Results) -> None:
    for number in range(8):
        make_letter(f"L {number}", senders=[make_organisation(f"Body {number:02}")])
    assert facet(results(), "sender").more is None


def test_rare_value_is_shown_when_selected(results: Results) -> None:
    for number in range(10):
        for again in range(2):
            make_letter(f"L {number} {again}", senders=[make_organisation(f"B {number} {again}")])
    rare = make_organisation("Rare")
    make_letter("Rare", senders=[rare])
    assert value(results(sender="rare"), "sender", "rare").selected


def test_years_come_in_order(results: Results) -> None:
    for year in (2014, 2012, 2012, 2013):
        make_letter(f"L {year}", date=str(year))
    assert list(counts(results(), "year")) == ["2012", "2013", "2014"]


def test_slug_of_a_person_and_of_an_organisation(results: Results) -> None:
    make_letter("Body", senders=[make_organisation("Pace", slug="pace")], date="2013")
    make_letter("Person", senders=[make_person("William Pace", slug="pace")])
    found = results()
    assert counts(found, "sender") == {"organisation:pace": 1, "person:pace": 1}
    assert slugs(results(value(found, "sender", "person:pace").url[1:])) == ["person"]
    assert slugs(results(sender="pace")) == ["body", "person"]
    assert slugs(results(sender="-person:pace")) == ["body"]


def test_histogram_has_every_year(results: Results) -> None:
    make_letter("One", date="2012", text="Peace.")
    make_letter("Two", date="2015")
    make_letter("Three", date="2015", text="Peace.")
    make_letter("Undated", date="", text="Peace.")
    found = results("q=peace&page=1")
    assert [(bar.year, bar.found, bar.all) for bar in found.years] == [
        (2012, 1, 1),
        (2013, 0, 0),
        (2014, 0, 0),
        (2015, 1, 2),
    ]
    assert found.years[-1].url == "?q=peace&year=2015"
    assert found.undated == 1


def test_chips_take_filters_back(results: Results) -> None:
    make_letter("One", senders=[aegis_trust()])
    query = "q=call+on&sender=aegis-trust&kind=-reply&after=2012&before=2012-09&sort=oldest"
    found = results(query)
    assert [(chip.label, chip.url) for chip in found.chips] == [
        ("Words: call on", "?sender=aegis-trust&kind=-reply&after=2012&before=2012-09&sort=oldest"),
        (
            "Kind: not Reply",
            "?q=call+on&sender=aegis-trust&after=2012&before=2012-09&sort=oldest",
        ),
        ("Sender: Aegis Trust", "?q=call+on&kind=-reply&after=2012&before=2012-09&sort=oldest"),
        ("From 2012", "?q=call+on&sender=aegis-trust&kind=-reply&before=2012-09&sort=oldest"),
        ("Until 2012-09", "?q=call+on&sender=aegis-trust&kind=-reply&after=2012&sort=oldest"),
    ]
    assert found.clear_url == "./"


def test_forms_carry_on_what_they_do_not_show(results: Results) -> None:
    found = results("q=peace&kind=letter&kind=-reply&page=2&nonsense=1&after=never")
    assert found.hidden("q") == [("kind", "letter"), ("kind", "-reply")]
    assert found.hidden() == [("q", "peace"), ("kind", "letter"), ("kind", "-reply")]


def test_orders_offered(results: Results) -> None:
    make_letter("One", text="Peace.")
    assert [(each.value, each.selected) for each in results().sorts] == [
        ("newest", True),
        ("oldest", False),
    ]
    assert [(each.value, each.selected) for each in results(q="peace").sorts] == [
        ("relevance", True),
        ("newest", False),
        ("oldest", False),
    ]
    assert results(sort="relevance").sorts[0].value == "newest"


# Pages


def test_pages(results: Results) -> None:
    for day in range(1, 29):
        make_letter(f"L {day}", date=f"2012-01-{day:02}")
    first, second = results(), results("page=2")
    assert [len(first.hits), len(second.hits)] == [25, 3]
    assert slugs(second) == ["l-3", "l-2", "l-1"]
    assert (second.page.number, second.page.pages, second.page.first, second.page.last) == (
        *(2, 2),
        *(26, 28),
    )
    assert (first.page.next, second.page.previous, second.page.next) == ("?page=2", "./", None)


def test_page_beyond_the_last_is_the_last(results: Results) -> None:
    for day in range(1, 29):
        make_letter(f"L {day}", date=f"2012-01-{day:02}")
    found = results(page="9" * 30)
    assert found.page.number == 2
    assert found.notices == ["There are only 2 pages: this is the last."]
    assert len(found.hits) == 3


def test_per_page(results: Results) -> None:
    found = results("per_page=100")
    assert [(each.value, each.selected) for each in found.sizes] == [
        ("25", False),
        ("50", False),
        ("100", True),
    ]


# What cannot be used


@pytest.mark.parametrize(
    ("query", "name", "message"),
    [
        ("sender=nobody", "sender", "“nobody” is not known here."),
        ("sender=-nobody", "sender", "“-nobody” is not known here."),
        ("sender=a%00b", "sender", "“a\ufffdb” is not known here."),
        ("sender=person:aegis-trust", "sender", "“person:aegis-trust” is not known here."),
        ("kind=sonnet", "kind", "“sonnet” is not known here."),
        ("year=20123", "year", "“20123” is not known here."),
        ("year=0", "year", "“0” is not known here."),
        ("country=XX", "country", "“XX” is not known here."),
        ("asks=maybe", "asks", "“maybe” is not known here."),
        ("sort=random", "sort", "“random” is not known here."),
        ("per_page=7", "per_page", "“7” is not known here."),
        ("facet=colour", "facet", "“colour” is not known here."),
        ("page=two", "page", "Write a whole number."),
        ("page=0", "page", "Counting starts at 1."),
        ("page=-1", "page", "Write a whole number."),
        ("after=2013&before=2012", "before", "2012 is earlier than 2013."),
    ],
)
def test_bad_value_is_dropped_with_a_message_beside_its_field(
    results: Results, query: str, name: str, message: str
) -> None:
    make_letter("One", senders=[aegis_trust()], date="2013")
    found = results(query)
    assert found.errors == {name: [message]}
    assert found.count == 1


def test_bad_date_says_how_to_write_one(results: Results) -> None:
    found = results("after=yesterday")
    assert list(found.errors) == ["after"]
    assert "2012-09-04" in found.errors["after"][0]


def test_good_values_beside_a_bad_one_count(results: Results) -> None:
    make_letter("One", senders=[aegis_trust()])
    make_letter("Two", senders=[una_uk()])
    found = results("sender=aegis-trust&sender=nobody")
    assert slugs(found) == ["one"]
    assert found.errors == {"sender": ["“nobody” is not known here."]}
    assert found.address.pairs == (("sender", "aegis-trust"),)


def test_too_many_values(results: Results) -> None:
    found = results("&".join(f"year={year}" for year in range(1000, 1900)))
    assert found.errors == {"year": ["Only the first 50 values are used."]}
    assert len(found.address.pairs) == 50


def test_strict_filter_refuses_and_names_the_parameter(results: Results) -> None:
    strict = LetterFilter(QueryDict("sender=nobody&page=2&q=x&colour=red"), strict=True)
    with pytest.raises(ParametersError) as refused:
        strict.results()
    assert refused.value.errors == {
        "sender": ["“nobody” is not known here."],
        "colour": ["There is no parameter of this name."],
    }
    assert "sender: “nobody” is not known here." in str(refused.value)


def test_strict_filter_takes_what_is_right(results: Results) -> None:
    make_letter("One")
    search.follow()
    query = QueryDict("kind=letter&format=json")
    assert slugs(LetterFilter(query, strict=True, beside=["format"]).results()) == ["one"]


def test_unknown_parameters_do_not_matter_to_readers(results: Results) -> None:
    make_letter("One")
    assert results("utm_source=x").errors == {}


def test_together_wants_all_of_them_to_sign(results: Results) -> None:
    bodies = aegis_trust(), una_uk(), make_organisation("Waging Peace")
    for number in (1, 2, 3):
        make_letter(f"By {number}", senders=bodies[:number], date=f"201{number}")
    make_letter("To two", recipients=bodies[:2])
    both = "together=aegis-trust&together=una-uk"
    assert slugs(results(both)) == ["by-3", "by-2"]
    assert slugs(results(f"{both}&together=waging-peace")) == ["by-3"]
    assert slugs(results("together=aegis-trust&together=-waging-peace")) == ["by-2"]
    chips = results(both).chips
    assert [(chip.label, chip.url) for chip in chips] == [
        ("Signed together by: Aegis Trust", "?together=una-uk"),
        (
            "Signed together by: United Nations Association of the United Kingdom",
            "?together=aegis-trust",
        ),
    ]
    labels = {each.label for each in results(f"{both}&year=2011").suggestions}
    both_named = "Aegis Trust, United Nations Association of the United Kingdom"
    assert f"Without “Signed together by: {both_named}”" in labels


# Other callers


def test_found_can_be_counted_and_sliced(results: Results) -> None:
    for day in range(1, 8):
        make_letter(f"L {day}", date=f"2012-01-{day:02}")
    search.follow()
    found = LetterFilter({"sort": "oldest"}).qs
    assert [len(found), found.count()] == [7, 7]
    assert [hit.letter.slug for hit in found[2:4]] == ["l-3", "l-4"]
    page = Paginator(found, 3).page(3)
    assert [hit.letter.slug for hit in page] == ["l-7"]
    assert len(list(found.walk())) == 7


def test_plain_mapping_is_read_as_a_query_string(results: Results) -> None:
    make_letter("One", kind="reply", date="2012")
    assert slugs(results(kind=["reply", "letter"], year=2012, q="call")) == ["one"]


# Nothing found


def test_spelling_that_would_find_something(results: Results) -> None:
    make_letter("One", text="The prevention of atrocity crimes.")
    suggestions = results("q=artocity+crimes&kind=letter").suggestions
    assert (suggestions[0].label, suggestions[0].count) == ("“atrocity crimes”", 1)
    assert suggestions[0].url == "?kind=letter&q=atrocity+crimes"
    assert slugs(results(suggestions[0].url[1:])) == ["one"]


def test_word_that_is_like_no_other_is_left_out(results: Results) -> None:
    make_letter("One", text="The prevention of atrocity crimes.")
    labels = [each.label for each in results(q="artocity crimes zimbabwe").suggestions]
    assert labels[0] == "“atrocity crimes”"


def test_spelling_within_a_phrase(results: Results) -> None:
    make_letter("One", text="The prevention of atrocity crimes.")
    labels = [each.label for each in results(q='"artocity crimes"').suggestions]
    assert labels[0] == '“"atrocity crimes"”'


def test_filters_whose_removal_would_find_something(results: Results) -> None:
    make_letter("One", kind="letter", date="2012", text="Peace.")
    make_letter("Two", kind="reply", date="2014", text="War.")
    found = results("q=peace&kind=reply&after=2012")
    assert [(each.label, each.count) for each in found.suggestions] == [
        ("Without “Kind: Reply”", 1),
        ("Without the words", 1),
    ]
    for each in found.suggestions:
        assert results(each.url[1:]).count == each.count


def test_words_whose_removal_would_find_something(results: Results) -> None:
    make_letter("One", text="Peace in Syria.")
    make_letter("Two", text="War in Mali.")
    found = results(q="peace mali")
    assert {each.label: each.url for each in found.suggestions} == {
        "Without “peace”": "?q=mali",
        "Without “mali”": "?q=peace",
    }


def test_nothing_is_suggested_where_something_is_found(results: Results) -> None:
    make_letter("One", text="Peace.")
    assert results(q="peace").suggestions == []


# Drafts


def everything_said(found: Any) -> str:
    """Return all that a page could show of some results, but for the time it took."""
    return repr(replace(found, elapsed=0.0, version=""))


@pytest.mark.parametrize(
    "query",
    [
        "q=zanzibar",
        "q=zanzibra",
        "q=from:zanzibar",
        "q=zanz*",
        "sender=zanzibar",
        "signatory=zanzibar",
        "organisation=zanzibar",
        "theme=zanzibar",
        "facet=sender",
        "year=1999",
        "country=SY",
        "kind=statement",
        "before=2000",
    ],
)
def test_drafts_leave_no_trace(results: Results, query: str) -> None:
    make_letter("Public", senders=[aegis_trust()], text="Peace.")
    without = everything_said(results(query))
    hidden = make_letter(
        "Zanzibar",
        status="draft",
        kind="statement",
        date="1999",
        text="Zanzibar, Syria.",
        senders=[make_organisation("Zanzibar Society", slug="zanzibar"), aegis_trust()],
        signatories=[make_person("Zara Zanzibar", slug="zanzibar")],
    )
    make_recommendation(hidden, "Zanzibar", themes=[make_theme("Zanzibar")])
    search.rebuild()
    assert everything_said(results(query)) == without


def test_slug_of_a_draft_is_as_unknown_as_any(results: Results) -> None:
    make_letter("Draft", status="draft", senders=[make_organisation("Hidden", slug="hidden")])
    make_letter("Public")
    drafts, unknown = results(sender="hidden"), results(sender="hiddem")
    assert everything_said(drafts).replace("hidden", "hiddem") == everything_said(unknown)


def test_withdrawn_letters_leave_every_count(results: Results) -> None:
    make_letter("Public", text="Peace.")
    gone = make_letter("Gone", kind="statement", date="1999", text="Zanzibar.")
    assert results(q="zanzibar").count == 1
    withdraw(gone)
    found = results()
    assert (found.count, found.total) == (1, 1)
    assert counts(found, "kind") == {"letter": 1}
    assert results(q="zanzibra").suggestions == []
    assert [bar.year for bar in found.years] == [2012]


# Without an index


def test_list_falls_back_to_the_database(results: Results, data_dir: Path) -> None:  # noqa: F811
    asking = make_letter("One", date="2012")
    make_letter("Two", kind="reply", date="2013", senders=[aegis_trust()])
    make_letter("Undated", date="")
    make_letter("Draft", status="draft")
    make_recommendation(asking)
    (data_dir / "index" / "live").unlink()
    found = LetterFilter({}).results()
    assert slugs(found) == ["two", "one", "undated"]
    assert (found.count, found.total, found.facets, found.years) == (3, 3, [], [])
    assert found.notices == ["There is no search index. manage.py index --rebuild makes a new one."]
    assert [hit.asks for hit in found.hits] == [0, 1, 0]
    assert [each.value for each in found.sorts if each.selected] == ["newest"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=reply", ["two"]),
        ("kind=-reply", ["one", "undated"]),
        ("year=2012", ["one"]),
        ("year=-2012", ["two", "undated"]),
        ("after=2013", ["two"]),
        ("before=2012", ["one"]),
        ("held=no", []),
        ("held=-no", ["two", "one", "undated"]),
        ("sort=oldest", ["undated", "one", "two"]),
        ("page=7&per_page=50", ["two", "one", "undated"]),
    ],
)
def test_database_filters_what_it_can(
    results: Results,
    data_dir: Path,  # noqa: F811
    query: str,
    expected: list[str],
) -> None:
    make_letter("One", date="2012")
    make_letter("Two", kind="reply", date="2013")
    make_letter("Undated", date="")
    (data_dir / "index" / "live").unlink()
    assert slugs(LetterFilter(QueryDict(query)).results()) == expected


def test_database_says_what_it_leaves_aside(results: Results, data_dir: Path) -> None:  # noqa: F811
    make_letter("One", senders=[aegis_trust()])
    (data_dir / "index" / "live").unlink()
    found = LetterFilter(QueryDict("q=nothing&sender=aegis-trust&sort=relevance")).results()
    assert slugs(found) == ["one"]
    assert found.notices[1] == "Left aside without it: Sender, Words."
    assert len(found.chips) == 2


def test_ledger_falls_back_to_the_database(results: Results, data_dir: Path) -> None:  # noqa: F811
    letter = make_letter("One")
    make_recommendation(letter, form="implied")
    make_recommendation(letter)
    (data_dir / "index" / "live").unlink()
    found = RecommendationFilter(QueryDict("form=implied&letter=one&status=answered")).results()
    assert [hit.recommendation.number for hit in found.hits] == [1]
    assert found.notices[1] == "Left aside without it: Answers."


def test_damage_found_while_searching_falls_back(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_letter("One")
    search.follow()

    def fail(*args: object, **kwargs: object) -> Iterator[None]:
        raise search.UnusableError("The search index is damaged.")

    monkeypatch.setattr("letters.search.snapshot.Part.counts", fail)
    found = LetterFilter({}).results()
    assert slugs(found) == ["one"]
    assert found.notices == ["The search index is damaged."]


# The ledger


def test_ledger(ledger: Callable[[str], RecommendationResults]) -> None:
    letter = make_letter("One", senders=[aegis_trust()], recipients=[william_hague()])
    reply = make_letter("Reply", date="2014", senders=[foreign_office()])
    first = make_recommendation(letter, themes=[make_theme()])
    make_recommendation(letter, "role of the focal point", form="implied", gist="Say more")
    make_answer(first, reply, stance="noted")
    found = ledger("")
    assert [hit.recommendation.number for hit in found.hits] == [1, 2]
    assert (found.count, found.total) == (2, 2)
    assert counts(found, "status") == {"answered": 1, "unanswered": 1}
    assert counts(found, "asker") == {"aegis-trust": 2}
    for query, numbers in {
        "q=focal": [2],
        "q=say+more": [2],
        "theme=focal-point": [1],
        "asker=aegis-trust": [1, 2],
        "asker=-aegis-trust": [],
        "addressee=william-hague": [1, 2],
        "letter=one": [1, 2],
        "letter=reply": [],
        "year=2012": [1, 2],
        "form=implied": [2],
        "status=unanswered": [2],
        "stance=noted": [1],
        "sort=waiting": [2, 1],
        "q=from:aegis+focal": [2],
    }.items():
        found = ledger(query)
        assert ([hit.recommendation.number for hit in found.hits], found.errors) == (numbers, {})


def test_ledger_hits_show_the_words_found(ledger: Callable[[str], RecommendationResults]) -> None:
    make_recommendation(make_letter("One"), "role of the focal point")
    (hit,) = ledger("q=focal").hits
    assert hit.snippet is not None
    assert [words for words, is_hit in hit.snippet.pieces if is_hit] == ["focal"]
    (hit,) = ledger("").hits
    assert hit.snippet is None


def test_ledger_hides_asks_of_drafts(ledger: Callable[[str], RecommendationResults]) -> None:
    draft = make_letter("Draft", status="draft", text="Speak of the envoy.")
    make_recommendation(draft, "Speak of the envoy")
    public = make_letter("Public", text="", held=False, known_from=draft)
    make_recommendation(public, "Speak of the envoy", reported_in=draft)
    assert ledger("").count == 0
    assert ledger("letter=draft").errors == {"letter": ["“draft” is not known here."]}


# Cost


def cost(query: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        LetterFilter(QueryDict(query)).results()
    return len(queries)


@pytest.mark.parametrize("query", ["", "q=call", "q=call&sender=aegis-trust&kind=-reply", "q=none"])
def test_number_of_queries_is_constant(results: Results, query: str) -> None:
    def make(name: str) -> None:
        lost = make_letter(f"{name} lost", text="", held=False, known_from=make_letter(name))
        letter = make_letter(
            name,
            senders=[aegis_trust(), make_organisation()],
            recipients=[(william_hague(), foreign_secretary(), foreign_office())],
            signatories=[james_smith()],
        )
        make_recommendation(letter, themes=[make_theme(f"{name} theme")])
        make_recommendation(lost, reported_in=letter)

    make("One")
    results(query)
    one = cost(query)
    make("Two")
    make("Three")
    results(query)
    assert cost(query) == one


# Anything at all

PARAMETERS = sorted(LetterFilter.base_filters)
ANYTHING = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["-", "--x", "%", "_", "*", '"', "NEAR(", "a" * 10_000, "\0", "1e999", "٢٠١٢"]),
    st.sampled_from(["-aegis-trust", "aegis-trust", "SY", "2012", "2012-13-45", "any", "-1"]),
)


@contextmanager
def bounded_work(calls: int = 1_000_000) -> Iterator[None]:
    """Bound how many functions are called, Python's and C's: no busy machine moves that.

    An ordinary page calls some 100,000.
    """
    counter = itertools.count(1)
    sys.setprofile(lambda *_: next(counter))
    try:
        yield
    finally:
        sys.setprofile(None)
    assert next(counter) < 2 * calls, "each call is seen twice: when it begins and when it ends"


@pytest.fixture
def archive(results: Results) -> None:
    letter = make_letter("One", senders=[aegis_trust()], text="Speak of Syria.")
    make_recommendation(letter, "Speak of Syria")
    results()


@hypothesis_settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.dictionaries(st.sampled_from([*PARAMETERS, "other"]), st.lists(ANYTHING, max_size=4)))
def test_any_query_string_is_answered_at_once(archive: None, data: dict[str, list[str]]) -> None:
    with bounded_work():
        found = LetterFilter(data).results()
        asks = RecommendationFilter(data).results()
    assert 0 <= found.count <= found.total == 1
    assert 0 <= asks.count <= asks.total == 1
    assert set(found.errors) <= {*PARAMETERS}


@hypothesis_settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(alphabet='ab"“”-–*:() ORfromtsigned¹½ßⅣé\u0301\u200d\ufeff', max_size=80))
def test_any_words_are_searched_for(archive: None, words: str) -> None:
    found = LetterFilter({"q": words}).results()
    assert 0 <= found.count <= 1
    search.find_hits(words)("Speak of Syria.")


@pytest.mark.parametrize(
    "words",
    ["(" * 5_000, '"' * 5_000, "a" * 10_000, "-" * 10_000, "* " * 5_000, "a* " * 40, "OR " * 5_000],
)
def test_hostile_words_are_answered_at_once(archive: None, words: str) -> None:
    with bounded_work():
        LetterFilter({"q": words}).results()
