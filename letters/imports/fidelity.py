"""Fidelity: every word of a source stands in its record, in order, or is declared emended.

Compared are words to the letter (with punctuation and the shape of quotation marks), what is
emphasised or linked, and where paragraphs, list items and headings begin; above the salutation and
in the signature block also where lines begin. White space between words is not compared.

The source is read here without the Markdown parser: what the parser swallows cannot go unnoticed.
The record is read as the page shows it. Of markup a source may use *emphasis*, **strong emphasis**,
[links](address), "- " for bullets and two spaces for a line break.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import groupby
from typing import Literal, NamedTuple, Protocol

from letters import text

Gap = Literal["space", "wrap", "line", "paragraph", "item", "heading"]
_GAPS: dict[Gap, str] = {
    "space": "runs on",
    "line": "begins a line",
    "paragraph": "begins a paragraph",
    "item": "begins a list item",
    "heading": "begins a heading",
}
# Where lines are kept as lines; elsewhere a line's end is only the width of the source's page.
_KEEPS_LINES = frozenset({"opener", "closer"})


class Word(NamedTuple):
    """A word with its punctuation: its pieces by style, and what separates it from the last.

    A style is "", "em", "strong", "em strong" or "a " and an address.
    """

    pieces: tuple[tuple[str, str], ...]
    gap: Gap

    @property
    def plain(self) -> str:
        return "".join(piece for piece, _ in self.pieces)


class Place(NamedTuple):
    """Where a published word stands: its field, its passage if any, its number in the field."""

    field: str
    passage: int | None
    at: int


class Difference(NamedTuple):
    """A place where record and source disagree."""

    place: Place
    message: str


class Transcribed(Protocol):
    """The fields of a letter that are transcribed from its source."""

    opener: str
    salutation: str
    text: str
    valediction: str
    closer: str


@dataclass(frozen=True)
class Emendation:
    """A declared change: these words of the source, letter by letter, read so in the record."""

    kind: str
    source: str
    text: str


# What each kind of emendation may change, given the words of the source and of the record.


def _same_words(source: Sequence[Word], emended: Sequence[Word]) -> bool:
    return [word.plain for word in source] == [word.plain for word in emended]


def _same_but_gaps(source: Sequence[Word], emended: Sequence[Word]) -> bool:
    return [word.pieces for word in source] == [word.pieces for word in emended]


def _same_but_styles(source: Sequence[Word], emended: Sequence[Word]) -> bool:
    return [(word.plain, word.gap) for word in source] == [
        (word.plain, word.gap) for word in emended
    ]


def _same_letters(source: Sequence[Word], emended: Sequence[Word]) -> bool:
    return _letters(source) == _letters(emended)


def _same_but_note(source: Sequence[Word], emended: Sequence[Word]) -> bool:
    with_note, printed = _NOTE.subn("", _letters(emended)), _MARK.subn("", _letters(source))
    return with_note == printed == (with_note[0], 1)


def _is_rule(source: Sequence[Word], emended: Sequence[Word]) -> bool:
    return not emended and not _letters(source).strip("_-–—=*·.~")


def _only_adds(source: Sequence[Word], emended: Sequence[Word]) -> bool:
    rest = iter(word.plain for word in emended)
    return all(word.plain in rest for word in source)


_NOTE = re.compile(r"\[\^[^\]]+\]:?")
_MARK = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[*†‡§]|\[\d+\]|\(\d+\)")
KINDS: dict[str, tuple[str, Callable[[Sequence[Word], Sequence[Word]], bool]]] = {
    "page-break": ("joins what a page break divides", _same_but_gaps),
    "line-breaks": ("sets in lines what runs on", _same_but_gaps),
    "heading": ("sets a line as a heading", _same_words),
    "emphasis": ("sets words in *emphasis*", _same_but_styles),
    "footnote": ("sets one printed mark as a footnote's", _same_but_note),
    "rule": ("leaves out a drawn rule", _is_rule),
    "space": ("mends spaces between letters", _same_letters),
    "supplied": ("adds words that the source lacks", _only_adds),
}


def _letters(words: Iterable[Word]) -> str:
    return "".join(word.plain for word in words)


# The source


def words_of_source(source: str) -> list[Word]:
    """Read the words of a source as it is."""
    return words_of_markup(_literal(source))


def _literal(source: str) -> str:
    return source.replace("\\", "\\\\")


_INLINE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<stars>\*{1,3})(?=[^\s*])(?P<inner>(?:(?!\n[ \t]*\n).)+?)(?<=[^\s*])(?P=stars)(?!\*)"
    r"|\[(?P<label>[^\]^][^\]]*)\]\((?P<href>[^()\s]+)\)",
    re.DOTALL,
)
_STYLES = {1: "em", 2: "strong", 3: "em strong"}
_LINE_START = re.compile(r"\s*(?:(?P<item>[-*+])\s+|(?P<heading>#{1,6})\s+)?")


class _Character(NamedTuple):
    letter: str
    style: str
    is_literal: bool = False


def words_of_markup(markup: str) -> list[Word]:
    """Read words in the few marks named above; a backslash keeps the next mark from being one."""
    words: list[Word] = []
    gap: Gap = "paragraph"
    for line in _lines(list(_characters(markup, ""))):
        letters = "".join(each.letter for each in line)
        if not letters.strip():
            gap = "paragraph"
            continue
        start = _LINE_START.match(letters)
        begins = start and start.lastgroup
        first = len(letters) - len(letters.lstrip())
        if start and begins and not line[first].is_literal:
            gap, line = "item" if begins == "item" else "heading", line[start.end() :]
        words += _words(line, gap)
        gap = "line" if letters.endswith("  ") else "wrap"
        gap = "paragraph" if begins == "heading" else gap
    return words


def _characters(markup: str, style: str) -> Iterator[_Character]:
    done = 0
    for found in _INLINE.finditer(markup):
        yield from (_Character(letter, style) for letter in markup[done : found.start()])
        yield from _marked(found, style)
        done = found.end()
    yield from (_Character(letter, style) for letter in markup[done:])


def _marked(found: re.Match[str], style: str) -> Iterator[_Character]:
    if found["escaped"]:
        yield _Character(found["escaped"], style, is_literal=True)
    elif found["stars"]:
        yield from _characters(found["inner"], f"{style} {_STYLES[len(found['stars'])]}".strip())
    else:
        yield from _characters(found["label"], f"{style} a {found['href']}".strip())


def _lines(characters: list[_Character]) -> Iterator[list[_Character]]:
    line: list[_Character] = []
    for character in characters:
        if character.letter == "\n":
            yield line
            line = []
        else:
            line.append(character)
    yield line


def _words(characters: Iterable[_Character], gap: Gap) -> Iterator[Word]:
    """Divide characters at white space; the first word has the gap, the others a space."""
    for is_space, group in groupby(characters, key=lambda each: each.letter.isspace()):
        if not is_space:
            runs = groupby(group, key=lambda each: each.style)
            yield Word(tuple(("".join(c.letter for c in run), style) for style, run in runs), gap)
            gap = "space"


# The record, as the page shows it


class _Shown(HTMLParser):
    """Collect the characters of a block of the page, each with its style."""

    def __init__(self, labels: dict[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.labels = labels
        self.styles: list[str] = []
        self.characters: list[_Character] = []
        self.in_reference = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.characters.append(_Character("\n", ""))
        elif tag == "sup":
            self.in_reference = True
        elif not self.in_reference:
            self.styles.append(f"a {dict(attrs)['href']}" if tag == "a" else tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "sup":
            self.in_reference = False
        elif not self.in_reference:
            self.styles.pop()

    def handle_data(self, data: str) -> None:
        style = " ".join(self.styles)
        if self.in_reference:
            data = f"[^{self.labels[data]}]"
        # The newline after "<br>" is for readers of the page's source.
        if self.characters and self.characters[-1].letter == "\n":
            data = data.removeprefix("\n")
        self.characters += (_Character(letter, style) for letter in data)


def published_words(letter: Transcribed) -> list[tuple[Word, Place]]:
    """Read a letter's words in the order of reading, as the page shows them."""
    reading = text.read(letter.text)
    labels = {str(note.number): note.label for note in reading.footnotes}
    words = [*_in_lines("opener", letter.opener), *_in_one_line("salutation", letter.salutation)]
    for block, html in reading.render():
        gap: Gap = "paragraph" if block.kind == "item" and block.marker != "•" else block.kind
        numbered = f"{block.marker} " if gap != block.kind else ""
        words += _placed(numbered + html, gap, "text", block.number, labels)
    words += _in_one_line("valediction", letter.valediction)
    words += _in_lines("closer", letter.closer)
    for note in reading.render_footnotes():
        words += _placed(f"[^{note.label}]: {note.html}", "paragraph", "footnotes", None, labels)
    return list(_numbered(words))


