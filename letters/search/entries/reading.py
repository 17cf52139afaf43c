"""Reading: the rows of many letters and of their asks, all that entries are made of."""

from collections.abc import Iterable, Mapping
from typing import Any

from letters.models import (
    Addressee,
    Answer,
    Asker,
    Capacity,
    Correspondent,
    CountryMention,
    Letter,
    Office,
    Organisation,
    Recommendation,
    Signatory,
    Theme,
)
from letters.models.letter import LONG_FIELDS
from letters.search.entries.bare import Rows, by_key, fetch, hang, link, wanted

# SQLite keeps times as texts, and reading one takes as long as reading a letter's other columns.
_NOT_INDEXED = (
    *("published_at", "created_at", "modified_at"),
    *("rights", "withdrawn_reason", "version"),
)


def letters_of(keys: Iterable[int]) -> dict[int, Any]:
    """Return those of the letters that are public, with parties, signatories and countries."""
    letters = by_key(fetch(Letter.objects.published().filter(pk__in=keys), *_NOT_INDEXED))
    parties = _correspondents(letters)
    signing = by_key(hang(letters, "signatories", _of_letters(Signatory, letters), "letter_id"))
    rows = fetch(Capacity.objects.filter(signatory__in=signing))
    capacities = hang(signing, "capacities", rows, "signatory_id")
    hang(letters, "country_mentions", _of_letters(CountryMention, letters), "letter_id")
    bodies = Organisation.objects.filter(pk__in=wanted([*parties, *capacities], "organisation_id"))
    link([*parties, *capacities], "organisation", by_key(fetch(bodies)))
    return letters


def asks_of(letters: Rows) -> dict[int, Any]:
    """Return the public asks that letters make, in their order, with all that belongs to them."""
    rows = Recommendation.objects.public().filter(letter__in=letters)
    return _completed(rows, letters)


def asks_at(keys: Iterable[int]) -> dict[int, Any]:
    """Return public asks with all that belongs to them, and with their letters."""
    rows = Recommendation.objects.public().filter(pk__in=keys)
    found = Letter.objects.filter(pk__in=rows.order_by().values("letter"))
    letters = by_key(fetch(found, *LONG_FIELDS, *_NOT_INDEXED))
    _correspondents(letters)
    hang(letters, "signatories", _of_letters(Signatory, letters), "letter_id")
    return _completed(rows, letters)


def answers_of(letters: Rows) -> list[Any]:
    """Return the public answers that letters give, with the asks and their themes."""
    answers = fetch(Answer.objects.public().filter(letter__in=letters).order_by("pk"))
    asks = by_key(fetch(Recommendation.objects.filter(pk__in=wanted(answers, "recommendation_id"))))
    _hang_themes(asks)
    link(answers, "recommendation", asks)
    return answers


def _completed(rows: Any, letters: Rows) -> dict[int, Any]:
    found = fetch(rows.order_by())
    link(found, "letter", letters)
    # Sorted here: SQLite would look for few asks along the dates of all letters.
    found.sort(key=lambda ask: (ask.letter.sort_date, ask.letter_id, ask.number))
    asks = by_key(found)
    _hang_themes(asks)
    parties: list[Any] = []
    for name, model in (("askers", Asker), ("addressees", Addressee)):
        of_asks: Any = model.objects.filter(recommendation__in=asks)
        parties += hang(asks, name, fetch(of_asks), "recommendation_id")
    _link_offices(parties)
    _record_answers(asks)
    return asks


def _correspondents(letters: Rows) -> list[Any]:
    rows = [*hang(letters, "correspondents", _of_letters(Correspondent, letters), "letter_id")]
    _link_offices(rows)
    return rows


def _of_letters(model: Any, letters: Rows) -> list[Any]:
    return fetch(model.objects.filter(letter__in=letters))


def _link_offices(parties: Iterable[Any]) -> None:
    offices = fetch(Office.objects.filter(pk__in=wanted(parties, "office_id")))
    link(parties, "office", by_key(offices))


def _hang_themes(asks: Mapping[int, Any]) -> None:
    pairs = Recommendation.themes.through.objects.filter(recommendation__in=asks)
    themes = by_key(fetch(Theme.objects.all()))
    hang(asks, "themes", [], "")
    for key, theme in pairs.values_list("recommendation_id", "theme_id"):
        asks[key].themes.append(themes[theme])


def _record_answers(asks: Rows) -> None:
    answers = fetch(Answer.objects.public().filter(recommendation__in=asks))
    letters = Letter.objects.filter(pk__in=wanted(answers, "letter_id"))
    link(answers, "letter", by_key(fetch(letters, *LONG_FIELDS, "summary", *_NOT_INDEXED)))
    for ask in asks.values():
        ask.on_record = []
    for answer in answers:
        asks[answer.recommendation_id].on_record.append(answer)
