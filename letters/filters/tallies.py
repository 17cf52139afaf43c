"""Tallies: how many letters each of many organisations or people sent, signed and received.

Few queries however many are asked about. A letter of a department counts for what it is a part
of, each letter once, and one to the holder of an office for the office's organisation.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import Coalesce

from letters.filters.shown import shown
from letters.models import Capacity, Correspondent, Office, Organisation, Signatory
from letters.models.prepared import Prepared

Part = Correspondent.Part
SIGNED = "signed"
# SQLite joins at most 500 selects into one.
JOINED = 100
# Under which name a part of correspondents is counted.
PART_COUNT = Case(
    When(part=Part.SENDER, then=Value("sent")),
    When(part=Part.RECIPIENT, then=Value("received")),
    default=Value("other"),
)


@dataclass(frozen=True)
class Tally:
    """Numbers of letters: sent, signed, received, and in other parts (copied, host ...)."""

    sent: int = 0
    signed: int = 0
    received: int = 0
    other: int = 0

    @property
    def letters(self) -> int:
        """What lists sort by; a letter both sent and signed counts for both."""
        return self.sent + self.signed + self.received + self.other


def people_tallies(pks: Iterable[int]) -> Mapping[int, Tally]:
    """Count the letters of each of these people."""
    ids = list(pks)
    return _tallies(_people(Q(person__in=ids)))


def organisation_tallies(pks: Iterable[int]) -> Mapping[int, Tally]:
    """Count the letters of each of these organisations and of what is below it, each once."""
    ids = list(pks)
    trees = _trees(ids)
    alone = Q(organisation__in=[pk for pk in ids if pk not in trees])
    rows = [*_grouped(_named(alone), "letter"), *_grouped(_signing(alone), "signatory__letter")]
    roots = list(trees)
    for start in range(0, len(roots), JOINED):
        rows += _in_trees({root: trees[root] for root in roots[start : start + JOINED]})
    return _tallies(rows)


def _trees(ids: list[int]) -> dict[int, list[int]]:
    """Return what counts for organisations that have parts or offices."""
    offices = Office.objects.filter(organisation__in=ids).order_by()
    with_offices = offices.values_list("organisation", flat=True).distinct()
    return {pk: [pk] for pk in with_offices} | descendants(ids)


def rank_people() -> Mapping[int, int]:
    """Return for everybody the number of letters to sort by."""
    return {pk: tally.letters for pk, tally in _tallies(_people(Q(person__isnull=False))).items()}


def rank_organisations() -> Mapping[int, int]:
    """Return for every organisation the number of letters to sort by.

    A letter that two bodies of one tree sent counts twice for what is above both: to find it out
    for all organisations takes as long as for all letters.
    """
    rows = [*_grouped(_named(Q()), "letter"), *_grouped(_signing(Q()), "signatory__letter")]
    own: dict[int | None, int] = defaultdict(int)
    for of, _, letters in rows:
        own[of] += letters
    ranks = {pk: letters for pk, letters in own.items() if pk}
    trees = descendants(None)
    return ranks | {root: sum(own[pk] for pk in below) for root, below in trees.items()}


def body_is(ids: list[int]) -> Q:
    """Return the condition that a party is one of these organisations or one of their offices."""
    offices = Office.objects.filter(organisation__in=ids).order_by()
    return Q(organisation__in=ids) | Q(office__in=offices.values("pk"))


def descendants(pks: Iterable[int] | None) -> dict[int, list[int]]:
    """Return the ids below each organisation that has any, its own with them, in one query.

    Without ``pks``, for all organisations.
    """
    children: dict[int, list[int]] = defaultdict(list)
    nested = Organisation.objects.exclude(parent=None).order_by().values_list("pk", "parent")
    for child, parent in nested:
        children[parent].append(child)
    roots = list(children) if pks is None else pks
    return {pk: _below(pk, children) for pk in roots if pk in children}


def _below(root: int, children: Mapping[int, list[int]]) -> list[int]:
    # A dict keeps the order and, should the data have a circle, each of them once.
    found, level = {root: None}, [root]
    while level:
        level = [child for pk in level for child in children.get(pk, ()) if child not in found]
        found |= dict.fromkeys(level)
    return list(found)


def _named(condition: Q) -> Any:
    rows = Correspondent.objects.filter(condition)
    return rows.annotate(of=Coalesce("organisation", "office__organisation"), count=PART_COUNT)


def _signing(condition: Q) -> Any:
    rows = Capacity.objects.filter(condition)
    return rows.annotate(of=F("organisation"), count=Value(SIGNED))


def _people(condition: Q) -> Iterator[tuple[int, str, int]]:
    named = Correspondent.objects.filter(condition)
    yield from _grouped(named.annotate(of=F("person"), count=PART_COUNT), "letter")
    signs = Signatory.objects.filter(condition)
    yield from _grouped(signs.annotate(of=F("person"), count=Value(SIGNED)), "letter")


def _in_trees(trees: Mapping[int, list[int]]) -> Iterator[tuple[int, str, int]]:
    """Count for each root the letters of its whole tree, all in three queries."""
    ids = {pk for tree in trees.values() for pk in tree}
    offices: dict[int, list[int]] = defaultdict(list)
    for office, of in OFFICES(ids) if ids else ():
        offices[of].append(office)
    yield from NAMED_IN_TREE.of_all(
        (root, tree, [office for pk in tree for office in offices[pk]])
        for root, tree in trees.items()
    )
    yield from SIGNED_IN_TREE.of_all(trees.items())


def _grouped(rows: Any, letter: str) -> Any:
    found = shown(rows, letter).order_by()
    return found.values_list("of", "count").annotate(n=Count(letter, distinct=True))


OFFICES = Prepared(
    lambda ids: (
        Office.objects.filter(organisation__in=ids).order_by().values_list("pk", "organisation")
    )
)
# With the offices by their ids: as a condition on what they are joined with, PostgreSQL would look
# at every letter of the archive.
NAMED_IN_TREE = Prepared(
    lambda root, ids, offices: _grouped(
        Correspondent.objects.filter(Q(organisation__in=ids) | Q(office__in=offices)).annotate(
            of=Value(root), count=PART_COUNT
        ),
        "letter",
    )
)
SIGNED_IN_TREE = Prepared(
    lambda root, ids: _grouped(
        _signing(Q(organisation__in=ids)).annotate(of=Value(root)), "signatory__letter"
    )
)


def _tallies(rows: Iterable[tuple[int, str, int]]) -> dict[int, Tally]:
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for of, count, letters in rows:
        counts[of][count] = letters
    return {of: Tally(**named) for of, named in counts.items()}
