"""The curators' site in a browser: a letter entered for real, by hand and without script."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Locator, Page, expect

from letters.models import Letter
from tests.admin.conftest import PASSWORD, make_user
from tests.builders import (
    aegis_trust,
    make_answer,
    make_letter,
    make_recommendation,
    make_theme,
    william_hague,
)

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = """We call on you to speak in support of the doctrine.

- Affirm it.
- Outline what the *focal point* does.
"""


def log_in(page: Page, live_server: Any, name: str = "clara", *groups: str) -> None:
    make_user(name, *(groups or ("Curator",)))
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_label("Find a letter")).to_be_visible()


def choose(page: Page, field: str, typed: str, name: str) -> None:
    """Choose a record by typing, as Django's choices work."""
    page.locator(f"#id_{field} + .select2").click()
    page.keyboard.type(typed)
    page.locator(".select2-results__option", has_text=re.compile(f"^{name}")).click()


def row(page: Page, prefix: str, number: int) -> Locator:
    return page.locator(f"#{prefix}-{number}")


def test_a_curator_enters_a_letter(page: Page, live_server: Any) -> None:
    aegis_trust(), william_hague(), make_theme("Focal points")
    log_in(page, live_server)
    page.get_by_role("link", name="Enter a new letter").click()
    page.get_by_label("Date:", exact=True).fill("2012-09-04")
    page.get_by_label("Title:").fill("Two bodies to the Foreign Secretary")
    page.get_by_label("Title:").press("Tab")
    expect(page.get_by_label("Slug:")).to_have_value(
        "2012-09-04-two-bodies-to-the-foreign-secretary"
    )
    choose(page, "correspondents-0-organisation", "aeg", "Aegis Trust")
    choose(page, "correspondents-1-person", "hague", "Rt Hon William Hague")
    page.get_by_label("Text:").fill(TEXT)
    first = row(page, "signatories", 0)
    first.get_by_label("As printed:", exact=True).fill("Dr Ada Byron")
    first.get_by_label("Role:").first.fill("Chair")
    first.get_by_label("Organisation as printed:").first.fill("The Aegis Trust")
    first.get_by_text("Another capacity").first.click()
    first.get_by_label("Role:").nth(1).fill("Director")
    first.get_by_label("Organisation as printed:").nth(1).fill("Analytical Society")
    for _ in range(2):
        page.get_by_role("button", name="Add another Signatory").click()
    page.locator("#id_signatories-4-as_printed").fill("William Hague")
    quote(page, "speak in support of the doctrine", "an ask")
    page.keyboard.type("Speak in support")
    quote(page, "Outline what the *focal point* does.", "an ask")
    page.keyboard.type("Say what the focal point does")
    choose(page, "recommendations-1-themes", "focal", "Focal points")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()

    letter = Letter.objects.get()
    signed = [
        (s.as_printed, [str(c) for c in s.capacities.all()]) for s in letter.signatories.all()
    ]
    assert signed == [
        ("Dr Ada Byron", ["Chair, The Aegis Trust", "Director, Analytical Society"]),
        ("William Hague", []),
    ]
    asks = [(r.passage, r.gist, r.themes.count()) for r in letter.recommendations.all()]
    assert asks == [(1, "Speak in support", 0), (3, "Say what the focal point does", 1)]
    page.get_by_role("link", name="Preview").click()
    expect(page.get_by_text("nobody but curators sees it")).to_be_visible()


def quote(page: Page, words: str, button: str) -> None:
    """Select words in the text, and make an ask or an answer of them."""
    page.evaluate(
        """words => {
            const text = document.getElementById("id_text");
            const start = text.value.indexOf(words);
            text.setSelectionRange(start, start + words.length);
        }""",
        words,
    )
    page.get_by_role("button", name=button).click()


