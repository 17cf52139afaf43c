"""The index follows the change log of the database it was made of."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from letters import search
from letters.models import Change, Letter, Synonym, record_change, record_letter_change
from letters.search import following, generation
from letters.search.codes import code
from letters.search.position import Position
from letters.search.results import Results, Selection
from letters.search.snapshot import read_position
from letters.search.verifying import verify
from letters.search.writing import Writer
from tests.builders import (
    delete,
    james_smith,
    make_answer,
    make_letter,
    make_organisation,
    make_recommendation,
    make_synonym,
    make_theme,
    withdraw,
)
from tests.search.conftest import Find, found, slugs


def everything() -> list[str]:
    """Return the slugs of all that the index holds, as it stands."""
    return sorted(slugs(hit.key for hit in found().hits("newest", 0, 100)))


def saved(title: str) -> None:
    """Save a letter as a curator does."""
    make_letter(title)
    search.follow()


def rebuilt() -> None:
    search.rebuild()


def position() -> Position:
    return read_position(search.current().letters)


# Saves


def test_save_is_visible_at_once(find: Find) -> None:
    letter = make_letter("One", text="Peace.")
    assert find("peace") == ["one"]
    letter.text = "War."
    letter.save()
    record_letter_change(letter)
    assert find("peace") == []
    assert find("war") == ["one"]


def test_withdrawn_and_deleted_letters_leave(find: Find) -> None:
    one, two = make_letter("One"), make_letter("Two")
    make_recommendation(one)
    assert sorted(find()) == ["one", "two"]
    withdraw(one)
    assert find() == ["two"]
    delete(two)
    assert find() == []
    assert search.current().recommendations.size == 0


def test_draft_is_not_indexed_and_leaves_no_trace(find: Find) -> None:
    draft = make_letter("Draft", status="draft")
    assert find() == []
    assert not Change.objects.exists()
    draft.status = Letter.Status.PUBLISHED
    draft.save()
    record_letter_change(draft)
    assert find() == ["draft"]


def test_nothing_to_follow_writes_nothing(find: Find) -> None:
    make_letter("One")
    find()
    before = search.current()
    search.follow()
    assert search.current() is before


def test_change_of_a_name_alone_moves_the_version_only(find: Find) -> None:
    organisation = make_organisation()
    make_letter("One", senders=[organisation])
    find()
    before = search.current().version
    record_change(Change.Subject.ORGANISATION, [organisation.pk], indexed=False)
    assert following.follow() == 0
    assert search.current().version != before


def test_answer_changes_the_letter_that_asks(find: Find) -> None:
    asking, reply = make_letter("Asking"), make_letter("Reply", date="2013")
    ask = make_recommendation(asking)
    find()
    assert dict(found().facets({"asks": 3})["asks"]) == {"any": 1, "unanswered": 1}
    make_answer(ask, reply)
    find()
    assert dict(found().facets({"asks": 3})["asks"]) == {"any": 1, "answered": 1}
    withdraw(reply)
    find()
    assert dict(found().facets({"asks": 3})["asks"]) == {"any": 1, "unanswered": 1}


def test_new_parent_reaches_the_letters_of_its_parts(find: Find) -> None:
    parent, body = make_organisation("Ministry"), make_organisation("Office")
    unit = make_organisation("Unit", parent=body)
    make_letter("One", senders=[unit])
    find()
    body.parent = parent
    body.save()
    record_change(Change.Subject.ORGANISATION, [body.pk])
    find()
    senders = dict(found().facets({"sender": 5})["sender"])
    assert set(senders) == {code(type(unit), row.pk) for row in (unit, body, parent)}


def test_theme_that_is_gone_leaves_its_letters(find: Find) -> None:
    theme = make_theme()
    ask = make_recommendation(make_letter("One"), themes=[theme])
    find()
    assert found().facets({"theme": 5})["theme"] == [(theme.pk, 1)]
    ask.themes.clear()
    record_change(Change.Subject.THEME, [theme.pk])
    find()
    assert found().facets({"theme": 5})["theme"] == []


def test_synonym_reaches_letters_with_its_old_and_new_forms(find: Find) -> None:
    make_letter("Short", text="The UN met.")
    make_letter("Long", text="The United Nations met.")
    make_letter("Other", text="Nobody met.")
    assert find("un") == ["short"]
    synonym = make_synonym("UN", "United Nations")
    assert sorted(find("un")) == ["long", "short"]
    old, synonym.forms = synonym.forms, "UNO\nUnited Nations Organisation"
    synonym.save()
    record_change(Change.Subject.SYNONYM, [synonym.pk], words=f"{old}\n{synonym.forms}")
    assert find("un") == ["short"]
    assert list(verify()) == []
    Synonym.objects.all().delete()
    record_change(Change.Subject.SYNONYM, [synonym.pk], words=synonym.forms)
    find()
    assert list(verify()) == []


def test_new_link_reaches_later_links_of_the_chain(find: Find) -> None:
    letters = [make_letter(f"L {year}", date=year) for year in ("2011", "2012", "2013")]
    asks = [make_recommendation(letter) for letter in letters]
    asks[2].restates = asks[1]
    asks[2].save()
    record_letter_change(asks[2].letter)
    find()
    asks[1].restates = asks[0]
    asks[1].save()
    record_letter_change(asks[1].letter)
    find()
    ledger = Results(search.current(), "recommendations", Selection())
    assert ledger.part.counts(ledger.query(), {"chain": 5})["chain"] == [(asks[0].pk, 3)]


def test_long_log_is_followed_in_slices(find: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("letters.search.position.SLICE", 3)
    for number in range(10):
        make_letter(f"L {number}")
    assert len(find()) == 10
    assert position().serial == 4
    assert following.follow() == 0


def test_following_takes_queries_that_do_not_grow(find: Find) -> None:
    def make(name: str) -> None:
        body = make_organisation(f"Body {name}", parent=make_organisation(f"Above {name}"))
        signer = (james_smith(), [("Head", make_organisation(f"Home {name}"))])
        letter = make_letter(name, senders=[body], signatories=[signer])
        make_recommendation(letter, askers=[make_organisation(f"Asker {name}")])

    saved("Earlier")
    make("A")
    with CaptureQueriesContext(connection) as one:
        find()
    for name in "BCD":
        make(name)
    with CaptureQueriesContext(connection) as three:
        find()
    assert len(three) == len(one)


# Crashes


def test_crash_between_the_two_commits_is_healed(
    find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = make_letter("One")
    find()
    make_recommendation(letter)

    def commit(self: Writer, position: Position | None = None) -> None:
        self._writers["recommendations"].commit()
        raise KeyboardInterrupt

    monkeypatch.setattr(Writer, "commit", commit)
    with pytest.raises(KeyboardInterrupt):
        search.follow()
    monkeypatch.undo()
    assert search.current().recommendations.size == 1
    assert found().facets({"asks": 3})["asks"] == []
    search.follow()
    assert search.current().recommendations.size == 1
    assert list(verify()) == []


def test_full_disk_leaves_the_old_index(find: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    make_letter("One")
    find()
    make_letter("Two")

    def add(self: Writer, name: str, values: object) -> None:
        raise search.NotWrittenError("The search index could not be written: disk full")

    monkeypatch.setattr(Writer, "_add", add)
    with pytest.raises(search.NotWrittenError, match="disk full"):
        search.follow()
    monkeypatch.undo()
    assert everything() == ["one"]
    assert sorted(find()) == ["one", "two"]


# Other states of the database


def test_restored_database_forces_a_new_index(find: Find) -> None:
    make_letter("One")
    two = make_letter("Two")
    find()
    # What a restore of yesterday's copy does: the last letter and its change are not there.
    Change.objects.filter(key=two.pk).delete()
    two.delete()
    with pytest.raises(search.UnusableError, match="of another database"):
        following.follow()
    with pytest.raises(search.UnusableError, match="of another database"):
        search.current()
    search.follow()
    assert everything() == ["one"]


def test_restored_database_that_went_on_forces_a_new_index(find: Find) -> None:
    make_letter("One")
    find()
    Change.objects.update(token="00000000-0000-0000-0000-000000000000")
    with pytest.raises(search.UnusableError, match="of another database"):
        following.follow()


def test_large_archive_is_not_indexed_anew_by_a_save(
    find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_letter("One")
    find()
    Change.objects.all().delete()
    monkeypatch.setattr(search, "SMALL", 0)
    with pytest.raises(search.UnusableError, match="of another database"):
        search.follow()


def test_another_database_is_told_by_when_it_was_made(find: Find) -> None:
    find()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET applied = '2001-01-01T00:00:00Z'")
    with pytest.raises(search.UnusableError, match="of another database"):
        following.follow()


def test_lock_makes_others_wait_or_leave(find: Find) -> None:
    make_letter("One")
    with generation.locked("following", 0), pytest.raises(search.BusyError):
        following.follow(wait=0.05)
    assert find() == ["one"]


# Two connections at once


def in_thread(task: Callable[[], None]) -> None:
    """Run a task on another connection to the database."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            task()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=30)
    assert not failed, failed


