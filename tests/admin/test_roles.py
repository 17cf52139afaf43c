"""Who may do what: every role at every address, with reading and with writing."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from letters.models import Letter, Recommendation
from tests.admin.conftest import PASSWORD, browser_of, make_user
from tests.admin.forms import Filled
from tests.builders import (
    aegis_trust,
    foreign_secretary,
    james_smith,
    make_answer,
    make_letter,
    make_recommendation,
    make_source,
    make_synonym,
    make_theme,
)

pytestmark = pytest.mark.django_db

ROLES = ("stranger", "reader", "nobody", "curator", "editor")
LOGIN, FORBIDDEN, SHOWN, GONE = 302, 403, 200, 404


@pytest.fixture
def browsers(client: Client) -> dict[str, Client]:
    """One browser for each role: not logged in, no staff, staff without a group, and the groups."""
    reader = make_user("rose")
    reader.is_staff = False
    reader.save()
    users = {
        "reader": reader,
        "nobody": make_user("norman"),
        "curator": make_user("clara", "Curator"),
        "editor": make_user("edith", "Curator", "Editor"),
    }
    return {"stranger": client} | {role: browser_of(user) for role, user in users.items()}


def records() -> list[Any]:
    """Return one record of every kind that has pages of its own; what is public, is public."""
    theme, source = make_theme(), make_source()
    public = make_letter(
        senders=[aegis_trust()], recipients=[foreign_secretary()], signatories=[james_smith()]
    )
    ask = make_recommendation(public, themes=[theme])
    return [
        public,
        make_letter("A draft", status="draft"),
        ask,
        aegis_trust(),
        james_smith(),
        foreign_secretary(),
        theme,
        make_synonym(),
        source,
    ]


def addresses(record: Any) -> Iterator[tuple[str, str]]:
    """Yield the addresses of a record with the verb of each."""
    stem = f"/admin/letters/{record._meta.model_name}/"
    for verb in ("change", "history", "delete"):
        yield verb, f"{stem}{record.pk}/{verb}/"
    if isinstance(record, Letter):
        yield "preview", f"{stem}{record.pk}/preview/"
        yield "withdraw", f"{stem}{record.pk}/withdraw/"


def expected(role: str, verb: str, record: Any) -> int:
    """Say what a role gets when it reads an address."""
    if role in ("stranger", "reader"):
        return LOGIN
    if role == "nobody":
        return FORBIDDEN
    is_draft = getattr(record, "status", "") == "draft"
    if verb == "delete":
        if isinstance(record, Recommendation):
            return FORBIDDEN
        is_kept = record._meta.model_name == "theme" or (
            isinstance(record, Letter) and not is_draft
        )
        return FORBIDDEN if role == "curator" and is_kept else SHOWN
    if verb == "withdraw":
        return FORBIDDEN if role == "curator" else LOGIN if is_draft else SHOWN
    return SHOWN


def test_what_each_role_may_read(browsers: dict[str, Client]) -> None:
    wrong = [
        (role, address, found, wanted)
        for record in records()
        for verb, address in addresses(record)
        for role in ROLES
        if (found := browsers[role].get(address).status_code)
        != (wanted := expected(role, verb, record))
    ]
    assert wrong == []


def test_only_curators_write(browsers: dict[str, Client]) -> None:
    wrong = [
        (role, address, found)
        for record in records()
        for _, address in addresses(record)
        for role in ("stranger", "reader", "nobody")
        if (found := browsers[role].post(address, {"post": "yes"}).status_code)
        not in (LOGIN, FORBIDDEN)
    ]
    assert wrong == []


def test_lists_and_new_records(browsers: dict[str, Client]) -> None:
    wanted = {"stranger": LOGIN, "reader": LOGIN, "nobody": FORBIDDEN}
    models = [model for model in admin.site._registry if model._meta.app_label == "letters"]
    wrong = [
        (role, address, found)
        for model in models
        for address in (f"/admin/letters/{model._meta.model_name}/{end}" for end in ("", "add/"))
        for role in ROLES
        if (found := browsers[role].get(address).status_code)
        != wanted.get(role, FORBIDDEN if "recommendation/add" in address else SHOWN)
    ]
    assert wrong == []


def test_choices_are_for_curators(browsers: dict[str, Client]) -> None:
    aegis_trust()
    address = (
        "/admin/autocomplete/?term=aegis&app_label=letters"
        "&model_name=correspondent&field_name=organisation"
    )
    found = {role: browsers[role].get(address).status_code for role in ROLES}
    assert found == {
        "stranger": LOGIN,
        "reader": LOGIN,
        "nobody": FORBIDDEN,
        "curator": SHOWN,
        "editor": SHOWN,
    }


def test_a_post_without_a_token_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    make_user("clara", "Curator")
    strict.login(username="clara", password=PASSWORD)
    letter = make_letter(status="draft")
    for verb in ("change", "delete", "withdraw"):
        answer = strict.post(f"/admin/letters/letter/{letter.pk}/{verb}/", {"post": "yes"})
        assert answer.status_code == FORBIDDEN


# Forged posts


def test_a_row_of_another_letter_cannot_be_changed(curator: Client) -> None:
    public = make_letter("Public")
    ask = make_recommendation(public)
    draft = make_letter("Draft", status="draft")
    make_recommendation(draft)
    page = Filled(curator, f"/admin/letters/letter/{draft.pk}/change/", "letter_form")
    page["recommendations-0-id"] = ask.pk
    page["recommendations-0-gist"] = "Forged"
    page.send()
    ask.refresh_from_db()
    assert (ask.gist, ask.letter) == ("Speak in support", public)


def test_a_row_cannot_be_moved_to_another_letter(curator: Client) -> None:
    public, draft = make_letter("Public"), make_letter("Draft", status="draft")
    make_recommendation(draft)
    page = Filled(curator, f"/admin/letters/letter/{draft.pk}/change/", "letter_form")
    page["recommendations-0-letter"] = public.pk
    page["recommendations-0-gist"] = "Forged"
    page.send()
    assert not public.recommendations.exists()


def test_fields_that_no_form_has_are_ignored(curator: Client) -> None:
    draft = make_letter("Draft", status="draft")
    page = Filled(curator, f"/admin/letters/letter/{draft.pk}/change/", "letter_form")
    page["status"] = "published"
    page["published_at"] = "2012-01-01 00:00"
    page["title"] = "Another"
    page.save()
    draft.refresh_from_db()
    assert (draft.title, draft.status, draft.published_at) == ("Another", "draft", None)


def test_an_ask_of_a_public_letter_is_for_editors(curator: Client) -> None:
    ask = make_recommendation(make_letter())
    address = f"/admin/letters/recommendation/{ask.pk}/change/"
    assert curator.post(address, {"gist": "Forged"}).status_code == FORBIDDEN


def test_an_ask_that_is_answered_in_public_stays(curator: Client) -> None:
    draft = make_letter("Asking", status="draft")
    ask = make_recommendation(draft)
    make_answer(ask, make_letter("Answering", date="2014"))
    page = Filled(curator, f"/admin/letters/letter/{draft.pk}/change/", "letter_form")
    page.tick("recommendations-0-DELETE")
    page.send()
    assert Recommendation.objects.filter(pk=ask.pk).exists()
    address = f"/admin/letters/letter/{draft.pk}/delete/"
    assert curator.post(address, {"post": "yes", f"version_{draft.pk}": "1"}).status_code == 403


def test_too_many_letters_at_once_are_refused(editor: Client) -> None:
    for number in range(201):
        Letter.objects.create(slug=f"letter-{number}", title="A letter")
    data = {
        "action": "publish_selected",
        "select_across": "1",
        "_selected_action": [Letter.objects.first().pk],  # type: ignore[union-attr]
        "confirmed": "yes",
    }
    answer = editor.post("/admin/letters/letter/", data, follow=True)
    assert "Choose at most 200 letters at once." in answer.content.decode()
    assert not Letter.objects.published().exists()
