"""Who changed what and when, field by field, and the versions that can be restored.

django-simple-history keeps a copy of every record at every save. Here the copies become a history
that reads: the saves of a record together with those of its parts (a letter's signatories, asks
and answers), each with the fields that changed and the words that differ.
"""

import datetime
import itertools
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any, NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Page, Paginator
from django.db import models
from django.utils import timezone

from letters.admin.wording import Piece, compare

PER_PAGE = 20
# Copies that nobody's browser made, so shortly after one another, come from one save: importers
# and commands write row by row.
TOGETHER = datetime.timedelta(seconds=2)
LOADED = "As loaded"
EMPTY = "–"


class Part(NamedTuple):
    """A model whose rows belong to the record: through a field, or through another part."""

    model: type[Any]
    field: str
    of: "Part | None" = None


class Difference(NamedTuple):
    """A field that changed: what it is called, what it said, what it says, word by word."""

    label: str
    old: str
    new: str
    pieces: tuple[Piece, ...]


class Step(NamedTuple):
    """A record or part that was added, changed or removed."""

    noun: str
    name: str
    verb: str
    differences: tuple[Difference, ...] = ()


@dataclass
class Save:
    """What was saved together: when, by whom, why, and what it changed."""

    at: datetime.datetime
    user: str = ""
    reason: str = ""
    steps: list[Step] = default(default_factory=list)
    # The copy of the record itself that was made then, to restore it from.
    version: int | None = None
    is_latest: bool = False


# Reading it


def page(obj: Any, parts: Iterable[Part], number: str) -> Page[Save]:
    """Return one page of the saves of a record, the newest first."""
    tables = _tables(obj, parts)
    shown: Page[Any] = Paginator(_times(tables), PER_PAGE).get_page(number)
    shown.object_list = _saves(tables, list(shown.object_list))
    if shown.object_list and shown.number == 1:
        _mark_latest(shown.object_list)
    return shown


def since(obj: Any, parts: Iterable[Part], moment: datetime.datetime) -> list[Save]:
    """Return the saves of a record after a moment, the newest first."""
    tables = _tables(obj, parts)
    return _saves(tables, [time for time in _times(tables) if time.end > moment])


def latest_moment(obj: Any, parts: Iterable[Part]) -> datetime.datetime | None:
    """Return when the record or a part of it was last saved, as far as the history knows."""
    tables = (table.rows.order_by() for table in _tables(obj, parts))
    latest = (rows.aggregate(latest=models.Max("history_date"))["latest"] for rows in tables)
    return max(filter(None, latest), default=None)


def last_save(obj: Any) -> Any:
    """Return the latest copy of a record, with who saved it, or None."""
    return type(obj).history.filter(id=obj.pk).select_related("history_user").first()


def version(obj: Any, history_id: str) -> Any:
    """Return the copy of the record with that number, or None."""
    if not history_id.isdecimal() or not hasattr(type(obj), "history"):
        return None
    return type(obj).history.filter(id=obj.pk, history_id=int(history_id[:18])).first()


def values(row: Any) -> dict[str, Any]:
    """Return the fields of a copy, as a form takes them."""
    found = {field.name: getattr(row, field.attname) for field in row.tracked_fields}
    links = _links([row])
    return found | {field.name: links[row.pk, field.name] for field in row._history_m2m_fields}


class _Time(NamedTuple):
    """From the first to the last copy of a save."""

    start: datetime.datetime
    end: datetime.datetime


def _tables(obj: Any, parts: Iterable[Part]) -> "list[_Table]":
    own = _Table(type(obj), type(obj).history.filter(id=obj.pk))
    return [own, *(_Table(part.model, _rows(part, obj)) for part in parts)]


def _times(tables: "list[_Table]") -> list[_Time]:
    """Return when each save was, the newest first."""
    moments = sorted({moment for table in tables for moment in table.moments()})
    times: list[_Time] = []
    last_user = None
    for at, user in moments:
        is_same = times and user == last_user
        if is_same and (at == times[-1].end or (not user and at - times[-1].end < TOGETHER)):
            times[-1] = times[-1]._replace(end=at)
        else:
            times.append(_Time(at, at))
        last_user = user
    return times[::-1]


