"""The schema: the fields of the two indexes, one of letters, one of recommendations.

Facets hold numbers (see ``codes.py``), not slugs: exact counts of a facet with many values take
half the time, and neither a new name nor a new slug touches the index. The last field of every
facet's row in ``FACETS`` says where its counts come from.
"""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, NamedTuple

import tantivy
from tantivy import Document, Schema, SchemaBuilder

from letters import fingerprints
from letters.models import Answer
from letters.search import analysis

# Raise it when entries change in a way that neither the fields nor the analysis show.
VERSION = 3

STANCES = tuple(Answer.Stance.values)

Name = Literal["letters", "recommendations"]
NAMES: tuple[Name, ...] = ("letters", "recommendations")
Values = Mapping[str, Sequence[str | int]]


class Field(NamedTuple):
    """A field: its name, what the engine keeps of it, and how it is read into terms."""

    name: str
    kind: Literal["text", "number"]
    terms: str = ""
    fast: bool = False
    stored: bool = False


def _text(name: str, analyser: str, keeps: str) -> Field:
    return Field(name, "text", f"{analyser} {keeps}")


def _code(name: str, *, fast: bool = False) -> Field:
    """A word from a short list, matched whole."""
    return Field(name, "text", "raw basic", fast)


def _number(name: str, *, indexed: bool = True) -> Field:
    return Field(name, "number", "indexed" if indexed else "", fast=True)


# Both have these. ``digest`` is of all that an entry holds, for comparing. ``words`` and ``stems``
# hold everything that can be read, one value a block, so that a phrase never runs from one block
# into the next; ``title`` what counts double. ``concepts`` stands once for each time that a form of
# a synonym occurs. ``newest`` and ``oldest`` are unique keys of order, the undated last in both.
# ``profile`` and ``themes`` join small sets of values into one: counting them takes a twelfth of
# the time.
COMMON = (
    _number("key"),
    _number("digest", indexed=False),
    _text("words", "words", "position"),
    _text("stems", "stems", "freq"),
    _text("title", "stems", "freq"),
    _text("concepts", "words", "freq"),
    _code("reference"),
    _number("newest", indexed=False),
    _number("oldest", indexed=False),
    _number("year"),
    _code("profile", fast=True),
    _code("themes", fast=True),
    _number("theme"),
    _number("signatory"),
    _text("signed", "words", "position"),
)
FIELDS: Mapping[Name, tuple[Field, ...]] = {
    "letters": (
        *COMMON,
        Field("position", "text", "raw basic", stored=True),
        _number("first", indexed=False),
        _number("last", indexed=False),
        # For the timeline: the month and the day, where the date is known so well.
        _number("month", indexed=False),
        _number("day", indexed=False),
        _code("kind"),
        _code("held"),
        _code("asks"),
        _code("country", fast=True),
        _number("sender"),
        _number("recipient"),
        _number("organisation"),
        # The organisations that sign together, and whether there are any: two or more.
        _number("together"),
        _code("joint"),
        _text("from", "words", "position"),
        _text("to", "words", "position"),
        _number("ledger", indexed=False),
        # Of its passages, by which letters with the same words in them are found.
        _text("fingerprints", "words", "basic"),
    ),
    "recommendations": (
        *COMMON,
        _number("letter"),
        # The letter whose entry this is part of; ``letter`` has all letters of a chain.
        _number("entry"),
        # "member": an ask that stands in a chain. "state": a chain, at the days from ``since`` to
        # before ``until``; "past" too where it has grown meanwhile. A lone ask is its own chain.
        _code("unit"),
        _code("form"),
        _code("status"),
        _code("stance"),
        _code("restated"),
        _number("asker"),
        _number("addressee"),
        _text("from", "words", "position"),
        _text("to", "words", "position"),
        _number("first", indexed=False),
        _number("last", indexed=False),
        _number("since", indexed=False),
        _number("until", indexed=False),
        # Days, to tell how the ledger stood at any date.
        _number("asked", indexed=False),
        _number("repeated", indexed=False),
        _number("answered", indexed=False),
        *(_number(f"{stance}-on", indexed=False) for stance in STANCES),
        _number("days", indexed=False),
        _number("waiting", indexed=False),
        _number("chain"),
    ),
}

NUMBERS: Mapping[Name, frozenset[str]] = {
    name: frozenset(field.name for field in fields if field.kind == "number")
    for name, fields in FIELDS.items()
}

# Several values chosen must all be there; of others, one of them.
ALL_OF = frozenset({"together"})


class Facet(NamedTuple):
    """A facet: what is matched, and the field with its counts.

    ``place`` is the place of its values in a joined field, whose parts stand between "|" and whose
    values between spaces.
    """

    name: str
    counted: str
    place: int | None = None
    numbers: bool = False


FACETS: Mapping[Name, tuple[Facet, ...]] = {
    "letters": (
        Facet("asks", "profile", 2),
        Facet("year", "year", numbers=True),
        Facet("kind", "profile", 0),
        Facet("sender", "sender", numbers=True),
        Facet("recipient", "recipient", numbers=True),
        Facet("signatory", "signatory", numbers=True),
        Facet("organisation", "organisation", numbers=True),
        Facet("theme", "themes", 0, numbers=True),
        Facet("country", "country"),
        Facet("held", "profile", 1),
    ),
    "recommendations": (
        Facet("status", "profile", 1),
        Facet("theme", "themes", 0, numbers=True),
        Facet("addressee", "addressee", numbers=True),
        Facet("asker", "asker", numbers=True),
        Facet("year", "year", numbers=True),
        Facet("form", "profile", 0),
        Facet("stance", "profile", 2),
        Facet("restated", "profile", 3),
        Facet("letter", "letter", numbers=True),
    ),
}


@cache
def stamp() -> str:
    """Name the format of what this program writes: another stamp, another program."""
    # Half a millisecond's work, and asked for whenever the index has changed.
    probes = (analysis.fingerprint(), fingerprints.terms([fingerprints.PROBE]))
    parts = (VERSION, version("tantivy"), FIELDS, FACETS, *probes)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def build(name: Name) -> Schema:
    """Return the schema of an index."""
    builder = SchemaBuilder()
    for field in FIELDS[name]:
        if field.kind == "number":
            indexed = field.terms == "indexed"
            builder.add_unsigned_field(field.name, indexed=indexed, fast=field.fast)
        else:
            tokenizer, keeps = field.terms.split()
            builder.add_text_field(
                field.name,
                tokenizer_name=tokenizer,
                index_option=keeps,
                fast=field.fast,
                stored=field.stored,
            )
    return builder.build()


def create(name: Name, path: Path) -> tantivy.Index:
    """Make an empty index in a folder, or open the one that is there."""
    path.mkdir(parents=True, exist_ok=True)
    return _ready(tantivy.Index(build(name), path=str(path)))


def open_index(path: Path) -> tantivy.Index:
    """Open the index in a folder."""
    return _ready(tantivy.Index.open(str(path)))


def document(name: Name, values: Values) -> Document:
    """Return the engine's document of an entry."""
    made = Document()
    number: Any = made.add_unsigned
    text: Any = made.add_text
    for field, found in values.items():
        add = number if field in NUMBERS[name] else text
        for value in found:
            add(field, value)
    return made


def _ready(index: tantivy.Index) -> tantivy.Index:
    for name, analyser in analysis.TOKENIZERS.items():
        index.register_tokenizer(name, analyser)
    # Only "manual" reloads are seen by a process that was forked after opening.
    index.config_reader("manual")
    return index
