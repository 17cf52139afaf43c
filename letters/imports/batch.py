"""The writer of batches: many letters at once, all of a batch or none.

What is here already stays as it is: a letter, an organisation, a person or a theme whose slug is
known is left alone, so that a file can be read again after anything. Each batch ends in one
transaction with the place in the file where reading goes on and with the changes for the index.
Rows get no entry in their history: that begins with the first edit here.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from letters.imports.columns import Problem, Problems
from letters.imports.jsonl import (
    RESTATES,
    Batch,
    Link,
    answer_of,
    ask_of,
    columns,
    parties_of,
    themes_of,
)
from letters.models import (
    Addressee,
    Answer,
    Asker,
    Awaited,
    Capacity,
    Change,
    Correspondent,
    CountryMention,
    FormerSlug,
    ImportedFile,
    Letter,
    Office,
    Organisation,
    Person,
    Recommendation,
    Signatory,
    Source,
    Theme,
    letters_shown_with,
    record_change,
)

Row = tuple[Any, ...]
Keys = dict[type[models.Model], dict[Any, int]]
# Rows that others refer to get their numbers before they are written.
SHARED: dict[type[models.Model], str] = {
    Source: "file_name",
    Organisation: "slug",
    Person: "slug",
    Office: "slug",
    Theme: "slug",
}
OWNED: tuple[type[models.Model], ...] = (
    *(Letter, FormerSlug, Correspondent, Signatory, Capacity, CountryMention),
    *(Recommendation, Recommendation.themes.through, Asker, Addressee, Answer),
)
NUMBERED = {Letter, Signatory, Recommendation}
# Links of letters to letters, which may come later in the file, or in another one.
LINKS = {"replies_to_id": "replies_to", "known_from_id": "known_from"}
_ROWS_AT_ONCE = 500


@dataclass
class Written:
    """What became of a batch."""

    created: int = 0
    already_here: int = 0
    problems: list[Problem] = field(default_factory=list)


def write(batch: Batch, file: ImportedFile, *, advance: bool = True) -> Written:
    """Write a batch, or nothing of it where something is wrong, and move the file's place.

    ``advance`` is off once a batch before this one was wrong: reading then begins there again.
    """
    if batch.problems:
        return Written(problems=batch.problems)
    writing = _Writing(batch)
    try:
        with transaction.atomic():
            writing.run()
            if advance:
                file.offset, file.line = batch.end, batch.last + 1
                file.save()
    except _Refused:
        return Written(problems=writing.problems.found)
    except IntegrityError as error:
        return Written(problems=[Problem(batch.first, f"to line {batch.last}", str(error))])
    return Written(writing.created, len(writing.known), writing.late.found)


class _Refused(Exception):  # noqa: N818 - it ends a batch, not the import
    """Ends a batch with problems."""


class _Writing:
    """One batch being written."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.problems = Problems()
        # What is wrong with lines of earlier batches, as it now turns out.
        self.late = Problems()
        self.keys: Keys = {}
        self.known: set[str] = set()
        self.created = 0
        self.changed: dict[int, Letter] = {}
        self.awaited: list[Link] = []

    def run(self) -> None:
        self.known = set(_present(Letter, "slug", self.batch.letters))
        self.created = len(self.batch.letters) - len(self.known)
        self.check_addresses()
        for model in SHARED:
            self.write_shared(model)
        for model in OWNED:
            self.write_owned(model)
        if self.problems.found:
            raise _Refused
        self.settle([link for link in self.batch.links if link.owner not in self.known])
        if self.problems.found:
            raise _Refused
        self.settle_awaited()
        self.wait()
        self.record_changes()

    def check_addresses(self) -> None:
        """Refuse a letter under an address that another one had."""
        new = self.batch.letters.keys() - self.known
        former = {row[0][1]: row[0][0] for row in self.owned(FormerSlug)}
        taken = {
            *_present(FormerSlug, "slug", [*new, *former]),
            *_present(Letter, "slug", former),
            *(new & former.keys()),
        }
        for slug in sorted(taken):
            owner = former.get(slug, slug)
            line, _ = self.batch.letters[owner]
            self.problems.at(line, "former_slugs" if slug in former else "slug")
            self.problems.add("", f"“{slug}” is or was the address of another letter.")

    # Rows

    def owned(self, model: type[models.Model]) -> list[Row]:
        """Return the rows of letters that are not here yet."""
        rows = self.batch.of(model)
        return [row for row in rows if _owner(row[0]) not in self.known] if self.known else rows

    def write_shared(self, model: type[models.Model]) -> None:
        """Write the organisations and so on that are not here yet; look up those that are."""
        rows = {row[0]: row for row in self.batch.of(model)}
        here = _numbers(model, SHARED[model], rows)
        new = [row for key, row in rows.items() if key not in here]
        self.keys[model] = here | dict(
            zip((row[0] for row in new), _allocate(model, len(new)), strict=True)
        )
        if model is Theme:
            self.check_names(new)
        if model is Organisation:
            self.check_circles(new)
        self.insert(model, new, numbered=True)

    def check_names(self, new: Sequence[Row]) -> None:
        """Refuse a theme with the name of another one."""
        place = columns(Theme).names.index("name") + 1
        for name in _present(Theme, "name", [row[place] for row in new]):
            self.problems.at(self.batch.first, "themes")
            self.problems.add("", f"There is another theme with the name “{name}”.")

    def check_circles(self, new: Sequence[Row]) -> None:
        """Refuse organisations that are, by detours, a part of themselves."""
        place = columns(Organisation).names.index("parent_id") + 1
        above = {row[0]: row[place] for row in new}
        for slug in above:
            passed, body = {slug}, above[slug]
            while body in above and body not in passed:
                passed.add(body)
                body = above[body]
            if body == slug:
                self.problems.at(self.batch.first, "organisations")
                self.problems.add("", f"“{slug}” cannot be a part of itself.")

    def write_owned(self, model: type[models.Model]) -> None:
        rows = self.owned(model)
        if model in NUMBERED:
            keys = (row[0] for row in rows)
            self.keys[model] = dict(zip(keys, _allocate(model, len(rows)), strict=True))
        self.insert(model, rows, numbered=model in NUMBERED)

    def insert(self, model: type[models.Model], rows: Sequence[Row], *, numbered: bool) -> None:
        """Write rows with the numbers of what they refer to in place of its natural keys."""
        table = columns(model)
        for _, _, other in table.links:
            self.look_up(other, model, rows)
        made = [self.with_numbers(model, row, numbered) for row in rows]
        if made and not self.problems.found:
            names = ["id", *table.names] if numbered else table.names
            _insert(table.table, names, made)

    def look_up(
        self, other: type[models.Model], model: type[models.Model], rows: Sequence[Row]
    ) -> None:
        """Find the numbers of rows that are referred to and do not stand in this batch."""
        places = [place for place, _, each in columns(model).links if each is other]
        wanted = {row[place + 1] for row in rows for place in places}
        known = self.keys.setdefault(other, {})
        missing = [key for key in wanted if isinstance(key, str) and key not in known]
        if missing:
            known.update(_numbers(other, SHARED.get(other, "slug"), missing))

    def with_numbers(self, model: type[models.Model], row: Row, numbered: bool) -> list[Any]:
        made = list(row[1:])
        for place, name, other in columns(model).links:
            key = made[place]
            if key is not None:
                made[place] = self.keys[other].get(key)
                if made[place] is None:
                    self.miss(model, row[0], name, key)
        return [self.keys[model][row[0]], *made] if numbered else made

    def miss(self, model: type[models.Model], key: Any, name: str, target: Any) -> None:
        """Deal with a reference to what is not here: a letter may still come."""
        owner = _owner(key)
        line, _ = self.batch.letters.get(owner, (self.batch.first, False))
        if model is Letter and name in LINKS:
            link = Link(LINKS[name], owner, target, owner, {}, line, LINKS[name])
            self.awaited.append(link)
            return
        if model is Recommendation and name == "restates_id":
            given = {"letter": target[0], "number": target[1]}
            self.batch.links.append(Link("restates", owner, target[0], key, given, line, name))
            return
        self.problems.at(line, str(model._meta.verbose_name_plural))
        self.problems.add("", f"There is no {name.removesuffix('_id')} “{target}” here.")

    # Links between letters

    def settle(self, links: Sequence[Link]) -> None:
        """Write what links say whose letters are here; keep the others."""
        letters = self.fetch(links)
        for link in sorted(links, key=lambda each: each.kind == "answer"):
            if link.target not in letters:
                self.awaited.append(link)
                continue
            self.problems.at(link.line, link.field)
            try:
                with transaction.atomic():
                    _SETTLE[link.kind](self, link, letters)
            except (ValidationError, IntegrityError) as error:
                self.problems.add("", " ".join(getattr(error, "messages", [str(error)])))

    def fetch(self, links: Iterable[Link]) -> dict[str, Letter]:
        slugs = {slug for link in links for slug in (link.owner, link.target)}
        return {letter.slug: letter for letter in Letter.objects.filter(slug__in=slugs)}

    def settle_awaited(self) -> None:
        """Write what earlier letters say of those that now have come."""
        rows = list(Awaited.objects.filter(target__in=self.batch.letters))
        if not rows:
            return
        own, self.problems = self.problems, self.late
        self.settle([Link(**row.link) for row in rows])
        self.problems = own
        Awaited.objects.filter(pk__in=[row.pk for row in rows]).delete()

    def wait(self) -> None:
        Awaited.objects.bulk_create(
            Awaited(target=link.target, kind=link.kind, link=link._asdict())
            for link in self.awaited
        )

    def link_letter(self, link: Link, letters: dict[str, Letter]) -> None:
        Letter.objects.filter(pk=letters[link.owner].pk).update(**{link.kind: letters[link.target]})
        self.note(letters[link.owner])

    def restate(self, link: Link, letters: dict[str, Letter]) -> None:
        ask = _ask(link.key)
        earlier = _ask((link.target, link.given.get("number")))
        if ask is None or earlier is None:
            self.problems.add("", "There is no such ask.")
            return
        values = RESTATES.read(link.given, self.problems)
        ask.restates, ask.restates_reason = earlier, (values or {}).get("restates_reason", "")
        if self.problems.check(ask):
            fields = {"restates": earlier, "restates_reason": ask.restates_reason}
            Recommendation.objects.filter(pk=ask.pk).update(**fields)

    def write_ask(self, link: Link, letters: dict[str, Letter]) -> None:
        """Write an ask that another document reports, with all that belongs to it."""
        letter, document = letters[link.owner], letters[link.target]
        ask = ask_of(letter, document, link.given, self.problems)
        if ask is None:
            return
        parties = [*parties_of(ask, link.given, self.problems)]
        themes = Theme.objects.filter(slug__in=themes_of(link.given, self.problems))
        ask.pk = None
        ask.letter, ask.reported_in = letter, document
        Recommendation.objects.bulk_create([ask])
        for party in parties:
            self.write_party(party, ask)
        ask.themes.set(themes)
        self.settle([*self.links_of(ask, link)])
        self.note(letter)

    def write_party(self, party: Asker | Addressee, ask: Recommendation) -> None:
        party.pk, party.recommendation = None, ask
        for name, model in (("organisation", Organisation), ("person", Person), ("office", Office)):
            slug = getattr(party, f"{name}_id")
            found = model.objects.filter(slug=slug).first() if slug else None
            if slug and found is None:
                raise ValidationError(f"There is no {name} “{slug}” here.")
            setattr(party, name, found)
        rows: Any = type(party)._default_manager
        rows.bulk_create([party])

    def links_of(self, ask: Recommendation, link: Link) -> Iterator[Link]:
        """Yield what an ask says of further letters: which answer it, which one it restates."""
        key = (link.owner, ask.number)
        for order, each in Problems().each(link.given, "answers"):
            where = f"{link.field}.answers[{order - 1}]"
            target = str(each.get("letter"))
            yield Link("answer", link.owner, target, (*key, order), each, link.line, where)
        if restates := link.given.get("restates"):
            where, target = f"{link.field}.restates", str(restates.get("letter"))
            yield Link("restates", link.owner, target, key, restates, link.line, where)

    def write_answer(self, link: Link, letters: dict[str, Letter]) -> None:
        slug, number, order = link.key
        ask = _ask((slug, number))
        if ask is None:
            self.problems.add("", "The ask that this answers is not here.")
            return
        answer = answer_of(ask, letters[link.target], order, link.given, self.problems)
        if answer is not None:
            answer.pk = None
            Answer.objects.bulk_create([answer])
            self.note(letters[link.owner])
            self.note(letters[link.target])

    def note(self, letter: Letter) -> None:
        """Remember a letter that was here before and now shows something else."""
        if letter.is_published:
            self.changed[letter.pk] = letter

    def record_changes(self) -> None:
        keys = self.keys.get(Letter, {})
        public = {
            keys[slug]
            for slug, (_, is_published) in self.batch.letters.items()
            if is_published and slug not in self.known
        }
        if self.changed:
            # Of all at once: it takes five queries.
            public |= letters_shown_with(*self.changed.values())
        record_change(Change.Subject.LETTER, sorted(public))


