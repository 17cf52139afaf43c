"""What a reader typed, as a tree.

All words must match; ``"a phrase"``, ``-without``, ``one OR another``, ``prefix*``, ``from:``,
``to:``, ``signed:`` and ``ref:`` mean what they say, and anything odd is read as plain words. The
tree knows no engine; words in it are folded. Spans are code points of the text as typed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby, pairwise

from letters import spelling

MAX_WORDS = 32
MAX_LENGTH = 2000

QUOTES = '"“”„«»'
TOKEN = re.compile(
    rf"""(?P<minus>[-−–])?
         (?:(?P<field>from|to|signed|ref):)?
         (?:[{QUOTES}](?P<quoted>[^{QUOTES}]*)[{QUOTES}] | (?P<bare>[^\s{QUOTES}]+))""",
    re.IGNORECASE | re.VERBOSE,
)
# What may stand between the words of a compound: "sub-regional", "UNA–UK".
JOINT = re.compile(r"[-‐‑‒–—]")

Span = tuple[int, int]


@dataclass(frozen=True)
class Word:
    """A word in any inflection, and the concept it is a form of."""

    word: str
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True)
class Phrase:
    """These words in this order, as they stand."""

    words: tuple[str, ...]
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True)
class Prefix:
    """Words that begin so, in any of these folded forms."""

    beginnings: tuple[str, ...]
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True)
class Name:
    """A correspondent in a part, ``from``, ``to`` or ``signed``, by words of the name."""

    part: str
    words: tuple[str, ...]
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True)
class Reference:
    """A letter's own reference, whole."""

    key: str
    span: Span = field(default=(0, 0), compare=False)


Term = Word | Phrase | Prefix | Name | Reference


@dataclass(frozen=True)
class Query:
    """Terms: of each tuple in ``wanted`` one must match, of ``unwanted`` none may."""

    text: str = ""
    wanted: tuple[tuple[Term, ...], ...] = ()
    unwanted: tuple[Term, ...] = ()
    notices: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)

    @property
    def terms(self) -> list[Term]:
        """The wanted terms in the order typed."""
        return [term for choice in self.wanted for term in choice]

    @property
    def has_words(self) -> bool:
        """Tell whether words of the text are wanted, by which letters can be ranked."""
        return any(isinstance(term, Word | Phrase | Prefix) for term in self.terms)


@dataclass
class _Read:
    """A term as read from left to right; without one, the word OR."""

    term: Term | None
    unwanted: bool = False


def parse(text: str) -> Query:
    """Read what a reader typed; never raises."""
    notices = []
    if len(text) > MAX_LENGTH:
        text = text[:MAX_LENGTH]
        notices.append(f"Only the first {MAX_LENGTH:,} characters are searched.")
    read = list(_read(text))
    if read and all(one.term is None for one in read):
        read = [_Read(Word("or", (0, len(text))))]
    kept = list(_limited(read))
    if kept != read:
        notices.append(f"Only the first {MAX_WORDS} words are searched; the rest is ignored.")
    unwanted = [one.term for one in kept if one.unwanted and one.term]
    return Query(text, tuple(_choices(kept)), tuple(dict.fromkeys(unwanted)), tuple(notices))


@lru_cache(maxsize=4096)
def reference_key(text: str) -> str:
    """Fold a reference: case and white space make no difference."""
    return " ".join(text.split()).casefold().encode(errors="replace").decode()[:200]


def _read(text: str) -> Iterator[_Read]:
    for found in TOKEN.finditer(text):
        if found.group() == "OR":
            yield _Read(None)
            continue
        unwanted = found["minus"] is not None
        for term in _terms(found, unwanted):
            yield _Read(term, unwanted)


def _terms(found: re.Match[str], unwanted: bool) -> Iterator[Term]:
    quoted, bare, part = found["quoted"], found["bare"], (found["field"] or "").lower()
    written, span = quoted if bare is None else bare, found.span()
    words = tuple(word.folded for word in spelling.words(written))
    if not words:
        if part:
            yield Word(spelling.fold(part), span)
    elif part == "ref":
        yield Reference(reference_key(written), span)
    elif part:
        yield Name(part, words, span)
    elif quoted is not None:
        yield Phrase(words, span)
    else:
        yield from _bare(written, found.start("bare"), unwanted)


def _bare(written: str, offset: int, unwanted: bool) -> Iterator[Term]:
    """Read what stands between two spaces: words, compounds, and at its end a prefix.

    Without what a slash parts would be neither the one nor the other, so it is one phrase.
    """
    found = list(spelling.words(written))
    groups = [found] if unwanted else list(_compounds(written, found))
    last = groups[-1][-1]
    if written.endswith("*") and (beginnings := spelling.fold_prefix(written[last.start :])):
        groups[-1] = groups[-1][:-1]
        ending = [Prefix(beginnings, (offset + last.start, offset + len(written)))]
    else:
        ending = []
    for group in filter(None, groups):
        words = tuple(word.folded for word in group)
        span = (offset + group[0].start, offset + group[-1].end)
        yield Phrase(words, span) if len(words) > 1 else Word(words[0], span)
    yield from ending


def _compounds(written: str, words: list[spelling.Word]) -> Iterator[list[spelling.Word]]:
    """Group words that hyphens join."""
    group = words[:1]
    for before, word in pairwise(words):
        if JOINT.fullmatch(written, before.end, word.start):
            group.append(word)
        else:
            yield group
            group = [word]
    yield group


def _limited(read: list[_Read]) -> Iterator[_Read]:
    """Yield terms as long as their words are few enough to be searched, and cut the last."""
    left = MAX_WORDS
    for one in read:
        if isinstance(one.term, Phrase | Name) and len(one.term.words) > left > 0:
            one = _Read(replace(one.term, words=one.term.words[:left]), one.unwanted)
        left -= _size(one.term)
        if left < 0:
            return
        yield one


def _size(term: Term | None) -> int:
    if isinstance(term, Phrase | Name):
        return len(term.words)
    return len(term.beginnings) if isinstance(term, Prefix) else int(term is not None)


def _choices(read: list[_Read]) -> Iterator[tuple[Term, ...]]:
    """Join terms that OR stands between; an OR with nothing on one side is left out.

    Terms that are not wanted stand outside of this: they neither join nor are joined.
    """
    wanted = [one for one in read if not one.unwanted]
    choice: list[Term] = []
    joined = False
    for is_or, run in groupby(wanted, key=lambda one: one.term is None):
        if is_or:
            joined = bool(choice)
            continue
        for term in (one.term for one in run if one.term):
            if choice and not joined:
                yield tuple(dict.fromkeys(choice))
                choice = []
            choice.append(term)
            joined = False
    if choice:
        yield tuple(dict.fromkeys(choice))
