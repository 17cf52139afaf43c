"""Pages as tests read them: the tree of elements, and their words."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

BLOCKS = {"p", "div", "li", "dt", "dd", "td", "th", "h1", "h2", "h3", "h4", "section", "article"}
VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}


class Element:
    """An element of a page: its name, attributes, children and words."""

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Element | str] = []

    def __getitem__(self, attribute: str) -> str:
        return self.attributes.get(attribute, "")

    @property
    def raw(self) -> str:
        """The words with their white space; a line break is a newline, what is hidden counts."""
        if self.name == "br":
            return "\n"
        words = "".join(each if isinstance(each, str) else each.raw for each in self.children)
        return f"\n{words}\n" if self.name in BLOCKS else words

    @property
    def text(self) -> str:
        return " ".join(self.raw.split())

    @property
    def lines(self) -> list[str]:
        return [" ".join(line.split()) for line in self.raw.splitlines() if line.strip()]

    def walk(self) -> Iterator["Element"]:
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, selector: str) -> list["Element"]:
        """Find descendants by "name", ".class", "#id" or "name.class"."""
        name, kind, value = re.fullmatch(r"([\w-]*)([.#]?)([\w-]*)", selector).groups()  # type: ignore[union-attr]
        return [each for each in self.walk() if each.is_a(name, kind, value)]

    def is_a(self, name: str, kind: str, value: str) -> bool:
        if name and self.name != name:
            return False
        if kind == "#":
            return self["id"] == value
        return not kind or value in self["class"].split()

    def one(self, selector: str) -> "Element":
        found = self.all(selector)
        assert len(found) == 1, f"{selector}: {len(found)}"
        return found[0]

    def links(self) -> dict[str, str]:
        """The words of every link, and where it leads."""
        return {each.text: each["href"] for each in self.all("a")}


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("page", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {key: value or "" for key, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def page_of(response: Any) -> Element:
    """Read a response as a page; elements have to be closed in order."""
    builder = _Builder()
    builder.feed(response.content.decode())
    assert len(builder.open) == 1
    return builder.root
