"""The entry of a recommendation."""

from typing import Any

from letters import dates
from letters.models import Letter, lines
from letters.models.letter import UNDATED
from letters.search.entries.records import Records
from letters.search.entries.values import (
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


def recommendation_values(ask: Any, letter: Letter, chain: int, records: Records) -> Values:
    """Return the fields of a recommendation of this letter."""
    parts = by_part(letter)
    askers = [*ask.askers.all()] or parts["sender"]
    addressees = [*ask.addressees.all()] or parts["recipient"]
    newest = letter.pk << NUMBER_BITS | (MOST - ask.number)
    oldest = letter.pk << NUMBER_BITS | ask.number
    return {
        "key": [ask.pk],
        "letter": [letter.pk],
        **word_values([ask.gist], lines(ask.quote), records.synonyms),
        **order_values(letter.sort_date, newest, oldest),
        **_status(ask),
        **_waiting(ask, letter),
        **theme_values(theme.pk for theme in ask.themes.all()),
        **reference_values(letter),
        **signatory_values(letter),
        "asker": party_codes(askers, records),
        "addressee": party_codes(addressees, records),
        "from": as_printed(askers),
        "to": as_printed(addressees),
        "chain": [chain],
    }


def _status(ask: Any) -> Values:
    stances = sorted({answer.stance for answer in ask.on_record})
    status = "answered" if stances else "unanswered"
    return {
        "form": [ask.form],
        "status": [status],
        "stance": [*stances],
        "profile": [f"{ask.form}|{status}|{' '.join(stances)}"],
    }


def _waiting(ask: Any, letter: Letter) -> Values:
    """Return when it was asked and first answered, and its place among those that wait longest.

    Those without an answer come first, the oldest first of all; then the answered ones by the
    days they waited; then what has no date.
    """
    if letter.sort_date == UNDATED:
        return {"waiting": [0]}
    asked = letter.sort_date.toordinal()
    if not ask.on_record:
        return {"asked": [asked], "waiting": [(1 << SERIAL_BITS) - asked]}
    dated = [answer.letter for answer in ask.on_record if answer.letter.sort_date != UNDATED]
    if not dated:
        return {"asked": [asked], "waiting": [0]}
    first = min(dated, key=lambda answering: answering.sort_date)
    days = dates.days_between(letter.when, first.when)
    waited = max(0, days.least) if days else 0
    answered = first.sort_date.toordinal()
    return {"asked": [asked], "answered": [answered], "waiting": [1 + waited]}
