"""JSON Lines: many letters in the archive's own form of interchange, one a line.

The form is that of ``letters/exports/json.py``. ``lines()`` cuts a file into lines without holding
it; ``read_batch()`` turns some of them into rows that are checked as every writer checks them.
Nothing here asks a database, so that batches can be read side by side in processes of their own.
Rows refer to each other by natural key: a slug, or a slug with numbers. What a letter says of
another one that stands in another batch is left to the writer, as a ``Link``.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone

from letters.imports.columns import Columns, Fields, Problem, Problems
from letters.models import (
    Addressee,
    Answer,
    Asker,
    Capacity,
    Correspondent,
    CountryMention,
    FormerSlug,
    Letter,
    Office,
    Organisation,
    Person,
    Recommendation,
    Signatory,
    Source,
    Theme,
)

VERSION = 1
# A longer line is no letter, and would not fit into memory beside others.
LONGEST_LINE = 64 * 1024 * 1024

_same: Callable[..., dict[str, str]] = lambda *names: {name: name for name in names}  # noqa: E731
_PARTY = _same("organisation", "person", "office", "words")
_ORGANISATION = _same("slug", "name", "acronym", "other_names", "kind", "parent", "description")
_PERSON = _same("slug", "forenames", "surname", "honorific", "suffix", "other_names", "description")
LETTER = Fields(
    Letter,
    _same("slug", "title", "kind", "status", "held", "known_from", "place", "reference")
    | _same("language", "opener", "salutation", "text", "valediction", "closer", "enclosures")
    | _same("summary", "editorial_note", "rights", "published_at"),
    others=(
        *("version", "former_slugs", "date", "correspondents", "signatories", "replies_to"),
        *("recommendations", "countries", "source", "organisations", "people", "offices"),
        *("themes", "derived"),
    ),
)
DATE = Fields(
    Letter,
    {
        "edtf": "date",
        "of": "date_of",
        "as_printed": "date_as_printed",
        "inferred": "date_inferred",
        "reason": "date_reason",
    },
)
REPLIES_TO = Fields(
    Letter,
    {
        "letter": "replies_to",
        "inferred": "replies_to_inferred",
        "reason": "replies_to_reason",
    },
)
CORRESPONDENT = Fields(Correspondent, _PARTY | _same("part", "as_printed", "inferred", "reason"))
SIGNATORY = Fields(Signatory, _same("person", "as_printed"), others=("capacities",))
CAPACITY = Fields(Capacity, _same("role", "organisation", "organisation_as_printed"))
COUNTRY = Fields(CountryMention, _same("country", "mentioned"))
SOURCE = Fields(Source, _same("file_name", "sha256", "size"), others=("content",))
ASK = Fields(
    Recommendation,
    _same("number", "quote", "passage", "reported_in", "gist", "form", "note"),
    others=("themes", "askers", "addressees", "restates", "answers"),
)
RESTATES = Fields(Recommendation, {"reason": "restates_reason"}, others=("letter", "number"))
ASKER, ADDRESSEE = Fields(Asker, _PARTY), Fields(Addressee, _PARTY)
ANSWER = Fields(Answer, _same("letter", "passage", "quote", "stance", "note"))
# What is named once: the key of its list in a letter, and how its records are read.
NAMED: dict[str, Fields] = {
    "organisations": Fields(Organisation, _ORGANISATION | _same("website", "authorities")),
    "people": Fields(Person, _PERSON | _same("authorities")),
    "offices": Fields(Office, _same("slug", "title", "other_names", "organisation", "description")),
    "themes": Fields(Theme, _same("slug", "name", "scope_note")),
}
# Records of the same name come again and again; a process keeps so many of them as it read them.
_MOST_KEPT = 50_000

Key = Any


class Line(NamedTuple):
    """A line of a file: its number from 1, its bytes, and where in the file it ends."""

    number: int
    content: bytes
    end: int


class Link(NamedTuple):
    """What a letter says of another one (``target``), which stands in another batch.

    ``kind`` is "restates", "recommendation" or "answer" (and in the writer "replies_to" or
    "known_from"); ``key`` is the natural key of the row that it is about, ``given`` what the file
    says, ``line`` and ``field`` where it says it.
    """

    kind: str
    owner: str
    target: str
    key: Key
    given: dict[str, Any]
    line: int
    field: str


@dataclass
class Batch:
    """Some lines as rows: for each model, by label, tuples of the natural key and of values."""

    first: int = 0
    last: int = 0
    end: int = 0
    size: int = 0
    # The slug of each letter, its line, and whether it is published.
    letters: dict[str, tuple[int, bool]] = field(default_factory=dict)
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, row: models.Model) -> None:
        """Take in a row that was checked."""
        self.put(type(row), columns(type(row)).values(row))

    def put(self, model: type[models.Model], values: tuple[Any, ...]) -> None:
        """Take in a row's key and values."""
        self.rows.setdefault(model._meta.label, []).append(values)

    def of(self, model: type[models.Model]) -> list[tuple[Any, ...]]:
        """Return the rows of a model."""
        return self.rows.get(model._meta.label, [])


