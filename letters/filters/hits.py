"""Hits: a letter that was found, with the words that show why."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.db.models import Count

from letters import search, text
from letters.exports import Tally
from letters.models import Answer, Letter, Recommendation, lines
from letters.models.fetching import fetch_parties
from letters.models.letter import LONG_FIELDS
from letters.models.prepared import Prepared
from letters.search.entries.letter import ledger_counts
from letters.search.results import Hit
from letters.text import Snippet

# Letters whose part in the ledger is looked up together, where the index does not know it.
AT_ONCE = 1000

NAMED = Prepared(
    lambda keys: Letter.objects.published().filter(pk__in=keys).defer(*LONG_FIELDS).order_by()
)
WHOLE = Prepared(lambda keys: Letter.objects.published().filter(pk__in=keys).order_by())

FindHits = Callable[[str], list[tuple[int, int]]]


@dataclass(frozen=True)
class LetterHit:
    """A letter found; ``where`` says in what part of it the snippet stands.

    ``asks`` it makes, ``answered`` of them, ``answers`` it gives to asks of others.
    """

    letter: Letter
    snippet: Snippet | None = None
    where: str = ""
    asks: int = 0
    answered: int = 0
    answers: int = 0


def letter_hits(hits: Iterable[Hit], words: str) -> list[LetterHit]:
    """Fetch letters found, in the order given, with snippets if they were found by words.

    The number of queries does not depend on the number of hits.
    """
    ledgers = {hit.key: hit.ledger for hit in hits}
    # Texts are read for nothing but the snippets of this page.
    shown = (WHOLE if words else NAMED).in_order(ledgers)
    fetch_parties(shown)
    snippets = _snippets(shown, words) if words else {}
    counted = _counted(ledgers)
    return [
        LetterHit(letter, *snippets.get(letter.pk, (None, "")), *counted[letter.pk])
        for letter in shown
    ]


def tallies(hits: Iterable[Hit]) -> Iterator[Tally]:
    """Yield what a list has of each letter, in constant memory."""
    rest = iter(hits)
    while chunk := list(islice(rest, AT_ONCE)):
        counted = _counted({hit.key: hit.ledger for hit in chunk})
        for hit in chunk:
            yield Tally(hit.key, *counted[hit.key])


def _counted(ledgers: Mapping[int, int | None]) -> Mapping[int, tuple[int, int, int]]:
    """Return asks, answered and answers: as the index has them, or counted in the database."""
    known = {key: ledger_counts(packed) for key, packed in ledgers.items() if packed is not None}
    others = ledgers.keys() - known.keys()
    if not others:
        return known
    asks = Recommendation.objects.public().filter(letter__in=others)
    answers = Answer.objects.public().filter(letter__in=others)
    columns = [
        dict(rows.order_by().values_list("letter").annotate(Count(counted, distinct=True)))
        for rows, counted in (
            (asks, "pk"),
            (asks.answered(), "pk"),
            (answers, "recommendation"),
        )
    ]
    return known | {key: tuple(each.get(key, 0) for each in columns) for key in others}


def _snippets(letters: list[Letter], words: str) -> dict[int, tuple[Snippet | None, str]]:
    find_hits = search.find_hits(words)
    reported = _reported(letters)
    return {
        letter.pk: snippet_of(letter, reported.get(letter.pk, []), find_hits) for letter in letters
    }


def _reported(letters: Iterable[Letter]) -> Mapping[int, list[str]]:
    """Return the words by which letters that are not held are known."""
    missing = [letter.pk for letter in letters if not letter.held]
    if not missing:
        return {}
    rows = (
        Recommendation.objects.public()
        .filter(letter__in=missing)
        .order_by("letter", "number")
        .values_list("letter", "quote", "gist")
    )
    found: dict[int, list[str]] = {}
    for key, quote, gist in rows:
        found.setdefault(key, []).extend((quote, gist))
    return found


def snippet_of(
    letter: Letter, reported: Iterable[str], find_hits: FindHits
) -> tuple[Snippet | None, str]:
    """Return the words of a letter that a search found, and the part of it they stand in."""
    found = text.snippet(letter.reading(), find_hits)
    if found is not None:
        more = f", and {found.more:,} more" if found.more else ""
        return found, f"Passage {found.passage}{more}"
    for where, plain in _beside_the_text(letter, reported):
        hits = find_hits(plain)
        if hits:
            return text.snippet_of(plain, hits), where
    return None, "In the title" if find_hits(letter.title) else ""


def _beside_the_text(letter: Letter, reported: Iterable[str]) -> Iterator[tuple[str, str]]:
    reading = letter.reading()
    yield from (("In a heading", block.plain) for block in reading.blocks)
    yield from (("In a footnote", note.plain) for note in reading.footnotes)
    yield from (("In what is reported of it", words) for words in reported)
    for part in text.plain_lines(letter.opener).split("\n\n"):
        yield "In the letterhead", part
    yield "In the salutation", letter.salutation
    yield "In the valediction", letter.valediction
    for part in text.plain_lines(letter.closer).split("\n\n"):
        yield "In the signature block", part
    yield from (("Among the enclosures", line) for line in lines(letter.enclosures))
    yield "In the summary", letter.summary
    yield "In the editorial note", letter.editorial_note
    for row in letter.correspondents.all():
        yield "Among the correspondents", row.as_printed or row.words
    for signatory in letter.signatories.all():
        yield "Among the signatories", signatory.as_printed
    yield "In the place", letter.place
    yield "In the reference", letter.reference
