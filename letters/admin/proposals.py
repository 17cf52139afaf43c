"""Proposals for the ledger: what a search finds that a curator may want to link, or may not.

Nothing here writes. Asks and letters are looked at a page at a time, the last entered first, so
that a page takes as long in a large archive as in a small one. Drafts count: curators see them.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Q

from letters import search, spelling
from letters.models import Answer, Correspondent, Letter, Recommendation
from letters.models.letter import LONG_FIELDS
from letters.search.analysis import stems
from letters.search.codes import KINDS, code
from letters.search.query import parse
from letters.search.results import Chosen, Results, Selection

LOOKED_AT = 25
REPLIES_LOOKED_AT = 200
MOST_LETTERS, MOST_DRAFTS = 3, 50
# The longest words of an ask tell most about it.
TELLING, SHORTEST = 12, 5
# Of these words a passage has to have so many, and such a share.
LEAST_WORDS, LEAST_SHARE = 2, 0.25
CANDIDATES, LEAST_ALIKE = 6, 0.6
LONGEST_QUOTE = 1500
PARTY = ("organisation", "person", "office__organisation")
SENDER, RECIPIENT = Correspondent.Part.SENDER, Correspondent.Part.RECIPIENT


@dataclass(frozen=True)
class Answering:
    """An ask with no answer, and a passage of a later letter of the addressee about the same."""

    ask: Recommendation
    letter: Letter
    passage: int
    wording: str


@dataclass(frozen=True)
class Repeating:
    """An ask, and an earlier one in nearly the same words, which are not linked."""

    ask: Recommendation
    earlier: Recommendation
    likeness: int


@dataclass(frozen=True)
class Reply:
    """A reply that answers nothing yet, and the asks of the letter it replies to."""

    letter: Letter
    asks: list[Recommendation]


def answering(asks: Sequence[Recommendation]) -> Iterator[Answering]:
    """Yield for each ask the passages that may answer it; raises UnusableError without an index."""
    found = {ask.pk: _later_letters(ask) for ask in asks}
    drafts = list(_drafts())
    texts = _texts({pk for letters in found.values() for pk in letters})
    for ask in asks:
        published = [texts[pk] for pk in found[ask.pk] if pk in texts]
        own = [letter for letter in drafts if _may_answer(letter, ask)]
        for letter in [*published, *own][:MOST_LETTERS]:
            yield from _best_passage(ask, letter)


def unanswered(start: int) -> list[Recommendation]:
    """Return the next asks with no answer at all, with who is asked, and one more."""
    rows = Recommendation.objects.filter(answers=None)
    return list(_dressed(rows)[start : start + LOOKED_AT + 1])


def unlinked(start: int) -> list[Recommendation]:
    """Return the next asks that repeat none, and one more."""
    return list(
        _dressed(Recommendation.objects.filter(restates=None))[start : start + LOOKED_AT + 1]
    )


def replies(start: int) -> list[Letter]:
    """Return the next replies, whether they answer anything or not, and one more."""
    rows = Letter.objects.filter(replies_to__isnull=False).order_by("-pk")
    rows = rows.select_related("replies_to")
    deferred = [*LONG_FIELDS, *(f"replies_to__{name}" for name in LONG_FIELDS)]
    return list(rows.defer(*deferred)[start : start + REPLIES_LOOKED_AT + 1])


def _dressed(rows: Any) -> Any:
    deferred = [f"letter__{name}" for name in LONG_FIELDS]
    parties = [f"addressees__{one}" for one in PARTY]
    sides = [f"letter__correspondents__{one}" for one in PARTY]
    return (
        rows.order_by("-pk")
        .select_related("letter")
        .defer(*deferred)
        .prefetch_related(*parties, *sides)
    )


# What may answer an ask


def _later_letters(ask: Recommendation) -> list[int]:
    """Return published letters by whom was asked, later than the ask, that have words of it."""
    asked, codes = ask.letter.latest, _codes(_asked(ask))
    words = telling(ask.quote)
    if asked is None or not codes or not words:
        return []
    selection = Selection(
        parse(" OR ".join(words)),
        {"sender": Chosen(tuple(sorted(codes)))},
        after=asked.toordinal() + 1,
    )
    hits = Results(search.current(), "letters", selection).hits("relevance", 0, MOST_LETTERS)
    return [hit.key for hit in hits]


def _asked(ask: Recommendation) -> list[Any]:
    own = list(ask.addressees.all())
    return own or [row for row in ask.letter.correspondents.all() if row.part == RECIPIENT]


def _codes(parties: Iterable[Any]) -> set[int]:
    """Return the numbers of parties, and of the bodies whose offices they hold."""
    codes = set()
    for party in parties:
        for kind, field in zip(KINDS, ("organisation_id", "person_id", "office_id"), strict=True):
            if key := getattr(party, field):
                codes.add(code(kind, key))
        if party.office and party.office.organisation_id:
            codes.add(code(KINDS[0], party.office.organisation_id))
    return codes


def _drafts() -> Any:
    """Return the drafts touched last, with who writes them: no index has them."""
    drafts = Letter.objects.filter(status=Letter.Status.DRAFT).order_by("-modified_at", "-pk")
    senders = [f"correspondents__{one}" for one in PARTY]
    return drafts.prefetch_related(*senders)[:MOST_DRAFTS]


def _may_answer(letter: Letter, ask: Recommendation) -> bool:
    senders = [row for row in letter.correspondents.all() if row.part == SENDER]
    is_later = letter.day_to_sort_by() > ask.letter.day_to_sort_by()
    return is_later and bool(_codes(senders) & _codes(_asked(ask)))


def _texts(keys: Iterable[int]) -> dict[int, Letter]:
    return {letter.pk: letter for letter in Letter.objects.filter(pk__in=keys)}


def _best_passage(ask: Recommendation, letter: Letter) -> Iterator[Answering]:
    wanted = set(stems(telling(ask.quote)))
    best: tuple[int, Any] = (0, None)
    for block in letter.reading().passages:
        score = len(wanted & set(stems(_words(block.plain))))
        best = max(best, (score, block), key=lambda pair: pair[0])
    score, block = best
    if block and score >= max(LEAST_WORDS, LEAST_SHARE * len(wanted)):
        yield Answering(ask, letter, block.number, block.plain)


def telling(quote: str) -> list[str]:
    """Return the words that tell most of a quote: the longest."""
    words = dict.fromkeys(word for word in _words(quote) if len(word) >= SHORTEST)
    return sorted(words, key=lambda word: -len(word))[:TELLING]


def _words(plain: str) -> list[str]:
    return [word.folded for word in spelling.words(plain)]


# What repeats an ask


def repeating(asks: Sequence[Recommendation]) -> Iterator[Repeating]:
    """Yield asks with an earlier one that says nearly the same and is not linked with them."""
    found = {ask.pk: _like(ask) for ask in asks}
    keys = {key for near in found.values() for key in near}
    others = {row.pk: row for row in _dressed(Recommendation.objects.filter(pk__in=keys))}
    linked = _linked({*(ask.pk for ask in asks), *others})
    for ask in asks:
        near = [others[key] for key in found[ask.pk] if key in others]
        for other in near:
            if linked[other.pk] != linked[ask.pk] and _is_earlier(other, ask):
                likeness = _likeness(ask.quote, other.quote)
                if likeness >= LEAST_ALIKE:
                    yield Repeating(ask, other, round(100 * likeness))
                    break


def _like(ask: Recommendation) -> list[int]:
    words = telling(ask.quote)
    if not words:
        return []
    selection = Selection(parse(" OR ".join(words)))
    results = Results(search.current(), "recommendations", selection)
    hits = results.hits("relevance", 0, CANDIDATES)
    return [hit.key for hit in hits if hit.key != ask.pk]


def _linked(keys: set[int]) -> Mapping[int, int]:
    """Return the first ask of the chain of each, drafts among them."""
    above: dict[int, int | None] = {}
    level = keys
    while level:
        rows = Recommendation.objects.filter(pk__in=level)
        above |= dict(rows.values_list("pk", "restates"))
        level = {key for key in above.values() if key} - above.keys()

    def first(key: int) -> int:
        passed: set[int] = set()
        while key not in passed and (earlier := above.get(key)):
            passed.add(key)
            key = earlier
        return key

    return {key: first(key) for key in keys}


def _is_earlier(other: Recommendation, ask: Recommendation) -> bool:
    days = other.letter.day_to_sort_by(), ask.letter.day_to_sort_by()
    return days[0] != datetime.date.min and days[0] < days[1]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _words(one)[:200], _words(other)[:200], autojunk=False).ratio()


# Replies without answers


def without_answers(letters: Sequence[Letter]) -> Iterator[Reply]:
    """Yield the replies that answer nothing while the letter they reply to asks something."""
    pks = [letter.pk for letter in letters]
    answer = set(Answer.objects.filter(letter__in=pks).values_list("letter", flat=True))
    replied = {letter.replies_to_id for letter in letters if letter.pk not in answer}
    asks: dict[int, list[Recommendation]] = {}
    rows = Recommendation.objects.filter(Q(letter__in=replied)).order_by("letter", "number")
    for ask in rows:
        asks.setdefault(ask.letter_id, []).append(ask)
    for letter in letters:
        if letter.pk not in answer and letter.replies_to_id in asks:
            yield Reply(letter, asks[letter.replies_to_id])
