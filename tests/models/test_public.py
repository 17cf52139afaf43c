"""What only drafts name is not public."""

from typing import Any

import pytest

from letters.models import (
    Addressee,
    Answer,
    Asker,
    Capacity,
    Correspondent,
    Letter,
    Office,
    Organisation,
    Person,
    Recommendation,
    Signatory,
    Theme,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> Letter:
    return Letter.objects.create(slug="a", title="A", text="Please do it.", status="draft")


@pytest.fixture
def asked(letter: Letter) -> Recommendation:
    return Recommendation.objects.create(letter=letter, number=1, quote="do it", gist="Do it.")


def organisation(slug: str, **fields: Any) -> Organisation:
    return Organisation.objects.create(slug=slug, name=slug, **fields)


def publish(letter: Letter) -> None:
    letter.status = Letter.Status.PUBLISHED
    letter.save()


def slugs(rows: Any) -> list[str]:
    return sorted(row.slug for row in rows)


def test_an_organisation_is_public_with_the_letter_that_names_it(
    letter: Letter, asked: Recommendation
) -> None:
    person = Person.objects.create(slug="p", surname="P")
    signatory = Signatory.objects.create(letter=letter, person=person)
    Correspondent.objects.create(letter=letter, part="sender", organisation=organisation("sends"))
    Capacity.objects.create(signatory=signatory, organisation=organisation("signs"))
    Asker.objects.create(recommendation=asked, organisation=organisation("asks"))
    Addressee.objects.create(recommendation=asked, organisation=organisation("is-asked"))
    organisation("unnamed")
    assert slugs(Organisation.objects.public()) == []
    publish(letter)
    assert slugs(Organisation.objects.public()) == ["asks", "is-asked", "sends", "signs"]
    assert slugs(Person.objects.public()) == ["p"]


def test_what_a_public_organisation_is_a_part_of_is_public(letter: Letter) -> None:
    top = organisation("top")
    middle = organisation("middle", parent=top)
    Correspondent.objects.create(
        letter=letter, part="sender", organisation=organisation("part", parent=middle)
    )
    publish(letter)
    assert slugs(Organisation.objects.public()) == ["middle", "part", "top"]


def test_the_organisation_of_a_public_office_is_public(letter: Letter) -> None:
    office = Office.objects.create(slug="o", title="O", organisation=organisation("ministry"))
    Correspondent.objects.create(letter=letter, part="recipient", office=office)
    assert slugs(Organisation.objects.public()) == []
    publish(letter)
    assert slugs(Organisation.objects.public()) == ["ministry"]
    assert slugs(Office.objects.public()) == ["o"]


def test_a_theme_is_public_with_an_ask_that_carries_it(
    letter: Letter, asked: Recommendation
) -> None:
    asked.themes.add(Theme.objects.create(slug="prevention", name="Prevention"))
    assert slugs(Theme.objects.public()) == []
    publish(letter)
    assert slugs(Theme.objects.public()) == ["prevention"]


def test_an_ask_reported_in_a_draft_is_not_public(letter: Letter, asked: Recommendation) -> None:
    publish(letter)
    assert list(Recommendation.objects.public()) == [asked]
    asked.reported_in = Letter.objects.create(slug="b", title="B", status="draft")
    asked.save()
    assert list(Recommendation.objects.public()) == []


def test_an_answer_in_a_draft_leaves_its_ask_unanswered(
    letter: Letter, asked: Recommendation
) -> None:
    publish(letter)
    reply = Letter.objects.create(slug="b", title="B", text="We do it.", status="draft")
    Answer.objects.create(recommendation=asked, letter=reply, quote="We do it.", stance="accepted")
    assert list(Recommendation.objects.unanswered()) == [asked]
    publish(reply)
    assert list(Recommendation.objects.answered()) == [asked]
    assert list(Recommendation.objects.unanswered()) == []
