"""Bare asks: a few asks with all that their rows say, as ``for_rows()`` gives them.

Rows are fetched bare, and all letters that they name together, which are then put in their places:
see ``surroundings.py``. What the public may not see is dropped here.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from letters.filters.bare_letters import bare_letters, link_parties
from letters.filters.bare_rows import rows_with
from letters.models import Addressee, Answer, Asker, Letter, Recommendation, Theme
from letters.search.entries.bare import by_key, hang, link, wanted

Asks = dict[int, Recommendation]
Letters = Mapping[int, Letter]
PLACES = ("letter_id", "reported_in_id")


def bare_asks(keys: Collection[int], known: Letters) -> Asks:
    """Return public asks by key for ``ask_row()``; ``known`` letters are complete ones at hand."""
    asks = rows_with(Recommendation, "id", keys)
    again, earlier = _around(asks)
    answers = rows_with(Answer, "recommendation", [ask.id for ask in asks])
    named = wanted([*asks, *again, *earlier], *PLACES) | wanted(answers, "letter_id")
    letters = {**known, **bare_letters(named - known.keys())}
    shown = by_key(_placed(asks, letters))
    link(shown.values(), "restates", by_key(_placed(earlier, letters)))
    hang(shown, "restatements", _in_order(_placed(again, letters)), "restates_id")
    hang(shown, "answers", _given(answers, letters), "recommendation_id")
    _hang_parties(shown)
    _hang_themes(shown)
    return shown


def _around(asks: Collection[Any]) -> tuple[list[Any], list[Any]]:
    """Return the asks that repeat one of these, and those that one of these repeats."""
    again = rows_with(Recommendation, "restates", [ask.id for ask in asks])
    return again, rows_with(Recommendation, "id", wanted(asks, "restates_id"))


def _placed(asks: Iterable[Any], letters: Letters) -> list[Any]:
    """Return the asks whose letters may be shown, each with its letters."""
    shown = [
        ask
        for ask in asks
        if ask.letter_id in letters and (ask.reported_in_id or ask.letter_id) in letters
    ]
    link(shown, "letter", letters)
    link(shown, "reported_in", letters)
    return shown


def _in_order(asks: Iterable[Any]) -> list[Any]:
    return sorted(asks, key=lambda ask: (ask.letter.sort_date, ask.letter_id, ask.number))


def _given(answers: Collection[Any], letters: Letters) -> list[Any]:
    shown = [answer for answer in answers if answer.letter_id in letters]
    link(shown, "letter", letters)
    return sorted(shown, key=lambda answer: (answer.letter.sort_date, answer.order, answer.id))


def _hang_parties(asks: Asks) -> None:
    parties: list[Any] = []
    for name, model in (("askers", Asker), ("addressees", Addressee)):
        rows = rows_with(model, "recommendation", asks)
        rows.sort(key=lambda row: (row.order, row.id))
        parties += hang(asks, name, rows, "recommendation_id")
    link_parties(parties)


def _hang_themes(asks: Asks) -> None:
    pairs = rows_with(Recommendation.themes.through, "recommendation", asks)
    keys = wanted(pairs, "theme_id")
    # Ordered by the database, as it orders names elsewhere.
    themes = list(Theme.objects.filter(pk__in=keys)) if keys else []
    carried = {(pair.recommendation_id, pair.theme_id) for pair in pairs}
    for key, row in asks.items():
        ask: Any = row
        ask._prefetched_objects_cache["themes"] = [t for t in themes if (key, t.pk) in carried]
