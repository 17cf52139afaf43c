"""JSON: the archive's own form of interchange, a whole letter with all that it names.

One object for each letter; in a file of many, one a line. Texts are as curators typed them
(Markdown in ``text``, lines in ``opener`` and ``closer``). What is named stands once, in
``organisations``, ``people``, ``offices`` and ``themes``, and is referred to by slug; a letter, an
ask or an answer elsewhere is referred to by its natural key. Keys are never left out: what is not
known is "", [] or null. ``KEYS`` says what each means; those under "derived" follow from the
others, and whoever reads the form back leaves them aside. Dates are EDTF, moments ISO 8601 in UTC.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Any

from letters.exports.citation import cite
from letters.exports.format import Edition, Format
from letters.exports.records import answers, public, replies, restated
from letters.models import (
    Answer,
    Capacity,
    Correspondent,
    Letter,
    Office,
    Organisation,
    Person,
    Recommendation,
    Signatory,
    Theme,
    lines,
)
from letters.models.party import Party

VERSION = 1
KEYS = {
    "version": "of this form; it changes when a key changes its meaning",
    "slug": "permanent name of the letter in its address",
    "status": "published; a file that is brought in may also have drafts (draft)",
    "former_slugs": "names it had before; their addresses redirect",
    "title": "who to whom, or the document's own title",
    "kind": "letter, joint-letter, open-letter, campaign-letter, reply, meeting-summary, "
    "statement, other",
    "held": "false: known from another document only, without text",
    "known_from": "slug of that document",
    "date": "edtf (empty: undated), of (writing, sending, event), as_printed, inferred, reason",
    "place": "where it was written, if it says so",
    "reference": "the sender's file reference",
    "language": "BCP 47",
    "correspondents": "in their order: part, organisation, person, office, words, as_printed, "
    "inferred, reason",
    "opener": "what is printed above the salutation: lines, and blank lines between blocks",
    "salutation": "as printed",
    "text": "the reading text in Markdown; its paragraphs and list items are the passages",
    "valediction": "as printed",
    "closer": "the signature block as printed: lines, and blank lines between blocks",
    "signatories": "in the order of signing: person, as_printed, capacities (role, organisation, "
    "organisation_as_printed)",
    "enclosures": "what was enclosed",
    "summary": "one or two sentences of the curators",
    "editorial_note": "what was mended, what is odd and stays, what is inferred",
    "replies_to": "null, or letter, inferred, reason",
    "recommendations": "what the letter asks: number, quote, passage, reported_in, gist, form, "
    "themes, askers, addressees, restates (null, or letter, number, reason), note, answers "
    "(letter, passage, quote, stance, note)",
    "countries": "corrections of the countries found in the text: country (ISO 3166), mentioned",
    "source": "null, or file_name, sha256, size in bytes and content (base64) of the file it was "
    "transcribed from",
    "rights": "who holds the rights in the text",
    "published_at": "when it was first published here",
    "organisations": "all that are named: slug, name, acronym, other_names, kind, parent, "
    "description, website, authorities",
    "people": "all that are named: slug, forenames, surname, honorific, suffix, other_names, "
    "description, authorities",
    "offices": "all that are named: slug, title, other_names, organisation, description",
    "themes": "all that are named: slug, name, scope_note",
    "derived": "url, citation, earliest and latest day, passages (number and plain text), "
    "replies (slugs)",
}


def write(letter: Letter, edition: Edition) -> str:
    """Write a letter as one JSON object on lines of its own."""
    return json.dumps(record(letter, edition), ensure_ascii=False, indent=2) + "\n"


def record(letter: Letter, edition: Edition) -> dict[str, Any]:
    """Return what a letter is, in plain values, with the keys of ``KEYS`` in their order."""
    values = {
        **_plain(letter),
        "version": VERSION,
        "former_slugs": [former.slug for former in letter.former_slugs.all()],
        "known_from": _slug(public(letter.known_from)),
        "date": _date(letter),
        "correspondents": [_correspondent(row) for row in letter.correspondents.all()],
        "signatories": [_signatory(row) for row in letter.signatories.all()],
        "replies_to": _replies_to(letter),
        "recommendations": [_recommendation(row) for row in letter.recommendations.all()],
        "countries": [
            {"country": row.country, "mentioned": row.mentioned}
            for row in letter.country_mentions.all()
        ],
        "source": _source(letter),
        "published_at": letter.published_at.isoformat() if letter.published_at else None,
        **_named(letter),
        "derived": _derived(letter, edition),
    }
    return {key: values[key] for key in KEYS}


PLAIN = (
    *("slug", "status", "title", "kind", "held", "place", "reference", "language"),
    *("opener", "salutation", "text", "valediction", "closer", "enclosures"),
    *("summary", "editorial_note", "rights"),
)


def _plain(letter: Letter) -> dict[str, Any]:
    return {field: getattr(letter, field) for field in PLAIN}


def _slug(row: Any) -> str | None:
    return row.slug if row else None


def _date(letter: Letter) -> dict[str, Any]:
    return {
        "edtf": letter.date,
        "of": letter.date_of,
        "as_printed": letter.date_as_printed,
        "inferred": letter.date_inferred,
        "reason": letter.date_reason,
    }


def _party(row: Party) -> dict[str, Any]:
    return {
        "organisation": _slug(row.organisation),
        "person": _slug(row.person),
        "office": _slug(row.office),
        "words": row.words,
    }


def _correspondent(row: Correspondent) -> dict[str, Any]:
    printed = {"as_printed": row.as_printed, "inferred": row.inferred, "reason": row.reason}
    return {"part": row.part, **_party(row), **printed}


def _signatory(row: Signatory) -> dict[str, Any]:
    capacities = [_capacity(capacity) for capacity in row.capacities.all()]
    return {"person": row.person.slug, "as_printed": row.as_printed, "capacities": capacities}


def _capacity(row: Capacity) -> dict[str, Any]:
    return {
        "role": row.role,
        "organisation": _slug(row.organisation),
        "organisation_as_printed": row.organisation_as_printed,
    }


def _replies_to(letter: Letter) -> dict[str, Any] | None:
    earlier = public(letter.replies_to)
    if earlier is None:
        return None
    return {
        "letter": earlier.slug,
        "inferred": letter.replies_to_inferred,
        "reason": letter.replies_to_reason,
    }


def _recommendation(row: Recommendation) -> dict[str, Any]:
    return {
        "number": row.number,
        "quote": row.quote,
        "passage": row.passage,
        "reported_in": _slug(row.reported_in),
        "gist": row.gist,
        "form": row.form,
        "themes": [theme.slug for theme in row.themes.all()],
        "askers": [_party(party) for party in row.askers.all()],
        "addressees": [_party(party) for party in row.addressees.all()],
        "restates": _restates(row),
        "note": row.note,
        "answers": [_answer(answer) for answer in answers(row)],
    }


def _restates(row: Recommendation) -> dict[str, Any] | None:
    earlier = restated(row)
    if earlier is None:
        return None
    return {
        "letter": earlier.letter.slug,
        "number": earlier.number,
        "reason": row.restates_reason,
    }


def _answer(row: Answer) -> dict[str, Any]:
    return {
        "letter": row.letter.slug,
        "passage": row.passage,
        "quote": row.quote,
        "stance": row.stance,
        "note": row.note,
    }


def _source(letter: Letter) -> dict[str, Any] | None:
    if letter.source is None:
        return None
    return {
        "file_name": letter.source.file_name,
        "sha256": letter.source.sha256,
        "size": letter.source.size,
        "content": b64encode(letter.source.content).decode(),
    }


def _derived(letter: Letter, edition: Edition) -> dict[str, Any]:
    return {
        "url": edition.permalink(letter),
        "citation": str(cite(letter, edition)),
        "earliest": letter.earliest.isoformat() if letter.earliest else None,
        "latest": letter.latest.isoformat() if letter.latest else None,
        "passages": [
            {"number": block.number, "text": block.plain} for block in letter.reading().passages
        ],
        "replies": [reply.slug for reply in replies(letter)],
    }


# What is named


def _named(letter: Letter) -> dict[str, list[dict[str, Any]]]:
    parties = list(_parties(letter))
    people = [row.person for row in parties] + [row.person for row in letter.signatories.all()]
    offices = [row.office for row in parties]
    themes = [theme for row in letter.recommendations.all() for theme in row.themes.all()]
    organisations = _with_those_above(_bodies(letter, parties))
    return {
        "organisations": [_organisation(row, organisations) for row in _once(organisations)],
        "people": [_person(row) for row in _once(people)],
        "offices": [_office(row) for row in _once(offices)],
        "themes": [_theme(row) for row in _once(themes)],
    }


def _parties(letter: Letter) -> Iterator[Party]:
    yield from letter.correspondents.all()
    for row in letter.recommendations.all():
        yield from row.askers.all()
        yield from row.addressees.all()


def _bodies(letter: Letter, parties: Iterable[Party]) -> Iterator[Organisation | None]:
    for row in parties:
        yield row.organisation
        yield row.office.organisation if row.office else None
    for signatory in letter.signatories.all():
        yield from (capacity.organisation for capacity in signatory.capacities.all())


def _with_those_above(rows: Iterable[Organisation | None]) -> list[Organisation]:
    """Add the two bodies above each: those further up are not public for this letter's sake."""
    named = [row for row in rows if row]
    above = [row.parent for row in named if row.parent]
    return named + above + [row.parent for row in above if row.parent]


def _once(rows: Iterable[Any]) -> list[Any]:
    """Return each row once, by slug."""
    known = {row.slug: row for row in rows if row}
    return [known[slug] for slug in sorted(known)]


def _organisation(row: Organisation, known: Iterable[Organisation]) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "name": row.name,
        "acronym": row.acronym,
        "other_names": lines(row.other_names),
        "kind": row.kind,
        "parent": next((each.slug for each in known if each.pk == row.parent_id), None),
        "description": row.description,
        "website": row.website,
        "authorities": lines(row.authorities),
    }


def _person(row: Person) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "forenames": row.forenames,
        "surname": row.surname,
        "honorific": row.honorific,
        "suffix": row.suffix,
        "other_names": lines(row.other_names),
        "description": row.description,
        "authorities": lines(row.authorities),
    }


def _office(row: Office) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "title": row.title,
        "other_names": lines(row.other_names),
        "organisation": _slug(row.organisation),
        "description": row.description,
    }


def _theme(row: Theme) -> dict[str, Any]:
    return {"slug": row.slug, "name": row.name, "scope_note": row.scope_note}


FORMAT = Format(
    name="json",
    label="JSON",
    extension="json",
    content_type="application/json; charset=utf-8",
    write=write,
)
