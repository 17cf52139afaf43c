"""Pairs of senders whose letters share words, from pairs of letters that share fingerprints."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from letters import dates
from letters.echoes import Comparison, compare, strongest
from letters.models import Correspondent, Letter, Organisation, Person
from letters.models.letter import LONG_FIELDS
from letters.search.codes import code
from letters.views.echoes import number_of
from letters.views.parties import Words

# So many pairs are shown, and so many tried: letters that share a run of words may be no echoes.
SHOWN, TRIED = 40, 120
# Of a letter with very many senders so many are named.
MOST_SENDERS = 8
LONGEST_QUOTE = 24

Sender = Organisation | Person
# What a sender is called, and the address of its page. Those who send together are one side; a
# letter's side by itself stands for letters that share a sender, and so for its own words.
Named = tuple[str, str]
Side = tuple[Named, ...]
Sides = tuple[Side, ...]
Letters = tuple[int, int]


@dataclass(frozen=True)
class EchoPair:
    """Two sides, or one, with the two letters that share most, and how many more do."""

    sides: Sequence[Sequence[Words]]
    letters: Sequence[Words]
    shared: str
    compare: str
    quote: str
    more: int


@dataclass(frozen=True)
class EchoList:
    """The pairs of senders that share most; ``one_in`` says how large the sample was."""

    pairs: Sequence[EchoPair] = ()
    one_in: int = 1


def echo_pairs(sender: Sender | None = None) -> EchoList:
    """Find the pairs that share most, or those of one sender; raises ``search.UnusableError``.

    Three queries of the database, however large the archive.
    """
    found = strongest(code(type(sender), sender.pk) if sender else None)
    rows = _sending({key for letters, _ in found.pairs for key in letters})
    own = _letters_from(sender, rows) if sender else None
    pairs = [
        (letters, count)
        for letters, count in found.pairs
        if own is None or own.intersection(letters)
    ]
    ranked = _ranked(pairs, _sides(rows))
    return EchoList(list(islice(_echo_pairs(ranked[:TRIED]), SHOWN)), found.one_in)


# Who shares with whom


def _sending(keys: set[int]) -> list[Any]:
    rows = Correspondent.objects.public().filter(letter__in=keys, part=Correspondent.Part.SENDER)
    return list(rows.select_related("organisation", "person", "office").order_by("letter", "order"))


def _letters_from(sender: Sender, rows: Iterable[Any]) -> set[int]:
    """Return the letters of a sender, or of what is a part of it."""
    if isinstance(sender, Person):
        return {row.letter_id for row in rows if row.person_id == sender.pk}
    bodies = Organisation.objects.with_descendants(sender)
    return {row.letter_id for row in rows if row.organisation_id in bodies}


def _sides(rows: Iterable[Any]) -> dict[int, Side]:
    found: dict[int, set[Named]] = defaultdict(set)
    for row in rows:
        found[row.letter_id].add(_named(row))
    return {key: tuple(sorted(names)) for key, names in found.items()}


def _named(row: Any) -> Named:
    """Name a sender by the body, or else by the person, the office or the words."""
    known = row.organisation or row.person
    if known:
        return str(known), known.get_absolute_url()
    return str(row.office) if row.office else f"“{row.words}”", ""


def _ranked(
    pairs: Iterable[tuple[Letters, int]], sides: Mapping[int, Side]
) -> list[tuple[Sides, list[Letters]]]:
    """Group pairs of letters, the best first, by those who sent them; the best group first."""
    totals: Counter[Sides] = Counter()
    shared: dict[Sides, list[Letters]] = defaultdict(list)
    for letters, count in pairs:
        one, other = (sides.get(key, ()) for key in letters)
        both = tuple(name for name in one if name in other)
        named: Sides = (both,) if both else tuple(sorted((one, other)))
        totals[named] += count
        shared[named].append(letters)
    return [(named, shared[named]) for named, _ in totals.most_common()]


# The two letters that share most


def _echo_pairs(ranked: Sequence[tuple[Sides, list[Letters]]]) -> Iterator[EchoPair]:
    """Compare the best two letters of each pair, and leave out those that are no echoes."""
    keys = {key for _, letters in ranked for key in letters[0]}
    unread = (name for name in LONG_FIELDS if name != "text")
    known = Letter.objects.published().filter(pk__in=keys).defer(*unread).in_bulk()
    for sides, letters in ranked:
        both = [known[key] for key in letters[0] if key in known]
        if len(both) == 2:
            earlier, later = sorted(both, key=lambda letter: (letter.sort_date, letter.pk))
            found = compare(earlier.reading(), later.reading())
            if found:
                yield _echo_pair(sides, (earlier, later), found, len(letters) - 1)


def _echo_pair(
    sides: Sides, letters: tuple[Letter, Letter], found: Comparison, more: int
) -> EchoPair:
    earlier, later = letters
    passages = number_of(len(found.by_passage), "passage")
    return EchoPair(
        sides=[_shown(side) for side in sides],
        letters=[_letter(letter) for letter in letters],
        shared=f"{found.shared:,} words in {passages}",
        compare=f"{earlier.get_absolute_url()}compare/{later.slug}/",
        quote=_quote(found),
        more=more,
    )


def _shown(side: Side) -> list[Words]:
    if not side:
        return [Words("Unnamed senders")]
    shown = [Words(*named) for named in side[:MOST_SENDERS]]
    more = len(side) - len(shown)
    return [*shown, Words(f"{more:,} more")] if more else shown


def _letter(letter: Letter) -> Words:
    return Words(f"{dates.display(letter.date)}: {letter.title}", letter.get_absolute_url())


def _quote(found: Comparison) -> str:
    """Quote the longest run of words that two letters share."""
    longest = max((echo.opening for echo in found.echoes), key=len)
    words = longest.split()
    return longest if len(words) <= LONGEST_QUOTE else f"{' '.join(words[:LONGEST_QUOTE])} …"
