"""Fingerprints: numbers that two passages have in common where they share a run of words.

Winnowing (Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document
fingerprinting", SIGMOD 2003, section 3): every K words in a row have a hash, and of every W hashes
in a row the smallest is kept. Whatever run of K + W - 1 words two passages share, they share a
fingerprint of it; a run of fewer than K words leaves none. The window is this short so that
passages are still found with one word in eight changed.

Words count as they are compared in `letters/spelling.py`, without their inflection: case,
diacritics, British and American spelling, plurals, "-ed" and "-ing" make no difference. The same
words have the same fingerprints in every process and on every machine. May import spelling alone.
"""

import re
import sys
from array import array
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from struct import pack
from typing import Final

from letters import spelling

K: Final = 5
W: Final = 4

# A stored index is only of use to a program that would take the same fingerprints.
PROBE = "We encourage the organisations' bodies to reflect on Søvndal's preventive commitments"


def of_texts(texts: Iterable[str]) -> set[int]:
    """Return the fingerprints of passages: numbers of 32 bits, about two for five words.

    No fingerprint reaches from one passage into the next.
    """
    return _of_all(spelling.fold_text(text).split() for text in texts)


def _of_all(passages: Iterable[Sequence[str]]) -> set[int]:
    return set().union(*map(of_words, passages))


def of_words(words: Sequence[str]) -> set[int]:
    """Return the fingerprints of one passage, given as folded words."""
    if len(words) < K:
        return set()
    runs = _runs(words, K)
    if len(runs) <= W:
        return {min(runs)}
    return set(map(min, runs, runs[1:], runs[2:], runs[3:]))


# A word has a hash of 32 bits for each place within a run, so that order counts; a run has the "^"
# of its words', each at its place. All runs of a passage are made at once, as one large number in
# which the hashes of its words stand in a row: less than half the time that a loop takes.
_HASH: Final = 32
_WORD: Final = K * _HASH


def _runs(words: Sequence[str], length: int) -> list[int]:
    hashes = b"".join(map(_HASHES.__getitem__, words))
    first = int.from_bytes(hashes, "little")
    # The word that is so many places on has its hash for that place so many hashes further up.
    step = _WORD + _HASH
    runs = first
    for place in range(1, length):
        runs ^= first >> place * step
    end = max(0, len(words) - length + 1) * K
    numbers = array("I", runs.to_bytes(len(hashes), "little"))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers[:end:K].tolist()


def trigrams(words: Iterable[str]) -> list[int]:
    """Return a number for every three folded words in a row."""
    return _runs(list(words), 3)


def term(fingerprint: int) -> str:
    """Write a fingerprint as the index holds it, so that the smallest come first."""
    return f"{fingerprint:08x}"


def terms(texts: Iterable[str]) -> list[str]:
    """Return the fingerprints of passages as the index holds them, in order."""
    return terms_of_words(spelling.fold_text(text).split() for text in texts).split()


def terms_of_words(passages: Iterable[Sequence[str]]) -> str:
    """Return the same of passages that are given as folded words, with a space between them."""
    found = sorted(_of_all(passages))
    return pack(f">{len(found)}I", *found).hex(" ", 4)


# Inflection

_LONG_VOWELLED = re.compile("..*[aeiouy].*|[aeiouy].+")
# Shorter words keep their endings: "his" is no plural, "red" no past.
_SHORTEST = 4


def stem(word: str) -> str:
    """Take the inflection off a folded word: "commitments" and "commitment", "agreed" and "agree".

    A light rule of English endings. What it leaves is no word and is shown to nobody; it only has
    to be the same for the forms of a word, and rarely the same for two words.
    """
    if len(word) < _SHORTEST:
        return word
    if word[-1] == "s" and word[-2] not in "sui":
        word = word[:-1]
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) > 2 and _LONG_VOWELLED.fullmatch(rest):
            word = rest
            break
    return _without_final(word)


def _without_final(word: str) -> str:
    """Level what changes before an ending: "provide", "provid-ing"; "body", "bodi-es"."""
    word = word.rstrip("e")
    if word.endswith("y"):
        return word[:-1] + "i"
    if word[-1:] == word[-2:-1]:
        return word[:-1]
    return word


def _hashes(word: str) -> bytes:
    """Return the hashes of a folded word, one for each place in a run."""
    return blake2b(stem(word).encode(errors="replace"), digest_size=_WORD // 8).digest()


_HASHES: Final = spelling.WordTable(_hashes)
