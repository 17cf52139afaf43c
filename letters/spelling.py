"""Words and their folded forms: one form for every way of writing a word.

What search compares: case and diacritics fold, and so do British and American spellings. The
-ise/-ize family (organise, organization, analyzing) folds by rule; the closed families (colour,
centre, dialogue, travelled, fulfil, defence ...) and single words stand in
`data/spellings.toml`. Folding joins spellings, never words: "prise" is not "prize", "advise" not
"advice".

A word is a run of letters and digits. Hyphens, slashes and dashes part words ("co-operation" is
two); an apostrophe within one does not. Superscript digits and fractions belong to no word: they
are footnote marks. Scripts without spaces between words (Chinese, Thai) give one word a sentence.

Imports nothing of this project.
"""

import re
import string
import tomllib
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import ClassVar, Final, NamedTuple, TypeVar

Made = TypeVar("Made")

SPELLINGS: Final = Path(__file__).parent / "data" / "spellings.toml"


class Word(NamedTuple):
    """A word of a text: its folded form, and where it stands (code points, end excluded)."""

    folded: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """Find the words of a text, in order."""
    for found in _WORD.finditer(text):
        yield Word(_FOLDED[found.group()], found.start(), found.end())


def words_beginning(text: str, letters: Iterable[str]) -> Iterator[Word]:
    """Find at least those words whose folded forms begin with one of these letters or digits.

    Others may be among them. In English, to pass over the others takes a third of the time that it
    takes to fold them; where most letters are not ASCII every word is found.
    """
    for found in _beginning(frozenset(letters)).finditer(text):
        if found[1]:
            yield Word(_FOLDED[found[1]], *found.span(1))


def spans(text: str) -> list[tuple[int, int]]:
    """Find where the words of a text stand, in order."""
    return [found.span() for found in _WORD.finditer(text)]


def fold(word: str) -> str:
    """Fold one word, as `words` finds them: "Organizations" and "organisations" are the same."""
    return _FOLDED[word]


def fold_words(text: str) -> list[str]:
    """Fold every word of a text."""
    return [*map(_FOLDED.__getitem__, _WORD.findall(text))]


def fold_text(text: str) -> str:
    """Fold every word of a text and join them with one space."""
    return " ".join(map(_FOLDED.__getitem__, _WORD.findall(text)))


@lru_cache(maxsize=4096)
def fold_prefix(beginning: str) -> tuple[str, ...]:
    """Fold the beginning of a word: a word starts so when its folded form starts with one of these.

    There are several where the two spellings have parted, or may have: "centr" is the beginning
    of "central" and of "centre", which is folded "center". No word is missed. What is found too
    much is what a rule cannot tell without an ending ("organiz" finds "organism"), and "travel"
    for "travell". Empty for a text without letters or digits.
    """
    plain = _plain(beginning)
    if not any(sign.isalnum() for sign in plain):
        return ()
    starts = (plain, *_ise_beginnings(plain))
    forms = {*starts, *(form for start in starts for form in _forms_of(start))}
    return tuple(sorted(form for form in forms if not _is_covered(form, forms)))


# Case, diacritics, apostrophes

_ALPHANUMERIC = string.ascii_letters + string.digits
# Format characters that Unicode puts inside words: soft hyphen, non-joiner, joiner, word joiner.
_INNER = "\u00ad\u200c\u200d\u2060"
_APOSTROPHES = "'’\uff07"
_CONTRACTIONS = ("'ll", "'re", "'ve", "'d", "'m", "'t")
# Letters that do not decompose; modifier letters written as apostrophes; the Arabic filler.
_LETTERS = str.maketrans("đðħıłŋøŧƒɓɗƙƴɔɛʻʼʽ’", "ddhilnotfbdkyoe" + 4 * "'", "ـ") | {
    ord("æ"): "ae",
    ord("œ"): "oe",
    ord("þ"): "th",
}


# No superscripts, no fractions.
_NO_LETTER = r"\W_¹²³⁰⁴-⁹¼-¾⅐-⅟"


def _pattern() -> re.Pattern[str]:
    letter = f"[^{_NO_LETTER}]"
    # Marks beyond the Basic Multilingual Plane are left out: with them the character class is no
    # bitmap any more, and finding words takes twice as long.
    marks = _in_ranges(point for point in range(0x300, 0xFFFF) if _is_mark(chr(point)))
    inner = f"{_INNER}{marks}"
    # Possessive, so that no text whatever makes it go back.
    return re.compile(rf"{letter}++(?:(?:[{inner}]|[{_APOSTROPHES}](?={letter})){letter}*+)*+")


def _in_ranges(points: Iterable[int]) -> str:
    """Write code points, in order, as a character class has them: one by one takes it longer."""
    places = enumerate(points)
    runs = [[*run] for _, run in groupby(places, key=lambda pair: pair[1] - pair[0])]
    return "".join(f"{chr(run[0][1])}-{chr(run[-1][1])}" for run in runs)


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "M"


_WORD: Final = _pattern()


@lru_cache(maxsize=256)
def _beginning(letters: frozenset[str]) -> re.Pattern[str]:
    """Return what passes over words up to one that may begin so once folded, which is group 1.

    What is not ASCII may become any letter.
    """
    written = letters.union(*(_WRITTEN.get(letter, ()) for letter in letters))
    # As what may not: to say in a pattern what may, with all that is not ASCII, takes 2 ms more. No
    # word begins with a zero, so that the class is never empty.
    others = "".join(sign for sign in _ALPHANUMERIC if sign.lower() not in written)
    passed = rf"(?=[\0{others}]){_WORD.pattern}"
    # Possessive as above, and the word may be missing, so that the end of a text is met but once.
    return re.compile(f"(?:[{_NO_LETTER}]++|{passed})*+({_WORD.pattern})?")


