"""Planned queries: the same rows, whether the server has a plan or not."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from letters.models import Letter, Theme
from letters.models import planned as planning
from letters.models.prepared import Prepared
from tests.builders import make_letter, make_theme

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

SINCE = Prepared(
    lambda slugs, day, key: (
        Letter.objects.published()
        .filter(slug__in=slugs, sort_date__gte=day)
        .exclude(pk=key)
        .order_by("pk")
        .values_list("title", flat=True)
    )
)


@pytest.fixture(autouse=True)
def _new_connection() -> Iterator[None]:
    connection.close()
    yield
    connection.close()


@pytest.fixture
def letters() -> list[Letter]:
    return [make_letter(f"It’s 5 % of {day}", date=f"2012-09-0{day}") for day in range(1, 6)]


def plans() -> list[str]:
    """Return the words of the plans that this connection has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [words for (words,) in cursor.fetchall()]


def since(letters: list[Letter], day: int) -> Any:
    return SINCE([each.slug for each in letters], date(2012, 9, day), letters[4].pk)


def test_a_query_is_planned_from_the_second_time_on(letters: list[Letter]) -> None:
    expected = [[each.title for each in letters[day - 1 : 4]] for day in range(1, 6)]
    assert since(letters, 1) == expected[0]
    assert plans() == []
    assert [since(letters, day) for day in range(1, 6)] == expected
    assert len(plans()) == 1


def test_constants_stay_in_a_plan(letters: list[Letter]) -> None:
    since(letters, 1)
    since(letters, 1)
    (words,) = plans()
    assert "'published'" in words
    assert "$10" in words


def test_a_query_of_skewed_values_is_planned_each_time(letters: list[Letter]) -> None:
    query = Prepared(lambda key: Letter.objects.filter(pk=key), is_skewed=True)
    assert [query(letters[0].pk) for _ in range(3)] == 3 * [letters[:1]]
    assert plans() == []


def test_a_transaction_is_not_put_at_risk(letters: list[Letter]) -> None:
    with transaction.atomic():
        assert [since(letters, 5) for _ in range(3)] == 3 * [[]]
    assert plans() == []


def test_a_plan_that_is_missing_is_done_without(letters: list[Letter]) -> None:
    for _ in range(2):
        since(letters, 1)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert [len(since(letters, 2)) for _ in range(3)] == [3, 3, 3]
    assert plans() == []


def test_a_plan_that_another_connection_has_left_is_used(letters: list[Letter]) -> None:
    for _ in range(2):
        since(letters, 1)
    planning._PLANS.clear()
    assert [len(since(letters, 2)) for _ in range(3)] == [3, 3, 3]
    assert len(plans()) == 1


def test_a_plan_of_a_table_that_has_changed_is_done_without() -> None:
    make_theme("Prevention")
    themes = Prepared(lambda slug: Theme.objects.filter(slug=slug))
    [*map(themes, 2 * ["prevention"])]
    length = Theme._meta.get_field("name").max_length or 0
    change = "ALTER TABLE letters_theme ALTER COLUMN name TYPE varchar({})"
    with connection.cursor() as cursor:
        cursor.execute(change.format(length + 1))
    try:
        assert [theme.name for theme in themes("prevention")] == ["Prevention"]
    finally:
        with connection.cursor() as cursor:
            cursor.execute(change.format(length))


def test_what_cannot_be_planned_is_put_as_usual(
    letters: list[Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    polygons = dict.fromkeys(planning.TYPES, "polygon")
    monkeypatch.setattr(planning, "TYPES", polygons)
    assert [len(since(letters, 2)) for _ in range(3)] == [3, 3, 3]


def test_values_that_no_plan_takes_are_put_as_usual(letters: list[Letter]) -> None:
    by_key = Prepared(lambda key: Letter.objects.filter(pk=key))
    assert [*map(by_key, [letters[0].pk, letters[1].pk, 2**63, -(2**63), 2**99])] == [
        letters[:1], letters[1:2], [], [], []
    ]  # fmt: skip
    by_keys = Prepared(lambda keys: Letter.objects.filter(pk__in=keys))
    many = [letters[0].pk, *range(10**6, 10**6 + planning.MOST_VALUES)]
    assert [by_keys(many) for _ in range(3)] == 3 * [letters[:1]]
    assert len(plans()) == 1


def test_a_connection_has_only_so_many_plans(
    letters: list[Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "MOST_PLANS", 1)
    queries = [Prepared(lambda key: Letter.objects.filter(pk=key)) for _ in range(3)]
    for query in 3 * queries:
        assert query(letters[0].pk) == letters[:1]
    assert len(plans()) == 1
