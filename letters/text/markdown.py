"""The Markdown of a letter: which part of it is understood, and how text is kept from it.

Understood are headings ("# "), paragraphs, bulleted and numbered lists, block quotations,
emphasis, links, footnotes and hard line breaks, as in CommonMark 0.31
(https://spec.commonmark.org/0.31.2/, read 2026-11). Everything else is text and nothing of it is
lost: HTML, entities, images, tables, code, rules, underlined headings, link definitions.

May import nothing of this project. Parsing is linear in the length of the text.
"""

import re
from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, heading, hr, list_block
from markdown_it.rules_inline import StateInline, image
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def, footnote_ref

MAX_LENGTH = 1_000_000
"""Longest text in characters. The slowest input known, "[" throughout, takes 7 µs a character."""

_DEEPEST = 16
"""Level at which lists and quotations stop nesting (a list takes two levels).

Below it their markers are text. The parser itself drops all that is nested deeper than its
``maxNesting`` of 20, so it must never come that far.
"""

_LONGEST_LABEL = 100
"""Longest label of a footnote. Without a limit, "[^a[^a[^a…" takes quadratic time."""

_BREAKS = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Make text fit to be stored and shown: one kind of line end, no control characters.

    Every sort of line or page break becomes a newline, a control character, surrogate or
    non-character U+FFFD; a byte order mark at the beginning goes. Tabs stay.
    """
    text = _BREAKS.sub("\n", text.removeprefix("\ufeff"))
    return _CONTROLS.sub("\ufffd", text)


def parse(text: str, *, labels: Iterable[str] = ()) -> list[Token]:
    """Parse a whole text into markdown-it's tokens.

    ``labels`` are those of footnotes that the text may refer to though they stand elsewhere. A
    text longer than MAX_LENGTH raises ValueError.
    """
    env = {"footnotes": {"refs": {":" + label: -1 for label in labels}, "list": {}}}
    return _PARSER.parse(_fitting(text), env)


def parse_inline(text: str) -> list[Token]:
    """Parse text as the inside of one paragraph, whatever its lines begin with.

    A text longer than MAX_LENGTH raises ValueError.
    """
    return _PARSER.parseInline(_fitting(text))[0].children or []


def _fitting(text: str) -> str:
    if len(text) > MAX_LENGTH:
        raise ValueError(
            f"The text is {len(text):,} characters long; at most {MAX_LENGTH:,} are allowed."
        )
    return clean(text)


class _Subset(MarkdownIt):
    """Parse the subset; links lead to web and mail addresses only, and show what was typed."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 (named by markdown-it)
        return _SAFE_LINK.match(url) is not None

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 (named by markdown-it)
        return link


_SAFE_LINK = re.compile(r"https?://|mailto:", re.IGNORECASE)


def _list_or_text(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    return state.level < _DEEPEST and list_block(state, start_line, end_line, silent)


def _quotation_or_text(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    return state.level < _DEEPEST and blockquote(state, start_line, end_line, silent)


def _footnote_or_text(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    return state.level < _DEEPEST and footnote_def(state, start_line, end_line, silent)


def _heading_or_text(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Leave "#" without words as text: an empty heading would swallow it."""
    line = _line(state, start_line)
    return bool(line.strip("# \t")) and heading(state, start_line, end_line, silent)


def _rule_as_text(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read a rule ("---", "* * *") as a paragraph of its own.

    Without this, "* * *" would be a list of three empty items.
    """
    if not hr(state, start_line, end_line, True):
        return False
    if not silent:
        state.line = start_line + 1
        state.push("paragraph_open", "p", 1)
        token = state.push("inline", "", 0)
        token.content = _line(state, start_line).strip()
        token.children = []
        state.push("paragraph_close", "p", -1)
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _image_as_text(state: StateInline, silent: bool) -> bool:
    """Read an image as the text that was typed; else "![a](b)" would be "!" and a link."""
    start = state.pos
    if not image(state, True):
        return False
    if not silent:
        state.append_pending(state.src[start : state.pos].replace("\n", " "))
    return True


def _reference_or_text(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if state.src.find("]", start, start + _LONGEST_LABEL) < 0:
        return False
    return footnote_ref(state, silent)


def _make_parser() -> MarkdownIt:
    parser = _Subset("zero").use(footnote_plugin, inline=False, move_to_end=False)
    anywhere = ["paragraph", "reference", "blockquote", "list"]
    within = ["paragraph", "reference", "blockquote"]
    block = parser.block.ruler
    block.at("list", _list_or_text, {"alt": within})
    block.at("blockquote", _quotation_or_text, {"alt": anywhere})
    block.at("footnote_def", _footnote_or_text, {"alt": ["paragraph", "reference"]})
    block.at("heading", _heading_or_text, {"alt": within})
    block.at("hr", _rule_as_text, {"alt": anywhere})
    parser.inline.ruler.at("image", _image_as_text)
    parser.inline.ruler.at("footnote_ref", _reference_or_text)
    parser.enable(["list", "blockquote", "heading", "hr", "image", "link", "autolink"])
    return parser.enable(["emphasis", "escape", "newline", "balance_pairs", "fragments_join"])


_PARSER = _make_parser()


_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_SPACES = re.compile(r"[ \t]+")
# Each alternative says where the character could be read as markup by CommonMark, be it by this
# parser or by another: a letter is also exported as Markdown. "[sic]" and "a_b" stay as they are.
_INLINE_MARKUP = re.compile(
    r"[\\*`]"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w+;)"
    r"|\[(?![^\[\]^][^\[\]]*\](?![(:\[]))"
)
_BLOCK_MARKUP = re.compile(r"(?:[-+]|#{1,6})(?=\s|$)|>|-+$|=+$|~~~")
_ITEM_NUMBER = re.compile(r"([0-9]{1,9})([.)](?:\s|$))")


def escape(text: str) -> str:
    r"""Write plain text as Markdown that reads back as the same text.

    Paragraphs stay paragraphs and lines lines; runs of spaces become one. Only what Markdown
    would misread is escaped: "4. September 2012" becomes "4\. September 2012".
    """
    paragraphs = _BLANK_LINES.split(clean(text).strip())
    return "\n\n".join("\n".join(map(_escape_line, each.split("\n"))) for each in paragraphs)


def _escape_line(line: str) -> str:
    line = _INLINE_MARKUP.sub(r"\\\g<0>", _SPACES.sub(" ", line).strip(" "))
    if _BLOCK_MARKUP.match(line):
        return "\\" + line
    return re.sub(_ITEM_NUMBER, r"\1\\\2", line, count=1) if _ITEM_NUMBER.match(line) else line
