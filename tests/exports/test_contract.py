"""What holds for every format."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from letters.exports import FORMATS, Edition, Format, complete
from letters.models import Letter
from letters.text import plain_lines
from tests import builders

pytestmark = pytest.mark.django_db

EDITION = Edition("Letters, 2012–2018", "https://letters.example.org")
CANARY = "Xanthippe"


@pytest.fixture(params=FORMATS, ids=lambda written: written.name)
def written(request: Any) -> Format:
    found: Format = request.param
    return found


def fetched() -> Iterator[Letter]:
    yield from complete(Letter.objects.values_list("pk", flat=True))


def test_names_are_unique() -> None:
    assert len({each.name for each in FORMATS}) == len(FORMATS)
    assert len({each.extension for each in FORMATS}) == len(FORMATS)


def test_every_word_of_the_letter_is_there(written: Format) -> None:
    letter = builders.make_letter(
        "Прошение",
        opener="**A ministry**\nof letters",
        salutation="尊敬的先生",
        text="Première *phrase*.\n\n- שלום\n\n[^1]\n\n[^1]: A note.",
        valediction="Yours,",
        closer="James Smith\nof Ærø",
    )
    told = written.write(next(fetched()), EDITION)
    words = [letter.title, letter.salutation, letter.valediction, *letter.closer.splitlines()]
    for each in [*words, "A ministry", "of letters", "Première", "שלום", "A note."]:
        assert each in told
    assert plain_lines(letter.closer)


def test_the_same_letter_is_written_the_same_twice(written: Format) -> None:
    make_whole_letter("One", 2)
    first = [written.write(each, EDITION) for each in fetched()]
    assert [written.write(each, EDITION) for each in fetched()] == first
    assert all(each.endswith("\n") for each in first)


def test_a_bare_letter_is_written(written: Format) -> None:
    builders.make_letter("Bare", text="", date="")
    assert "Bare" in written.write(next(fetched()), EDITION)


def test_queries_do_not_depend_on_the_letters(written: Format) -> None:
    make_whole_letter("One", 1)
    counts = [queries_of(written)]
    for number in (2, 3):
        make_whole_letter(f"Number {number}", 3)
    counts.append(queries_of(written))
    assert counts[0] == counts[1]


def queries_of(written: Format) -> int:
    with CaptureQueriesContext(connection) as queries:
        for letter in fetched():
            written.write(letter, EDITION)
    return len(queries)


def make_whole_letter(title: str, rows: int) -> Letter:
    """Make a letter that names so many of everything, with replies that answer it."""
    office = builders.multilateral_policy()
    people = [builders.make_person(f"{title} P{row}") for row in range(rows)]
    letter = builders.make_letter(
        title,
        senders=[office, *people, "its members"],
        recipients=[(builders.william_hague(), builders.foreign_secretary())],
        signatories=[(each, [("Chair", office)]) for each in people],
        countries=["GB"],
        source=builders.make_source(f"{title}.txt"),
    )
    letter.former_slugs.create(slug=f"old-{letter.slug}")
    theme = builders.make_theme(f"Theme of {title}")
    for row in range(rows):
        first = builders.make_recommendation(letter, themes=[theme], askers=people)
        reply = builders.make_letter(f"{title} R{row}", date="2014", replies_to=letter)
        builders.make_answer(first, reply)
        builders.make_recommendation(
            reply, restates=first, restates_reason="The same.", addressees=people
        )
    return letter


def test_nothing_of_a_draft_is_written(written: Format) -> None:
    letter = builders.make_letter("Public", senders=[builders.aegis_trust()])
    ask = builders.make_recommendation(letter)
    before = written.write(next(fetched()), EDITION)
    draft = builders.make_letter(
        CANARY, status="draft", slug="xanthippe", date="2013", replies_to=letter
    )
    builders.make_answer(ask, draft)
    builders.make_recommendation(letter, reported_in=draft, number=9, gist=CANARY)
    earlier = builders.make_letter(f"{CANARY} before", status="draft", date="2011")
    Letter.objects.filter(pk=letter.pk).update(replies_to=earlier)
    asked_before = builders.make_recommendation(earlier)
    ask.restates, ask.restates_reason = asked_before, ""
    ask.save()
    assert written.write(next(fetched()), EDITION) == before


def test_a_format_knows_nothing_of_the_site(written: Format) -> None:
    builders.make_letter("One")
    other = replace(EDITION, url="https://elsewhere.example", title="Elsewhere")
    assert "elsewhere.example" in written.write(next(fetched()), other)
