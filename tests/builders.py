"""Builders: rows of every kind with defaults that hold together, and a named cast.

Plain functions that write as the archive's own writers do: rows are clean, and whatever becomes
public leaves its change in the log. A party is an organisation, a person, an office, words, or a
tuple of these for one correspondent: ``(william_hague(), foreign_secretary(), foreign_office())``.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.text import slugify

from letters.models import (
    Addressee,
    Answer,
    Asker,
    Capacity,
    Change,
    Correspondent,
    CountryMention,
    Letter,
    Office,
    Organisation,
    Person,
    Recommendation,
    Signatory,
    Source,
    Synonym,
    Theme,
    record_change,
    record_letter_change,
)

Named = Organisation | Person | Office
Party = Named | str | tuple[Named | str, ...]
Signer = Person | tuple[Person, Sequence[tuple[str, Organisation | None]]]

Row = TypeVar("Row", bound=models.Model)

FIELD_OF = {Organisation: "organisation", Person: "person", Office: "office", str: "words"}
TEXT = """We call on you to speak in support of the Responsibility to Protect.

We would welcome further information on the role of the focal point.
"""


def unused_slug(model: type[models.Model], text: str) -> str:
    """Return a slug made of the text that no row of the model has yet."""
    stem = slugify(text)[:100] or "unnamed"
    taken = set(model._default_manager.filter(slug__startswith=stem).values_list("slug", flat=True))
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def saved(row: Row) -> Row:
    """Check a row as every writer does, and save it."""
    row.full_clean()
    row.save()
    return row


# Names


def make_organisation(name: str = "Aegis Trust", **fields: Any) -> Organisation:
    fields.setdefault("slug", unused_slug(Organisation, name))
    return saved(Organisation(name=name, **fields))


def make_person(name: str = "James Smith", **fields: Any) -> Person:
    """Make a person; the last word of the name is the surname."""
    forenames, _, surname = name.rpartition(" ")
    fields.setdefault("slug", unused_slug(Person, name))
    return saved(Person(surname=surname, forenames=forenames, **fields))


def make_office(title: str = "Foreign Secretary", **fields: Any) -> Office:
    fields.setdefault("slug", unused_slug(Office, title))
    return saved(Office(title=title, **fields))


def make_theme(name: str = "Focal Point", **fields: Any) -> Theme:
    fields.setdefault("slug", unused_slug(Theme, name))
    return saved(Theme(name=name, **fields))


def make_synonym(*forms: str) -> Synonym:
    """Make a synonym of these forms, or of those of the Responsibility to Protect."""
    forms = forms or ("R2P", "RtoP", "Responsibility to Protect")
    words = "\n".join(forms)
    row: Synonym = saved(Synonym(slug=unused_slug(Synonym, forms[0]), forms=words))
    record_change(Change.Subject.SYNONYM, [row.pk], words=words)
    return row


def make_source(file_name: str = "letter.txt", content: bytes = b"Dear Sir") -> Source:
    source = Source.of(file_name, content)
    source.save()
    return source


# The cast: one row each, however often they are called


def aegis_trust() -> Organisation:
    """Civil society; its head signs in 2012 and in 2018."""
    return _one(Organisation, "aegis-trust", name="Aegis Trust", kind="civil-society")


def una_uk() -> Organisation:
    """Civil society, written in three ways."""
    name = "United Nations Association of the United Kingdom"
    return _one(Organisation, "una-uk", name=name, acronym="UNA-UK", other_names="UNA–UK\nUNA")


def foreign_office() -> Organisation:
    """The government body that receives and answers."""
    return _one(
        Organisation,
        "foreign-office",
        name="Foreign and Commonwealth Office",
        acronym="FCO",
        other_names="Foreign & Commonwealth Office\nForeign Office",
        kind="government",
    )


def multilateral_policy() -> Organisation:
    """A department: its letters are letters of the Foreign Office, too."""
    return _one(
        Organisation,
        "multilateral-policy-directorate",
        name="Multilateral Policy Directorate",
        parent=foreign_office(),
        kind="department",
    )


def james_smith() -> Person:
    """Signs for the Aegis Trust."""
    return _one(Person, "james-smith", forenames="James", surname="Smith", honorific="Dr")


def william_hague() -> Person:
    """Foreign Secretary in 2012."""
    return _one(Person, "william-hague", forenames="William", surname="Hague", honorific="Rt Hon")


def andres_serbin() -> Person:
    """Signs in two capacities at once; his name has a diacritic."""
    return _one(Person, "andres-serbin", forenames="Andrés", surname="Serbin", honorific="Dr.")


def foreign_secretary() -> Office:
    """The office that letters go to."""
    return _one(
        Office,
        "foreign-secretary",
        title="Secretary of State for Foreign and Commonwealth Affairs",
        other_names="Foreign Secretary",
        organisation=foreign_office(),
    )


def _one(model: type[Row], slug: str, **fields: Any) -> Row:
    found: Row | None = model._default_manager.filter(slug=slug).first()
    return found or saved(model(slug=slug, **fields))


# Letters


def make_letter(
    title: str = "Aegis Trust to the Foreign Secretary",
    *,
    text: str = TEXT,
    senders: Iterable[Party] = (),
    recipients: Iterable[Party] = (),
    copied: Iterable[Party] = (),
    signatories: Iterable[Signer] = (),
    parties: Iterable[tuple[str, Party]] = (),
    countries: Iterable[str] = (),
    **fields: Any,
) -> Letter:
    """Make a letter, published unless ``status`` says otherwise, and log what the public gets.

    ``parties`` are others than senders, recipients and copied, each with its part; ``countries``
    are codes that a curator adds, with "-" before one that she takes away.
    """
    fields = {"status": Letter.Status.PUBLISHED, "date": "2012-09-04"} | fields
    fields.setdefault("slug", unused_slug(Letter, title))
    if fields["status"] == Letter.Status.PUBLISHED:
        fields.setdefault("published_at", timezone.now())
    letter: Letter = saved(Letter(title=title, text=text, **fields))
    groups = (("sender", senders), ("recipient", recipients), ("copied", copied))
    everybody = [(part, party) for part, group in groups for party in group]
    for order, (part, party) in enumerate([*everybody, *parties], 1):
        saved(Correspondent(letter=letter, part=part, order=order, **party_fields(party)))
    for order, signer in enumerate(signatories, 1):
        make_signatory(letter, signer, order)
    for code in countries:
        mentioned = not code.startswith("-")
        saved(CountryMention(letter=letter, country=code.lstrip("-"), mentioned=mentioned))
    log(letter)
    return letter


def make_signatory(letter: Letter, signer: Signer, order: int = 1) -> Signatory:
    person, capacities = signer if isinstance(signer, tuple) else (signer, ())
    row: Signatory = saved(Signatory(letter=letter, person=person, order=order))
    for place, (role, organisation) in enumerate(capacities, 1):
        saved(Capacity(signatory=row, order=place, role=role, organisation=organisation))
    return row


def party_fields(party: Party) -> dict[str, Any]:
    """Return the fields of a correspondent, an asker or an addressee."""
    return {FIELD_OF[type(one)]: one for one in (party if isinstance(party, tuple) else (party,))}


def make_recommendation(
    letter: Letter,
    quote: str = "speak in support of the Responsibility to Protect",
    *,
    themes: Iterable[Theme] = (),
    askers: Iterable[Party] = (),
    addressees: Iterable[Party] = (),
    **fields: Any,
) -> Recommendation:
    fields.setdefault("number", letter.recommendations.count() + 1)
    fields.setdefault("gist", "Speak in support")
    row: Recommendation = saved(Recommendation(letter=letter, quote=quote, **fields))
    row.themes.set(themes)
    for order, party in enumerate(askers, 1):
        saved(Asker(recommendation=row, order=order, **party_fields(party)))
    for order, party in enumerate(addressees, 1):
        saved(Addressee(recommendation=row, order=order, **party_fields(party)))
    log(letter)
    return row


def make_answer(
    recommendation: Recommendation,
    letter: Letter,
    quote: str = "further information on the role of the focal point",
    **fields: Any,
) -> Answer:
    fields.setdefault("order", recommendation.answers.count() + 1)
    fields.setdefault("stance", Answer.Stance.ACCEPTED)
    row: Answer = saved(Answer(recommendation=recommendation, letter=letter, quote=quote, **fields))
    log(letter)
    return row


def log(letter: Letter) -> None:
    """Append the changes that a writer would, if the public sees the letter."""
    if letter.is_published:
        record_letter_change(letter)


def withdraw(letter: Letter, reason: str = "Withdrawn at the author's request.") -> None:
    """Withdraw a published letter, as an editor does."""
    letter.status, letter.withdrawn_reason = Letter.Status.WITHDRAWN, reason
    letter.save()
    record_letter_change(letter)


def delete(letter: Letter) -> None:
    """Delete a letter with what hangs on it, as an editor does."""
    record_letter_change(letter)
    letter.delete()
