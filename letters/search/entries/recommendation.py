"""The entry of a recommendation, and of a chain of them: what is asked, and what came of it when.

Days count from when they are certain: an ask or an answer is there from the last day on which its
letter can have been written, and where there is no such day, never at any date.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from letters import dates
from letters.models import Letter, lines
from letters.models.letter import UNDATED
from letters.search.entries.records import Records
from letters.search.entries.values import (
    LAST_DAY,
    MOST,
    NUMBER_BITS,
    SERIAL_BITS,
    Values,
    as_printed,
    by_part,
    order_values,
    party_codes,
    reference_values,
    signatory_values,
    theme_values,
    word_values,
)

ALWAYS = LAST_DAY + 1


def ask_values(ask: Any, chain: Sequence[Any], records: Records) -> Values:
    """Return the fields of a recommendation, one of a chain of one or more."""
    again = [other for other in chain if other.restates_id == ask.pk]
    values = _standing([ask], again, chain, records)
    if len(chain) > 1:
        return {**values, "unit": ["member"]}
    return {**values, **_span(certain(ask.letter), None)}


def chain_values(chain: Sequence[Any], records: Records) -> Iterator[tuple[int, Values]]:
    """Yield the fields of a chain of several as it stood from each day on which it grew.

    Each comes with the letter by which it grew. One of them is the chain as it is known now.
    """
    days = sorted({day for ask in chain if (day := certain(ask.letter))})
    known_now = False
    for day, until in zip(days, [*days[1:], None], strict=True):
        asks = [ask for ask in chain if (on := certain(ask.letter)) and on <= day]
        known_now = len(asks) == len(chain)
        grown_by = [ask for ask in asks if certain(ask.letter) == day][-1]
        units = ["state"] if known_now else ["state", "past"]
        stood = _standing(asks, asks[1:], asks, records) | _span(day, until)
        yield grown_by.letter_id, stood | {"unit": [*units]}
    if not known_now:
        now = _standing(chain, chain[1:], chain, records)
        yield chain[-1].letter_id, now | {"unit": ["state"]}


def certain(letter: Letter) -> datetime.date | None:
    """Return the day from which a letter is certainly there."""
    latest: datetime.date | None = letter.latest
    return latest


def _span(since: datetime.date | None, until: datetime.date | None) -> Values:
    """Return the days at which a row of the list of chains stood: from the first, to the last."""
    if since is None:
        return {}
    return {
        "since": [since.toordinal()],
        "until": [until.toordinal() if until else ALWAYS],
    }


def _standing(
    asks: Sequence[Any], again: Sequence[Any], chain: Sequence[Any], records: Records
) -> Values:
    """Return the fields of asks that stand in one row; ``again`` are those that repeat them."""
    askers = [party for ask in asks for party in _askers(ask)]
    addressees = [party for ask in asks for party in _addressees(ask)]
    letters = list({ask.letter_id: ask.letter for ask in asks}.values())
    quotes = [records.folded[line] for ask in asks for line in lines(ask.quote)]
    return {
        "key": [asks[0].pk],
        "letter": [letter.pk for letter in letters],
        **word_values([records.folded[ask.gist] for ask in asks], quotes),
        **_order(asks),
        **_bounds(letters),
        **_status(asks, again),
        **_answered(asks),
        **theme_values(theme.pk for ask in asks for theme in ask.themes.all()),
        **_merged(letters, reference_values),
        **_merged(letters, signatory_values),
        "asker": party_codes(askers, records),
        "addressee": party_codes(addressees, records),
        "from": as_printed(askers),
        "to": as_printed(addressees),
        "chain": [chain[0].pk],
    }


def _askers(ask: Any) -> list[Any]:
    return [*ask.askers.all()] or by_part(ask.letter)["sender"]


def _addressees(ask: Any) -> list[Any]:
    return [*ask.addressees.all()] or by_part(ask.letter)["recipient"]


def _merged(letters: Iterable[Letter], values_of: Any) -> Values:
    merged: Values = {}
    for letter in letters:
        for name, values in values_of(letter).items():
            merged[name] = list(dict.fromkeys([*merged.get(name, ()), *values]))
    return merged


def _order(asks: Sequence[Any]) -> Values:
    """Return the keys of order: the newest by the last ask of the row, the oldest by the first."""
    first, last = asks[0], asks[-1]
    newest = last.letter_id << NUMBER_BITS | (MOST - last.number)
    oldest = first.letter_id << NUMBER_BITS | first.number
    days = [ask.letter.sort_date for ask in asks]
    return {
        "newest": order_values(days[-1], newest, oldest)["newest"],
        "oldest": order_values(days[0], newest, oldest)["oldest"],
        "year": [*sorted({day.year for day in days if day != UNDATED})],
    }


def _bounds(letters: Sequence[Letter]) -> Values:
    """Return the first and the last day of asking, open ones as wide as can be."""
    dated = [letter for letter in letters if letter.sort_date != UNDATED]
    if not dated:
        return {}
    firsts = [letter.earliest.toordinal() if letter.earliest else 0 for letter in dated]
    lasts = [letter.latest.toordinal() if letter.latest else LAST_DAY for letter in dated]
    return {"first": [min(firsts)], "last": [max(lasts)]}


def _status(asks: Sequence[Any], again: Sequence[Any]) -> Values:
    """Return what came of the asks as it is known now."""
    stances = sorted({answer.stance for ask in asks for answer in ask.on_record})
    forms = sorted({ask.form for ask in asks})
    status = ["answered"] if stances else ["unanswered"]
    status += ["declined"] if "declined" in stances else []
    restated = "yes" if again else "no"
    joined = (forms, status, stances, [restated])
    return {
        "form": [*forms],
        "status": [*status],
        "stance": [*stances],
        "restated": [restated],
        "profile": ["|".join(" ".join(values) for values in joined)],
        "repeated": _first_day(ask.letter for ask in again),
        "asked": _first_day(ask.letter for ask in asks),
    }


def _answered(asks: Sequence[Any]) -> Values:
    """Return when the first answer was there, of any and of each stance, and after how many days.

    ``waiting`` orders by the wait: those without an answer come first, the oldest first of all;
    then the answered ones by the days they waited; then what has no date. ``days`` is there only
    where it is known to the day.
    """
    answers = [answer for ask in asks for answer in ask.on_record]
    found: Values = {
        f"{stance}-on": _first_day(a.letter for a in answers if a.stance == stance)
        for stance in sorted({answer.stance for answer in answers})
    }
    asked = asks[0].letter
    first = min(
        (answer.letter for answer in answers if certain(answer.letter)),
        key=lambda letter: (certain(letter), letter.pk),
        default=None,
    )
    waited = dates.days_between(asked.when, first.when) if first else None
    if waited and waited.least == waited.most and not waited.approximate:
        found["days"] = [waited.least]
    if first:
        found["answered"] = [first.latest.toordinal()]
    return {**found, "waiting": [_waiting(asked, bool(answers), waited)]}


def _waiting(asked: Letter, is_answered: bool, waited: dates.Days | None) -> int:
    if asked.sort_date == UNDATED:
        return 0
    if not is_answered:
        return (1 << SERIAL_BITS) - int(asked.sort_date.toordinal())
    return 1 + waited.least if waited else 0


def _first_day(letters: Iterable[Letter]) -> list[str | int]:
    days = [day.toordinal() for letter in letters if (day := certain(letter))]
    return [min(days)] if days else []
