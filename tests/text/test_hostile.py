"""Texts made to be slow. What is counted is calls, not seconds: twice the text, twice the calls."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from letters.text import Mark, escape, read, render_lines, snippet

SHAPES: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: "[" * n,
    "brackets, then one link": lambda n: "[" * n + "](",
    "nested links": lambda n: "[" * (n // 6) + "](x)" * (n // 6),
    "links": lambda n: "[a](http:b) " * (n // 12),
    "unclosed links": lambda n: "[a](" * (n // 4),
    "unclosed titles": lambda n: "[a](b '" * (n // 7),
    "images": lambda n: "![" * (n // 2),
    "parentheses": lambda n: "(" * n,
    "stars": lambda n: "*" * n,
    "opening stars": lambda n: "*a " * (n // 3),
    "stars in words": lambda n: "a**b" * (n // 4),
    "stars and lines": lambda n: "*a_ " * (n // 4),
    "nested emphasis": lambda n: "*a _b " * (n // 12) + "c_ d* " * (n // 12),
    "angles": lambda n: "<" * n,
    "open tags": lambda n: "<a " * (n // 3),
    "ampersands": lambda n: "&" * n,
    "backticks": lambda n: "`" * n,
    "backslashes": lambda n: "\\" * n,
    "spaces": lambda n: " " * n,
    "one long word": lambda n: "a" * n,
    "list markers": lambda n: "- " * (n // 2),
    "items": lambda n: "- a\n" * (n // 4),
    "items of many paragraphs": lambda n: "- a\n\n  b\n\n" * (n // 11),
    "empty items": lambda n: "-\n" * (n // 2),
    "ever deeper items": lambda n: "".join(" " * 2 * i + "- a\n" for i in range(int(n**0.5))),
    "quotations": lambda n: "> " * (n // 2),
    "quoted lines": lambda n: "> a\n" * (n // 4),
    "lazy lines": lambda n: "> a\n" + "b\n" * (n // 2),
    "headings": lambda n: "# a\n" * (n // 4),
    "lines": lambda n: "a\n" * (n // 2),
    "hard breaks": lambda n: "a  \n" * (n // 4),
    "paragraphs": lambda n: "a\n\n" * (n // 3),
    "open footnotes": lambda n: "[^1]: a\n\n" + "[^a" * (n // 3),
    "references": lambda n: "[^1]: a\n\n" + "[^1]" * (n // 4),
    "references in a link": lambda n: "[^1]: a\n\n[" + "[^1]b" * (n // 5) + "](http://a)",
    "footnotes": lambda n: "".join(f"[^{i % 9}{i}]: a\n\n" for i in range(n // 10)),
    "footnotes of footnotes": lambda n: "".join(
        f"[^{i}]: a[^{i + 1}]\n\n" for i in range(1000, 1000 + n // 16)
    ),
}


def calls(work: Callable[[], object]) -> int:
    """Count what is called, of Python and of C."""
    count = 0

    def profile(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def everything(text: str) -> None:
    reading = read(text)
    reading.render([Mark(number, 0, len(text), "ask") for number in range(1, 20)])
    reading.render_footnotes()
    reading.find("not there")
    snippet(reading, lambda plain: [(0, 1)])
    render_lines(text)
    escape(text)


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_the_text_not_with_its_square(shape: str) -> None:
    once, twice = (SHAPES[shape](size) for size in (2_000, 4_000))
    everything("warm up")
    assert calls(lambda: everything(twice)) < 2.4 * calls(lambda: everything(once)) + 500


@pytest.mark.parametrize("shape", SHAPES)
def test_nearest_survives_every_shape(shape: str) -> None:
    text = SHAPES[shape](2_000)
    nearest = read(text).nearest(text[:300] + "?")
    assert nearest is None or nearest.likeness >= 0.5


def test_depth_is_no_danger_to_the_stack() -> None:
    for opening in ("- ", "> ", "[", "![", "*a ", "**a ", "[a](", "> - "):
        assert len(read(opening * 20_000).plain) > 1_000
