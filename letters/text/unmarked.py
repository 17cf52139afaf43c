"""Texts without markup: paragraphs and simple bulleted items, read without the parser.

Most letters are such texts, and the parser takes twenty times as long for them as all else that
reading takes; an import and an index of a million letters read each of them. Whether a text is one
is decided by a single pattern, which is narrower than Markdown's own rules: whatever could be
markup, or is not in the form in which the parser keeps it, goes to the parser. What is read here
is read as the parser would read it; a test compares the two.
"""

import re
from collections.abc import Iterator

from letters.text.blocks import Block, Kind, Wording

# No sign of emphasis, links, images, footnotes or escapes; no white space but single characters
# that stay as they are (tabs, control characters and other line ends are cleaned first).
_WORDS = (
    r"(?![#>+\s-]|[0-9]{1,9}[.)])"
    "[^\\\\*_\\[\\]!<\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]++"
    r"(?<!\s)"
)
_BULLET = "- "
_UNMARKED = re.compile(rf"(?:(?:{_BULLET})?+{_WORDS})?+(?:\n(?:(?:{_BULLET})?+{_WORDS})?+)*+")


def is_unmarked(text: str) -> bool:
    """Tell whether a text surely has no markup but bullets at the beginning of lines."""
    return _UNMARKED.fullmatch(text) is not None


def blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text that is unmarked."""
    return tuple(
        Block(kind, level, marker, number, Wording(plain))
        for number, (kind, level, marker, plain) in enumerate(_paragraphs(text), 1)
    )


def _paragraphs(text: str) -> Iterator[tuple[Kind, int, str, str]]:
    for paragraph in text.split("\n\n"):
        first, *items = ("\n" + paragraph.strip("\n")).split(f"\n{_BULLET}")
        if len(first) > 1:
            yield "paragraph", 0, "", _joined(first[1:])
        for item in items:
            yield "item", 1, "•", _joined(item)


def _joined(lines: str) -> str:
    """Set lines as one: a line ends in a text where its writer's editor ended it."""
    return lines.replace("\n", " ")
