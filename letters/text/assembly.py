"""From the tokens of the parser to blocks, numbered passages and numbered footnotes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it.token import Token

from letters.text.blocks import Block, Footnote, Kind, Reference, Style, Wording

_DEEPEST_STYLE = 20
"""Depth at which emphasis within emphasis is read, but no longer set."""


class _WordingBuilder:
    """Collect the inline tokens of one block."""

    def __init__(self, line_break: str) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.open: list[tuple[int, Token]] = []
        self.styles: list[Style] = []
        self.references: list[Reference] = []
        self.line_break = line_break

    def add(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def read(self, token: Token) -> None:
        if token.nesting > 0:
            self.open.append((self.length, token))
        elif token.nesting < 0:
            self.close()
        elif token.type == "footnote_ref":
            self.references.append(Reference(self.length, token.meta["label"]))
        elif token.type == "hardbreak":
            self.add("\n")
        elif token.type == "softbreak":
            self.add(self.line_break)
        else:
            self.add(token.content)

    def close(self) -> None:
        start, token = self.open.pop()
        href = str(token.attrGet("href") or "")
        if self.length == start:
            self.add(href)
        if self.length > start and len(self.open) < _DEEPEST_STYLE:
            title = str(token.attrGet("title") or "")
            self.styles.append(Style(start, self.length, token.tag, href, title))

    def append(self, marker: str, wording: Wording) -> None:
        """Add a finished wording as a line of its own."""
        self.add("\n" * bool(self.pieces) + marker)
        self.styles += [
            style._replace(start=style.start + self.length, end=style.end + self.length)
            for style in wording.styles
        ]
        self.references += [
            each._replace(offset=each.offset + self.length) for each in wording.references
        ]
        self.add(wording.plain)

    def wording(self) -> Wording:
        return Wording("".join(self.pieces), tuple(self.styles), tuple(self.references))


def wording_of(tokens: Sequence[Token], *, line_break: str = " ") -> Wording:
    """Turn inline tokens into a wording; a break of the line in the source is ``line_break``.

    A link without words shows its address, so that it is not lost.
    """
    builder = _WordingBuilder(line_break)
    for token in tokens:
        builder.read(token)
    return builder.wording()


class _Walk:
    """Walk through the tokens of a text and collect its blocks, and those of each footnote."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.notes: list[tuple[str, list[Block]]] = []
        self.into = [self.blocks]
        self.depth: Counter[str] = Counter()
        self.heading = 0
        self.markers: list[tuple[str, str]] = []
        self.passages = 0

    def read(self, token: Token) -> None:
        if token.type == "inline":
            self.add(wording_of(token.children or []))
        elif token.nesting > 0:
            self.open(token)
        else:
            self.close(token)

    def open(self, token: Token) -> None:
        self.depth[token.type.removesuffix("_open")] += 1
        if token.type == "heading_open":
            self.heading = int(token.tag[1])
        elif token.type == "list_item_open":
            typed = token.info + token.markup
            self.markers.append((typed, typed if token.info else "•"))
        elif token.type == "footnote_reference_open":
            self.notes.append((token.meta["label"], []))
            self.into.append(self.notes[-1][1])

    def close(self, token: Token) -> None:
        self.depth[token.type.removesuffix("_close")] -= 1
        if token.type == "heading_close":
            self.heading = 0
        elif token.type == "list_item_close":
            self.close_item()
        elif token.type == "footnote_reference_close":
            self.into.pop()

    def close_item(self) -> None:
        """Keep the marker of an item without words ("12." alone in its line) as text."""
        if self.markers:
            typed = Wording(" ".join(typed for typed, _ in self.markers))
            self.markers.clear()
            self.into[-1].append(Block("paragraph", 0, "", self.next_number(), typed))

    def add(self, wording: Wording) -> None:
        if not wording.plain.strip():
            return
        marker = " ".join(shown for _, shown in self.markers)
        self.markers.clear()
        quoted = self.depth["blockquote"] > 0
        kind, level = self.kind()
        self.into[-1].append(Block(kind, level, marker, self.next_number(), wording, quoted))

    def kind(self) -> tuple[Kind, int]:
        if self.heading:
            return "heading", self.heading
        lists = self.depth["bullet_list"] + self.depth["ordered_list"]
        return ("item", lists) if lists else ("paragraph", 0)

    def next_number(self) -> int | None:
        if self.heading or len(self.into) > 1:
            return None
        self.passages += 1
        return self.passages


def assemble(tokens: Sequence[Token]) -> tuple[tuple[Block, ...], tuple[Footnote, ...]]:
    """Turn the tokens of a text into its blocks and its footnotes."""
    walk = _Walk()
    for token in tokens:
        walk.read(token)
    if not walk.notes:
        return tuple(walk.blocks), ()
    numbering = _Numbering(walk.notes)
    blocks = [replace(block, wording=numbering.number(block.wording)) for block in walk.blocks]
    return tuple(blocks), tuple(numbering.footnotes())


class _Numbering:
    """Number footnotes in the order of their first reference, then those without any.

    Of two footnotes with one label the first is meant; the second is still shown.
    """

    def __init__(self, notes: Sequence[tuple[str, Sequence[Block]]]) -> None:
        self.notes = notes
        self.meant: dict[str, int] = {}
        for index, (label, _) in enumerate(notes):
            self.meant.setdefault(label, index)
        self.numbers: dict[int, int] = {}
        self.order: list[int] = []
        self.references: Counter[int] = Counter()

    def number(self, wording: Wording) -> Wording:
        """Give the references in a wording the numbers of their footnotes."""
        if not wording.references:
            return wording
        return replace(wording, references=tuple(map(self.reference, wording.references)))

    def reference(self, reference: Reference) -> Reference:
        note = self.meant[reference.label]
        self.references[note] += 1
        return reference._replace(number=self.number_of(note), nth=self.references[note])

    def number_of(self, note: int) -> int:
        if note not in self.numbers:
            self.order.append(note)
            self.numbers[note] = len(self.order)
        return self.numbers[note]

    def footnotes(self) -> Iterator[Footnote]:
        """Number what footnotes refer to in their turn, then make them, in order."""
        wordings: dict[int, Wording] = {}
        for note in self.in_order():
            wordings[note] = self.number(_joined(self.notes[note][1]))
        for note, wording in wordings.items():
            label = self.notes[note][0]
            yield Footnote(label, self.numbers[note], wording, self.references[note] > 0)

    def in_order(self) -> Iterator[int]:
        """List the notes by number; numbering one may add others to the end."""
        others = iter(range(len(self.notes)))
        for place in range(len(self.notes)):
            if place == len(self.order):
                self.number_of(next(note for note in others if note not in self.numbers))
            yield self.order[place]


def _joined(blocks: Sequence[Block]) -> Wording:
    """Make one wording of the paragraphs of a footnote, one line each."""
    builder = _WordingBuilder("\n")
    for block in blocks:
        builder.append(f"{block.marker} " if block.marker else "", block.wording)
    return builder.wording()
