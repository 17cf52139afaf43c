"""The lists of organisations and of people: what their parameters find."""

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from letters import search
from letters.filters import ranking
from letters.filters.names import NameFilter, NameResults, OrganisationFilter, PersonFilter
from letters.filters.tallies import Tally
from letters.models import Organisation
from tests import builders

pytestmark = pytest.mark.django_db


def organisations(query: str = "") -> NameResults:
    return OrganisationFilter(QueryDict(query)).results()


def people(query: str = "") -> NameResults:
    return PersonFilter(QueryDict(query)).results()


def names(results: NameResults) -> list[str]:
    return [str(row.named) for row in results.rows]


def facet(results: NameResults, name: str) -> dict[str, int]:
    found = {each.name: each for each in results.facets}
    return {value.label: value.count for value in found[name].values} if name in found else {}


@pytest.fixture
def letter() -> Any:
    """Three signers of two bodies write to the holder of an office."""
    return builders.make_letter(
        senders=[builders.aegis_trust(), builders.una_uk()],
        recipients=[(builders.william_hague(), builders.foreign_secretary())],
        signatories=[
            (builders.james_smith(), [("Chief Executive", builders.aegis_trust())]),
            (builders.andres_serbin(), [("Chair", builders.una_uk()), ("Director", None)]),
        ],
    )


# Names


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("una-uk", ["United Nations Association of the United Kingdom"]),
        ("UNA–UK", ["United Nations Association of the United Kingdom"]),
        ("unit asso", ["United Nations Association of the United Kingdom"]),
        ("aegis trust", ["Aegis Trust"]),
        ("ÆGIS", ["Aegis Trust"]),
        ("egis", []),
        ("aegis kingdom", []),
    ],
)
def test_organisations_are_found_by_any_form_of_the_name(
    letter: Any, words: str, found: list[str]
) -> None:
    assert names(organisations(f"q={words}")) == found


@pytest.mark.parametrize("words", ["serbin", "andres serbin", "Andrés", "SERB", "dr serbin"])
def test_people_are_found_by_any_form_of_the_name(letter: Any, words: str) -> None:
    assert names(people(f"q={words}")) == ["Andrés Serbin"]


def test_lists_are_in_order_of_names(letter: Any) -> None:
    assert names(organisations()) == [
        "Aegis Trust",
        "Foreign and Commonwealth Office",
        "United Nations Association of the United Kingdom",
    ]
    assert names(people()) == ["William Hague", "Andrés Serbin", "James Smith"]


def test_nobody_is_listed_whom_only_drafts_name(letter: Any) -> None:
    builders.make_letter(
        status="draft",
        senders=[builders.make_organisation("Secret Society")],
        signatories=[(builders.make_person("Xan Thippe"), [("Chair", builders.una_uk())])],
    )
    assert "Secret Society" not in names(organisations())
    assert organisations("q=secret").count == 0
    assert "Xan Thippe" not in names(people())
    assert people("q=xan").count == 0
    assert facet(organisations(), "kind") == {
        "Civil society organisation": 1,
        "Government": 1,
        "Other body": 1,
    }


# Facets


def test_facets_add_up_and_ignore_their_own_selection(letter: Any) -> None:
    results = organisations("kind=government")
    assert names(results) == ["Foreign and Commonwealth Office"]
    assert sum(facet(results, "kind").values()) == 3
    assert facet(results, "signed") == {}
    assert (results.count, results.total) == (1, 3)
    both = organisations("kind=government&kind=civil-society")
    assert both.count == 2
    assert facet(both, "signed") == {"Signs letters": 1, "Signs none": 1}


def test_values_can_be_left_out(letter: Any) -> None:
    results = organisations("kind=-government")
    assert names(results) == ["Aegis Trust", "United Nations Association of the United Kingdom"]
    assert [chip.label for chip in results.chips] == ["Kind: not Government"]


def test_signing_tells_those_who_sign_from_the_others(letter: Any) -> None:
    assert names(organisations("signed=no")) == ["Foreign and Commonwealth Office"]
    assert names(people("signed=yes")) == ["Andrés Serbin", "James Smith"]
    assert names(people("signed=no")) == ["William Hague"]


def test_initials_are_those_that_there_are(letter: Any) -> None:
    results = people("signed=yes")
    assert [(each.label, each.count) for each in results.initials] == [("S", 2)]
    assert names(people("initial=h")) == ["William Hague"]
    assert [each.label for each in people("initial=h").initials] == ["H", "S"]


