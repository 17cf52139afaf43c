"""ETags: a page that did not change is not made again; drafts never show."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from letters import search
from letters.models import Change, Letter, record_change
from letters.views.version import archive_version
from tests import builders

PAGES = ("/", "/letters/", "/letters/one/", "/letters/one.json", "/letters.csv", "/about/")


@pytest.fixture
def archive(db: None, data_dir: Path) -> Letter:
    letter = builders.make_letter("One", slug="one")
    search.rebuild()
    return letter


def etag(client: Client, address: str) -> str:
    found = client.get(address).headers["ETag"]
    assert found.startswith('W/"')
    return found


@pytest.mark.parametrize("address", PAGES)
def test_a_page_that_did_not_change_is_not_made_again(
    archive: Letter, client: Client, address: str
) -> None:
    known = etag(client, address)
    with CaptureQueriesContext(connection) as queries:
        again = client.get(address, headers={"If-None-Match": known})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == known
    assert again.headers["Cache-Control"] == "public, max-age=60"
    assert len(queries) == 1


def test_pages_have_different_etags(archive: Letter, client: Client) -> None:
    addresses = [*PAGES, "/letters/?q=one", "/letters/?q=two"]
    assert len({etag(client, each) for each in addresses}) == len(addresses)


def test_publishing_withdrawing_and_deleting_move_it(archive: Letter, client: Client) -> None:
    seen = [etag(client, "/letters/")]
    other = builders.make_letter("Two")
    seen.append(etag(client, "/letters/"))
    builders.withdraw(other)
    seen.append(etag(client, "/letters/"))
    builders.delete(builders.make_letter("Three"))
    seen.append(etag(client, "/letters/"))
    search.follow()
    seen.append(etag(client, "/letters/"))
    assert len(set(seen)) == len(seen)


def test_drafts_never_move_it(archive: Letter, client: Client) -> None:
    known = etag(client, "/letters/")
    draft = builders.make_letter("Draft", status="draft")
    draft.title = "Another title"
    draft.save()
    builders.make_recommendation(draft)
    draft.delete()
    search.follow()
    assert etag(client, "/letters/") == known


def test_a_name_that_the_index_does_not_hold_moves_it(archive: Letter, client: Client) -> None:
    known = etag(client, "/letters/one/")
    record_change(Change.Subject.ORGANISATION, [builders.aegis_trust().pk], indexed=False)
    assert etag(client, "/letters/one/") != known


def test_what_is_not_there_has_none_of_it(archive: Letter, client: Client) -> None:
    known = etag(client, "/letters/one/")
    builders.withdraw(archive)
    response = client.get("/letters/one/", headers={"If-None-Match": known})
    assert response.status_code == 410


def test_the_curators_pages_have_no_such_etag(archive: Letter, client: Client) -> None:
    response = client.get("/admin/login/")
    assert not response.headers.get("ETag", "").startswith('W/"')
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_committed_late_moves_it(data_dir: Path, settings: Any) -> None:
    """The id of the late one is the lower of the two."""
    late = connection.copy()
    late.set_autocommit(False)
    with late.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('letters_change', 'id'))")
        (number,) = cursor.fetchone()
        with transaction.atomic():
            record_change(Change.Subject.LETTER, [1])
        before = archive_version()
        cursor.execute(
            "INSERT INTO letters_change (id, subject, key, indexed, words, transaction, token, at)"
            " VALUES (%s, 'letter', 2, true, '', pg_current_xact_id()::text::bigint,"
            " gen_random_uuid(), now())",
            [number],
        )
    late.commit()
    late.close()
    assert Change.objects.order_by("-pk").values_list("key", flat=True)[0] == 1
    assert archive_version() != before
