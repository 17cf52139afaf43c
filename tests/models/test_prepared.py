"""Prepared queries: they return what the query set would, whatever the values."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import OuterRef, Subquery, Value
from django.test.utils import CaptureQueriesContext

from letters.models import Correspondent, Letter
from letters.models.prepared import Prepared, keep
from tests.builders import aegis_trust, james_smith, make_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters() -> list[Letter]:
    sender = (james_smith(), aegis_trust())
    return [make_letter(date=f"2012-09-0{day}", senders=[sender]) for day in range(1, 6)]


def test_prepared_query_returns_the_rows_of_the_query_set(letters: list[Letter]) -> None:
    def write(slug: str) -> Any:
        return Letter.objects.filter(slug=slug).defer("text", "closer")

    prepared, letter = Prepared(write), letters[2]
    [found], [expected] = prepared(letter.slug), write(letter.slug)
    assert found == expected
    assert found.get_deferred_fields() == expected.get_deferred_fields()
    assert (found.earliest, found.held, found.published_at) == (
        expected.earliest,
        expected.held,
        expected.published_at,
    )
    assert prepared("of-nobody") == []
    assert prepared.first("of-nobody") is None


def test_prepared_query_is_written_once_for_lists_of_a_size(letters: list[Letter]) -> None:
    written = []

    def write(keys: list[int]) -> Any:
        written.append(len(keys))
        return Letter.objects.filter(pk__in=keys).order_by("pk")

    prepared, keys = Prepared(write), [letter.pk for letter in letters]
    for end in (3, 4, 3, 5, 1, 0):
        assert prepared(keys[:end]) == letters[:end]
    assert written == [4, 8, 1]


def test_prepared_query_takes_days_numbers_and_slugs(letters: list[Letter]) -> None:
    prepared = Prepared(
        lambda slugs, day, key: (
            Letter.objects.filter(slug__in=slugs, sort_date__gte=day)
            .exclude(pk=key)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
    )
    slugs = {letter.slug for letter in letters}
    for day, without in ((2, 3), (4, 4), (2, 2)):
        expected = [each.pk for each in letters[day - 1 :] if each != letters[without]]
        assert prepared(slugs, date(2012, 9, day), letters[without].pk) == expected


def test_prepared_query_fetches_what_is_related_and_annotated(letters: list[Letter]) -> None:
    later = Letter.objects.filter(sort_date__gt=OuterRef("letter__sort_date")).order_by("sort_date")
    prepared = Prepared(
        lambda key: (
            Correspondent.objects.filter(letter=key)
            .select_related("organisation", "person", "office")
            .annotate(later=Subquery(later.values("pk")[:1]))
        )
    )
    with CaptureQueriesContext(connection) as asked:
        [row], [last] = prepared(letters[0].pk), prepared(letters[-1].pk)
        assert (str(row.organisation), str(row.person), row.office) == (
            "Aegis Trust",
            "James Smith",
            None,
        )
    assert len(asked) == 2
    assert (row.later, last.later) == (letters[1].pk, None)


def test_prepared_query_gives_rows_in_the_order_of_their_ids(letters: list[Letter]) -> None:
    prepared = Prepared(lambda keys: Letter.objects.filter(pk__in=keys).order_by("pk"))
    one, two, three, *_ = letters
    assert prepared.in_order([three.pk, 10**9, one.pk, two.pk]) == [three, one, two]
    assert prepared.in_order([]) == []


def test_prepared_query_takes_several_sets_of_values_at_once(letters: list[Letter]) -> None:
    prepared = Prepared(
        lambda tag, keys: (
            Letter.objects.filter(pk__in=keys)
            .order_by()
            .annotate(tag=Value(tag))
            .values_list("tag", "slug")
        )
    )
    one, two, three, *_ = letters
    with CaptureQueriesContext(connection) as asked:
        found = prepared.of_all([(7, [one.pk, two.pk]), (8, [three.pk]), (9, [])])
    assert sorted(found) == [(7, one.slug), (7, two.slug), (8, three.slug)]
    assert len(asked) == 1
    assert prepared.of_all([]) == []


def test_prepared_query_must_use_every_value() -> None:
    prepared = Prepared(lambda slug, key: Letter.objects.filter(slug=slug))
    with pytest.raises(ValueError, match="does not use every value"):
        prepared("letter", 1)


def test_kept_rows_stand_for_what_would_be_prefetched(letters: list[Letter]) -> None:
    rows = Correspondent.objects.filter(letter__in=[letter.pk for letter in letters[:2]])
    keep(letters[:3], "correspondents", rows, "letter")
    with CaptureQueriesContext(connection) as asked:
        kept = [list(letter.correspondents.all()) for letter in letters[:3]]
        assert [len(each) for each in kept] == [1, 1, 0]
        assert kept[0][0].letter is letters[0]
    assert not asked.captured_queries