def _rows(part: Part, obj: Any) -> Any:
    rows = part.model.history
    if part.of is None:
        return rows.filter(**{part.field: obj.pk})
    return rows.filter(**{f"{part.field}__in": _rows(part.of, obj).values("id")})


def _mark_latest(saves: list[Save]) -> None:
    for save in saves:
        if save.version is not None:
            save.is_latest = True
            return


class _Table:
    """The copies of one model that belong to a record."""

    def __init__(self, model: type[Any], rows: Any) -> None:
        self.model = model
        self.rows = rows

    def moments(self) -> Iterator[tuple[datetime.datetime, int]]:
        """Yield when copies were made, and by which user."""
        for at, user in self.rows.order_by().values_list("history_date", "history_user"):
            yield at, user or 0

    def between(self, first: datetime.datetime, last: datetime.datetime) -> list[Any]:
        rows = self.rows.filter(history_date__gte=first, history_date__lte=last)
        return list(rows.order_by("history_date", "history_id").select_related("history_user"))

    def before(self, first: datetime.datetime) -> dict[int, Any]:
        """Return the last copy of each record before a moment."""
        rows = self.rows.filter(history_date__lt=first).latest_of_each()
        return {row.id: row for row in rows.order_by("history_id")}


def _saves(tables: list[_Table], times: list[_Time]) -> list[Save]:
    """Return the saves at these times, the newest first."""
    if not times:
        return []
    saves = {time: Save(time.end) for time in times}
    starts = [time.start for time in reversed(times)]
    for place, table in enumerate(tables):
        rows = table.between(times[-1].start, times[0].end)
        standing = table.before(times[-1].start)
        names = _Names([*rows, *standing.values()])
        for number, together in itertools.groupby(
            rows, lambda row: bisect_right(starts, row.history_date)
        ):
            save = saves[times[-number]]
            _add_steps(save, list(together), standing, names, is_record=place == 0)
    return list(saves.values())


def _add_steps(
    save: Save, rows: list[Any], standing: dict[int, Any], names: "_Names", *, is_record: bool
) -> None:
    """Add what happened to each record of a table in one save; its last copy counts."""
    last = {row.id: row for row in rows}
    added = {row.id for row in rows if row.history_type == "+"}
    for key, row in last.items():
        before = standing.get(key)
        step = _step(None if key in added else before, row, names)
        if step is not None:
            save.steps.append(step)
        standing[key] = row
        save.user = save.user or (row.history_user.get_username() if row.history_user else "")
        save.reason = save.reason or row.history_change_reason or ""
        if is_record and row.history_type != "-":
            save.version = row.history_id


def _step(before: Any, row: Any, names: "_Names") -> Step | None:
    noun, name = str(row.instance_type._meta.verbose_name), names.of_record(row)
    if row.history_type == "-":
        return Step(noun, name, "removed")
    if before is None:
        return Step(noun, name, "added", tuple(names.differences(None, row)))
    differences = tuple(names.differences(before, row))
    return Step(noun, name, "changed", differences) if differences else None