def lines(path: Path, *, start: int = 0, number: int = 1) -> Iterator[Line]:
    """Yield the lines of a file that are not empty, from an offset on."""
    with path.open("rb") as file:
        file.seek(start)
        while content := file.readline(LONGEST_LINE):
            start += len(content)
            if content.strip():
                yield Line(number, content, start)
            number += 1


def columns(model: type[models.Model]) -> Columns:
    """Return the columns of a model, which are worked out once."""
    if model not in _COLUMNS:
        _COLUMNS[model] = Columns(model)
    return _COLUMNS[model]


_COLUMNS: dict[type[models.Model], Columns] = {}


def read_batch(given: Sequence[Line]) -> Batch:
    """Read some lines; where a line is not right the batch has problems, and rows mean nothing."""
    reading = _Reading()
    batch = reading.batch
    batch.first, batch.last, batch.end = given[0].number, given[-1].number, given[-1].end
    batch.size = len(given)
    for line in given:
        reading.read(line)
    reading.read_asks()
    reading.read_references()
    batch.problems = reading.problems.found
    return batch


def ask_of(
    letter: Letter, document: Letter | None, given: dict[str, Any], problems: Problems
) -> Recommendation | None:
    """Read an ask; its quote must stand in the letter, or in the document that reports it."""
    values = ASK.read(given, problems)
    if values is None:
        return None
    values.pop("reported_in_id", None)
    key = _key(letter.slug, values.get("number"))
    links = {"letter": letter} | ({"reported_in": document} if document else {})
    ask = columns(Recommendation).row(key, values, **links)
    return ask if problems.check(ask) else None


def answer_of(
    ask: Recommendation, letter: Letter, order: int, given: dict[str, Any], problems: Problems
) -> Answer | None:
    """Read an answer; its quote must stand in the letter that answers."""
    values = ANSWER.read(given, problems)
    if values is None:
        return None
    values.pop("letter_id", None)
    values["order"] = order
    links = {"recommendation": ask, "letter": letter}
    answer: Answer = columns(Answer).row(_key(*_pair(ask), order), values, **links)
    return answer if problems.check(answer) else None


def parties_of(
    ask: Recommendation, given: dict[str, Any], problems: Problems
) -> Iterator[Asker | Addressee]:
    """Read who asks and who is asked."""
    kinds: tuple[tuple[str, type[Asker | Addressee], Fields], ...] = (
        ("askers", Asker, ASKER),
        ("addressees", Addressee, ADDRESSEE),
    )
    for key, model, fields in kinds:
        for order, each in problems.each(given, key):
            values = fields.read(each, problems)
            if values is None:
                continue
            values["order"] = order
            row = columns(model).row(_key(*_pair(ask), order), values, recommendation=ask)
            if problems.check(row):
                yield row


def themes_of(given: dict[str, Any], problems: Problems) -> list[str]:
    """Read the slugs of an ask's themes."""
    return problems.slugs(given, "themes")


def _key(*parts: Any) -> Any:
    """Return a natural key, which stands for a row until the writer numbers it."""
    return parts


def _pair(ask: Recommendation) -> tuple[str, int]:
    return ask.letter.slug, ask.number


class _Asked(NamedTuple):
    ask: Recommendation
    given: dict[str, Any]
    line: int
    field: str


