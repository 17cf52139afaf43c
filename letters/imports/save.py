"""The one writer: brings records of files into the database, and tells the change log of it.

What curators did stays. A fingerprint of each record as it was last loaded tells an untouched
record, which follows the files, from an edited one, which is kept and reported. What a curator
deleted is not brought back. What the files no longer have stays in place and is reported; only an
untouched answer goes, since answers are numbered by their order.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from letters.imports.incoming import (
    PARTS,
    Key,
    Part,
    Slugs,
    State,
    natural_paths,
    read_database,
    read_fixture,
    read_key,
)
from letters.models import (
    Answer,
    Change,
    Letter,
    LoadedRecord,
    Office,
    Organisation,
    Person,
    Recommendation,
    Synonym,
    Theme,
    letters_shown_with,
    lines,
    record_change,
)

REASON = "Loaded from the archive's files"
_SUBJECTS: dict[type[models.Model], Change.Subject] = {
    Organisation: Change.Subject.ORGANISATION,
    Person: Change.Subject.PERSON,
    Office: Change.Subject.OFFICE,
    Theme: Change.Subject.THEME,
}


@dataclass
class Summary:
    """What a load did; `kept` says of each record that was left alone why."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    kept: dict[str, str] = field(default_factory=dict)


def load_archive(path: Path) -> Summary:
    """Bring the records of a fixture into the database: all of them, or none.

    Loading twice writes nothing the second time. Raises ValueError where the file cannot be read,
    or has what the database refuses.
    """
    incoming = read_fixture(path)
    try:
        with transaction.atomic():
            return _Load(incoming).run()
    except IntegrityError as error:
        said = str(error).split("\n", 1)[0]
        raise ValueError(f"{path}: {said}. Nothing was loaded; run build_fixtures.") from error


class _LeftOut(Exception):  # noqa: N818 - it ends one record, not the load
    """Says why a record cannot be written beside what curators did."""


class _Load:
    """One load: what the files have, what the database has, what was loaded last."""

    def __init__(self, incoming: dict[Key, State]) -> None:
        self.incoming = incoming
        self.loaded = {each.key: each for each in LoadedRecord.objects.all()}
        self.slugs = Slugs({str(key.natural[0]) for key in incoming if key.model is Letter})
        self.gone = [key for key in map(read_key, self.loaded) if key not in incoming]
        self.current = read_database([*incoming, *self.gone], self.slugs)
        self.summary = Summary()
        self.changes = _Changes()
        self.rows: dict[Key, Any] = {}
        self.writing: set[Key] = set()
        self.awaited: list[tuple[Any, str, Key]] = []
        self.fingerprints: dict[str, str] = {}

    def run(self) -> Summary:
        for key in self.incoming:
            self.settle(key)
        for key in self.gone:
            self.let_go(key)
        self.close_circles()
        self.keep_fingerprints()
        self.changes.record()
        return self.summary

    def settle(self, key: Key) -> None:
        """Create, update, keep or leave one record; those that it refers to come first."""
        if key in self.rows or key in self.writing or key.name in self.summary.kept:
            return
        new, now = self.incoming[key], self.current.get(key)
        last = self.loaded.get(str(key))
        if now is not None and now.fingerprint == new.fingerprint:
            self.summary.unchanged += 1
            self.fingerprints[str(key)] = new.fingerprint
            self.rows[key] = None
        elif now is None and last is not None:
            self.summary.kept[key.name] = "deleted by a curator, not brought back"
        elif now is not None and (last is None or last.fingerprint != now.fingerprint):
            self.summary.kept[key.name] = f"edited here: {', '.join(new.differing(now))}"
        else:
            self.write(key, new)

    def write(self, key: Key, state: State) -> None:
        is_new = key not in self.current
        self.writing.add(key)
        for other in _references(state):
            if other in self.incoming:
                self.settle(other)
        try:
            with transaction.atomic():
                self.rows[key] = self.save(key, state)
        except (ValidationError, _LeftOut) as error:
            self.rows.pop(key, None)
            said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            self.summary.kept[key.name] = f"left out: {said}"
            return
        finally:
            self.writing.discard(key)
        self.fingerprints[str(key)] = state.fingerprint
        (self.summary.created if is_new else self.summary.updated).append(key.name)

    def save(self, key: Key, state: State) -> Any:
        row = self.fetch(key) if key in self.current else key.model()
        if row.pk:
            self.changes.note(row)
        self.save_part(row, state.row)
        self.rows[key] = row
        for model in [each for each, (root, _) in PARTS.items() if root is key.model]:
            self.save_parts(model, key, [part for part in state.parts if part.model is model])
        if key in self.current or key.model not in _SUBJECTS:
            self.changes.note(row)
        return row

    def save_part(self, row: Any, part: Part) -> None:
        """Fill a row, check it and save it, with an entry in its history."""
        links: dict[str, list[Any]] = {}
        for name, value in (part.others | part.fields).items():
            column: Any = row._meta.get_field(name)
            if isinstance(column, models.ManyToManyField):
                links[name] = [self.resolve(Key(column.related_model, tuple(v))) for v in value]
            elif isinstance(column, models.ForeignKey):
                self.refer(row, column, value)
            elif not (row.pk and name == "version"):
                setattr(row, column.attname, column.to_python(value))
        if row.pk and isinstance(row, Letter):
            row.version += 1
        _check(row)
        row._change_reason = REASON
        row.save()
        for name, linked in links.items():
            getattr(row, name).set(linked)

    def save_parts(self, model: type[models.Model], key: Key, parts: list[Part]) -> None:
        """Make the parts of a record those of the files."""
        now = {part.natural: part for part in self.parts_now(key) if part.model is model}
        for natural in now.keys() - {part.natural for part in parts}:
            # A capacity may have gone with its signatory.
            if surplus := self.find(Key(model, natural)):
                surplus.delete()
        for part in parts:
            known = now.get(part.natural)
            if known is None or known.fields != part.fields:
                self.save_part(self.fetch(Key(model, part.natural)) if known else model(), part)

    def parts_now(self, key: Key) -> list[Part]:
        return self.current[key].parts if key in self.current else []

    def refer(self, row: Any, column: Any, natural: list[Any] | None) -> None:
        """Set a link; one to a record that is being written waits until that is done."""
        key = Key(column.related_model, tuple(natural)) if natural else None
        if key in self.writing and not self.is_saved(key):
            self.awaited.append((row, column.name, key))
        elif key:
            setattr(row, column.name, self.resolve(key))
        else:
            setattr(row, column.name, None)

    def is_saved(self, key: Key) -> bool:
        return key in self.current or self.find(key) is not None

    def resolve(self, key: Key) -> Any:
        """Return the row of a natural key."""
        if self.rows.get(key) is None:
            self.rows[key] = self.find(key)
        if self.rows[key] is None:
            raise _LeftOut(f"it refers to {key.name}, which is not here")
        return self.rows[key]

    def find(self, key: Key) -> Any:
        natural = self.slugs.of_database(*key)
        lookups = dict(zip(natural_paths(key.model), natural, strict=True))
        return key.model._default_manager.filter(**lookups).first()

    def fetch(self, key: Key) -> Any:
        found = self.find(key)
        if found is None:
            raise _LeftOut(f"{key.name} is not here any more")
        return found

    def close_circles(self) -> None:
        """Set the links that had to wait: a letter and the reply from which it is known."""
        for row, name, key in self.awaited:
            saved = type(row)._default_manager.filter(pk=row.pk).first()
            target = self.find(key)
            if saved is not None and target is not None:
                setattr(saved, name, target)
                saved._change_reason = REASON
                saved.save()

    def let_go(self, key: Key) -> None:
        """Deal with a record that the files had and have no longer."""
        now, last = self.current.get(key), self.loaded[str(key)]
        if now is None:
            last.delete()
        elif key.model is Answer and now.fingerprint == last.fingerprint:
            answer = self.fetch(key)
            self.changes.note(answer)
            answer._change_reason = REASON
            answer.delete()
            last.delete()
            self.summary.removed.append(key.name)
        else:
            self.summary.kept[key.name] = "no longer in the files, left in place"

    def keep_fingerprints(self) -> None:
        known = self.loaded
        changed = [
            LoadedRecord(pk=known[key].pk if key in known else None, key=key, fingerprint=value)
            for key, value in self.fingerprints.items()
            if key not in known or known[key].fingerprint != value
        ]
        LoadedRecord.objects.bulk_create([each for each in changed if not each.pk])
        LoadedRecord.objects.bulk_update([each for each in changed if each.pk], ["fingerprint"])