def test_a_theme_is_added_beside_the_form(page: Page, live_server: Any) -> None:
    letter = make_letter(status="draft")
    log_in(page, live_server)
    page.goto(f"{live_server.url}/admin/letters/letter/{letter.pk}/change/")
    with page.expect_popup() as opened:
        page.locator("#add_id_recommendations-0-themes").click()
    opened.value.get_by_label("Name:").fill("Prevention")
    opened.value.get_by_role("button", name="Save", exact=True).click()
    expect(row(page, "recommendations", 0).get_by_title("Prevention")).to_be_visible()


def test_a_form_that_was_typed_in_is_not_left_unasked(page: Page, live_server: Any) -> None:
    letter = make_letter(status="draft")
    log_in(page, live_server)
    page.goto(f"{live_server.url}/admin/letters/letter/{letter.pk}/change/")
    page.get_by_label("Place:").fill("London")
    page.get_by_label("Reference:").click()
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    page.goto(f"{live_server.url}/admin/")
    assert asked == ["beforeunload"]


def test_the_second_of_two_curators_reads_and_saves(page: Page, live_server: Any) -> None:
    letter = make_letter("A draft", status="draft")
    log_in(page, live_server)
    address = f"{live_server.url}/admin/letters/letter/{letter.pk}/change/"
    page.goto(address)
    other = page.context.new_page()
    other.goto(address)
    other.get_by_label("Place:").fill("London")
    other.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Reference:").fill("MIN/1")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="saved this letter while")).to_be_visible()
    expect(page.get_by_label("Reference:")).to_have_value("MIN/1")
    page.get_by_label("I have read these changes").check()
    page.get_by_role("button", name="Save", exact=True).click()
    letter.refresh_from_db()
    assert (letter.place, letter.reference) == ("London", "MIN/1")


def test_the_form_works_without_script(browser: Browser, live_server: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    log_in(page, live_server)
    page.goto(f"{live_server.url}/admin/letters/letter/add/")
    page.get_by_label("Title:").fill("A letter")
    page.get_by_label("Text:").fill(TEXT)
    for number, name in enumerate(("Ada Byron", "Mary Somerville", "Charles Babbage")):
        row(page, "signatories", number).get_by_label("As printed:", exact=True).fill(name)
    for number, words in enumerate(("Affirm it.", "speak in support")):
        row(page, "recommendations", number).get_by_label("Quote:").fill(words)
        row(page, "recommendations", number).get_by_label("Gist:").fill(words)
    page.get_by_role("button", name="Save", exact=True).click()
    letter = Letter.objects.get()
    assert (letter.signatories.count(), letter.recommendations.count()) == (3, 2)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_can_be_used_by_everybody(
    page: Page, live_server: Any, scheme: Any, width: int
) -> None:
    public = make_letter(senders=[aegis_trust()])
    draft = make_letter("Answering", status="draft", date="2014-06-17")
    make_answer(make_recommendation(public, themes=[make_theme()]), draft)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    found = {"login": violations(page, f"{live_server.url}/admin/login/")}
    log_in(page, live_server, "edith", "Curator", "Editor")
    stem = f"{live_server.url}/admin/letters"
    for address in (
        f"{live_server.url}/admin/",
        f"{stem}/letter/",
        f"{stem}/letter/add/",
        f"{stem}/letter/{draft.pk}/change/",
        f"{stem}/letter/{draft.pk}/history/",
        f"{stem}/letter/{draft.pk}/preview/",
        f"{stem}/letter/{draft.pk}/delete/",
        f"{stem}/letter/{public.pk}/withdraw/",
        f"{stem}/recommendation/{public.recommendations.get().pk}/change/",
        f"{stem}/organisation/{aegis_trust().pk}/change/",
        f"{stem}/person/",
    ):
        found[address.removeprefix(live_server.url)] = violations(page, address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert [f"{address} {each}" for address, named in found.items() for each in named] == []


def violations(page: Page, address: str) -> list[str]:
    """Name what axe-core finds on a page, with where it is."""
    page.goto(address)
    results = Axe().run(page)
    return [
        f"{each['id']}: {' | '.join(node['target'][0] for node in each['nodes'][:4])}"
        for each in results.response["violations"]
    ]
