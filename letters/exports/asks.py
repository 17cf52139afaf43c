"""Lists of asks as files: one line an ask, as the ledger shows it, in constant memory.

CSV (RFC 4180) for a spreadsheet, JSON Lines for programs: the same names in both. What has several
values is a list in JSON, and stands in one cell in CSV, with semicolons between them.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from letters import dates
from letters.exports.csv import as_lines, harmless
from letters.exports.format import Edition
from letters.exports.records import restated
from letters.models import Answer, Correspondent, Letter, Recommendation
from letters.models.party import Party

COLUMNS = {
    "url": "permanent address of the ask",
    "letter": "permanent address of the letter that asks",
    "letter_title": "its title",
    "date": "of the letter, EDTF; empty if undated",
    "number": "of the ask in its letter",
    "form": "request, point or implied",
    "gist": "in the words of the curators",
    "quote": "in its own words",
    "quoted_from": "permanent address of the document in which these words stand",
    "passage": "number of the passage there",
    "asked_by": "who asks",
    "asked_of": "who is asked",
    "themes": "names",
    "repeats": "permanent address of the earlier ask that it repeats",
    "times": "how often it was asked; 1 for each ask by itself",
    "last_asked": "permanent address of the ask that repeats it last, of one asked more than once",
    "answered": "yes, or no: no answer on record",
    "stances": "of the answers, in their order",
    "answers": "permanent addresses of the passages that answer",
    "first_answer": "date of the first answer, EDTF",
    "days_at_least": "from the ask to the first answer, as the dates allow",
    "days_at_most": "the same as at least, if both dates are known to the day",
}


@dataclass(frozen=True)
class Asked:
    """An ask with the answers that count; of one asked several times, how often and where last.

    The ask comes with its letters, their correspondents, its parties and its themes.
    """

    ask: Recommendation
    answers: Sequence[Answer]
    times: int = 1
    last: Recommendation | None = None


@dataclass(frozen=True)
class AskFormat:
    """A form in which a list of asks can be taken away."""

    name: str
    label: str
    description: str
    extension: str
    content_type: str
    write: Callable[[Iterable[Asked], Edition], Iterator[str]]


def write_csv(asks: Iterable[Asked], edition: Edition) -> Iterator[str]:
    """Write a list of asks, with a header."""
    yield "\ufeff" + as_lines([list(COLUMNS)])
    for asked in asks:
        yield as_lines([[_cell(value) for value in record(asked, edition).values()]])


def write_jsonl(asks: Iterable[Asked], edition: Edition) -> Iterator[str]:
    """Write a list of asks, one object a line."""
    for asked in asks:
        yield json.dumps(record(asked, edition), ensure_ascii=False) + "\n"


def record(asked: Asked, edition: Edition) -> dict[str, Any]:
    """Return what is told of an ask; the keys are those of ``COLUMNS``, in their order."""
    ask, earlier = asked.ask, restated(asked.ask)
    return {
        "url": _address(ask, edition),
        "letter": edition.permalink(ask.letter),
        "letter_title": ask.letter.title,
        "date": ask.letter.date,
        "number": ask.number,
        "form": ask.form,
        "gist": ask.gist,
        "quote": ask.quote,
        "quoted_from": edition.permalink(ask.document),
        "passage": ask.passage,
        "asked_by": _names(ask.askers.all(), ask.letter, Correspondent.Part.SENDER),
        "asked_of": _names(ask.addressees.all(), ask.letter, Correspondent.Part.RECIPIENT),
        "themes": [theme.name for theme in ask.themes.all()],
        "repeats": _address(earlier, edition) if earlier else "",
        "times": asked.times,
        "last_asked": _address(asked.last, edition) if asked.last else "",
        **_answered(asked, edition),
    }


def _answered(asked: Asked, edition: Edition) -> dict[str, Any]:
    first = asked.answers[0].letter if asked.answers else None
    waited = dates.days_between(asked.ask.letter.when, first.when) if first else None
    return {
        "answered": "yes" if first else "no",
        "stances": [answer.stance for answer in asked.answers],
        "answers": [_passage(answer, edition) for answer in asked.answers],
        "first_answer": first.date if first else "",
        "days_at_least": waited.least if waited else None,
        "days_at_most": waited.most if waited else None,
    }


def _address(ask: Recommendation, edition: Edition) -> str:
    return f"{edition.url}{ask.get_absolute_url()}"


def _passage(answer: Answer, edition: Edition) -> str:
    place = f"#p{answer.passage}" if answer.passage else ""
    return f"{edition.permalink(answer.letter)}{place}"


def _names(parties: Iterable[Party], letter: Letter, part: str) -> list[str]:
    """Name those recorded with the ask, or the parties of its letter."""
    correspondents = [row for row in letter.correspondents.all() if row.part == part]
    named = list(parties) or sorted(correspondents, key=lambda row: row.order)
    return list(dict.fromkeys(map(_name, named)))


def _name(party: Party) -> str:
    person = party.person.full_name if party.person else ""
    office = party.office.title if party.office else ""
    organisation = party.organisation.name if party.organisation else ""
    return ", ".join(filter(None, (person, office, organisation))) or party.words


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = "; ".join(value)
    return harmless(value) if isinstance(value, str) else value


ASK_FORMATS = (
    AskFormat(
        name="csv",
        label="CSV",
        description="one line an ask, for a spreadsheet",
        extension="csv",
        content_type="text/csv; charset=utf-8",
        write=write_csv,
    ),
    AskFormat(
        name="jsonl",
        label="JSON Lines",
        description="the same for programs",
        extension="jsonl",
        content_type="application/x-ndjson; charset=utf-8",
        write=write_jsonl,
    ),
)
