"""Draft, published, withdrawn: who may, what has to hold, what is kept."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from letters.models import FormerSlug, Letter
from tests.admin.forms import Filled, errors
from tests.builders import aegis_trust, make_letter, make_recommendation

pytestmark = pytest.mark.django_db

LIST = "/admin/letters/letter/"


def change(letter: Letter) -> str:
    return f"{LIST}{letter.pk}/change/"


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_publishing_saves_the_form_and_keeps_the_first_date(editor: Client) -> None:
    letter = make_letter("A draft", status="draft")
    page = Filled(editor, change(letter), "letter_form")
    page["title"] = "A letter"
    page.save("_publish")
    letter.refresh_from_db()
    assert (letter.title, letter.status, letter.version) == ("A letter", "published", 2)
    first = letter.published_at
    assert first is not None
    withdraw(editor, letter, "At the author’s wish.")
    Filled(editor, change(letter), "letter_form").save("_publish")
    letter.refresh_from_db()
    assert (letter.status, letter.published_at, letter.withdrawn_reason) == ("published", first, "")


def test_a_new_letter_can_be_published_at_once(editor: Client) -> None:
    page = Filled(editor, f"{LIST}add/", "letter_form")
    page["title"] = "A letter"
    page["text"] = "Its text."
    page["correspondents-0-organisation"] = aegis_trust()
    page.save("_publish")
    assert Letter.objects.get().is_published


def test_what_does_not_hold_together_is_saved_but_not_published(editor: Client) -> None:
    letter = make_letter("A draft", status="draft", text="Please act.")
    ask = make_recommendation(letter, "Please act.")
    type(ask).objects.filter(pk=ask.pk).update(quote="Please react.")
    page = Filled(editor, change(letter), "letter_form")
    page["place"] = "London"
    page.save("_publish")
    letter.refresh_from_db()
    assert (letter.status, letter.place) == ("draft", "London")
    assert any(
        text.startswith("Saved, but not published. “Ask 1: Speak in support”, quote:")
        for text in said(page.response)
    )


def test_a_curator_cannot_publish(curator: Client) -> None:
    letter = make_letter("A draft", status="draft")
    page = Filled(curator, change(letter), "letter_form")
    page.save("_publish")
    letter.refresh_from_db()
    assert letter.status == "draft"


@pytest.mark.parametrize("status", ["published", "withdrawn"])
def test_a_curator_cannot_write_into_what_is_or_was_public(curator: Client, status: str) -> None:
    letter = make_letter("A letter", status=status, withdrawn_reason="So.", published_at=None)
    before = Letter.objects.values().get()
    assert curator.get(change(letter)).status_code == 200
    for address in (change(letter), f"{LIST}{letter.pk}/delete/", f"{LIST}{letter.pk}/withdraw/"):
        posted = {"title": "Forged", "post": "yes", f"version_{letter.pk}": "1", "version": "1"}
        assert curator.post(address, posted).status_code == 403
    assert Letter.objects.values().get() == before


@pytest.mark.parametrize("action", ["publish_selected", "withdraw_selected", "delete_selected"])
def test_a_curator_cannot_act_on_what_is_public(curator: Client, action: str) -> None:
    letter = make_letter("A letter")
    data = {
        "action": action,
        "_selected_action": [letter.pk],
        "confirmed": "yes",
        "withdrawn_reason": "Forged",
        f"version_{letter.pk}": "1",
    }
    curator.post(LIST, data)
    letter.refresh_from_db()
    assert (letter.status, letter.version) == ("published", 1)


def test_a_curator_sees_no_fields_to_write_in(curator: Client) -> None:
    letter = make_letter("A letter")
    make_recommendation(letter)
    html = curator.get(change(letter)).content.decode()
    assert 'name="title"' not in html
    assert 'name="_continue"' not in html
    assert "Only editors change a letter that is or was public." in html


def withdraw(editor: Client, letter: Letter, reason: str) -> Any:
    page = Filled(editor, f"{LIST}{letter.pk}/withdraw/")
    page["withdrawn_reason"] = reason
    return page.send("confirmed")


def test_withdrawing_needs_a_reason(editor: Client) -> None:
    letter = make_letter("A letter")
    answer = withdraw(editor, letter, "  ")
    assert answer.status_code == 200
    assert "Say why: the reason is shown in the letter’s place." in answer.content.decode()
    letter.refresh_from_db()
    assert letter.status == "published"


def test_a_withdrawn_letter_says_why(editor: Client, client: Client) -> None:
    letter = make_letter("A letter")
    withdraw(editor, letter, "At the author’s wish.")
    answer = client.get(letter.get_absolute_url())
    assert answer.status_code == 410
    assert "At the author’s wish." in answer.content.decode()


def test_the_reason_can_be_mended_but_not_emptied(editor: Client) -> None:
    letter = make_letter("A letter", status="withdrawn", withdrawn_reason="So.")
    page = Filled(editor, change(letter), "letter_form")
    page["withdrawn_reason"] = ""
    page.send()
    assert errors(page.response) == [
        "withdrawn_reason: Say why the letter is withdrawn: the reason is shown in its place."
    ]


def test_several_are_published_and_each_is_judged_by_itself(editor: Client) -> None:
    good = make_letter("Good", status="draft")
    bad = make_letter("Bad", status="draft", text="Please act.")
    ask = make_recommendation(bad, "Please act.")
    type(ask).objects.filter(pk=ask.pk).update(quote="Please react.")
    asked = editor.post(LIST, {"action": "publish_selected", "_selected_action": [good.pk, bad.pk]})
    assert asked.status_code == 200
    editor.post(
        LIST,
        {
            "action": "publish_selected",
            "_selected_action": [good.pk, bad.pk],
            "confirmed": "yes",
            f"version_{good.pk}": "1",
            f"version_{bad.pk}": "1",
        },
    )
    assert dict(Letter.objects.values_list("title", "status")) == {
        "Good": "published",
        "Bad": "draft",
    }


# Slugs


def test_a_public_letter_leaves_its_former_address_behind(editor: Client, client: Client) -> None:
    letter = make_letter("A letter", slug="first")
    page = Filled(editor, change(letter), "letter_form")
    page["slug"] = "second"
    page.save()
    assert [(f.slug, f.letter_id) for f in FormerSlug.objects.all()] == [("first", letter.pk)]
    assert client.get("/letters/first/")["Location"] == "/letters/second/"
    back = Filled(editor, change(letter), "letter_form")
    back["slug"] = "first"
    back.save()
    assert [f.slug for f in FormerSlug.objects.all()] == ["second"]


def test_a_draft_leaves_no_address_behind(curator: Client) -> None:
    letter = make_letter("A letter", slug="first", status="draft")
    page = Filled(curator, change(letter), "letter_form")
    page["slug"] = "second"
    page.save()
    assert not FormerSlug.objects.exists()


def test_a_former_address_cannot_be_taken(curator: Client) -> None:
    FormerSlug.objects.create(slug="first", letter=make_letter("A letter", slug="second"))
    page = Filled(curator, f"{LIST}add/", "letter_form")
    page["title"] = "Another"
    page["slug"] = "first"
    page.send()
    assert errors(page.response) == [
        "slug: Another letter had this address when it was public, and is still found under it."
    ]


def test_a_slug_that_is_left_empty_is_made_and_never_taken(curator: Client) -> None:
    FormerSlug.objects.create(slug="2012-asking-for-oslo", letter=make_letter("A letter"))
    page = Filled(curator, f"{LIST}add/", "letter_form")
    page["title"] = "Asking for Oslo"
    page["date"] = "2012"
    page.save()
    assert Letter.objects.get(title="Asking for Oslo").slug == "2012-asking-for-oslo-2"


def test_a_public_record_keeps_its_slug(editor: Client) -> None:
    make_letter(senders=[aegis_trust()])
    address = f"/admin/letters/organisation/{aegis_trust().pk}/change/"
    assert 'name="slug"' not in editor.get(address).content.decode()


# Preview


def test_a_draft_is_previewed_as_it_will_look(curator: Client) -> None:
    letter = make_letter("A draft", status="draft", text="Its own words.", senders=[aegis_trust()])
    answer = curator.get(f"{LIST}{letter.pk}/preview/")
    html = answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert "Its own words." in html
    assert "a draft: nobody but curators sees it" in html


def test_a_preview_is_for_curators(client: Client) -> None:
    letter = make_letter("A draft", status="draft")
    answer = client.get(f"{LIST}{letter.pk}/preview/")
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/admin/login/?next={LIST}{letter.pk}/preview/",
    )


def test_the_button_leads_to_the_preview(curator: Client) -> None:
    letter = make_letter("A draft", status="draft")
    answer = Filled(curator, change(letter), "letter_form").save("_preview")
    assert answer["Location"] == f"{LIST}{letter.pk}/preview/"


def test_curators_pages_are_not_kept(curator: Client) -> None:
    for address in ("/admin/", LIST, f"{LIST}add/"):
        assert curator.get(address)["Cache-Control"] == "no-store"


def test_public_pages_know_no_cookie(curator: Client) -> None:
    letter = make_letter("A letter")
    answer = curator.get(letter.get_absolute_url())
    assert (answer.status_code, answer.cookies) == (200, {})
