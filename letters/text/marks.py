"""Lay marks over a wording and write it as HTML.

The output is always well-formed, and without its tags it is the wording again (footnote
references aside). Where two spans cross, the one that begins later is closed and opened again;
but where a mark crosses a link it is the mark that is cut, so that a link stays one link.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise
from typing import Literal, NamedTuple

from django.utils.safestring import SafeString

from letters.text.blocks import Reference, Style, Wording

MarkKind = Literal["ask", "answer", "echo", "phrase", "dropped", "added", "hit"]


class Mark(NamedTuple):
    """Mark a span of a passage.

    ``start`` and ``end`` are offsets into the ``plain`` of the passage; what reaches beyond it is
    cut off, what is empty left out. ``label`` (the number of an ask, say) becomes ``data-n`` and
    ``id`` the id of the element, both on the first piece only where the mark has to be split.
    """

    passage: int
    start: int
    end: int
    kind: MarkKind
    label: str = ""
    id: str = ""


class _Element(NamedTuple):
    """A span to be written as an element; ``again`` is its tag where it goes on after a cut."""

    start: int
    end: int
    rank: int
    tag: str
    again: str
    close: str


# The element and the class of each kind. Of marks over the same span the later in this order is the
# inner one; styles are within marks.
_ELEMENTS: dict[MarkKind, tuple[str, str]] = {
    "ask": ("mark", "ask"),
    "answer": ("mark", "answer"),
    "echo": ("span", "echoed"),
    "phrase": ("span", "echoed phrase"),
    "dropped": ("del", ""),
    "added": ("ins", ""),
    "hit": ("mark", "hit"),
}
_RANKS = {kind: rank for rank, kind in enumerate(_ELEMENTS)}
_STYLE_RANK = len(_ELEMENTS)


def render(wording: Wording, marks: Iterable[Mark] = (), *, prefix: str = "") -> SafeString:
    """Write a wording as HTML with marks over it, whatever passage they name.

    ``prefix`` goes into the ids of footnotes, so that two letters can stand on one page. Line
    breaks are "<br>", and the newline is kept after it.
    """
    styles = [_styled(style) for style in wording.styles]
    links = [style for style in styles if style.close == "</a>"]
    marked = filter(None, (_marked(mark, len(wording.plain)) for mark in marks))
    pieces = [piece for each in marked for piece in _cut(each, _crossings(each, links))]
    return SafeString(_Writer(wording, [*styles, *pieces], prefix).write())


def _crossings(mark: _Element, links: Sequence[_Element]) -> Iterator[int]:
    """Find where a mark crosses the links, which are in order and do not overlap."""
    before = bisect_left(links, mark.start, key=lambda link: link.start) - 1
    if before >= 0 and mark.start < links[before].end < mark.end:
        yield links[before].end
    last = bisect_left(links, mark.end, key=lambda link: link.start) - 1
    if last >= 0 and mark.start < links[last].start and mark.end < links[last].end:
        yield links[last].start


def _cut(mark: _Element, offsets: Iterable[int]) -> Iterator[_Element]:
    bounds = [mark.start, *offsets, mark.end]
    for number, (start, end) in enumerate(pairwise(bounds)):
        tag = mark.again if number else mark.tag
        yield mark._replace(start=start, end=end, tag=tag)


def _styled(style: Style) -> _Element:
    tag = f"<{style.tag}{_link_attributes(style) if style.tag == 'a' else ''}>"
    return _Element(style.start, style.end, _STYLE_RANK, tag, tag, f"</{style.tag}>")


def _link_attributes(style: Style) -> str:
    attributes = f' href="{escape(style.href)}"'
    if style.title:
        attributes += f' title="{escape(style.title)}"'
    is_mail = style.href[:7].lower() == "mailto:"
    return attributes if is_mail else f'{attributes} rel="external nofollow"'


def _marked(mark: Mark, length: int) -> _Element | None:
    start, end = max(0, mark.start), min(mark.end, length)
    if start >= end:
        return None
    name, css = _ELEMENTS[mark.kind]
    tag = f'<{name} class="{css}"' if css else f"<{name}"
    label = f' data-n="{escape(mark.label)}"' if mark.label else ""
    anchor = f' id="{escape(mark.id)}"' if mark.id else ""
    rank = _RANKS[mark.kind]
    return _Element(start, end, rank, f"{tag}{anchor}{label}>", f"{tag}>", f"</{name}>")


class _Writer:
    """Write the words from left to right, with a stack of the elements that are open."""

    def __init__(self, wording: Wording, elements: Iterable[_Element], prefix: str) -> None:
        self.wording = wording
        self.elements = sorted(elements, key=lambda each: (each.start, -each.end, each.rank))
        self.prefix = prefix
        self.stack: list[_Element] = []
        self.pieces: list[str] = []
        self.opened = 0
        self.referred = 0

    def write(self) -> str:
        done = 0
        for offset in self.stops():
            self.pieces.append(_text(self.wording.plain[done:offset]))
            done = offset
            cut = self.close(offset)
            self.refer(offset)
            self.open(offset, cut)
        self.pieces.append(_text(self.wording.plain[done:]))
        return "".join(self.pieces)

    def stops(self) -> list[int]:
        stops = {reference.offset for reference in self.wording.references}
        stops.update(each.start for each in self.elements)
        stops.update(each.end for each in self.elements)
        return sorted(stops)

    def close(self, offset: int) -> list[_Element]:
        """Close what ends here and all that is open within it; return what is to go on."""
        ending = sum(each.end == offset for each in self.stack)
        cut = []
        while ending:
            element = self.stack.pop()
            self.pieces.append(element.close)
            if element.end == offset:
                ending -= 1
            else:
                cut.append(element._replace(tag=element.again))
        return cut[::-1]

    def refer(self, offset: int) -> None:
        references = self.wording.references
        while self.referred < len(references) and references[self.referred].offset == offset:
            self.pieces.append(_reference(references[self.referred], self.prefix))
            self.referred += 1

    def open(self, offset: int, cut: Iterable[_Element]) -> None:
        for element in cut:
            self.push(element)
        while self.opened < len(self.elements) and self.elements[self.opened].start == offset:
            self.push(self.elements[self.opened])
            self.opened += 1

    def push(self, element: _Element) -> None:
        self.stack.append(element)
        self.pieces.append(element.tag)


def _text(plain: str) -> str:
    return escape(plain, quote=False).replace("\n", "<br>\n")


def _reference(reference: Reference, prefix: str) -> str:
    """Write a reference; only the first to a footnote has the plain id that its note links to."""
    number, prefix = reference.number, escape(prefix)
    again = f"-{reference.nth}" if reference.nth > 1 else ""
    return (
        f'<sup><a href="#fn{prefix}{number}" id="fnref{prefix}{number}{again}"'
        f' aria-label="Footnote {number}">{number}</a></sup>'
    )
