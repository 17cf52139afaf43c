"""Words of records that would be markup or script, on every page of the curators."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from tests.admin.forms import Filled
from tests.builders import (
    make_answer,
    make_letter,
    make_office,
    make_organisation,
    make_person,
    make_recommendation,
    make_source,
    make_synonym,
    make_theme,
)

pytestmark = pytest.mark.django_db

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "</textarea><script>alert(1)</script>",
    "javascript:alert(1)",
]


class Active(HTMLParser):
    """Collects what a page would run."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "script" and not said.get("src"):
            self.found.append("script")
        if said.get("src", "") == "x" or (tag == "svg" and "class" not in said):
            self.found.append(tag)
        for name, value in attrs:
            is_address = name in ("href", "src", "action", "formaction")
            if name.startswith("on") or (
                is_address and (value or "").lower().strip().startswith("javascript:")
            ):
                self.found.append(f"{tag} {name}")


def hostile_records(words: str) -> list[Any]:
    """Make a record of every kind, hostile in every field of text, and save some of them twice."""
    body = make_organisation(words, other_names=words, description=words, acronym=words[:40])
    person = make_person(f"Ada {words}", honorific=words[:60], other_names=words)
    office = make_office(words, organisation=body)
    theme = make_theme(words, scope_note=words)
    letter = make_letter(
        words,
        slug="hostile",
        status="draft",
        text=f"Quoted: {words}\n\nAnd more.",
        opener=words,
        reference=words[:120],
        summary=words,
        salutation=words,
        editorial_note=words,
        place=words,
        senders=[(body, person, office), words],
        signatories=[(person, [(words, body)])],
    )
    ask = make_recommendation(letter, "And more.", gist=words, note=words, themes=[theme])
    answer = make_answer(ask, make_letter(words, date="2014", text="Answered."), "Answered.")
    return [letter, answer.letter, ask, body, person, office, theme, make_synonym(words, "plain"),
            make_source("hostile.txt", words.encode())]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_words_stay_words(editor: Client, words: str) -> None:
    records = hostile_records(words)
    page = Filled(editor, f"/admin/letters/letter/{records[0].pk}/change/", "letter_form")
    page["place"] = f"{words} {words}"
    page.add_row("recommendations", quote=words[::-1], gist=words)
    page.send()
    assert Active(page.response.content.decode()).found == []
    addresses = ["/admin/"]
    for record in records:
        stem = f"/admin/letters/{record._meta.model_name}/"
        addresses += [
            stem,
            f"{stem}?q={words}",
            *(f"{stem}{record.pk}/{v}/" for v in ("change", "history")),
        ]
        if record._meta.model_name != "recommendation":
            addresses.append(f"{stem}{record.pk}/delete/")
    addresses += [
        f"/admin/letters/letter/{records[0].pk}/preview/",
        f"/admin/letters/letter/{records[1].pk}/withdraw/",
    ]
    active = {address: found for address in addresses if (found := active_in(editor, address))}
    assert active == {}


def active_in(browser: Client, address: str) -> list[str]:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return Active(answer.content.decode()).found


def test_messages_stay_words(editor: Client) -> None:
    words = HOSTILE[0]
    letter = make_letter(words, status="draft")
    page = Filled(editor, f"/admin/letters/letter/{letter.pk}/change/", "letter_form")
    page.add_row("signatories", as_printed=f"Ada {words}", role_0="x", printed_0=words)
    page.save()
    html = editor.get(f"/admin/letters/letter/{letter.pk}/change/").content.decode()
    assert "New person" in html
    assert Active(html).found == []
    data = {"action": "delete_selected", "_selected_action": [letter.pk]}
    answer = editor.post("/admin/letters/letter/", data)
    assert Active(answer.content.decode()).found == []


def test_control_characters_do_not_get_in(editor: Client) -> None:
    letter = make_letter("A draft", status="draft")
    page = Filled(editor, f"/admin/letters/letter/{letter.pk}/change/", "letter_form")
    page["title"] = "One\r\nline\x1b[31m"
    page["summary"] = "Two\r\nlines\x0b"
    page.save()
    letter.refresh_from_db()
    assert (letter.title, letter.summary) == ("One line\ufffd[31m", "Two\nlines")
    page = Filled(editor, f"/admin/letters/letter/{letter.pk}/change/", "letter_form")
    page["summary"] = "NUL\0"
    assert page.send().status_code == 200