def _plain(word: str) -> str:
    text = word.casefold()
    if not text.isascii():
        text = _undecorated(text)
    if text.isalnum():
        return text
    text = "".join(sign for sign in text if _is_of_word(sign)).strip("'")
    end = len(text)
    while text.endswith("'s", 0, end):
        end -= 2
    text = text[:end].rstrip("'")
    for ending in _CONTRACTIONS:
        if text.endswith(ending):
            # "we'll" stays apart from "well", while "Shi'a" is "Shia" and "O'Brien" "OBrien".
            return text.removesuffix(ending).replace("'", "") + ending
    return text.replace("'", "") or word


def _undecorated(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    return unicodedata.normalize("NFC", "".join(filter(_is_of_word, decomposed)))


def _is_of_word(sign: str) -> bool:
    if sign.isalnum() or sign == "'":
        return True
    # Accents and points of European scripts, Hebrew and Arabic are optional and fold; the vowel
    # signs of Indian scripts and the voicing of Japanese ones are letters in all but name.
    point = ord(sign)
    is_optional = point < 0x780 or any(first <= point <= last for first, last in _ACCENTS)
    return not is_optional and _is_mark(sign)


_ACCENTS = (
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
)


# British and American


def _listed(items: str) -> frozenset[str]:
    return frozenset(items.split())


# "z" becomes "s" in these endings, if a vowel comes before: "organ-ization", not "pr-ize".
_ISE_ENDINGS = _listed(
    """e ed edly er ers es ing ingly ings able ably ability abilities ation ations ational
    ationally ationist ationists ement ements ance ances ant"""
)
_ISE_TAILS = frozenset(ending[:end] for ending in _ISE_ENDINGS for end in range(len(ending) + 1))
# What is before the "iz" of words that no variant with "s" belongs to: seize, maize, Belize.
_NOT_ISE = _listed(
    """ass ba bel caps disse downs fulls kings lifes ma mids outs overs pints queens res rights
    se supers twins unders ups"""
)
_VOWELS = frozenset("aeiouy")
# Longer runs are no English words, and no rule or memory is spent on them.
_LONGEST = 40


def _read_spellings() -> tuple[dict[str, str], dict[str, str]]:
    table = tomllib.loads(SPELLINGS.read_text(encoding="utf-8"))
    folded = {}
    for family in table["family"]:
        for stem in family["stems"].split() or [""]:
            for kept, other in map(str.split, family["forms"]):
                folded[stem + other] = stem + kept
    beginnings = {other: kept for kept, other in map(str.split, table["beginnings"]["forms"])}
    return folded, beginnings


_FORMS, _BEGINNINGS = _read_spellings()
# For the first letter of what is kept, those of other spellings: "jail" is written "gaol", too.
_WRITTEN: Final = {
    first: {
        other[0]
        for other, kept in (*_FORMS.items(), *_BEGINNINGS.items())
        if kept.startswith(first) and not other.startswith(first)
    }
    for first in string.ascii_lowercase
}
_SORTED_FORMS: Final = sorted(_FORMS)


def _fold(word: str) -> str:
    plain = _plain(word)
    if len(plain) > _LONGEST or not plain.isascii():
        return plain
    text = _with_s(plain)
    return _FORMS.get(text) or _with_kept_beginning(text)


def _with_s(text: str) -> str:
    stem, z, ending = text.rpartition("iz")
    return f"{stem}is{ending}" if z and ending in _ISE_ENDINGS and _takes_ise(stem) else text


def _takes_ise(stem: str) -> bool:
    return stem not in _NOT_ISE and not _VOWELS.isdisjoint(stem)


def _with_kept_beginning(text: str) -> str:
    if "ae" not in text and "oe" not in text:
        return text
    for other, kept in _BEGINNINGS.items():
        if text.startswith(other):
            return kept + text.removeprefix(other)
    return text


def _ise_beginnings(plain: str) -> Iterator[str]:
    stem, z, tail = plain.rpartition("iz")
    if z and tail in _ISE_TAILS and _takes_ise(stem):
        yield f"{stem}is{tail}"


def _forms_of(start: str) -> Iterator[str]:
    """Give the kept forms of all listed words that start so and are kept under another start."""
    yield _with_kept_beginning(start)
    for other, kept in _BEGINNINGS.items():
        if other.startswith(start):
            yield kept
    for place in range(bisect_left(_SORTED_FORMS, start), len(_SORTED_FORMS)):
        other = _SORTED_FORMS[place]
        if not other.startswith(start):
            return
        # Where a doubled letter is all that was typed too much, one form stands for a dozen.
        single = start[:-1] if start[-1:] == start[-2:-1] else start
        kept = _FORMS[other]
        yield single if kept.startswith(single) else kept


def _is_covered(form: str, forms: set[str]) -> bool:
    return any(form != other and form.startswith(other) for other in forms)


class WordTable(dict[str, Made]):
    """What is made of words, by word, filled as words turn up: 30 ns a word against 3 µs.

    Emptied when full: the common words are back after a few letters.
    """

    # Of all tables together, since whoever goes through very many texts needs all to be larger.
    most: ClassVar[int] = 65_536

    def __init__(self, make: Callable[[str], Made]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, word: str) -> Made:
        made = self._make(word)
        if len(word) <= _LONGEST:
            if len(self) >= self.most:
                self.clear()
            self[word] = made
        return made


def expect_many_texts() -> None:
    """Keep more words in this process from now on, which takes up to 100 MB.

    A million letters have some 300,000 words. With the usual tables one word in six was made
    again, in half of all the time that an index of them took.
    """
    WordTable.most = 1 << 19


_FOLDED: Final = WordTable(_fold)
