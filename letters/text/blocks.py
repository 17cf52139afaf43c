"""The parts of a read text: blocks, the wording of a block, footnotes.

Plain values without behaviour; everything else in this package works on them. All offsets are
0-based code points into ``Wording.plain``.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["heading", "paragraph", "item"]


class Style(NamedTuple):
    """Name a span that is set differently: tag "em", "strong" or "a" (with its href and title)."""

    start: int
    end: int
    tag: str
    href: str = ""
    title: str = ""


class Reference(NamedTuple):
    """Name the place where a footnote is referred to, between two characters of the wording.

    ``nth`` counts the references to the same footnote, from 1: a footnote may have several.
    """

    offset: int
    label: str
    number: int = 0
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Wording:
    """Hold words as the reader sees them, with what is laid over them.

    A line break is a newline in ``plain``; a footnote reference is not in ``plain`` at all.
    Styles are properly nested, never empty, and in the order in which they end; links do not
    overlap and no footnote is referred to within one.
    """

    plain: str
    styles: tuple[Style, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Hold a heading, a paragraph or a paragraph of a list item.

    ``level`` is that of a heading (1 to 6), the depth of a list item (from 1), or 0. ``marker``
    is that of a list item as it is to be shown, "•" or the number as typed ("4."), and "" on the
    second and further paragraphs of an item. ``number`` is the number of the passage
    and None on headings. ``quoted`` says that the block stands in a block quotation.
    """

    kind: Kind
    level: int
    marker: str
    number: int | None
    wording: Wording
    quoted: bool = False

    @property
    def plain(self) -> str:
        return self.wording.plain


@dataclass(frozen=True, slots=True)
class Footnote:
    """Hold a footnote; its paragraphs are lines of the wording.

    ``label`` is what is typed between "[^" and "]", ``number`` what is shown: footnotes count in
    the order in which the text refers to them, those without a reference come last.
    """

    label: str
    number: int
    wording: Wording
    is_referenced: bool

    @property
    def plain(self) -> str:
        return self.wording.plain
