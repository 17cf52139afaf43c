"""The reading text of a letter, and what can be asked of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.utils.safestring import SafeString

from letters.text import quotes, unmarked
from letters.text.assembly import assemble
from letters.text.blocks import Block, Footnote
from letters.text.markdown import MAX_LENGTH, parse
from letters.text.marks import Mark, render


class Rendered(NamedTuple):
    """Hold the HTML of a block: what is to go inside its element."""

    block: Block
    html: SafeString


class RenderedFootnote(NamedTuple):
    """Hold the HTML of a footnote.

    The page gives its element the id "fn" + prefix + number, to which references link, and links
    back to "fnref" + prefix + number if the footnote is referred to at all.
    """

    label: str
    number: int
    html: SafeString
    is_referenced: bool


@dataclass(frozen=True)
class ReadingText:
    """Hold a text in blocks, in reading order, and its footnotes by number."""

    blocks: tuple[Block, ...]
    footnotes: tuple[Footnote, ...]

    @cached_property
    def passages(self) -> tuple[Block, ...]:
        """The numbered blocks: paragraphs and paragraphs of list items, 1 to n."""
        return tuple(block for block in self.blocks if block.number is not None)

    def passage(self, number: int) -> Block | None:
        return self.passages[number - 1] if 1 <= number <= len(self.passages) else None

    @cached_property
    def plain(self) -> str:
        """The whole text without markup: its blocks, then its footnotes, with blank lines between.

        Without the markers of lists and the numbers of footnotes.
        """
        parts: list[Block | Footnote] = [*self.blocks, *self.footnotes]
        return "\n\n".join(part.plain for part in parts)

    def find(self, quote: str, passage: int | None = None) -> quotes.Span | None:
        """Find where a quote first stands, in one passage or in any.

        White space is folded, and markup in the quote is ignored where it does not stand in the
        text itself. A quote lies within one passage.
        """
        within = self.passages if passage is None else filter(None, [self.passage(passage)])
        blocks = tuple(within)
        spans = (quotes.find(blocks, form) for form in self._forms(quote))
        return next(filter(None, spans), None)

    def nearest(self, quote: str) -> quotes.Nearest | None:
        """Find the wording most like a quote, to be shown where the quote is not found."""
        *_, form = self._forms(quote)
        return quotes.nearest(self.passages, form)

    def _forms(self, quote: str) -> Iterator[str]:
        """Give a quote as it is, then without markup."""
        yield quotes.fold(quote)
        if len(quote) <= MAX_LENGTH:
            tokens = parse(quote, labels=(footnote.label for footnote in self.footnotes))
            blocks, _ = assemble(tokens)
            yield quotes.fold(" ".join(block.plain for block in blocks))

    def render(self, marks: Iterable[Mark] = (), *, prefix: str = "") -> tuple[Rendered, ...]:
        """Write every block as HTML, with the marks over the passages that they name.

        Of a mark whose passage does not exist nothing is written. ``prefix`` goes into the ids
        of footnotes, so that two letters can stand on one page.
        """
        marked: dict[int | None, list[Mark]] = defaultdict(list)
        for mark in marks:
            marked[mark.passage].append(mark)
        return tuple(
            Rendered(block, render(block.wording, marked.get(block.number, ()), prefix=prefix))
            for block in self.blocks
        )

    def render_footnotes(self, *, prefix: str = "") -> tuple[RenderedFootnote, ...]:
        """Write every footnote as HTML, its paragraphs separated by line breaks."""
        return tuple(
            RenderedFootnote(
                note.label, note.number, render(note.wording, prefix=prefix), note.is_referenced
            )
            for note in self.footnotes
        )


_LONGEST_KEPT = 50_000


def read(markdown: str) -> ReadingText:
    """Read a letter's text.

    The last few hundred texts are kept, so reading one again costs nothing. A text longer than
    ``MAX_LENGTH`` raises ValueError.
    """
    return _read(markdown) if len(markdown) <= _LONGEST_KEPT else _read.__wrapped__(markdown)


@lru_cache(maxsize=256)
def _read(markdown: str) -> ReadingText:
    if len(markdown) <= MAX_LENGTH and unmarked.is_unmarked(markdown):
        return ReadingText(unmarked.blocks(markdown), ())
    return ReadingText(*assemble(parse(markdown)))