@pytest.mark.django_db(transaction=True)
class TestTransactions:
    """Changes that become visible in another order than they were made in."""

    @pytest.mark.postgresql
    def test_interleaved_transactions_are_both_followed(self, data_dir: Path) -> None:
        search.rebuild()
        with transaction.atomic():
            make_letter("Early")

            def late() -> None:
                saved("Late")
                assert everything() == ["late"]

            in_thread(late)
        search.follow()
        assert everything() == ["early", "late"]

    @pytest.mark.postgresql
    def test_save_while_another_write_is_open_is_written_once(self, data_dir: Path) -> None:
        search.rebuild()
        with transaction.atomic():
            make_letter("Early")

            def late() -> None:
                make_letter("Late")
                assert following.follow() == 1
                assert following.follow() == 0
                make_letter("Later")
                assert following.follow() == 1
                assert len(position().ahead) == 2

            in_thread(late)
        assert following.follow() == 1
        assert position().ahead == ()
        assert everything() == ["early", "late", "later"]

    @pytest.mark.postgresql
    def test_rolled_back_transaction_leaves_nothing(self, data_dir: Path) -> None:
        search.rebuild()
        with transaction.atomic():
            make_letter("Never")
            in_thread(lambda: saved("Late"))
            transaction.set_rollback(True)
        search.follow()
        assert everything() == ["late"]

    @pytest.mark.postgresql
    def test_transaction_open_during_a_rebuild_is_followed(self, data_dir: Path) -> None:
        search.rebuild()
        with transaction.atomic():
            make_letter("Early")
            in_thread(rebuilt)
        search.follow()
        assert everything() == ["early"]

    @pytest.mark.postgresql
    def test_changes_of_another_server_are_not_followed_for_ever(self, data_dir: Path) -> None:
        make_letter("One")
        Change.objects.update(transaction=2**60)
        search.rebuild()
        assert following.follow() == 0

    def test_two_followers_at_once_agree(self, data_dir: Path) -> None:
        search.rebuild()
        for number in range(20):
            make_letter(f"L {number:02}")
        counts: list[int] = []

        def follow() -> None:
            counts.append(following.follow(wait=30))
            connection.close()

        threads = [threading.Thread(target=follow) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert sorted(counts) == [0, 0, 0, 20]
        assert len(everything()) == 20
        assert list(verify()) == []