_SETTLE: dict[str, Callable[[_Writing, Link, dict[str, Letter]], None]] = {
    "replies_to": _Writing.link_letter,
    "known_from": _Writing.link_letter,
    "restates": _Writing.restate,
    "recommendation": _Writing.write_ask,
    "answer": _Writing.write_answer,
}


def _owner(key: Any) -> str:
    """Return the slug of the letter that a row belongs to; the key of the key, for links."""
    while not isinstance(key, str):
        key = key[0]
    return key


def _ask(key: Any) -> Recommendation | None:
    slug, number = key
    found: Recommendation | None = (
        Recommendation.objects.filter(letter__slug=slug, number=number)
        .select_related("letter", "reported_in", "restates__letter")
        .first()
    )
    return found


# Tables


def _present(model: type[models.Model], name: str, values: Collection[Any]) -> list[Any]:
    if not values:
        return []
    rows = model._default_manager.filter(**{f"{name}__in": values})
    return list(rows.values_list(name, flat=True).order_by())


def _numbers(model: type[models.Model], name: str, values: Collection[Any]) -> dict[Any, int]:
    if not values:
        return {}
    rows = model._default_manager.filter(**{f"{name}__in": list(values)})
    return dict(rows.values_list(name, "pk").order_by())


def _allocate(model: type[models.Model], count: int) -> Iterable[int]:
    """Take numbers for new rows, so that rows can refer to them before they are written."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # The transaction has the one lock for writing, so nobody else counts meanwhile.
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            found = cursor.fetchone()
            first = (found[0] if found else 0) + 1
            return range(first, first + count)
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [number for (number,) in cursor.fetchall()]


def _insert(table: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows; Django's bulk_create() takes ten times as long, most of it before SQL."""
    quote = connection.ops.quote_name
    into = f"INSERT INTO {quote(table)} ({', '.join(map(quote, names))}) VALUES "  # noqa: S608
    one = f"({', '.join(['%s'] * len(names))})"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(into + one, rows)
            return
        # The driver's executemany() asks the server once a row.
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            values = [value for row in some for value in row]
            cursor.execute(into + ", ".join([one] * len(some)), values)
