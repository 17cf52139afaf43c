"""What a letter shares with others, as its page says it: in the margin, and in a section below."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from letters import dates
from letters.echoes import (
    COMMON,
    Comparison,
    Counterpart,
    Difference,
    Echo,
    Echoes,
    echoes_of,
    stretches,
)
from letters.models import Letter
from letters.search import UnusableError
from letters.text import Mark, Span
from letters.views.margin import EchoNote, Placed, dated
from letters.views.parties import Words

# Beside a passage so many letters are named, below so many have a table, and that so many rows.
NAMED, TABLES, ROWS = 3, 3, 12
# Of what differs so much is said, in quotations of so many words; the comparison says it all.
DIFFERENCES, LONG_QUOTE, SHORTENED = 3, 8, 6
OPENING = 4


@dataclass(frozen=True)
class EchoRow:
    """A passage that stands in another letter; ``in_many`` says in how many if it is a phrase."""

    passage: int
    opening: str
    there: Words
    shared: str
    differs: Sequence[str]
    in_many: str = ""


@dataclass(frozen=True)
class EchoTable:
    """What a letter shares with one other."""

    letter: Words
    caption: str
    when: str
    compare: str
    rows: Sequence[EchoRow]
    more: int


@dataclass(frozen=True)
class LetterEchoes:
    """All that the page of a letter says of its echoes.

    ``whole`` names the letters in which it stands nearly throughout. ``notice`` says why nothing
    can be said. ``common`` is the number of letters beyond which words are a set phrase.
    """

    placed: Sequence[Placed] = ()
    marks: Sequence[Mark] = ()
    whole: Sequence[tuple[str, Words, str]] = ()
    tables: Sequence[EchoTable] = ()
    others: Sequence[EchoTable] = ()
    has_phrases: bool = False
    are_all: bool = True
    notice: str = ""
    common: int = COMMON


def letter_echoes(letter: Letter) -> LetterEchoes:
    """Find what a letter shares with the published ones; one query, whatever it is."""
    try:
        found = echoes_of(letter)
    except UnusableError as error:
        return LetterEchoes(notice=str(error))
    names = _names(found.counterparts)
    tables = [_table(each, letter, found) for each in found.counterparts]
    kinds = {_kind(found, echo) for each in found.counterparts for echo in each.comparison.echoes}
    return LetterEchoes(
        placed=list(_placed(found, names)),
        marks=list(_marks(found)),
        whole=list(_whole(letter, found, names)),
        tables=tables[:TABLES],
        others=tables[TABLES:],
        has_phrases="phrase" in kinds,
        are_all=found.are_all,
    )


def _kind(echoes: Echoes, echo: Echo) -> str:
    return "phrase" if echoes.frequencies.is_common(echo) else "echo"


def _names(counterparts: Sequence[Counterpart]) -> dict[int, str]:
    """Name each letter by its day, or by its title where several are of one day."""
    names = {each.letter.pk: dated(each.letter) for each in counterparts}
    days = Counter(names.values())
    return {
        each.letter.pk: f"“{each.letter.title}”"
        if days[names[each.letter.pk]] > 1 or names[each.letter.pk].startswith("“")
        else f"the letter of {names[each.letter.pk]}"
        for each in counterparts
    }


# In the text and beside it


def _marks(echoes: Echoes) -> Iterator[Mark]:
    """Mark the words that stand elsewhere, each once: echoes of several letters overlap."""
    places: dict[tuple[int, str], set[int]] = defaultdict(set)
    for each in echoes.counterparts:
        for echo in each.comparison.echoes:
            for start, end in echo.spans:
                places[echo.here, _kind(echoes, echo)].update(range(start, end))
    for (passage, kind), signs in sorted(places.items()):
        for start, end in stretches(sorted(signs)):
            yield Mark(passage, start, end, "phrase" if kind == "phrase" else "echo")


def _placed(echoes: Echoes, names: dict[int, str]) -> Iterator[Placed]:
    """Put a note beside each passage; a letter that shares nearly all is named at the head."""
    beside: dict[int, list[tuple[Counterpart, Echo]]] = defaultdict(list)
    for each in echoes.counterparts:
        if not each.comparison.is_nearly_all:
            for echo in each.comparison.echoes:
                beside[echo.here].append((each, echo))
    for passage, found in sorted(beside.items()):
        for note in _notes(found, echoes, names):
            yield Placed(note, Span(passage, 0, 0), None)


def _notes(
    found: Iterable[tuple[Counterpart, Echo]], echoes: Echoes, names: dict[int, str]
) -> Iterator[EchoNote]:
    echoed = [(each, echo) for each, echo in found if not echoes.frequencies.is_common(echo)]
    for each, echo in echoed[:NAMED]:
        where = Words(names[each.letter.pk], f"{each.letter.get_absolute_url()}#p{echo.there}")
        yield EchoNote("echo", f"{_shared(echo)} words also in", where, echo.there)
    if more := len({each.letter.pk for each, _ in echoed[NAMED:]}):
        yield EchoNote("echo", "also in", Words(number_of(more, "more letter"), "#echoes"))
    phrases = [echo for _, echo in found if echoes.frequencies.is_common(echo)]
    if phrases:
        standing = max(echoes.frequencies.standing(echo) for echo in phrases)
        yield EchoNote("phrase", f"Set phrase, in about {standing:,} letters")


def _whole(
    letter: Letter, echoes: Echoes, names: dict[int, str]
) -> Iterator[tuple[str, Words, str]]:
    for each in echoes.counterparts:
        if each.comparison.is_nearly_all:
            shared, words = each.comparison.shared, f"{each.comparison.words:,} words"
            is_all = shared == each.comparison.words
            lead = (
                f"All of this letter, {words},"
                if is_all
                else (f"Nearly all of this letter, {shared:,} of {words},")
            )
            where = Words(names[each.letter.pk], each.letter.get_absolute_url())
            yield lead, where, _compare(letter, each.letter)


# Below


def _table(each: Counterpart, letter: Letter, echoes: Echoes) -> EchoTable:
    found = each.comparison.echoes
    passages = number_of(len(each.comparison.by_passage), "passage")
    share = "shares" if len(each.comparison.by_passage) == 1 else "share"
    return EchoTable(
        letter=Words(each.letter.title, each.letter.get_absolute_url()),
        caption=f"{passages} {share} {each.comparison.shared:,} words with",
        when=_when(letter, each.letter),
        compare=_compare(letter, each.letter),
        rows=[_row(echo, each, echoes) for echo in found[:ROWS]],
        more=len(found[ROWS:]),
    )


def _row(echo: Echo, each: Counterpart, echoes: Echoes) -> EchoRow:
    return EchoRow(
        passage=echo.here,
        opening=_shortened(echo.opening, OPENING),
        there=Words(str(echo.there), f"{each.letter.get_absolute_url()}#p{echo.there}"),
        shared=_shared(echo),
        differs=list(_differs(echo, each.comparison)),
        in_many=f"{echoes.frequencies.standing(echo):,}"
        if echoes.frequencies.is_common(echo)
        else "",
    )


def _when(here: Letter, other: Letter) -> str:
    """Say when the other letter was written: "16 August 2012, 19 days earlier"."""
    is_earlier = other.sort_date < here.sort_date
    between = (other.when, here.when) if is_earlier else (here.when, other.when)
    apart = dates.days_between(*between)
    when = dates.display(other.date)
    if not apart or not apart.most:
        return when
    return f"{when}, {apart} {'earlier' if is_earlier else 'later'}"


def _compare(here: Letter, other: Letter) -> str:
    """Return where both stand side by side; a draft has no such page."""
    return f"{here.get_absolute_url()}compare/{other.slug}/" if here.is_published else ""


def _shared(echo: Echo) -> str:
    return f"{echo.shared} of {echo.of}"


def _differs(echo: Echo, comparison: Comparison) -> Iterator[str]:
    """Say in a few words in what the passages differ."""
    yield from said(echo.differences, "here", "there", most=DIFFERENCES)
    if more := comparison.beyond(echo.here):
        yield f"{number_of(more, 'more word')} only here"


def said(differences: Iterable[Difference], here: str, there: str, *, most: int) -> Iterator[str]:
    """Say what differs, each difference once: here “utilise”, there “utilize” (twice)."""
    counted = Counter(_difference(each, here, there) for each in differences)
    for words, times in [*counted.items()][:most]:
        yield f"{words} ({_times(times)})" if times > 1 else words
    if len(counted) > most:
        yield f"and {len(counted) - most:,} more"


def _difference(difference: Difference, here: str, there: str) -> str:
    one, other = (_shortened(each, LONG_QUOTE) for each in (difference.here, difference.there))
    if not other:
        return f"only {here} “{one}”"
    return f"{here} “{one}”, {there} “{other}”" if one else f"only {there} “{other}”"


def _shortened(quote: str, most: int) -> str:
    words = quote.split()
    return quote if len(words) <= most else f"{' '.join(words[: min(most, SHORTENED)])} …"


def _times(number: int) -> str:
    return "twice" if number == 2 else f"{number} times"


def number_of(number: int, noun: str) -> str:
    """Write a number with its noun: "1 passage", "1,200 passages"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