def _in_lines(field: str, value: str) -> Iterator[tuple[Word, Place]]:
    for html in text.render_lines(value):
        yield from _placed(html, "paragraph", field, None, {})


def _in_one_line(field: str, value: str) -> Iterator[tuple[Word, Place]]:
    characters = [_Character(letter, "") for letter in value]
    yield from ((word, Place(field, None, 0)) for word in _words(characters, "paragraph"))


def _placed(
    html: str, gap: Gap, field: str, passage: int | None, labels: dict[str, str]
) -> Iterator[tuple[Word, Place]]:
    shown = _Shown(labels)
    shown.feed(html)
    shown.close()
    for line in _lines(shown.characters):
        for word in _words(line, gap):
            yield _without_bare_link(word), Place(field, passage, 0)
        gap = "line"


def _without_bare_link(word: Word) -> Word:
    """Take the style from an address that is its own link: the source has it as plain words."""
    pieces = ((piece, "" if style == f"a {piece}" else style) for piece, style in word.pieces)
    return word._replace(pieces=tuple(pieces))


def _numbered(words: Iterable[tuple[Word, Place]]) -> Iterator[tuple[Word, Place]]:
    for _, group in groupby(words, key=lambda each: each[1].field):
        for at, (word, place) in enumerate(group):
            yield word, place._replace(at=at)


