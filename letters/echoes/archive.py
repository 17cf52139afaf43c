"""The echoes of a letter in the archive: candidates from the index, then aligned word by word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median_low

from letters import fingerprints
from letters.echoes.comparison import Sieve, compare_wordings, wordings_of
from letters.echoes.echo import Comparison, Echo
from letters.echoes.wording import Wording
from letters.models import Letter
from letters.models.letter import LONG_FIELDS
from letters.models.prepared import Prepared
from letters.search import current, sharing

# So many letters are looked at for one: those that share the most, and the rarest, fingerprints.
MOST_CANDIDATES = 12
# At a glance so many, and fewer aligned; in a large archive nearly every letter shares a run of
# words with some by chance, and there only those count that share more than one of the rarest.
FEW_CANDIDATES, FEW_ALIGNED, LARGE, MORE_THAN_ONE = 6, 4, 20_000, 1.5
# Of very long ones only so many that the words to be aligned are no more than this in all.
MOST_WORDS = 100_000
# What stands in more letters than this is a set phrase of theirs.
COMMON = 50


@dataclass(frozen=True)
class Frequencies:
    """In how many letters the fingerprints of a letter stand; empty where nobody knows."""

    known: Mapping[str, int] = field(default_factory=dict)

    def standing(self, echo: Echo) -> int:
        """Return in about how many letters the words of an echo stand, two at least."""
        terms = {
            fingerprints.term(each)
            for chain in echo.chains
            for run in chain.runs
            for each in fingerprints.of_words(echo.folded(run.here, run.here_end))
        }
        counts = [self.known[term] for term in terms if term in self.known]
        return max(2, median_low(counts)) if counts else 2

    def is_common(self, echo: Echo) -> bool:
        """Tell whether the words of an echo are a set phrase of the archive."""
        return self.has_common and self.standing(echo) > COMMON

    @cached_property
    def has_common(self) -> bool:
        """Whether any words of the letter can be a set phrase."""
        return max(self.known.values(), default=0) > COMMON


@dataclass(frozen=True)
class Counterpart:
    """Another letter, and what the letter at hand shares with it."""

    letter: Letter
    comparison: Comparison


@dataclass(frozen=True)
class Echoes:
    """The letters that share passages with one, those that share most words first.

    ``are_all`` is false where there were more candidates than were looked at.
    """

    counterparts: tuple[Counterpart, ...] = ()
    frequencies: Frequencies = Frequencies()
    are_all: bool = True

    def __bool__(self) -> bool:
        return bool(self.counterparts)


def echoes_of(letter: Letter, *, at_a_glance: bool = False) -> Echoes:
    """Find the echoes of a letter, published or not, among the published ones.

    One query of the engine and one of the database; ``at_a_glance`` takes a few milliseconds,
    however large the archive. Raises ``search.UnusableError``.
    """
    frequencies = frequencies_of(letter)
    others = _likeliest(letter, frequencies)
    looked_at = _at_a_glance(others) if at_a_glance else [*others][:MOST_CANDIDATES]
    here = wordings_of(letter.reading()) if looked_at else ()
    sieve = Sieve(here)
    candidates = [each for each in WITH_TEXTS.in_order(looked_at) if sieve.keeps(each.text)]
    aligned = _aligned(here, candidates[:FEW_ALIGNED] if at_a_glance else candidates)
    found = [each for each in aligned if each.comparison]
    found.sort(key=lambda each: (-each.comparison.shared, each.letter.sort_date, each.letter.pk))
    are_all = len(others) == len(looked_at) and len(aligned) == len(candidates)
    return Echoes(tuple(found), frequencies, are_all)


def letters_with(quote: str) -> list[int]:
    """Return the keys of letters in which words of a quotation stand, the likeliest first.

    Some are public no longer, and most have but a few of its words. Raises
    ``search.UnusableError``.
    """
    part = current().letters
    known = sharing.frequencies(part, fingerprints.terms([quote]))
    enough = sharing.weight(part, COMMON)
    found = sharing.closest(part, known, limit=MOST_CANDIDATES, least=1, enough=enough)
    return [key for key, _ in found]


def frequencies_of(letter: Letter) -> Frequencies:
    """Return in how many letters the words of a letter stand; raises ``search.UnusableError``."""
    terms = fingerprints.terms(block.plain for block in letter.reading().passages)
    return Frequencies(sharing.frequencies(current().letters, terms))


def _likeliest(letter: Letter, frequencies: Frequencies) -> dict[int, float]:
    """Return the letters that share the most fingerprints, with how much that says; one too many.

    One of the letters that a fingerprint stands in is the letter at hand, if it is in the index.
    """
    part = current().letters
    found = sharing.closest(
        part,
        frequencies.known,
        limit=MOST_CANDIDATES + 2,
        least=2 if letter.is_published else 1,
        enough=sharing.weight(part, COMMON),
    )
    return {key: rating for key, rating in found if key != letter.pk}


def _at_a_glance(others: Mapping[int, float]) -> list[int]:
    part = current().letters
    enough = MORE_THAN_ONE * sharing.weight(part, 2) if part.size > LARGE else 0
    return [key for key, rating in others.items() if rating >= enough][:FEW_CANDIDATES]


UNREAD = [name for name in LONG_FIELDS if name != "text"]
# The index may know some that are public no longer.
WITH_TEXTS = Prepared(
    lambda keys: Letter.objects.published().filter(pk__in=keys).defer(*UNREAD).order_by()
)


def _aligned(here: Sequence[Wording], others: Sequence[Letter]) -> list[Counterpart]:
    """Align a letter with others, the likeliest first, as long as there are not too many words."""
    aligned: list[Counterpart] = []
    own = sum(map(len, here))
    room = MOST_WORDS
    for other in others:
        there = wordings_of(other.reading())
        room -= own + sum(map(len, there))
        if aligned and room < 0:
            break
        aligned.append(Counterpart(other, compare_wordings(here, there)))
    return aligned
