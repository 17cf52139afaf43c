"""The page of a comparison: rows of passages that stand in both letters, and of the others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString

from letters import dates
from letters.echoes import COMMON, Comparison, Echo, Frequencies, compare, frequencies_of
from letters.models import Letter
from letters.search import UnusableError
from letters.text import Block, Mark, MarkKind, Rendered, RenderedFootnote
from letters.views.echoes import number_of, said
from letters.views.from_to import FromTo, from_to
from letters.views.thread import machine_date

# Of a row so many differences are read out; all of them are marked in the text.
MOST_DIFFERENCES = 12


@dataclass(frozen=True)
class Cell:
    """A passage or a heading in its column.

    ``twins`` are the passages opposite with their anchors; a passage that stands in a second row
    has no anchor there.
    """

    block: Block
    html: SafeString
    url: str
    anchor: str = ""
    twins: Sequence[tuple[int, str]] = ()
    shared: str = ""


@dataclass(frozen=True)
class Side:
    """One of the two letters, ``name`` it "first" or "second", and how much of it is shared."""

    letter: Letter
    name: str
    key: str
    comparison: Comparison
    mark: MarkKind

    @property
    def when(self) -> str:
        return dates.display(self.letter.date)

    @property
    def day(self) -> str:
        return machine_date(self.letter)

    @property
    def parties(self) -> FromTo:
        return from_to(self.letter)

    @property
    def percent(self) -> int:
        """The shared words in a hundred."""
        return round(100 * self.comparison.shared / (self.comparison.words or 1))

    @property
    def footnotes(self) -> Sequence[RenderedFootnote]:
        return self.letter.reading().render_footnotes(prefix=f"{self.key}-")

    @cached_property
    def blocks(self) -> tuple[Rendered, ...]:
        """The blocks of the letter, what is not in the other marked in the shared ones."""
        marks = (
            Mark(passage, start, end, self.mark)
            for passage in self.twins
            for start, end in self.comparison.different(passage)
        )
        return self.letter.reading().render(marks, prefix=f"{self.key}-")

    @cached_property
    def twins(self) -> Mapping[int, set[int]]:
        """The passages of the other letter that each shared passage echoes."""
        found = self.comparison.by_passage
        return {passage: {echo.there for echo in echoes} for passage, echoes in found.items()}


@dataclass(frozen=True)
class Pair:
    """What stands in one row: passages that are shared, or others of either letter.

    ``in_many`` says in about how many letters the words stand, if they are a set phrase.
    """

    label: str
    left: Sequence[Cell]
    right: Sequence[Cell]
    is_shared: bool = False
    differs: Sequence[str] = ()
    in_many: str = ""


@dataclass(frozen=True)
class ComparePage:
    """Two letters, the earlier one left."""

    left: Side
    right: Side
    pairs: Sequence[Pair]
    site: str
    common: int = COMMON

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.left, self.right

    @property
    def canonical(self) -> str:
        """The address, the earlier letter first."""
        return f"{self.site}{self.left.letter.get_absolute_url()}compare/{self.right.letter.slug}/"

    @property
    def shared(self) -> str:
        """The number of shared passages, in words."""
        return number_of(len(self.left.twins), "passage")

    @property
    def has_phrases(self) -> bool:
        return any(pair.in_many for pair in self.pairs)

    @property
    def has_others(self) -> bool:
        return not all(pair.is_shared for pair in self.pairs)


def compare_page(one: Letter, other: Letter, site: str) -> ComparePage:
    """Make the page of two letters that are held; the same whichever comes first."""
    first, second = sorted((one, other), key=lambda letter: (letter.sort_date, letter.pk))
    found = compare(first.reading(), second.reading())
    left = Side(first, "first", "a", found, "dropped")
    right = Side(second, "second", "b", found.flipped(), "added")
    rows = _Rows(left, right, _frequencies(first))
    return ComparePage(left, right, list(rows.pairs()), site)


def _frequencies(letter: Letter) -> Frequencies:
    """Return how common the words of a letter are, if the index can tell."""
    try:
        return frequencies_of(letter)
    except UnusableError:
        return Frequencies()


class _Rows:
    """Sets the blocks of two letters in rows.

    The first letter goes on from top to bottom; passages of the second stand beside those they
    echo, its others where they follow upon what stands before them there.
    """

    def __init__(self, left: Side, right: Side, frequencies: Frequencies) -> None:
        self.left, self.right, self.frequencies = left, right, frequencies
        self.places = {
            block.number: place for place, (block, __) in enumerate(right.blocks) if block.number
        }
        self.reached = 0
        self.shown: set[int] = set()

    def pairs(self) -> Iterator[Pair]:
        alone: list[Rendered] = []
        for group in self.groups():
            if not self.left.twins.get(group[0].block.number or 0):
                alone += group
                continue
            there = self.there(group)
            yield from self.of_one(alone, self.passed(self.places[min(there)]))
            yield self.of_both(group, sorted(there))
            alone = []
        yield from self.of_one(alone, self.passed(len(self.right.blocks)))

    def groups(self) -> Iterator[list[Rendered]]:
        """Yield the blocks of the first letter, those together that echo the same passage."""
        group: list[Rendered] = []
        for each in self.left.blocks:
            twins = self.left.twins.get(each.block.number or 0, set())
            if group and not twins & self.there(group):
                yield group
                group = []
            group.append(each)
        if group:
            yield group

    def there(self, group: Sequence[Rendered]) -> set[int]:
        """Return the passages of the second letter that these echo."""
        return set().union(*(self.left.twins.get(block.number or 0, ()) for block, __ in group))

    def passed(self, place: int) -> list[Rendered]:
        """Return the unshared blocks of the second letter up to a place, each once."""
        found = self.right.blocks[self.reached : place]
        self.reached = max(self.reached, place)
        return [each for each in found if (each.block.number or 0) not in self.right.twins]

    def of_one(self, left: Sequence[Rendered], right: Sequence[Rendered]) -> Iterator[Pair]:
        """Set what stands in one letter only: there is no line between the two sides."""
        if left or right:
            labels = [_passages(self.left, left), _passages(self.right, right)]
            yield Pair(
                label=f"In one letter only: {'; '.join(filter(None, labels)) or 'headings'}",
                left=[self.cell(self.left, each) for each in left],
                right=[self.cell(self.right, each) for each in right],
            )

    def of_both(self, group: Sequence[Rendered], there: Sequence[int]) -> Pair:
        opposite = [self.right.blocks[self.places[number]] for number in there]
        echoes = [
            echo
            for block, __ in group
            for echo in self.left.comparison.by_passage[block.number or 0]
        ]
        pair = Pair(
            label=f"Shared: {_passages(self.left, group)}; {_passages(self.right, opposite)}",
            left=[self.cell(self.left, each) for each in group],
            right=[self.cell(self.right, each) for each in opposite],
            is_shared=True,
            differs=list(_differs((self.left, self.right), echoes)),
            in_many=self.in_many(echoes),
        )
        self.shown.update(there)
        return pair

    def in_many(self, echoes: Sequence[Echo]) -> str:
        standings = [self.frequencies.standing(echo) for echo in echoes]
        return f"{max(standings):,}" if min(standings) > COMMON else ""

    def cell(self, side: Side, rendered: Rendered) -> Cell:
        block, html = rendered
        number = block.number
        if number is None:
            return Cell(block, html, "")
        url = f"{side.letter.get_absolute_url()}#p{number}"
        is_again = side is self.right and number in self.shown
        anchor = "" if is_again else f"{side.key}{number}"
        if number not in side.twins:
            return Cell(block, html, url, anchor)
        opposite = self.right if side is self.left else self.left
        return Cell(
            block=block,
            html=html,
            url=url,
            anchor=anchor,
            twins=[(twin, f"#{opposite.key}{twin}") for twin in sorted(side.twins[number])],
            shared=f"{side.comparison.shared_in(number)} of {side.comparison.words_in(number)}",
        )


def _passages(side: Side, blocks: Sequence[Rendered]) -> str:
    """Name passages of one letter: "passages 4, 5 of the second letter"."""
    numbers = [str(block.number) for block, __ in blocks if block.number]
    if not numbers:
        return ""
    noun = "passage" if len(numbers) == 1 else "passages"
    return f"{noun} {', '.join(numbers)} of the {side.name} letter"


def _differs(sides: tuple[Side, Side], echoes: Sequence[Echo]) -> Iterator[str]:
    differences = [each for echo in echoes for each in echo.differences]
    names = "in the first", "in the second"
    yield from said(differences, *names, most=MOST_DIFFERENCES)
    for side, name in zip(sides, names, strict=True):
        passages = {echo.here if side is sides[0] else echo.there for echo in echoes}
        if more := sum(map(side.comparison.beyond, passages)):
            yield f"{number_of(more, 'more word')} only {name}"