def _check(row: Any) -> None:
    """Check a row as its form would; its links are resolved, and constraints the database's."""
    columns = row._meta.concrete_fields
    row.clean_fields(
        exclude={each.name for each in columns if each.is_relation or not each.editable}
    )
    row.clean()
    row.validate_unique()


def _references(state: State) -> Iterator[Key]:
    """Yield the keys of the records that a record and its parts refer to."""
    for part in (state.row, *state.parts):
        for name, value in part.fields.items():
            column: Any = part.model._meta.get_field(name)
            if value and column.is_relation:
                naturals = value if column.many_to_many else [value]
                yield from (Key(column.related_model, tuple(each)) for each in naturals)


class _Changes:
    """What of the load the public sees, for the change log."""

    def __init__(self) -> None:
        self.letters: set[int] = set()
        self.others: dict[Change.Subject, set[int]] = {}
        self.synonyms: dict[int, set[str]] = {}

    def note(self, row: Any) -> None:
        """Note a row, before it is changed and after."""
        for letter in _letters(row):
            if letter.is_published:
                self.letters |= letters_shown_with(letter)
        subject = _SUBJECTS.get(type(row))
        if subject and type(row).objects.public().filter(pk=row.pk).exists():
            self.others.setdefault(subject, set()).add(row.pk)
        if isinstance(row, Synonym):
            self.synonyms.setdefault(row.pk, set()).update(lines(row.forms))

    def record(self) -> None:
        record_change(Change.Subject.LETTER, sorted(self.letters))
        for subject, keys in self.others.items():
            record_change(subject, sorted(keys))
        for key, words in self.synonyms.items():
            record_change(Change.Subject.SYNONYM, [key], words="\n".join(sorted(words)))


def _letters(row: Any) -> Iterable[Letter]:
    if isinstance(row, Letter):
        return [row]
    if isinstance(row, Recommendation):
        return [row.letter, *filter(None, [row.reported_in])]
    return [row.letter, row.recommendation.letter] if isinstance(row, Answer) else []
