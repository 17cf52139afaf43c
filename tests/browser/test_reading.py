"""The reading pages in a browser: accessible, readable at every width, and without a script."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from letters.models import Letter
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (320, 390, 768, 1024, 1280, 2560)
TEXT = """# A heading

We call on you to speak in support of the *Responsibility* to Protect[^1].

- The first point, which is asked as a whole.
- We would welcome further information on the role of the focal point.

[^1]: See the [report](https://example.org/a/very/long/address/that/does/not/break/easily/at/all).
"""


@pytest.fixture
def letter() -> Letter:
    """A letter with everything on its page, and letters around it."""
    trust, office = builders.aegis_trust(), builders.foreign_office()
    signing = [
        (builders.james_smith(), [("Chief Executive Officer", trust)]),
        (builders.andres_serbin(), [("Chair", trust), ("Editor", office)]),
    ]
    letter = builders.make_letter(
        text=TEXT,
        senders=[trust],
        recipients=[(builders.william_hague(), builders.foreign_secretary())],
        opener="King Charles Street\nLondon\n\n4 September 2012",
        date_as_printed="4 September 2012",
        salutation="Dear Foreign Secretary,",
        valediction="Yours respectfully,",
        signatories=signing,
        source=builders.make_source(),
        summary="What it is about.",
        editorial_note="Nothing is mended.",
    )
    asks = [
        builders.make_recommendation(letter, quote)
        for quote in (
            "speak in support of the Responsibility to Protect",
            "The first point, which is asked as a whole",
            "We would welcome further information",
        )
    ]
    reply = builders.make_letter(
        "The reply",
        date="2014-06-17",
        senders=[office],
        recipients=[trust],
        replies_to=letter,
        signatories=signing,
    )
    builders.make_answer(asks[0], reply)
    lost = builders.make_letter(
        "A lost letter", slug="lost", text="", held=False, known_from=reply, date="2014-05-14"
    )
    builders.make_recommendation(lost, reported_in=reply)
    builders.withdraw(builders.make_letter("Withdrawn", slug="withdrawn"))
    return letter


def addresses(letter: Letter) -> list[str]:
    """What the pages of the first collection do not show: see test_pages.py for those."""
    return [
        f"{letter.get_absolute_url()}?q=focal+point",
        "/letters/lost/",
        "/letters/withdrawn/",
        "/letters/nothing-is-here/",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    page: Page, live_server: Any, letter: Letter, scheme: Any, no_complaint: list[str]
) -> None:
    page.emulate_media(color_scheme=scheme)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for address in addresses(letter):
            page.goto(f"{live_server.url}{address}")
            found = Axe().run(page).response["violations"]
            assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    no_complaint[:] = [each for each in no_complaint if "status of 4" not in each]


def test_nothing_scrolls_sideways(
    page: Page, live_server: Any, letter: Letter, no_complaint: list[str]
) -> None:
    wide = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for address in addresses(letter):
            page.goto(f"{live_server.url}{address}")
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((width, address))
    assert wide == []
    no_complaint[:] = [each for each in no_complaint if "status of 4" not in each]


def test_notes_stand_beside_their_passages(page: Page, live_server: Any, letter: Letter) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server.url}{letter.get_absolute_url()}")
    for number in (1, 2, 3):
        passage = page.locator(f"#p{number}").bounding_box()
        notes = page.get_by_label(f"Notes on passage {number}").bounding_box()
        assert passage
        assert notes
        assert notes["x"] > passage["x"] + passage["width"]
        assert abs(notes["y"] - passage["y"]) < 16


def test_notes_stand_under_their_passages_on_a_phone(
    page: Page, live_server: Any, letter: Letter
) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{live_server.url}{letter.get_absolute_url()}")
    passage = page.locator("#p1").bounding_box()
    notes = page.get_by_label("Notes on passage 1").bounding_box()
    following = page.locator("#p2").bounding_box()
    assert passage
    assert notes
    assert following
    assert passage["y"] + passage["height"] <= notes["y"]
    assert notes["y"] + notes["height"] <= following["y"]


def test_a_reader_chooses_what_shows_without_a_script(
    browser: Browser, live_server: Any, letter: Letter
) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}{letter.get_absolute_url()}")
    notes = page.get_by_label("Notes on passage 1")
    assert notes.is_visible()
    page.get_by_label("Notes in the margin").uncheck()
    assert notes.is_hidden()
    mark = page.locator("mark.ask").first
    tinted = mark.evaluate("each => getComputedStyle(each).backgroundColor")
    page.get_by_label("Asks", exact=True).uncheck()
    plain = mark.evaluate("each => getComputedStyle(each).backgroundColor")
    assert tinted != plain == "rgba(0, 0, 0, 0)"


def test_a_letter_is_read_by_keyboard(page: Page, live_server: Any, letter: Letter) -> None:
    page.goto(f"{live_server.url}{letter.get_absolute_url()}")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to the text"
    assert skip.bounding_box()["y"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    seen = set()
    for __ in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.getAttribute('href')"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none" or page.evaluate("document.activeElement === document.body")
    assert {"#p1", "#p2", "#p3", "/letters/the-reply/", "/people/james-smith/"} <= seen


def test_a_copied_passage_is_the_words_of_the_letter(
    page: Page, live_server: Any, letter: Letter
) -> None:
    page.goto(f"{live_server.url}{letter.get_absolute_url()}")
    words = page.locator("#p1").evaluate(
        """each => {
            const range = document.createRange();
            range.selectNodeContents(each);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            return getSelection().toString();
        }"""
    )
    assert words == "We call on you to speak in support of the Responsibility to Protect1."


def test_a_printed_letter_is_without_apparatus(
    page: Page, live_server: Any, letter: Letter
) -> None:
    page.goto(f"{live_server.url}{letter.get_absolute_url()}")
    page.emulate_media(media="print")
    hidden = (".masthead nav", ".notes >> nth=0", ".layers", "#thread", "#signatories", ".turns")
    assert [each for each in hidden if page.locator(each).is_visible()] == []
    for each in ("article.letter", "#cite cite", "#source", ".footnotes"):
        assert page.locator(each).is_visible()
    assert (
        page.locator("mark.ask").first.evaluate("each => getComputedStyle(each).backgroundColor")
        == "rgba(0, 0, 0, 0)"
    )


def test_marks_on_the_line_of_time_lead_to_their_letters(
    page: Page, live_server: Any, letter: Letter
) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server.url}/")
    assert page.locator("svg.tall").is_hidden()
    page.locator("svg.wide text.when", has_text="17 June 2014").click()
    assert page.url.endswith("/letters/the-reply/")
