"""The entry of a letter."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from letters import countries, fingerprints, text
from letters.models import Answer, Letter, Recommendation, lines
from letters.models.letter import UNDATED
from letters.search.entries.records import Folded, Records
from letters.search.entries.values import (
    LAST_DAY,
    MOST,
    NUMBER_BITS,
    Values,
    as_printed,
    bodies,
    by_part,
    order_values,
    party_codes,
    reference_values,
    signatory_values,
    theme_values,
    word_values,
)


def letter_values(
    letter: Letter, asks: Sequence[Any], given: Sequence[Answer], records: Records
) -> Values:
    """Return the fields of a letter, of its asks, and of the answers it gives."""
    parts, texts = by_part(letter), blocks(letter, asks)
    folded = {text: records.folded[text] for text in (letter.title, *texts)}
    return {
        "key": [letter.pk],
        **word_values([folded[letter.title]], map(folded.__getitem__, texts)),
        **order_values(letter.sort_date, letter.pk, letter.pk),
        **_days(letter),
        **_ledger(letter, asks, given),
        **reference_values(letter),
        **signatory_values(letter),
        **_fingerprints(letter, folded),
        "country": [*countries_of(letter)],
        "sender": party_codes(parts["sender"], records),
        "recipient": party_codes(parts["recipient"], records),
        "organisation": sorted(records.with_ancestors(organisations_of(letter))),
        **_together(signers(letter, records)),
        "from": as_printed(parts["sender"]),
        "to": as_printed(parts["recipient"]),
    }


def _fingerprints(letter: Letter, folded: Mapping[str, Folded]) -> Values:
    """Return those of the passages; addresses and signatures are not compared."""
    passages = (folded[block.plain].words for block in letter.reading().passages)
    terms = fingerprints.terms_of_words(passages)
    return {"fingerprints": [terms] if terms else []}


def ledger_counts(packed: int) -> tuple[int, int, int]:
    """Unpack the field ``ledger``: asks made, how many of them answered, asks answered."""
    return packed >> 2 * NUMBER_BITS, (packed >> NUMBER_BITS) & MOST, packed & MOST


def blocks(letter: Letter, asks: Iterable[Recommendation] = ()) -> list[str]:
    """Return all that can be read in a letter and on its page, but for the title.

    A letter that is not held is found by what is reported of it.
    """
    reading = letter.reading()
    reported = [] if letter.held else [part for ask in asks for part in (ask.gist, ask.quote)]
    everything = [
        *text.plain_lines(letter.opener).split("\n\n"),
        letter.salutation,
        *(block.plain for block in reading.blocks),
        letter.valediction,
        *text.plain_lines(letter.closer).split("\n\n"),
        *(note.plain for note in reading.footnotes),
        *lines(letter.enclosures),
        *(letter.place, letter.date_as_printed, letter.reference),
        *_names_as_printed(letter),
        *lines(letter.summary),
        *lines(letter.editorial_note),
        *reported,
    ]
    return [*filter(None, everything)]


def _names_as_printed(letter: Letter) -> Iterator[str]:
    for row in letter.correspondents.all():
        yield from (row.as_printed, row.words)
    for signatory in letter.signatories.all():
        yield signatory.as_printed
        for capacity in signatory.capacities.all():
            yield from (capacity.role, capacity.organisation_as_printed)


def countries_of(letter: Letter) -> list[str]:
    """Return the codes of the countries that a letter mentions, as curators have it."""
    rows = {row.country: row.mentioned for row in letter.country_mentions.all()}
    plain = letter.reading().plain
    found = {each.code for each in countries.find(plain, not_inside=_organisation_names(letter))}
    added = {country for country, is_mentioned in rows.items() if is_mentioned}
    return sorted((found - rows.keys()) | added)


def _organisation_names(letter: Letter) -> Iterator[str]:
    """Yield them one by one: they are asked for only where a country is named at all."""
    for row in _capacities(letter):
        if row.organisation_as_printed:
            yield row.organisation_as_printed
    for row in (*letter.correspondents.all(), *_capacities(letter)):
        if row.organisation:
            yield from filter(None, row.organisation.name_forms())


def organisations_of(letter: Letter) -> set[int]:
    """Return the organisations that a letter names in any part, not those above them."""
    capacities = {row.organisation_id for row in _capacities(letter)}
    return bodies(letter.correspondents.all()) | (capacities - {None})


def signers(letter: Letter, records: Records) -> set[int]:
    """Return the organisations that send a letter, or for which somebody signs it.

    A department beside the body that it is a part of is not another one.
    """
    senders = [row for row in letter.correspondents.all() if row.part == "sender"]
    found = bodies(senders) | {row.organisation_id for row in _capacities(letter)} - {None}
    return {key for key in found if records.with_ancestors([key]).isdisjoint(found - {key})}


def _together(signing: set[int]) -> Values:
    """Return the organisations that sign together, if there are two or more."""
    return {"together": sorted(signing), "joint": ["yes"]} if len(signing) > 1 else {}


def _capacities(letter: Letter) -> list[Any]:
    return [row for signatory in letter.signatories.all() for row in signatory.capacities.all()]


def _days(letter: Letter) -> Values:
    """Return the bounds of the date, open ones as wide as can be; none if undated.

    And the month, counted from the year 0, and the day, where the bounds leave but one.
    """
    if letter.sort_date == UNDATED:
        return {}
    first = letter.earliest.toordinal() if letter.earliest else 0
    last = letter.latest.toordinal() if letter.latest else LAST_DAY
    is_bounded = letter.earliest and letter.latest
    months = {month_number(day) for day in (letter.earliest, letter.latest) if day}
    return {
        "first": [first],
        "last": [last],
        "month": [*months] if is_bounded and len(months) == 1 else [],
        "day": [first] if first == last else [],
    }


def month_number(day: datetime.date) -> int:
    """Return the number by which the index counts months."""
    return day.year * 12 + day.month - 1


def _ledger(letter: Letter, asks: Sequence[Any], given: Sequence[Answer]) -> Values:
    answered = sum(1 for ask in asks if ask.on_record)
    states = {"any": asks, "answered": answered, "unanswered": answered < len(asks)}
    known = [state for state, is_so in states.items() if is_so]
    held = "yes" if letter.held else "no"
    replied_to = {answer.recommendation_id: answer.recommendation for answer in given}
    packed = 0
    for count in (len(asks), answered, len(replied_to)):
        packed = packed << NUMBER_BITS | min(count, MOST)
    themes = (theme.pk for ask in (*asks, *replied_to.values()) for theme in ask.themes.all())
    return {
        "kind": [letter.kind],
        "held": [held],
        "asks": [*known],
        "profile": [f"{letter.kind}|{held}|{' '.join(known)}"],
        "ledger": [packed],
        **theme_values(themes),
    }
