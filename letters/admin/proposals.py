"""Answers that may be missing: what search and echoes find that a curator may want to link, or not.

Nothing here writes. Asks and letters are looked at a page at a time, the last entered first, so
that a page takes as long in a large archive as in a small one. Drafts count: curators see them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from letters import search, spelling
from letters.echoes import letters_with
from letters.models import Answer, Correspondent, Letter, Recommendation
from letters.models.letter import LONG_FIELDS
from letters.search.analysis import stems
from letters.search.codes import KINDS, code
from letters.search.query import parse
from letters.search.results import Chosen, Results, Selection

LOOKED_AT = 25
REPLIES_LOOKED_AT = 200
MOST_LETTERS, MOST_ECHOING, MOST_DRAFTS, MOST_ASKS = 3, 6, 50, 30
# The longest words of an ask tell most about it.
TELLING, SHORTEST = 12, 5
# Of these words a passage has to have so many, and such a share.
LEAST_WORDS, LEAST_SHARE = 2, 0.25
LONGEST_QUOTE = 1500
IN_LETTER = tuple(f"letter__{name}" for name in LONG_FIELDS)
PARTY = ("organisation", "person", "office__organisation")
SENDERS = tuple(f"correspondents__{one}" for one in PARTY)
SENDER, RECIPIENT = Correspondent.Part.SENDER, Correspondent.Part.RECIPIENT


@dataclass(frozen=True)
class Answering:
    """An ask with no answer, and a passage of a later letter of the addressee about the same.

    ``share`` is how many of the telling words of the ask stand in it.
    """

    ask: Recommendation
    letter: Letter
    passage: int
    wording: str
    share: float


@dataclass(frozen=True)
class Reply:
    """A reply that answers nothing yet, and what it may answer of the letter it replies to.

    The passage is none where no words tell which; ``others`` counts the other asks.
    """

    letter: Letter
    ask: Recommendation
    others: int
    passage: int | None = None
    wording: str = ""


def answering(asks: Sequence[Recommendation]) -> Iterator[Answering]:
    """Yield for each ask the passages that may answer it; raises UnusableError without an index."""
    found = [(letters_with(ask.quote)[:MOST_ECHOING], _later(ask)) for ask in asks]
    drafts = list(_drafts())
    texts = _texts({pk for both in found for pk in chain(*both)})
    for ask, (echoing, later) in zip(asks, found, strict=True):
        echoes = (texts[pk] for pk in echoing if pk in texts and _may_answer(texts[pk], ask))
        others = (texts[pk] for pk in later if pk in texts)
        own = (letter for letter in drafts if _may_answer(letter, ask))
        letters = dict.fromkeys(chain(echoes, others, own))
        passages = filter(None, (_best_passage(ask, letter) for letter in letters))
        yield from sorted(passages, key=lambda each: -each.share)[:MOST_LETTERS]


def unanswered(start: int) -> list[Recommendation]:
    """Return the next asks with no answer at all, with who is asked, and one more."""
    rows = Recommendation.objects.filter(answers=None)
    return list(dressed(rows)[start : start + LOOKED_AT + 1])


def replies(start: int) -> list[Letter]:
    """Return the next replies, whether they answer anything or not, and one more."""
    rows = Letter.objects.filter(replies_to__isnull=False).order_by("-pk")
    rows = rows.select_related("replies_to")
    deferred = [*LONG_FIELDS, *(f"replies_to__{name}" for name in LONG_FIELDS)]
    return list(rows.defer(*deferred)[start : start + REPLIES_LOOKED_AT + 1])


def dressed(rows: Any) -> Any:
    """Fetch with asks their letters, who is asked, and who wrote to whom."""
    parties = [f"addressees__{one}" for one in PARTY]
    sides = [f"letter__{one}" for one in SENDERS]
    return (
        rows.order_by("-pk")
        .select_related("letter")
        .defer(*IN_LETTER)
        .prefetch_related(*parties, *sides)
    )


# What may answer an ask


def _later(ask: Recommendation) -> list[int]:
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
    return drafts.prefetch_related(*SENDERS)[:MOST_DRAFTS]


def _may_answer(letter: Letter, ask: Recommendation) -> bool:
    senders = [row for row in letter.correspondents.all() if row.part == SENDER]
    is_later = letter.day_to_sort_by() > ask.letter.day_to_sort_by()
    return is_later and bool(_codes(senders) & _codes(_asked(ask)))


def _texts(keys: Iterable[int]) -> dict[int, Letter]:
    unread = (name for name in LONG_FIELDS if name != "text")
    return Letter.objects.defer(*unread).prefetch_related(*SENDERS).in_bulk(keys)


def _best_passage(ask: Recommendation, letter: Letter) -> Answering | None:
    """Return the passage with most of the telling words of an ask, if it has enough."""
    wanted = set(stems(telling(ask.quote)))
    best: tuple[int, Any] = (0, None)
    for block in letter.reading().passages:
        score = len(wanted & set(stems(folded(block.plain))))
        best = max(best, (score, block), key=lambda pair: pair[0])
    score, block = best
    if not block or score < max(LEAST_WORDS, LEAST_SHARE * len(wanted)):
        return None
    return Answering(ask, letter, block.number, block.plain, score / len(wanted))


def telling(quote: str) -> list[str]:
    """Return the words that tell most of a quote: the longest."""
    words = dict.fromkeys(word for word in folded(quote) if len(word) >= SHORTEST)
    return sorted(words, key=lambda word: -len(word))[:TELLING]


def folded(plain: str) -> list[str]:
    """Return the words of a text, folded."""
    return [word.folded for word in spelling.words(plain)]


# Replies without answers


def without_answers(letters: Sequence[Letter]) -> Iterator[Reply]:
    """Yield the replies that answer nothing while the letter they reply to asks something."""
    answer = set(Answer.objects.filter(letter__in=letters).values_list("letter", flat=True))
    silent = [letter for letter in letters if letter.pk not in answer]
    asks: dict[int, list[Recommendation]] = {}
    replied = {letter.replies_to_id for letter in silent}
    for ask in _asks_of(replied):
        asks.setdefault(ask.letter_id, []).append(ask)
    replies = [letter for letter in silent if letter.replies_to_id in asks]
    rows = Letter.objects.filter(pk__in=[letter.pk for letter in replies])
    texts = dict(rows.values_list("pk", "text"))
    for letter in replies:
        letter.text = texts[letter.pk]
        yield _reply(letter, asks[letter.replies_to_id or 0])


def _asks_of(letters: set[Any]) -> Any:
    rows = Recommendation.objects.filter(letter__in=letters).select_related("letter")
    return rows.defer(*IN_LETTER).order_by("letter", "number")


def _reply(letter: Letter, asks: Sequence[Recommendation]) -> Reply:
    """Propose the ask and the passage that have most words in common, or else the first ask."""
    found = filter(None, (_best_passage(ask, letter) for ask in asks[:MOST_ASKS]))
    best = max(found, key=lambda each: each.share, default=None)
    if best is None:
        return Reply(letter, asks[0], len(asks) - 1)
    return Reply(letter, best.ask, len(asks) - 1, best.passage, best.wording)
