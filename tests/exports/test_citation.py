"""The citation: who to whom, what, of what date, where."""

from typing import Any

import pytest

from letters.exports import Edition, cite
from letters.exports.citation import listed
from tests import builders

pytestmark = pytest.mark.django_db

EDITION = Edition("Letters on Things, 2012–2018", "https://letters.example.org")


def document(**fields: Any) -> str:
    return cite(builders.make_letter(**fields), EDITION).document


def test_a_citation_is_one_sentence_after_another() -> None:
    letter = builders.make_letter(senders=[builders.aegis_trust()], slug="one")
    assert str(cite(letter, EDITION)) == (
        "Aegis Trust, letter, 4 September 2012. Letters on Things, 2012–2018. "
        "https://letters.example.org/letters/one/"
    )


def test_people_are_named_with_their_posts() -> None:
    hague = (builders.william_hague(), builders.foreign_secretary(), builders.foreign_office())
    assert document(senders=[(builders.james_smith(), builders.una_uk())], recipients=[hague]) == (
        "Dr James Smith (United Nations Association of the United Kingdom), letter to "
        "Rt Hon William Hague (Secretary of State for Foreign and Commonwealth Affairs), "
        "4 September 2012"
    )


def test_organisations_are_named_with_their_acronyms() -> None:
    assert document(senders=[builders.una_uk()], recipients=["Excellency"]) == (
        "United Nations Association of the United Kingdom (UNA-UK), letter to “Excellency”, "
        "4 September 2012"
    )


def test_a_document_without_an_author_is_named_by_its_title() -> None:
    assert document(title="A Summary", kind="meeting-summary", place="New York", date="2012") == (
        "“A Summary”, meeting summary, New York, 2012"
    )


def test_reference_date_and_what_is_not_held() -> None:
    report = builders.make_letter("Report")
    lost = {"held": False, "text": "", "known_from": report}
    assert document(senders=["a ministry"], reference="MIN/1", date="", **lost) == (
        "“a ministry”, letter, MIN/1, undated, text not held"
    )


def test_many_names_become_a_number() -> None:
    assert listed("A") == "A"
    assert listed("AB") == "A and B"
    assert listed("ABCD") == "A, B, C and D"
    assert listed("ABCDE") == "A, B, C and 2 others"
    assert listed("AAB") == "A and B"
    assert listed("") == ""
