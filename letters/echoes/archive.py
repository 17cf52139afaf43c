"""The echoes of a letter in the archive: candidates from the index, then aligned word by word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median_low

from letters import fingerprints
from letters.echoes.comparison import compare_wordings, wordings_of
from letters.echoes.echo import Comparison, Echo
from letters.echoes.wording import Wording
from letters.models import Letter
from letters.models.letter import LONG_FIELDS
from letters.search import current, sharing

# So many letters are aligned with one: those that share the most, and the rarest, fingerprints.
MOST_CANDIDATES = 12
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
        return self.standing(echo) > COMMON


@dataclass(frozen=True)
class Counterpart:
    """Another letter, and what the letter at hand shares with it."""

    letter: Letter
    comparison: Comparison


@dataclass(frozen=True)
class Echoes:
    """The letters that share passages with one, those that share most words first.

    ``are_all`` is false where there were more candidates than could be aligned.
    """

    counterparts: tuple[Counterpart, ...] = ()
    frequencies: Frequencies = Frequencies()
    are_all: bool = True

    def __bool__(self) -> bool:
        return bool(self.counterparts)


def echoes_of(letter: Letter) -> Echoes:
    """Find the echoes of a letter, published or not, among the published ones.

    One query of the engine and one of the database. Raises ``search.UnusableError``.
    """
    here = wordings_of(letter.reading())
    frequencies = _frequencies(here)
    # One of the letters that a fingerprint stands in is this one, if it is in the index.
    least = 2 if letter.is_published else 1
    keys = sharing.closest(
        current().letters, frequencies.known, limit=MOST_CANDIDATES + 2, least=least
    )
    others = [key for key in keys if key != letter.pk]
    candidates = _letters(others[:MOST_CANDIDATES])
    aligned = _aligned(here, candidates)
    found = [each for each in aligned if each.comparison]
    found.sort(key=lambda each: (-each.comparison.shared, each.letter.sort_date, each.letter.pk))
    are_all = len(others) <= MOST_CANDIDATES and len(aligned) == len(candidates)
    return Echoes(tuple(found), frequencies, are_all)


def frequencies_of(letter: Letter) -> Frequencies:
    """Return in how many letters the words of a letter stand; raises ``search.UnusableError``."""
    return _frequencies(wordings_of(letter.reading()))


def _frequencies(wordings: Sequence[Wording]) -> Frequencies:
    terms = fingerprints.terms(wording.text for wording in wordings)
    return Frequencies(sharing.frequencies(current().letters, terms))


def _letters(keys: list[int]) -> list[Letter]:
    """Fetch letters with their texts; the index may know some that are public no longer."""
    if not keys:
        return []
    unread = (name for name in LONG_FIELDS if name != "text")
    known = Letter.objects.published().defer(*unread).in_bulk(keys)
    return [known[key] for key in keys if key in known]


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