class _Names:
    """What is said of copies: their names and fields, with the records that they point to."""

    def __init__(self, rows: list[Any]) -> None:
        self.links = _links(rows)
        wanted: dict[type[Any], set[int]] = {}
        for row in rows:
            for target, key in self._pointers(row):
                wanted.setdefault(target, set()).add(key)
        self.known = {
            target: target._default_manager.in_bulk(keys) for target, keys in wanted.items()
        }

    def _pointers(self, row: Any) -> Iterator[tuple[type[Any], int]]:
        for field in row.tracked_fields:
            key = getattr(row, field.attname)
            if isinstance(field, models.ForeignKey) and key is not None:
                yield field.remote_field.model, key
        for field in row._history_m2m_fields:
            for key in self.links[row.pk, field.name]:
                yield field.remote_field.model, key

    def of_record(self, row: Any) -> str:
        record = row.instance
        for field in row.tracked_fields:
            if isinstance(field, models.ForeignKey):
                target = self.known.get(field.remote_field.model, {})
                if (key := getattr(row, field.attname)) in target:
                    setattr(record, field.name, target[key])
        try:
            return str(record)
        except ObjectDoesNotExist:
            return f"{row.instance_type._meta.verbose_name} {row.id}"

    def differences(self, before: Any, row: Any) -> Iterator[Difference]:
        for field in [*_told(row), *row._history_m2m_fields]:
            old = self.say(field, before) if before is not None else ""
            new = self.say(field, row)
            if old != new:
                label = str(field.verbose_name)
                yield Difference(label, old or EMPTY, new or EMPTY, tuple(compare(old, new)))

    def say(self, field: Any, row: Any) -> str:
        """Return what a field of a copy says, in words."""
        if field in row._history_m2m_fields:
            keys = self.links[row.pk, field.name]
            return "; ".join(sorted(self._name(field.remote_field.model, key) for key in keys))
        value = getattr(row, field.attname)
        if isinstance(field, models.ForeignKey):
            return "" if value is None else self._name(field.remote_field.model, value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(value, datetime.datetime):
            return f"{timezone.localtime(value):%-d %B %Y, %H:%M}"
        return "" if value is None else str(value)

    def _name(self, target: type[Any], key: int) -> str:
        found = self.known.get(target, {}).get(key)
        return str(found) if found is not None else f"{target._meta.verbose_name} {key}, deleted"


def _told(row: Any) -> Iterator[Any]:
    """Yield the fields a reader of the history is told of: not those that follow from others."""
    for field in row.tracked_fields:
        if not field.primary_key and (field.editable or field.name == "published_at"):
            yield field


def _links(rows: list[Any]) -> dict[tuple[int, str], list[int]]:
    """Return the many-to-many links of copies: the keys pointed to, by copy and field."""
    found: dict[tuple[int, str], list[int]] = {}
    for field in rows[0]._history_m2m_fields if rows else []:
        found |= {(row.pk, field.name): [] for row in rows}
        kept, other = _kept_links(rows[0], field), f"{field.m2m_reverse_field_name()}_id"
        links = kept.objects.filter(history__in=rows).values_list("history", other)
        for copy, key in links.order_by("pk"):
            found[copy, field.name].append(key)
    return found


def _kept_links(row: Any, field: Any) -> Any:
    """Return the model that keeps the links of copies."""
    return getattr(type(row), field.name).model


# Writing what is missing


def remember(obj: Any, parts: Iterable[Part] = ()) -> None:
    """Keep a copy of a record and its parts as they stand, where none was ever kept.

    Records that came from a fixture have no history: without this, their first edit would be the
    beginning of it, and what they said before would be lost.
    """
    if not hasattr(type(obj), "history"):
        return
    at = getattr(obj, "modified_at", None) or timezone.now()
    _keep(type(obj), [obj], at)
    for part in parts:
        _keep(part.model, _standing(part, obj), at)


def _standing(part: Part, obj: Any) -> Any:
    if part.of is None:
        return part.model._default_manager.filter(**{part.field: obj.pk})
    owners = _standing(part.of, obj).values("pk")
    return part.model._default_manager.filter(**{f"{part.field}__in": owners})


def _keep(model: type[Any], records: Iterable[Any], at: datetime.datetime) -> None:
    records = list(records)
    copies: Any = model.history
    keys = [record.pk for record in records]
    known = set(copies.filter(id__in=keys).values_list("id", flat=True))
    missing = [record for record in records if record.pk not in known]
    for record in missing:
        # Not the work of whoever happens to save next.
        record._history_user = None
    rows = copies.bulk_history_create(missing, default_change_reason=LOADED, default_date=at)
    for row, record in zip(rows or [], missing, strict=True):
        del record._history_user
        _keep_links(row, record)


def _keep_links(row: Any, record: Any) -> None:
    for field in row._history_m2m_fields:
        kept, links = _kept_links(row, field), getattr(record, field.name).through
        own = {f"{field.m2m_field_name()}_id": record.pk}
        kept.objects.bulk_create(
            kept(
                history=row,
                **{each.attname: getattr(link, each.attname) for each in link._meta.fields},
            )
            for link in links._default_manager.filter(**own)
        )
