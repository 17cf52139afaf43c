"""Tallies: how many letters each of many organisations or people sent, received and signed.

Few queries however many are asked about. A letter of a department counts for what it is a part
of, each letter once, and one to the holder of an office for the office's organisation.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from letters.models import Capacity, Correspondent, Office, Organisation, Signatory

Part = Correspondent.Part
# The parts counted, and the names of their counts.
COUNTED = {Part.SENDER.value: "sent", Part.RECIPIENT.value: "received"}
SIGNED = "signed"
# SQLite joins at most 500 selects into one.
JOINED = 100


@dataclass(frozen=True)
class Tally:
    """Numbers of letters."""

    sent: int = 0
    received: int = 0
    signed: int = 0

    @property
    def letters(self) -> int:
        """What lists sort by; a letter both sent and signed counts for both."""
        return self.sent + self.received + self.signed


def people_tallies(pks: Iterable[int]) -> Mapping[int, Tally]:
    """Count the letters of each of these people."""
    ids = list(pks)
    named = Correspondent.objects.public().filter(person__in=ids, part__in=COUNTED)
    signs = Signatory.objects.public().filter(person__in=ids)
    return _tallies(
        [
            *_counts(named.annotate(of=F("person"), count=F("part")), "letter"),
            *_counts(signs.annotate(of=F("person"), count=Value(SIGNED)), "letter"),
        ]
    )


def organisation_tallies(pks: Iterable[int]) -> Mapping[int, Tally]:
    """Count the letters of each of these organisations and of what is below it."""
    ids = list(pks)
    trees = descendants(ids)
    alone = [pk for pk in ids if pk not in trees]
    rows = [*_counts(_named(alone), "letter"), *_counts(_signing(alone), "signatory__letter")]
    roots = list(trees)
    for start in range(0, len(roots), JOINED):
        rows += _in_trees({root: trees[root] for root in roots[start : start + JOINED]})
    return _tallies(rows)


def body_is(ids: list[int]) -> Q:
    """Return the condition that a correspondent is one of these organisations or their offices."""
    offices = Office.objects.filter(organisation__in=ids)
    return Q(organisation__in=ids) | Q(organisation=None, office__in=offices.values("pk"))


def descendants(pks: Iterable[int]) -> dict[int, list[int]]:
    """Return the ids below each organisation that has any, its own with them, in one query."""
    children: dict[int, list[int]] = defaultdict(list)
    nested = Organisation.objects.exclude(parent=None).order_by().values_list("pk", "parent")
    for child, parent in nested:
        children[parent].append(child)
    return {pk: _below(pk, children) for pk in pks if pk in children}


def _below(root: int, children: Mapping[int, list[int]]) -> list[int]:
    found = [root]
    for pk in found:
        found += [child for child in children.get(pk, ()) if child not in found]
    return found


def _named(ids: list[int]) -> QuerySet[Any]:
    body = Coalesce("organisation", "office__organisation")
    rows = Correspondent.objects.public().filter(body_is(ids), part__in=COUNTED)
    return rows.annotate(of=body, count=F("part"))


def _signing(ids: list[int]) -> QuerySet[Any]:
    rows = Capacity.objects.public().filter(organisation__in=ids)
    return rows.annotate(of=F("organisation"), count=Value(SIGNED))


def _in_trees(trees: Mapping[int, list[int]]) -> Iterator[tuple[int, str, int]]:
    """Count for each root the letters of its whole tree, all in one query."""
    selects = []
    for root, ids in trees.items():
        of = Value(root)
        selects.append(_grouped(_named(ids).annotate(of=of), "letter"))
        selects.append(_grouped(_signing(ids).annotate(of=of), "signatory__letter"))
    yield from selects[0].union(*selects[1:], all=True) if selects else ()


def _grouped(rows: QuerySet[Any], letter: str) -> QuerySet[Any]:
    return rows.order_by().values_list("of", "count").annotate(n=Count(letter, distinct=True))


def _counts(rows: QuerySet[Any], letter: str) -> Iterator[tuple[int, str, int]]:
    yield from _grouped(rows, letter)


def _tallies(rows: Iterable[tuple[int, str, int]]) -> dict[int, Tally]:
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for of, count, letters in rows:
        counts[of][COUNTED.get(count, count)] = letters
    return {of: Tally(**named) for of, named in counts.items()}
