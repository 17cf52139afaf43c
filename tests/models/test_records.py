"""Rules of single records, in the database and in forms."""

import datetime
import hashlib
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import modelform_factory

from letters.models import (
    Answer,
    Change,
    Correspondent,
    Letter,
    Organisation,
    Person,
    Recommendation,
    Source,
    Synonym,
    record_letter_change,
)

pytestmark = pytest.mark.django_db


def test_slug_never_begins_with_a_hyphen() -> None:
    with pytest.raises(ValidationError, match="lower-case letters"):
        Organisation(slug="-una", name="UNA").full_clean()


@pytest.mark.parametrize(
    ("date", "bounds"),
    [
        ("2012-09-04", ("2012-09-04", "2012-09-04", "2012-09-04")),
        ("2012-09", ("2012-09-01", "2012-09-30", "2012-09-01")),
        ("2012/2014", ("2012-01-01", "2014-12-31", "2012-01-01")),
        ("../2014-05-14", (None, "2014-05-14", "2014-05-14")),
        ("", (None, None, "0001-01-01")),
    ],
)
def test_letter_derives_the_bounds_of_its_date(date: str, bounds: tuple[Any, ...]) -> None:
    Letter.objects.bulk_create([Letter(slug="a", title="A", date=date)])
    letter = Letter.objects.get()
    found = letter.earliest, letter.latest, letter.sort_date
    assert found == tuple(each and datetime.date.fromisoformat(each) for each in bounds)


def test_letter_refuses_a_date_that_is_none() -> None:
    with pytest.raises(ValidationError) as refused:
        Letter(slug="a", title="A", date="next Tuesday").full_clean()
    assert list(refused.value.message_dict) == ["date"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"held": False, "text": "Words."}, "text"),
        ({"held": False}, "known_from"),
        ({"status": "withdrawn", "withdrawn_reason": " "}, "withdrawn_reason"),
        ({"date_inferred": True}, "date_reason"),
        ({"replies_to_inferred": True}, "replies_to_reason"),
    ],
)
def test_letter_refuses_fields_that_contradict_each_other(
    fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        Letter(slug="a", title="A", **fields).clean()
    assert field in refused.value.message_dict


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"held": False, "text": "Words."}, "letter_not_held_has_no_text"),
        ({"status": "secret"}, "letter_status_is_known"),
        ({"status": "withdrawn"}, "letter_withdrawn_has_a_reason"),
        ({"date_inferred": True}, "letter_inferred_date_has_a_reason"),
    ],
)
def test_database_refuses_what_forms_would(fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Letter.objects.create(slug="a", title="A", **fields)


def test_correspondent_is_somebody() -> None:
    letter = Letter.objects.create(slug="a", title="A")
    with pytest.raises(IntegrityError, match="correspondent_is_somebody"), transaction.atomic():
        Correspondent.objects.create(letter=letter, part="sender")
    with pytest.raises(ValidationError, match="Name an organisation"):
        Correspondent(letter=letter, part="sender").clean()


def test_organisation_is_found_by_every_form_of_its_name() -> None:
    una = Organisation.objects.create(
        slug="una-uk",
        name="United Nations Association of the United Kingdom",
        acronym="UNA-UK",
        other_names="United Nations Association – UK\n",
    )
    cries = Organisation.objects.create(
        slug="cries", name="Coordinadora Regional de Investigaciones Económicas y Sociales"
    )
    assert list(Organisation.objects.named_like("una–uk")) == [una]
    assert list(Organisation.objects.named_like("KINGDOM nations")) == [una]
    assert list(Organisation.objects.named_like("economic")) == [cries]
    assert list(Organisation.objects.named_like("conomicas")) == []


def test_names_sort_without_article_and_by_surname() -> None:
    aegis = Organisation.objects.create(slug="aegis", name="The Aegis Trust")
    other = Organisation.objects.create(slug="other", name="Ósome Body")
    assert list(Organisation.objects.all()) == [aegis, other]
    smith = Person.objects.create(slug="s", forenames="Ann", surname="Smith")
    brown = Person.objects.create(slug="b", forenames="Zoe", surname="Brown")
    assert list(Person.objects.all()) == [brown, smith]


def test_person_known_by_title_and_surname_is_called_so() -> None:
    assert str(Person(honorific="Mr", surname="Simmonds")) == "Mr Simmonds"
    smith = Person(honorific="Dr", forenames="James", surname="Smith")
    assert (str(smith), smith.full_name) == ("James Smith", "Dr James Smith")


def test_organisation_is_no_part_of_itself() -> None:
    top = Organisation.objects.create(slug="top", name="Top")
    part = Organisation.objects.create(slug="part", name="Part", parent=top)
    top.parent = part
    with pytest.raises(ValidationError) as refused:
        top.clean()
    assert list(refused.value.message_dict) == ["parent"]


def test_authorities_are_web_addresses() -> None:
    form = modelform_factory(Person, fields=["slug", "surname", "authorities"])
    wrong = form({"slug": "p", "surname": "P", "authorities": "javascript:alert(1)"})
    assert wrong.errors["authorities"] == ["“javascript:alert(1)” is not a web address."]


def test_source_keeps_bytes_with_their_hash() -> None:
    source = Source.of("a.txt", b"Dear all,\n")
    source.save()
    kept = Source.objects.get_by_natural_key("a.txt")
    assert (bytes(kept.content), kept.size) == (b"Dear all,\n", 10)
    assert kept.sha256 == hashlib.sha256(b"Dear all,\n").hexdigest()


def test_synonym_needs_two_forms() -> None:
    with pytest.raises(ValidationError) as refused:
        Synonym(slug="r2p", forms="R2P\n\n").clean()
    assert list(refused.value.message_dict) == ["forms"]


def test_change_of_a_letter_is_recorded_once_in_its_transaction() -> None:
    letter = Letter.objects.create(slug="a", title="A")
    with transaction.atomic():
        record_letter_change(letter)
        transaction.set_rollback(True)
    assert Change.objects.count() == 0
    record_letter_change(letter)
    assert list(Change.objects.values_list("subject", "key", "indexed")) == [
        ("letter", letter.pk, True)
    ]


def test_change_beside_an_answer_says_nothing_of_a_draft() -> None:
    draft = Letter.objects.create(slug="draft", title="Draft", text="Please act.")
    ask = Recommendation.objects.create(letter=draft, number=1, quote="Please act.")
    reply = Letter.objects.create(slug="reply", title="Reply", status=Letter.Status.PUBLISHED)
    Answer.objects.create(recommendation=ask, letter=reply, order=1, quote="We act.")
    record_letter_change(reply)
    assert list(Change.objects.values_list("key", flat=True)) == [reply.pk]


def test_groups_curator_and_editor_differ_in_publishing() -> None:
    curator, editor = (Group.objects.get(name=name) for name in ("Curator", "Editor"))
    more = set(editor.permissions.values_list("codename", flat=True)) - set(
        curator.permissions.values_list("codename", flat=True)
    )
    assert more == {"publish_letter"}
    assert curator.permissions.filter(codename="change_letter").exists()
