"""Two curators, one letter: the second is told, keeps what she typed, and overwrites nothing."""

from threading import Thread
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from letters.admin import versions
from letters.models import Letter
from tests.admin.conftest import browser_of, make_user
from tests.admin.forms import Filled, errors
from tests.builders import james_smith, make_letter, make_recommendation, william_hague

CONFLICT = (
    "__all__: clara saved this letter while you had it open. "
    "Nothing of yours is lost, and nothing is saved yet: see above."
)


@pytest.fixture
def draft(db: None) -> Letter:
    letter = make_letter("A draft", status="draft", signatories=[james_smith()])
    make_recommendation(letter)
    return letter


@pytest.fixture
def clara(curator: Client, draft: Letter) -> Filled:
    """The form as Clara opened it."""
    return Filled(curator, change(draft), "letter_form")


@pytest.fixture
def edith(editor: Client, draft: Letter) -> Filled:
    """The form as Edith opened it, at the same time."""
    return Filled(editor, change(draft), "letter_form")


def change(letter: Letter) -> str:
    return f"/admin/letters/letter/{letter.pk}/change/"


def test_the_second_is_refused_and_told(clara: Filled, edith: Filled, draft: Letter) -> None:
    clara["title"] = "Clara’s title"
    clara.save()
    edith["summary"] = "Edith’s summary."
    edith.send()
    assert errors(edith.response) == [CONFLICT]
    conflict = edith.response.context["adminform"].form.conflict
    assert [(save.user, [s.verb for s in save.steps]) for save in conflict.saves] == [
        ("clara", ["changed"])
    ]
    [difference] = conflict.saves[0].steps[0].differences
    assert (difference.label, difference.old, difference.new) == (
        "title",
        "A draft",
        "Clara’s title",
    )
    draft.refresh_from_db()
    assert (draft.title, draft.summary) == ("Clara’s title", "")


def test_the_second_keeps_what_she_typed(clara: Filled, edith: Filled) -> None:
    clara["title"] = "Clara’s title"
    clara.save()
    edith["summary"] = "Edith’s summary."
    edith.send()
    edith.again()
    assert edith["summary"] == "Edith’s summary."


def test_saving_again_unread_is_refused_again(clara: Filled, edith: Filled) -> None:
    clara["title"] = "Clara’s title"
    clara.save()
    edith["summary"] = "Edith’s summary."
    edith.send()
    edith.again()
    edith.send()
    assert errors(edith.response) == [CONFLICT]


def test_what_was_read_is_merged(clara: Filled, edith: Filled, draft: Letter) -> None:
    clara["title"] = "Clara’s title"
    clara["place"] = "London"
    clara.save()
    edith["summary"] = "Edith’s summary."
    edith["place"] = "New York"
    edith.send()
    assert edith.response.context["adminform"].form.conflict.both == ["Place"]
    edith.again()
    edith["rebase"] = draft.version + 1
    edith.save()
    draft.refresh_from_db()
    assert (draft.title, draft.summary, draft.place, draft.version) == (
        "Clara’s title",
        "Edith’s summary.",
        "New York",
        3,
    )


def test_a_third_save_is_told_of_too(clara: Filled, edith: Filled, draft: Letter) -> None:
    clara["title"] = "Clara’s title"
    clara.save()
    edith["summary"] = "Edith’s summary."
    edith.send()
    edith.again()
    edith["rebase"] = draft.version + 1
    again = Filled(clara.client, clara.address, "letter_form")
    again["place"] = "Paris"
    again.save()
    edith.send()
    assert errors(edith.response) == [CONFLICT]
    assert len(edith.response.context["adminform"].form.conflict.saves) == 2


def test_rows_alone_conflict_too(clara: Filled, edith: Filled, draft: Letter) -> None:
    clara["signatories-0-role_0"] = "Chief Executive"
    clara.save()
    edith["signatories-0-as_printed"] = "Dr J Smith"
    edith.send()
    assert errors(edith.response) == [CONFLICT]
    edith.again()
    edith["rebase"] = draft.version + 1
    edith.save()
    signatory = draft.signatories.get()
    assert signatory.as_printed == "Dr J Smith"
    assert [capacity.role for capacity in signatory.capacities.all()] == ["Chief Executive"]


def test_rows_added_and_removed_meanwhile_stay_so(
    clara: Filled, edith: Filled, draft: Letter
) -> None:
    clara.tick("signatories-0-DELETE")
    clara.add_row("signatories", person=william_hague(), as_printed="William Hague")
    clara.save()
    edith["title"] = "Edith’s title"
    edith.send()
    edith.again()
    edith["rebase"] = draft.version + 1
    edith.save()
    draft.refresh_from_db()
    assert draft.title == "Edith’s title"
    assert [s.as_printed for s in draft.signatories.all()] == ["William Hague"]


