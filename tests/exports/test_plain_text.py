"""Plain text: the letter as it reads."""

import pytest

from letters.exports import Edition, complete, plain_text
from letters.models import Letter
from tests import builders

pytestmark = pytest.mark.django_db


def test_a_letter_reads_from_letterhead_to_footnotes() -> None:
    builders.make_letter(
        "Aegis Trust to the Foreign Secretary",
        senders=[builders.aegis_trust()],
        recipients=[builders.foreign_secretary()],
        opener="King Charles Street\nLondon\n\n4 September 2012",
        salutation="Dear Foreign Secretary",
        text="# Points\n\nWe *ask*[^1]:\n\n- one;\n- two.\n\n[^1]: Twice.",
        valediction="Yours respectfully,",
        signatories=[(builders.james_smith(), [("CEO", builders.aegis_trust())])],
        source=builders.make_source("000.txt", b"x"),
        rights="The rights stay with the authors.",
    )
    [letter] = complete(Letter.objects.values_list("pk", flat=True))
    told = plain_text.write(letter, Edition("Letters, 2012", "https://letters.example.org"))
    digest = letter.source.sha256 if letter.source else ""
    assert told == (
        "Aegis Trust to the Foreign Secretary\n\n"
        "----\n\n"
        "King Charles Street\nLondon\n\n4 September 2012\n\n"
        "Dear Foreign Secretary\n\n"
        "Points\n\n"
        "[1] We ask:\n\n"
        "[2] • one;\n\n"
        "[3] • two.\n\n"
        "Yours respectfully,\n\n"
        "James Smith, CEO, Aegis Trust\n\n"
        "[note 1] Twice.\n\n"
        "----\n\n"
        "Aegis Trust, letter to Secretary of State for Foreign and Commonwealth Affairs, "
        "4 September 2012. Letters, 2012. "
        f"https://letters.example.org{letter.get_absolute_url()}\n\n"
        f"Source: 000.txt, SHA-256 {digest}\n\n"
        "The rights stay with the authors.\n"
    )


def test_a_letter_that_is_not_held_says_so() -> None:
    report = builders.make_letter("The report")
    lost = builders.make_letter("Lost", text="", held=False, known_from=report)
    [letter] = complete([lost.pk])
    told = plain_text.write(letter, Edition("Letters", ""))
    assert "The text of this letter is not held: it is known from “The report”." in told
