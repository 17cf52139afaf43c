"""Every write of a curator leaves exactly its changes, and drafts leave none.

The cases are held against the registry: a new record, action or address without a case fails.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from letters.models import Answer, Change, Letter, Synonym
from tests.admin.forms import Filled
from tests.builders import (
    aegis_trust,
    foreign_office,
    foreign_secretary,
    james_smith,
    make_answer,
    make_letter,
    make_recommendation,
    make_source,
    make_synonym,
    make_theme,
    multilateral_policy,
)

pytestmark = pytest.mark.django_db

Said = list[tuple[str, int, bool, str]]
Case = Callable[[Client], Said]
CASES: dict[tuple[str, str], Case] = {}


def case(model: str, verb: str) -> Callable[[Case], Case]:
    """Register what a test does as the case of a verb of a record."""

    def keep(done: Case) -> Case:
        CASES[model, verb] = done
        return done

    return keep


def address(record: Any, verb: str = "change") -> str:
    return f"/admin/letters/{record._meta.model_name}/{record.pk}/{verb}/"


def form(editor: Client, record: Any) -> Filled:
    return Filled(editor, address(record), f"{record._meta.model_name}_form")


def new(editor: Client, model: str) -> Filled:
    return Filled(editor, f"/admin/letters/{model}/add/", f"{model}_form")


def delete(editor: Client, record: Any) -> None:
    Filled(editor, address(record, "delete")).send("post")


def delete_several(editor: Client, record: Any) -> None:
    editor.post(
        f"/admin/letters/{record._meta.model_name}/",
        {
            "action": "delete_selected",
            "_selected_action": [record.pk],
            "post": "yes",
            "confirmed": "yes",
            f"version_{record.pk}": getattr(record, "version", 0),
        },
    )


def act(editor: Client, letter: Letter, action: str) -> None:
    editor.post(
        "/admin/letters/letter/",
        {
            "action": action,
            "_selected_action": [letter.pk],
            "confirmed": "yes",
            "withdrawn_reason": "So.",
            f"version_{letter.pk}": letter.version,
        },
    )


def forget() -> None:
    """Forget the changes that the preparation of a case left."""
    Change.objects.all().delete()


def of(*records: Any, indexed: bool = True, words: str = "") -> Said:
    return [(record._meta.model_name, record.pk, indexed, words) for record in records]


# Letters


def exchange() -> tuple[Letter, Letter]:
    """Return a public letter that asks, and one that answers it."""
    asking = make_letter("Asking", senders=[aegis_trust()], signatories=[james_smith()])
    answering = make_letter("Answering", date="2014-06-17")
    make_answer(make_recommendation(asking), answering)
    forget()
    return asking, answering


@case("letter", "add")
def add_letter(editor: Client) -> Said:
    page = new(editor, "letter")
    page["title"] = "A draft"
    page.save()
    return []


@case("letter", "change")
def change_letter(editor: Client) -> Said:
    asking, answering = exchange()
    page = form(editor, asking)
    page["summary"] = "A summary."
    page.save()
    return of(asking, answering)


@case("letter", "change of rows")
def change_rows(editor: Client) -> Said:
    asking, answering = exchange()
    page = form(editor, asking)
    page["signatories-0-role_0"] = "Chief Executive"
    page.save()
    return of(asking, answering)


@case("letter", "removal of a row")
def remove_row(editor: Client) -> Said:
    asking, answering = exchange()
    page = form(editor, answering)
    page.tick("answers-0-DELETE")
    page.save()
    assert not Answer.objects.exists()
    return of(asking, answering)


@case("letter", "addition of a row")
def add_row(editor: Client) -> Said:
    asking, answering = exchange()
    Answer.objects.all().delete()
    page = form(editor, answering)
    page.add_row(
        "answers",
        recommendation=asking.recommendations.get(),
        quote="further information",
        stance="noted",
    )
    page.save()
    return of(asking, answering)


@case("letter", "change of a slug")
def change_slug(editor: Client) -> Said:
    asking, answering = exchange()
    page = form(editor, asking)
    page["slug"] = "another"
    page.save()
    return of(asking, answering)


@case("letter", "no change")
def change_nothing(editor: Client) -> Said:
    form(editor, exchange()[0]).save()
    return []


@case("letter", "restoring")
def restore_letter(editor: Client) -> Said:
    asking, answering = exchange()
    page = form(editor, asking)
    page["title"] = "Another title"
    page.save()
    forget()
    first = Letter.history.filter(id=asking.pk).earliest("history_date")
    Filled(editor, f"{address(asking)}?restore={first.history_id}", "letter_form").save()
    asking.refresh_from_db()
    assert asking.title == "Asking"
    return of(asking, answering)


@case("letter", "publishing")
def publish_letter(editor: Client) -> Said:
    letter = make_letter(status="draft")
    form(editor, letter).save("_publish")
    return of(letter)


@case("letter", "publish_selected")
def publish_several(editor: Client) -> Said:
    letter = make_letter(status="draft")
    act(editor, letter, "publish_selected")
    return of(letter)


@case("letter", "letters_letter_withdraw")
def withdraw_letter(editor: Client) -> Said:
    asking, answering = exchange()
    page = Filled(editor, address(asking, "withdraw"))
    page["withdrawn_reason"] = "So."
    page.send("confirmed")
    return of(asking, answering)


@case("letter", "withdraw_selected")
def withdraw_several(editor: Client) -> Said:
    asking, answering = exchange()
    act(editor, asking, "withdraw_selected")
    return of(asking, answering)


@case("letter", "letters_letter_preview")
def preview_letter(editor: Client) -> Said:
    editor.get(address(exchange()[0], "preview"))
    return []


@case("recommendation", "letters_recommendation_worklist")
def look_through_the_work_list(editor: Client) -> Said:
    exchange()
    editor.get("/admin/letters/recommendation/worklist/")
    return []


@case("letter", "delete")
def delete_letter(editor: Client) -> Said:
    asking, answering = exchange()
    gone = of(asking)
    delete(editor, asking)
    assert not Answer.objects.exists()
    return gone + of(answering)


@case("letter", "delete_selected")
def delete_letters(editor: Client) -> Said:
    asking, answering = exchange()
    gone = of(asking)
    delete_several(editor, asking)
    return gone + of(answering)


@case("letter", "a draft")
def touch_draft(editor: Client) -> Said:
    letter = make_letter(status="draft", signatories=[james_smith()])
    ask = make_recommendation(letter)
    page = form(editor, letter)
    page["title"] = "Another"
    page["signatories-0-role_0"] = "Chair"
    page["recommendations-0-gist"] = "Another gist"
    page.save()
    page = form(editor, ask)
    page["note"] = "A note"
    page.save()
    letter.refresh_from_db()
    delete_several(editor, letter)
    assert not Letter.objects.exists()
    return []


@case("letter", "a draft that answers in public")
def touch_answering_draft(editor: Client) -> Said:
    asking = make_letter("Asking")
    draft = make_letter("Answering", date="2014-06-17", status="draft")
    make_answer(make_recommendation(asking), draft)
    forget()
    page = form(editor, draft)
    page["answers-0-note"] = "A note"
    page.save()
    return []


# Asks


@case("recommendation", "change")
def change_ask(editor: Client) -> Said:
    asking, answering = exchange()
    page = form(editor, asking.recommendations.get())
    page["gist"] = "Another gist"
    page.save()
    return of(asking, answering)


@case("recommendation", "change of rows")
def change_addressees(editor: Client) -> Said:
    asking, answering = exchange()
    page = form(editor, asking.recommendations.get())
    page.add_row("addressees", organisation=foreign_office())
    page.save()
    return of(asking, answering)


# Names


@case("organisation", "add")
def add_organisation(editor: Client) -> Said:
    page = new(editor, "organisation")
    page["name"] = "A body"
    page.save()
    return []


@case("organisation", "change")
def rename_organisation(editor: Client) -> Said:
    make_letter(senders=[aegis_trust()])
    forget()
    page = form(editor, aegis_trust())
    page["name"] = "The Aegis Trust"
    page.save()
    return of(aegis_trust(), indexed=False)


@case("organisation", "change of its parent")
def move_organisation(editor: Client) -> Said:
    make_letter(senders=[multilateral_policy()])
    forget()
    page = form(editor, multilateral_policy())
    page["parent"] = ""
    page.save()
    return of(multilateral_policy())


@case("organisation", "one that only a draft names")
def rename_private_organisation(editor: Client) -> Said:
    make_letter(senders=[aegis_trust()], status="draft")
    page = form(editor, aegis_trust())
    page["name"] = "The Aegis Trust"
    page.save()
    return []


@case("organisation", "restoring")
def restore_organisation(editor: Client) -> Said:
    make_letter(senders=[aegis_trust()])
    page = form(editor, aegis_trust())
    page["name"] = "The Aegis Trust"
    page.save()
    forget()
    first = type(aegis_trust()).history.filter(id=aegis_trust().pk).earliest("history_date")
    where = f"{address(aegis_trust())}?restore={first.history_id}"
    Filled(editor, where, "organisation_form").save()
    assert aegis_trust().name == "Aegis Trust"
    return of(aegis_trust(), indexed=False)


@case("organisation", "delete")
def delete_organisation(editor: Client) -> Said:
    delete(editor, aegis_trust())
    return []


@case("organisation", "delete_selected")
def delete_organisations(editor: Client) -> Said:
    delete_several(editor, aegis_trust())
    return []


@case("person", "add")
def add_person(editor: Client) -> Said:
    page = new(editor, "person")
    page["surname"] = "Byron"
    page.save()
    return []


@case("person", "change")
def rename_person(editor: Client) -> Said:
    make_letter(signatories=[james_smith()])
    forget()
    page = form(editor, james_smith())
    page["honorific"] = "Sir"
    page.save()
    return of(james_smith(), indexed=False)


@case("person", "delete")
def delete_person(editor: Client) -> Said:
    delete(editor, james_smith())
    return []


@case("person", "delete_selected")
def delete_people(editor: Client) -> Said:
    delete_several(editor, james_smith())
    return []


@case("office", "add")
def add_office(editor: Client) -> Said:
    page = new(editor, "office")
    page["title"] = "Secretary"
    page.save()
    return []


@case("office", "change")
def rename_office(editor: Client) -> Said:
    make_letter(recipients=[foreign_secretary()])
    forget()
    page = form(editor, foreign_secretary())
    page["title"] = "Foreign Secretary"
    page.save()
    return of(foreign_secretary(), indexed=False)


@case("office", "change of its organisation")
def move_office(editor: Client) -> Said:
    make_letter(recipients=[foreign_secretary()])
    forget()
    page = form(editor, foreign_secretary())
    page["organisation"] = aegis_trust()
    page.save()
    return of(foreign_secretary())


@case("office", "delete")
def delete_office(editor: Client) -> Said:
    delete(editor, foreign_secretary())
    return []


@case("office", "delete_selected")
def delete_offices(editor: Client) -> Said:
    delete_several(editor, foreign_secretary())
    return []


# Vocabulary


@case("theme", "add")
def add_theme(editor: Client) -> Said:
    page = new(editor, "theme")
    page["name"] = "Prevention"
    page.save()
    return []


@case("theme", "change")
def rename_theme(editor: Client) -> Said:
    theme = make_theme()
    make_recommendation(make_letter(), themes=[theme])
    forget()
    page = form(editor, theme)
    page["name"] = "Focal points"
    page.save()
    return of(theme, indexed=False)


@case("theme", "delete")
def delete_theme(editor: Client) -> Said:
    theme, public = make_theme(), make_letter()
    make_recommendation(public, themes=[theme])
    make_recommendation(make_letter(status="draft"), themes=[theme])
    forget()
    delete(editor, theme)
    return of(public)


@case("theme", "delete_selected")
def delete_themes(editor: Client) -> Said:
    theme, public = make_theme(), make_letter()
    make_recommendation(public, themes=[theme])
    forget()
    delete_several(editor, theme)
    return of(public)


@case("synonym", "add")
def add_synonym(editor: Client) -> Said:
    page = new(editor, "synonym")
    page["forms"] = "UN\nUnited Nations"
    page.save()
    return of(Synonym.objects.get(), words="UN\nUnited Nations")


@case("synonym", "change")
def change_synonym(editor: Client) -> Said:
    synonym = make_synonym("UN", "United Nations")
    forget()
    page = form(editor, synonym)
    page["forms"] = "UN\nUNO"
    page.save()
    [said] = Change.objects.values_list("words", flat=True)
    assert set(said.split("\n")) == {"UN", "United Nations", "UNO"}
    return of(synonym, words=said)


@case("synonym", "delete")
def delete_synonym(editor: Client) -> Said:
    synonym = make_synonym("UN", "United Nations")
    forget()
    gone = of(synonym, words="UN\nUnited Nations")
    delete(editor, synonym)
    return gone


@case("synonym", "delete_selected")
def delete_synonyms(editor: Client) -> Said:
    synonym = make_synonym("UN", "United Nations")
    forget()
    gone = of(synonym, words="UN\nUnited Nations")
    delete_several(editor, synonym)
    return gone


# Sources


@case("source", "add")
def add_source(editor: Client) -> Said:
    page = new(editor, "source")
    page.send(file=SimpleUploadedFile("new.txt", b"Dear Sir"))
    return []


@case("source", "letters_source_file")
def read_source(editor: Client) -> Said:
    editor.get(address(make_source(), "file"))
    return []


@case("source", "delete")
def delete_source(editor: Client) -> Said:
    delete(editor, make_source())
    return []


@case("source", "delete_selected")
def delete_sources(editor: Client) -> Said:
    delete_several(editor, make_source())
    return []


@pytest.mark.parametrize(("model", "verb"), CASES)
def test_a_write_leaves_exactly_its_changes(editor: Client, model: str, verb: str) -> None:
    expected = CASES[model, verb](editor)
    left = Change.objects.values_list("subject", "key", "indexed", "words")
    assert sorted(left) == sorted(expected)


def test_every_way_to_write_has_a_case(editor: Client) -> None:
    request = RequestFactory().get("/")
    request.user = User.objects.get(username="edith")
    expected = {
        (model._meta.model_name, verb)
        for model, model_admin in admin.site._registry.items()
        if model._meta.app_label == "letters"
        for verb in verbs(model_admin, request)
    }
    assert expected - set(CASES) == set()


def verbs(model_admin: Any, request: Any) -> set[str]:
    """Name everything an editor can do to a kind of record."""
    found = set(model_admin.get_actions(request))
    may = {
        "add": model_admin.has_add_permission(request),
        "change": model_admin.has_change_permission(request),
        "delete": model_admin.has_delete_permission(request),
    }
    found |= {verb for verb, is_allowed in may.items() if is_allowed}
    usual = {"changelist", "add", "change", "delete", "history"}
    stem = f"letters_{model_admin.opts.model_name}_"
    names = {pattern.name for pattern in model_admin.urls if pattern.name}
    return found | {name for name in names if name.removeprefix(stem) not in usual}