def test_what_begins_with_no_letter_stands_under_others() -> None:
    builders.make_letter(senders=[builders.make_organisation("3D Trust"), builders.aegis_trust()])
    results = organisations("initial=other")
    assert names(results) == ["3D Trust"]
    assert [each.label for each in results.initials] == ["0–9 and others", "A"]


def test_people_are_found_by_role_and_by_office(letter: Any) -> None:
    assert names(people("role=chief")) == ["James Smith"]
    assert names(people("role=foreign+secretary")) == ["William Hague"]
    assert names(people("role=gardener")) == []


def test_people_are_found_by_their_organisation(letter: Any) -> None:
    assert names(people("organisation=una-uk")) == ["Andrés Serbin"]
    # To the holder of an office is to its organisation.
    assert names(people("organisation=foreign-office")) == ["William Hague"]
    both = people("organisation=una-uk&organisation=aegis-trust")
    assert names(both) == ["Andrés Serbin", "James Smith"]
    assert names(people("organisation=-una-uk")) == ["William Hague", "James Smith"]


def test_a_department_s_people_are_those_of_what_it_is_a_part_of() -> None:
    department = builders.multilateral_policy()
    builders.make_letter(signatories=[(builders.james_smith(), [("", department)])])
    assert names(people("organisation=foreign-office")) == ["James Smith"]


# Numbers


def test_tallies_count_letters_by_part(letter: Any) -> None:
    tallies = {row.named.slug: row.tally for row in organisations().rows}
    assert tallies == {
        "aegis-trust": Tally(sent=1, signed=1),
        "foreign-office": Tally(received=1),
        "una-uk": Tally(sent=1, signed=1),
    }
    assert {row.named.slug: row.tally for row in people().rows} == {
        "william-hague": Tally(received=1),
        "andres-serbin": Tally(signed=1),
        "james-smith": Tally(signed=1),
    }


def test_a_letter_of_parent_and_department_counts_once() -> None:
    office, department = builders.foreign_office(), builders.multilateral_policy()
    builders.make_letter(senders=[office, department], parties=[("host", department)])
    builders.make_letter("Second", senders=[department], copied=[builders.foreign_secretary()])
    builders.make_letter("Draft", status="draft", senders=[office])
    tallies = {row.named.slug: row.tally for row in organisations().rows}
    assert tallies["foreign-office"] == Tally(sent=2, other=2)
    assert tallies["multilateral-policy-directorate"] == Tally(sent=2, other=1)


@pytest.mark.parametrize("query", ["sort=letters", "sort=letters&per_page=25"])
def test_those_with_most_letters_come_first(letter: Any, query: str) -> None:
    builders.make_letter("Another", senders=[builders.una_uk()])
    assert names(organisations(query))[0] == "United Nations Association of the United Kingdom"
    builders.make_letter("To him", recipients=[builders.james_smith()])
    assert names(people(query))[0] == "James Smith"


