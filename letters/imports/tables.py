"""TOML tables whose mistakes can be pointed at: every key knows its line.

TOML 1.0 (https://toml.io/en/v1.0.0, read 2026-11) as the standard library reads it. That reader
gives no positions, so the lines of keys and table headers are found beside it; they serve messages
only, never the values.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w-]+)\s*=")
_MULTILINE = re.compile(r"'''|\"\"\"")
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_FENCE = "+++"


class Problem(NamedTuple):
    """A mistake in a file: where, in which field, and what a curator can do about it."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.message}"


class Mistakes(Exception):  # noqa: N818 - it carries mistakes, and is not one
    """Problems that stop a file, or a whole collection, from being read."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = list(problems)


@dataclass(frozen=True)
class Table:
    """A table of a TOML file, with the line of its header and of each of its keys.

    `name` reads "signatories 2" in messages, and is empty for the table of the whole file.
    """

    file: str
    values: dict[str, Any]
    line: int = 1
    name: str = ""
    lines: dict[str, int] = field(default_factory=dict)
    text: tuple[str, ...] = ()

    def line_of(self, key: str, value: object = "") -> int:
        """Return the line of a key, or the line below it on which the value stands."""
        start = self.lines.get(key, self.line)
        wanted = str(value).strip().split("\n", 1)[0]
        end = min((line for line in self.lines.values() if line > start), default=start + 40)
        for number in range(start, min(end, len(self.text) + 1)):
            if wanted and wanted in self.text[number - 1]:
                return number
        return start

    def problem(self, key: str, message: str, value: object = "") -> Problem:
        """Return a problem with one key of this table."""
        where = f"{self.name}: {key}" if self.name else key
        return Problem(self.file, self.line_of(key, value), where, message)

    def tables(self, key: str) -> list["Table"]:
        """Return the tables of an array; none where the key is missing.

        Mistakes are raised where the key holds something else.
        """
        entries = self.values.get(key, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise Mistakes(self.problem(key, f"Write each entry as a [[{key}]] table."))
        places = list(_places_of(self, key, len(entries)))
        return [
            Table(self.file, entry, line, self._named(f"{key} {number}"), lines, self.text)
            for number, (entry, (line, lines)) in enumerate(
                zip(entries, places, strict=True), start=1
            )
        ]

    def _named(self, entry: str) -> str:
        return f"{self.name}: {entry}" if self.name else entry


@dataclass(frozen=True)
class Record:
    """A file of front matter between lines of "+++", and the text below it."""

    table: Table
    text: str
    text_line: int


def read_table(path: Path, file: str) -> Table:
    """Read a TOML file; `file` is its name in messages. Raises Mistakes."""
    return _parse(_read(path, file), file, first_line=1)


def read_record(path: Path, file: str) -> Record:
    """Read a file of front matter and text. Raises Mistakes."""
    lines = _read(path, file).split("\n")
    if lines[0].rstrip() != _FENCE or _FENCE not in [line.rstrip() for line in lines[1:]]:
        message = "A record begins with its front matter between two lines of “+++”."
        raise Mistakes(Problem(file, 1, "front matter", message))
    end = next(number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE)
    table = _parse("\n".join(lines[1:end]), file, first_line=2)
    return Record(table, "\n".join(lines[end + 1 :]), end + 2)


def _read(path: Path, file: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise Mistakes(Problem(file, line, "encoding", "This file is not UTF-8.")) from None


def _parse(toml: str, file: str, *, first_line: int) -> Table:
    try:
        values = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise Mistakes(_syntax(str(error), file, first_line, toml.count("\n") + 1)) from None
    text = ("",) * (first_line - 1) + tuple(toml.split("\n"))
    return Table(file, values, first_line, "", _keys(text, ""), text)


def _syntax(message: str, file: str, first_line: int, last: int) -> Problem:
    found = _AT_LINE.search(message)
    line = int(found[1]) if found and found[1] else last
    column = f", column {found[2]}" if found and found[2] else ""
    return Problem(file, first_line - 1 + line, f"TOML{column}", _AT_LINE.sub("", message) + ".")


def _outside_strings(text: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines that do not begin inside a multi-line string."""
    inside = ""
    for number, line in enumerate(text, start=1):
        if not inside:
            yield number, line
        for delimiter in _MULTILINE.findall(line):
            if inside in ("", delimiter):
                inside = "" if inside else delimiter


def _headers(text: tuple[str, ...]) -> list[tuple[int, str]]:
    lines = _outside_strings(text)
    return [(number, found[2]) for number, line in lines if (found := _HEADER.match(line))]


def _keys(text: tuple[str, ...], name: str, start: int = 0) -> dict[str, int]:
    """Return the line of each key below the header that stands on line `start`."""
    keys: dict[str, int] = {}
    for number, line in _outside_strings(text):
        if number > start and _HEADER.match(line):
            break
        if number > start and (found := _KEY.match(line)):
            keys.setdefault(found[1], number)
    # Each array of tables stands where its first header does.
    if not name:
        for number, header in _headers(text):
            keys.setdefault(header, number)
    return keys


def _places_of(table: Table, key: str, count: int) -> Iterator[tuple[int, dict[str, int]]]:
    """Yield the line and the keys' lines of every entry of an array of tables."""
    headers = [number for number, name in _headers(table.text) if name == key]
    if not table.name and len(headers) == count:
        yield from ((number, _keys(table.text, key, number)) for number in headers)
        return
    start = table.line_of(key)
    rows = [n for n in range(start, len(table.text) + 1) if table.text[n - 1].strip()[:1] == "{"]
    yield from ((rows[at] if at < len(rows) else start, {}) for at in range(count))
