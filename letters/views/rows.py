"""Rows: a letter as every list of letters shows it, for ``parts/letter_row.html``."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count

from letters import dates
from letters.models import Answer, Letter, Recommendation
from letters.text import Snippet
from letters.views.from_to import FromTo, from_to
from letters.views.thread import machine_date


@dataclass(frozen=True)
class AskCounts:
    """How many asks a letter makes, how many of them are answered, and how many it answers."""

    asks: int = 0
    answered: int = 0
    answers: int = 0


@dataclass(frozen=True)
class Badge:
    """A pennant beside a row, or a few words; ``shape`` is ask, open, answer, not-held, none."""

    words: str
    url: str = ""
    shape: str = ""


@dataclass(frozen=True)
class LetterRow:
    """A letter in a list; ``through`` names the department by which it belongs there."""

    letter: Letter
    url: str
    when: str
    day: str
    parties: FromTo
    badges: list[Badge]
    snippet: Snippet | None = None
    where: str = ""
    through: str = ""


def letter_row(
    letter: Letter,
    counts: AskCounts,
    *,
    query: str = "",
    snippet: Snippet | None = None,
    where: str = "",
    through: str = "",
) -> LetterRow:
    """Return the row of a letter; its link leads to the passage of the snippet, hits marked."""
    return LetterRow(
        letter=letter,
        url=letter_url(letter, query, snippet.passage if snippet else None),
        when=dates.display(letter.date),
        day=machine_date(letter),
        parties=from_to(letter),
        badges=list(_badges(letter, counts)),
        snippet=snippet,
        where=where,
        through=through,
    )


def letter_url(letter: Letter, query: str = "", passage: int | None = None) -> str:
    """Return the address of a letter, at a passage, with the words to mark there."""
    marked = f"?{urlencode({'q': query})}" if query else ""
    return f"{letter.get_absolute_url()}{marked}{f'#p{passage}' if passage else ''}"


def _badges(letter: Letter, counts: AskCounts) -> Iterator[Badge]:
    if not letter.held:
        yield Badge("Text not held", shape="not-held")
    if counts.asks:
        yield from _asked(letter, counts)
    if counts.answers:
        answered = f"{letter.get_absolute_url()}#thread"
        yield Badge(f"Answers {count_of(counts.answers, 'ask')}", answered, "answer")


def _asked(letter: Letter, counts: AskCounts) -> Iterator[Badge]:
    ledger = f"/recommendations/?{urlencode({'letter': letter.slug})}"
    open_asks = counts.asks - counts.answered
    yield Badge(count_of(counts.asks, "ask"), ledger, "ask" if counts.answered else "open")
    if counts.answered:
        yield Badge(f"{counts.answered:,} answered", f"{ledger}&status=answered", "answer")
        if open_asks:
            yield Badge(f"{open_asks:,} with no answer")
    else:
        yield Badge("None answered" if counts.asks > 1 else "No answer on record")


def count_of(number: int, one: str) -> str:
    """Count things in words: "1 letter", "1,000 letters"."""
    return f"1 {one}" if number == 1 else f"{number:,} {one}s"


def ask_counts(letters: Iterable[Letter]) -> Mapping[int, AskCounts]:
    """Return what the ledger says of each of these published letters, in three queries."""
    ids = [letter.pk for letter in letters]
    made = Recommendation.objects.public().filter(letter__in=ids)
    given = Answer.objects.public().filter(letter__in=ids)
    asks, answered = _counted(made, "pk"), _counted(made.answered(), "pk")
    answers = _counted(given, "recommendation")
    return {pk: AskCounts(asks.get(pk, 0), answered.get(pk, 0), answers.get(pk, 0)) for pk in ids}


def _counted(rows: Any, what: str) -> dict[int, int]:
    return dict(rows.order_by().values_list("letter").annotate(Count(what, distinct=True)))