def test_the_index_ranks_those_with_most_letters(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = [builders.make_organisation(name) for name in ("D body", "C body", "B body", "A body")]
    authors = [builders.make_person(f"{name} Author") for name in ("Zoe", "Ann", "Bea")]
    for number in (1, 2, 2, 3):
        signers = [(author, [("", bodies[3])]) for author in authors[1:number]]
        builders.make_letter(senders=bodies[:number], signatories=signers)
    builders.make_letter("Draft", status="draft", senders=bodies[3:], signatories=authors[:1])
    by_database = names(organisations("sort=letters")), names(people("sort=letters"))
    search.rebuild()
    assert names(organisations("sort=letters")) == ["D body", "A body", "C body", "B body"]
    assert names(people("sort=letters")) == ["Ann Author", "Bea Author"]
    assert (names(organisations("sort=letters")), names(people("sort=letters"))) == by_database
    monkeypatch.setattr(ranking, "RANKED", 1)
    sorting = OrganisationFilter(QueryDict("sort=letters"))
    ranked = [*sorting._ranked(sorting.filter_queryset(None))]
    assert ranked == [bodies[place].pk for place in (0, 3, 2, 1)]
    assert names(organisations("sort=letters&initial=c")) == ["C body"]


def test_rows_are_counted_once_until_something_changes(data_dir: Path) -> None:
    builders.make_letter(senders=[builders.aegis_trust()])
    search.rebuild()
    assert organisations().count == 1
    with patch.object(NameFilter, "_cells", side_effect=AssertionError):
        assert organisations("kind=parliament&sort=letters").total == 1
        with pytest.raises(AssertionError):
            organisations("q=aegis")
        with pytest.raises(AssertionError):
            people()
        builders.make_letter("Another", senders=[builders.una_uk()])
        with pytest.raises(AssertionError):
            organisations()


def test_a_list_is_paged() -> None:
    bodies = [builders.make_organisation(f"Body {number:02}") for number in range(30)]
    builders.make_letter(senders=bodies)
    results = organisations("per_page=25&page=2")
    assert names(results) == [f"Body {number:02}" for number in range(25, 30)]
    assert (results.page.first, results.page.last, results.page.next) == (26, 30, None)
    assert results.page.previous == "?per_page=25"


# What cannot be used


@pytest.mark.parametrize(
    ("query", "name", "message"),
    [
        ("kind=nonsense", "kind", "“nonsense” is not known here."),
        ("signed=perhaps", "signed", "“perhaps” is not known here."),
        ("initial=%C3%9F", "initial", "“ß” is not known here."),
        ("sort=up", "sort", "“up” is not known here."),
        ("page=x", "page", "Write a whole number."),
        ("page=0", "page", "Counting starts at 1."),
        ("per_page=7", "per_page", "“7” is not known here."),
    ],
)
def test_a_bad_value_is_left_out_and_said(letter: Any, query: str, name: str, message: str) -> None:
    results = organisations(query)
    assert results.errors == {name: [message]}
    assert results.count == 3
    assert results.address.pairs == ()


def test_good_values_stay_beside_bad_ones(letter: Any) -> None:
    results = organisations("kind=government&kind=nonsense")
    assert names(results) == ["Foreign and Commonwealth Office"]
    assert results.address.url == "?kind=government"


def test_a_draft_s_organisation_is_as_unknown_as_any(letter: Any) -> None:
    builders.make_letter(status="draft", senders=[builders.make_organisation("Secret Society")])
    assert people("organisation=secret-society").errors == {
        "organisation": ["“secret-society” is not known here."]
    }
    assert people("organisation=no-such").errors == {
        "organisation": ["“no-such” is not known here."]
    }


def test_a_page_beyond_the_last_is_the_last_and_says_so(letter: Any) -> None:
    results = organisations("page=99")
    assert results.page.number == 1
    assert results.notices == ["There is only 1 page: this is the last."]


def test_nothing_found_offers_what_would_be(letter: Any) -> None:
    results = people("q=smith&signed=no")
    assert names(results) == []
    assert [(each.label, each.url, each.count) for each in results.suggestions] == [
        ("With any name", "?signed=no", 1),
        ("Whether signing or not", "?q=smith", 1),
    ]


class HostileTest(TestCase):
    """Any text in any parameter gives a list."""

    @given(
        pairs=st.lists(
            st.tuples(
                st.sampled_from(
                    ["q", "kind", "signed", "initial", "role", "organisation", "sort", "page"]
                ),
                st.text(max_size=60),
            ),
            max_size=5,
        )
    )
    def test_anything_typed_gives_a_list(self, pairs: list[tuple[str, str]]) -> None:
        query = QueryDict(mutable=True)
        for name, value in pairs:
            query.appendlist(name, value)
        assert OrganisationFilter(query).results().page.number >= 1
        assert PersonFilter(query).results().page.number >= 1


# Cost


def test_queries_do_not_grow_with_the_rows() -> None:
    def count(number: int) -> list[int]:
        bodies = [builders.make_organisation(f"Body {each}") for each in range(number)]
        signers = [
            (builders.make_person(f"Ann Signer{each}"), [("Chair", body)])
            for each, body in enumerate(bodies)
        ]
        builders.make_letter(f"Letter {number}", senders=bodies, signatories=signers)
        queries = []
        for query in ("", "sort=letters", "q=body", "role=chair"):
            with CaptureQueriesContext(connection) as captured:
                organisations(query)
                people(query)
            queries.append(len(captured))
        return queries

    assert count(1) == count(3)


def test_a_circle_in_the_data_ends() -> None:
    first, second = builders.make_organisation("First"), builders.make_organisation("Second")
    builders.make_letter(senders=[first])
    Organisation.objects.filter(pk=first.pk).update(parent=second)
    Organisation.objects.filter(pk=second.pk).update(parent=first)
    assert [row.tally.sent for row in organisations("q=first").rows] == [1]
