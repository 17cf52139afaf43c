"""The history of a record: what was saved together, field by field, and how it is restored."""

import pytest
from django.test import Client

from letters.admin import history
from letters.admin.saving import LETTER_PARTS
from letters.admin.wording import compare
from letters.models import Letter
from tests.admin.forms import Filled
from tests.builders import (
    aegis_trust,
    james_smith,
    make_letter,
    make_recommendation,
    make_theme,
    una_uk,
)

pytestmark = pytest.mark.django_db


def change(letter: Letter) -> str:
    return f"/admin/letters/letter/{letter.pk}/change/"


def saves(letter: Letter) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Return who saved what, the newest first."""
    found = history.page(letter, LETTER_PARTS, "1")
    return [
        (save.user, [(step.noun, step.name, step.verb) for step in save.steps]) for save in found
    ]


def test_rows_are_told_with_the_letter_they_were_saved_with(curator: Client) -> None:
    letter = make_letter("A draft", status="draft", signatories=[james_smith()])
    Letter.history.all().delete()
    page = Filled(curator, change(letter), "letter_form")
    page["title"] = "A letter"
    page.tick("signatories-0-DELETE")
    page.add_row("correspondents", part="sender", organisation=aegis_trust())
    page.add_row(
        "recommendations",
        quote="speak in support",
        gist="Speak",
        themes=[make_theme("Prevention")],
    )
    page.save()
    assert saves(letter)[0] == (
        "clara",
        [
            ("letter", "A letter", "changed"),
            ("correspondent", "Aegis Trust", "added"),
            ("signatory", "James Smith", "removed"),
            ("recommendation", "Ask 1: Speak", "added"),
        ],
    )


def test_themes_are_told_by_name(curator: Client) -> None:
    letter = make_letter("A draft", status="draft")
    make_recommendation(letter, themes=[make_theme("Prevention")])
    page = Filled(curator, change(letter), "letter_form")
    page["recommendations-0-themes"] = [make_theme("Protection")]
    page.save()
    [step] = [s for s in history.page(letter, LETTER_PARTS, "1")[0].steps if s.differences]
    [difference] = step.differences
    assert (difference.label, difference.old, difference.new) == (
        "themes",
        "Prevention",
        "Protection",
    )


def test_capacities_are_told_with_their_organisation(curator: Client) -> None:
    letter = make_letter("A draft", status="draft", signatories=[james_smith()])
    page = Filled(curator, change(letter), "letter_form")
    page["signatories-0-role_0"] = "Chair"
    page["signatories-0-organisation_0"] = una_uk()
    page.save()
    assert (
        saves(letter)[0][1]
        == [
            ("letter", "A draft", "changed"),
            ("capacity", "Chair, United Nations Association of the United Kingdom", "added"),
        ][1:]
    )


def test_what_has_no_history_is_remembered_before_its_first_change(curator: Client) -> None:
    letter = make_letter("A draft", status="draft")
    make_recommendation(letter, themes=[make_theme("Prevention")])
    for model in (Letter, type(letter.recommendations.get())):
        model.history.all().delete()
    page = Filled(curator, change(letter), "letter_form")
    page["title"] = "A letter"
    page.save()
    latest, loaded = history.page(letter, LETTER_PARTS, "1")
    assert [(d.label, d.old, d.new) for d in latest.steps[0].differences] == [
        ("title", "A draft", "A letter")
    ]
    assert (loaded.user, loaded.reason) == ("", "As loaded")


def test_an_earlier_version_fills_the_form_and_writes_nothing(curator: Client) -> None:
    letter = make_letter("First", status="draft")
    page = Filled(curator, change(letter), "letter_form")
    page["title"] = "Second"
    page.save()
    first = Letter.history.filter(id=letter.pk).earliest("history_date")
    page = Filled(curator, f"{change(letter)}?restore={first.history_id}", "letter_form")
    assert page["title"] == "First"
    letter.refresh_from_db()
    assert letter.title == "Second"
    page.save()
    letter.refresh_from_db()
    assert letter.title == "First"
    assert history.page(letter, LETTER_PARTS, "1")[0].reason.startswith("Restored the version of ")


def test_a_version_whose_text_lost_a_quote_is_refused(curator: Client) -> None:
    letter = make_letter("A draft", status="draft", text="Nothing yet.")
    page = Filled(curator, change(letter), "letter_form")
    page["text"] = "Please act."
    page.add_row("recommendations", quote="Please act.", gist="Act")
    page.save()
    first = Letter.history.filter(id=letter.pk).earliest("history_date")
    page = Filled(curator, f"{change(letter)}?restore={first.history_id}", "letter_form")
    page.send()
    letter.refresh_from_db()
    assert (page.response.status_code, letter.text) == (200, "Please act.")


def test_a_version_of_another_record_is_not_taken(curator: Client) -> None:
    letter = make_letter("A draft", status="draft")
    other = make_letter("Other", status="draft")
    foreign = Letter.history.filter(id=other.pk).latest("history_date")
    page = Filled(curator, f"{change(letter)}?restore={foreign.history_id}", "letter_form")
    assert page["title"] == "A draft"


@pytest.mark.parametrize("number", ["x", "-1", "9" * 40, "1' OR 1=1"])
def test_odd_versions_and_pages_are_ignored(curator: Client, number: str) -> None:
    letter = make_letter("A draft", status="draft")
    assert curator.get(change(letter), {"restore": number}).status_code == 200
    address = f"/admin/letters/letter/{letter.pk}/history/"
    assert curator.get(address, {"p": number}).status_code == 200


def test_the_history_is_paged(curator: Client) -> None:
    letter = make_letter("A draft", status="draft")
    for number in range(25):
        letter.title = f"Title {number}"
        letter._history_date = Letter.history.latest("history_date").history_date.replace(  # type: ignore[attr-defined]
            year=2030 + number
        )
        letter.save()
    pages = history.page(letter, LETTER_PARTS, "2")
    assert (pages.number, pages.paginator.num_pages, len(pages.object_list)) == (2, 2, 6)
    oldest_shown = pages.object_list[-2]
    assert [d.new for d in oldest_shown.steps[0].differences] == ["Title 0"]


def test_queries_do_not_grow_with_the_rows(
    curator: Client, django_assert_num_queries: object
) -> None:
    counts = []
    for number in (1, 3):
        letter = make_letter("A draft", status="draft", signatories=[james_smith()] * number)
        for _ in range(number):
            make_recommendation(letter, themes=[make_theme(f"Theme {number}")] if _ == 0 else [])
        address = f"/admin/letters/letter/{letter.pk}/history/"
        curator.get(address)
        counts.append(queries(curator, address))
    assert counts[0] == counts[1]


def queries(browser: Client, address: str) -> int:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "Words", [("ins", "Words")]),
        ("Words", "", [("del", "Words")]),
        (
            "one two three",
            "one 2 three",
            [("same", "one "), ("del", "two "), ("ins", "2 "), ("same", "three")],
        ),
        ("a\nb", "a\nc", [("same", "a\n"), ("del", "b"), ("ins", "c")]),
    ],
)
def test_words_are_compared(old: str, new: str, pieces: list[tuple[str, str]]) -> None:
    assert [tuple(piece) for piece in compare(old, new)] == pieces


def test_what_is_the_same_is_shortened() -> None:
    words = " ".join(f"w{n}" for n in range(100))
    pieces = list(compare(words + " old", words + " new"))
    assert [piece.kind for piece in pieces] == ["same", "del", "ins"]
    assert pieces[0].words.startswith("… w92")