# The comparison


def emend(source: str, emendations: Sequence[Emendation]) -> tuple[str, list[tuple[int, str]]]:
    """Apply declared emendations to a source, and say what is wrong with which of them."""
    wrong = [
        (at, message)
        for at, emendation in enumerate(emendations)
        if (message := _mistake(source, emendation))
    ]
    bad = {at for at, _ in wrong}
    spans = sorted(
        (source.index(each.source), at, each)
        for at, each in enumerate(emendations)
        if at not in bad
    )
    pieces, done = [], 0
    for start, at, emendation in spans:
        if start < done:
            wrong.append((at, "Its words overlap with those of another emendation."))
            continue
        pieces += [_literal(source[done:start]), emendation.text]
        done = start + len(emendation.source)
    return "".join([*pieces, _literal(source[done:])]), wrong


def _mistake(source: str, emendation: Emendation) -> str:
    if emendation.kind not in KINDS:
        return f"“{emendation.kind}” is not one of {', '.join(KINDS)}."
    times = source.count(emendation.source)
    if times != 1:
        how_often = f"stand {times} times" if times else "do not stand"
        return f"The words of “source” {how_often} in the source, letter by letter: give them once."
    before, after = words_of_source(emendation.source), words_of_markup(emendation.text)
    if before == after:
        return "It changes nothing: take it out."
    purpose, allows = KINDS[emendation.kind]
    if not allows(before, after):
        return f"An emendation of kind “{emendation.kind}” {purpose}, and changes nothing else."
    return ""


def differences(letter: Transcribed, emended: str) -> list[Difference]:
    """Compare a letter with its source, to which the declared emendations have been applied."""
    published = published_words(letter)
    shown, places = [word for word, _ in published], [place for _, place in published]
    wanted = words_of_markup(emended)
    matcher = SequenceMatcher(
        None, [word.plain for word in wanted], [word.plain for word in shown], autojunk=False
    )
    found: list[Difference] = []
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            pairs = zip(wanted[start:end], published[first:last], strict=True)
            found += (each for want, (word, place) in pairs for each in _unlike(want, word, place))
        else:
            message = _other_words(wanted[start:end], shown[first:last], shown[:first])
            found.append(Difference(_nearest_place(places, first), message))
    return found


def _nearest_place(places: Sequence[Place], at: int) -> Place:
    return places[min(at, len(places) - 1)] if places else Place("text", None, 0)


def _other_words(wanted: Sequence[Word], shown: Sequence[Word], before: Sequence[Word]) -> str:
    after = f" after “{_quoted(before[-4:])}”" if before else ""
    if not shown:
        return f"“{_quoted(wanted)}” of the source is missing{after}."
    if not wanted:
        return f"“{_quoted(shown)}” does not stand in the source{after}."
    return f"The source has “{_quoted(wanted)}”, not “{_quoted(shown)}”{after}."


def _quoted(words: Sequence[Word]) -> str:
    return " ".join(word.plain for word in words)


def _unlike(wanted: Word, shown: Word, place: Place) -> Iterator[Difference]:
    if wanted.pieces != shown.pieces:
        message = f"“{shown.plain}” is {_set(shown)} here and {_set(wanted)} in the source."
        yield Difference(place, message)
    keeps_lines = place.field in _KEEPS_LINES
    one, other = (_visible(word.gap, keeps_lines=keeps_lines) for word in (wanted, shown))
    if one != other:
        message = f"“{shown.plain}” {_GAPS[other]} here and {_GAPS[one]} in the source."
        yield Difference(place, message)


def _visible(gap: Gap, *, keeps_lines: bool) -> Gap:
    if gap != "wrap":
        return gap
    return "line" if keeps_lines else "space"


def _set(word: Word) -> str:
    return " and ".join(
        f"“{piece}” {_NAMES.get(style, f'linked ({style})')}" for piece, style in word.pieces
    )


_NAMES = {"": "plain", "em": "emphasised", "strong": "bold", "em strong": "bold and emphasised"}