class _Reading:
    """One batch being read: its letters first, then what they ask, then what refers to that."""

    named: dict[tuple[str, str], tuple[Any, tuple[Any, ...]]] = {}

    def __init__(self) -> None:
        self.batch = Batch()
        self.problems = Problems()
        self.letters: dict[str, Letter] = {}
        self.given: list[tuple[int, Letter, dict[str, Any]]] = []
        self.asked: dict[tuple[str, int], _Asked] = {}
        self.seen: set[tuple[str, str]] = set()

    # Letters

    def read(self, line: Line) -> None:
        self.problems.at(line.number)
        given = self.parsed(line)
        if given is None:
            return
        letter = self.letter(given)
        if letter is None:
            return
        if letter.slug in self.letters:
            self.problems.add("slug", f"“{letter.slug}” stands in another line too.")
            return
        self.letters[letter.slug] = letter
        self.given.append((line.number, letter, given))
        self.batch.letters[letter.slug] = (line.number, letter.is_published)
        self.batch.add(letter)
        self.parts(letter, given)
        self.names(given)

    def parsed(self, line: Line) -> dict[str, Any] | None:
        try:
            given = json.loads(line.content)
        except json.JSONDecodeError as error:
            self.problems.add("", f"This is not JSON: {error.msg} (column {error.colno}).")
        except (UnicodeDecodeError, RecursionError):
            self.problems.add("", "This is not JSON in UTF-8.")
        else:
            if isinstance(given, dict):
                return given
            self.problems.add("", "A line must be an object: {…}.")
        return None

    def letter(self, given: dict[str, Any]) -> Letter | None:
        if given.get("version", VERSION) != VERSION:
            self.problems.add("version", f"This archive reads version {VERSION}.")
            return None
        values = LETTER.read(given, self.problems)
        date = self.problems.inside(given, "date", DATE)
        reply = self.problems.inside(given, "replies_to", REPLIES_TO)
        if values is None or date is None or reply is None:
            return None
        all_values = {"status": Letter.Status.PUBLISHED} | values | date | reply
        letter: Letter = columns(Letter).row(values["slug"], all_values)
        if letter.status == Letter.Status.WITHDRAWN:
            self.problems.add("status", "A withdrawn letter is not brought in.")
            return None
        if letter.is_published and letter.published_at is None:
            letter.published_at = timezone.now()
        letter.source_id = self.source(given)
        return letter if self.problems.check(letter) else None

    def source(self, given: dict[str, Any]) -> Any:
        values = self.problems.inside(given, "source", SOURCE)
        if not values:
            return None
        source = Source(pk=values["file_name"], content=b"", **values)
        content = given["source"].get("content")
        if content is None:
            # The file has to be here already; the writer looks for it.
            return source.file_name
        try:
            source.content = base64.b64decode(content, validate=True)
        except (TypeError, ValueError, binascii.Error):
            self.problems.add("source.content", "Write the bytes of the file in base64.")
            return None
        if hashlib.sha256(source.content).hexdigest() != source.sha256:
            self.problems.add("source.sha256", "This is not the SHA-256 of the file's content.")
        elif len(source.content) != source.size:
            self.problems.add("source.size", f"The content has {len(source.content)} bytes.")
        else:
            self.once("source", source.file_name, lambda: columns(Source).values(source), Source)
        return source.file_name

    def parts(self, letter: Letter, given: dict[str, Any]) -> None:
        slug, problems = letter.slug, self.problems
        for order, each in problems.each(given, "correspondents"):
            key = (slug, each.get("part"), order)
            self.part(Correspondent, CORRESPONDENT, each, key, letter, order=order)
        for order, each in problems.each(given, "signatories"):
            signatory = self.part(Signatory, SIGNATORY, each, (slug, order), letter, order=order)
            if signatory is not None:
                self.capacities(signatory, each)
        for _, each in problems.each(given, "countries"):
            self.part(CountryMention, COUNTRY, each, (slug, each.get("country")), letter)
        for former in problems.slugs(given, "former_slugs"):
            row = columns(FormerSlug).row(_key(slug, former), {"slug": former}, letter=letter)
            self.batch.add(row)

    def part(
        self,
        model: type[models.Model],
        fields: Fields,
        given: dict[str, Any],
        key: Key,
        letter: Letter,
        **more: Any,
    ) -> Any:
        values = fields.read(given, self.problems)
        if values is None:
            return None
        row = columns(model).row(key, values | more, letter=letter)
        if not self.problems.check(row):
            return None
        self.batch.add(row)
        return row

    def capacities(self, signatory: Any, given: dict[str, Any]) -> None:
        for order, each in self.problems.each(given, "capacities"):
            values = CAPACITY.read(each, self.problems)
            if values is None:
                continue
            values["order"] = order
            key = _key(*signatory.pk, order)
            row = columns(Capacity).row(key, values, signatory=signatory)
            if self.problems.check(row):
                self.batch.add(row)

    def names(self, given: dict[str, Any]) -> None:
        for key, fields in NAMED.items():
            for _, each in self.problems.each(given, key):
                self.name(key, fields, each)

    def name(self, key: str, fields: Fields, given: dict[str, Any]) -> None:
        slug = str(given.get("slug"))
        known = self.named.get((key, slug))
        if known and known[0] == given:
            self.once(key, slug, lambda: known[1], fields.model)
            return
        values = fields.read(given, self.problems)
        if values is None:
            return
        row = fields.model(**values)
        if not self.problems.check(row):
            return
        # Not before: a row with a number would ask the database what it is a part of.
        row.pk = slug
        made = columns(fields.model).values(row)
        if len(self.named) >= _MOST_KEPT:
            self.named.clear()
        self.named[key, slug] = (given, made)
        self.once(key, slug, lambda: made, fields.model)

    def once(
        self, kind: str, name: str, values: Callable[[], tuple[Any, ...]], model: type[models.Model]
    ) -> None:
        if (kind, name) not in self.seen:
            self.seen.add((kind, name))
            self.batch.put(model, values())

    # Asks

    def read_asks(self) -> None:
        for line, letter, given in self.given:
            self.problems.at(line)
            for place, each in self.problems.each(given, "recommendations"):
                self.ask(letter, each, line, f"recommendations[{place - 1}]")

    def link(
        self, kind: str, owner: str, target: str, key: Key, given: dict[str, Any], where: str
    ) -> None:
        link = Link(kind, owner, target, key, given, self.problems.line, where)
        self.batch.links.append(link)

    def ask(self, letter: Letter, given: dict[str, Any], line: int, where: str) -> None:
        reported_in = given.get("reported_in")
        document = self.letters.get(str(reported_in)) if reported_in else None
        if reported_in and document is None:
            key = (letter.slug, given.get("number"))
            self.link("recommendation", letter.slug, str(reported_in), key, given, where)
            return
        ask = ask_of(letter, document, given, self.problems)
        if ask is None:
            return
        if _pair(ask) in self.asked:
            self.problems.add("number", f"The letter has another ask {ask.number}.")
        self.asked[_pair(ask)] = _Asked(ask, given, line, where)

    # What refers to asks

    def read_references(self) -> None:
        for asked in self.asked.values():
            with self.problems.within(asked.line, asked.field):
                self.references(asked)

    def references(self, asked: _Asked) -> None:
        ask, given = asked.ask, asked.given
        self.restatement(asked)
        self.batch.add(ask)
        for party in parties_of(ask, given, self.problems):
            self.batch.add(party)
        through = Recommendation.themes.through
        for theme in dict.fromkeys(themes_of(given, self.problems)):
            self.batch.put(through, (_pair(ask), _pair(ask), theme))
        for order, each in self.problems.each(given, "answers"):
            self.answer(ask, order, each)

    def restatement(self, asked: _Asked) -> None:
        given = asked.given.get("restates")
        if not given:
            return
        values = self.problems.inside(asked.given, "restates", RESTATES)
        if not values:
            return
        earlier = self.asked.get((str(given.get("letter")), given.get("number")))
        if earlier is None:
            owner, target = asked.ask.letter.slug, str(given.get("letter"))
            self.link("restates", owner, target, _pair(asked.ask), given, "restates")
            return
        asked.ask.restates = earlier.ask
        asked.ask.restates_reason = values.get("restates_reason", "")
        self.problems.check(asked.ask)

    def answer(self, ask: Recommendation, order: int, given: dict[str, Any]) -> None:
        letter = self.letters.get(str(given.get("letter")))
        if letter is None:
            target, key = str(given.get("letter")), (*_pair(ask), order)
            self.link("answer", ask.letter.slug, target, key, given, self.problems.path)
            return
        answer = answer_of(ask, letter, order, given, self.problems)
        if answer is not None:
            self.batch.add(answer)