def test_a_row_removed_meanwhile_is_not_changed_silently(
    clara: Filled, edith: Filled, draft: Letter
) -> None:
    clara.tick("recommendations-0-DELETE")
    clara.save()
    edith["recommendations-0-gist"] = "Another gist"
    edith["rebase"] = draft.version + 1
    edith.send()
    assert errors(edith.response) == [
        "recommendations-0-__all__: This row was removed by somebody else meanwhile. "
        "Add it anew if it is still needed."
    ]


def test_a_quote_added_meanwhile_must_stand_in_a_text_that_is_read(
    clara: Filled, edith: Filled, draft: Letter
) -> None:
    clara.add_row("recommendations", quote="further information", gist="Inform")
    clara.save()
    edith["text"] = "We call on you to speak in support of the Responsibility to Protect."
    edith["rebase"] = draft.version + 1
    edith.send()
    assert errors(edith.response) == ["Ask 2: Inform: These words do not stand in “A draft”."]


def test_a_version_is_taken_once(draft: Letter) -> None:
    first, second = Letter.objects.get(), Letter.objects.get()
    assert Letter.objects.claim(first)
    assert not Letter.objects.claim(second)
    assert (first.version, second.version) == (2, 1)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_save_between_check_and_write_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = make_letter("A draft", status="draft")
    edith = Filled(browser_of(make_user("edith", "Curator")), change(draft), "letter_form")
    check = versions.VersionedForm._check_version

    def overtake() -> None:
        Letter.objects.filter(pk=draft.pk).update(version=2, title="Overtaken")
        connection.close()

    def check_then_be_overtaken(form: Any) -> None:
        check(form)
        monkeypatch.undo()
        thread = Thread(target=overtake)
        thread.start()
        thread.join()

    monkeypatch.setattr(versions.VersionedForm, "_check_version", check_then_be_overtaken)
    edith["summary"] = "Edith’s summary."
    edith.send()
    assert "saved this letter while you had it open" in errors(edith.response)[0]
    draft.refresh_from_db()
    assert (draft.title, draft.summary, draft.version) == ("Overtaken", "", 2)


def test_deleting_what_was_saved_meanwhile_is_refused(
    clara: Filled, editor: Client, draft: Letter
) -> None:
    page = Filled(editor, f"/admin/letters/letter/{draft.pk}/delete/")
    clara["title"] = "Clara’s title"
    clara.save()
    page.send("post")
    assert Letter.objects.get().title == "Clara’s title"
    again = Filled(editor, f"/admin/letters/letter/{draft.pk}/delete/")
    again.send("post")
    assert not Letter.objects.exists()


def test_deleting_without_a_version_is_refused(editor: Client, draft: Letter) -> None:
    editor.post(f"/admin/letters/letter/{draft.pk}/delete/", {"post": "yes"})
    assert Letter.objects.exists()


def test_actions_leave_what_was_saved_meanwhile(
    clara: Filled, editor: Client, draft: Letter
) -> None:
    data = {"action": "publish_selected", "_selected_action": [draft.pk], "confirmed": "yes"}
    clara["title"] = "Clara’s title"
    clara.save()
    editor.post("/admin/letters/letter/", {**data, f"version_{draft.pk}": "1"})
    draft.refresh_from_db()
    assert draft.status == "draft"
    editor.post("/admin/letters/letter/", {**data, f"version_{draft.pk}": "2"})
    draft.refresh_from_db()
    assert (draft.status, draft.version) == ("published", 3)


def test_an_ask_by_itself_is_part_of_its_letter(
    clara: Filled, curator: Client, draft: Letter
) -> None:
    ask = draft.recommendations.get()
    page = Filled(curator, f"/admin/letters/recommendation/{ask.pk}/change/", "recommendation_form")
    clara["title"] = "Clara’s title"
    clara.save()
    page["note"] = "A note"
    page.send()
    assert errors(page.response) == [CONFLICT]
    page["rebase"] = 2
    page.save()
    ask.refresh_from_db()
    draft.refresh_from_db()
    assert (ask.note, draft.version) == ("A note", 3)


def test_browsers_belong_to_different_people(curator: Client, editor: Client) -> None:
    names = {User.objects.get(pk=c.session["_auth_user_id"]).username for c in (curator, editor)}
    assert names == {"clara", "edith"}
    assert browser_of(make_user("third")).session["_auth_user_id"] not in names
