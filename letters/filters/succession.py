"""Successions: from one letter of a campaign to the next: who stayed, who joined, who left.

Nothing in a letter says which campaign it belongs to. Here a letter follows the nearest earlier one
that shares at least two of its signing organisations, and at least half of those of the smaller of
the two; or one whose ask it repeats, as the curators know.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from letters.models import Letter, Organisation, Recommendation
from letters.search.entries import Records
from letters.search.entries.letter import organisations_of, signers
from letters.search.synonyms import Synonyms

LEAST_SHARED = 2


@dataclass(frozen=True)
class Step:
    """Two letters of a campaign, one after the other, with the organisations that sign them."""

    earlier: Letter
    later: Letter
    stayed: list[Organisation]
    joined: list[Organisation]
    left: list[Organisation]
    repeats: bool


@dataclass(frozen=True)
class _Signed:
    letter: Letter
    by: set[int]


def steps(keys: Iterable[int]) -> list[Step]:
    """Return the steps between these letters, the newest first; undated ones make none.

    The number of queries does not depend on the number of letters.
    """
    signed = list(_signed(keys))
    repeated = _repeated([each.letter.pk for each in signed])
    found = [
        (earlier, later)
        for place, later in enumerate(signed)
        if (earlier := _before(later, signed[place + 1 :], repeated)) is not None
    ]
    wanted = {key for pair in found for each in pair for key in each.by}
    names = {row.pk: row for row in Organisation.objects.filter(pk__in=wanted)} if wanted else {}
    return [_step(earlier, later, names, repeated) for earlier, later in found]


def _signed(keys: Iterable[int]) -> Iterator[_Signed]:
    """Yield letters with those who sign them, the newest first."""
    letters = list(
        Letter.objects.published()
        .filter(pk__in=list(keys), earliest__isnull=False, latest__isnull=False)
        .order_by("-sort_date", "-pk")
        .only("slug", "title", "date", "earliest", "latest", "sort_date")
        .prefetch_related("correspondents__office", "signatories__capacities")
    )
    records = Records(Synonyms())
    # Read for all at once, who is a part of whom takes one query and not one a letter.
    records.with_ancestors(set().union(*map(organisations_of, letters)))
    for letter in letters:
        yield _Signed(letter, signers(letter, records))


def _repeated(keys: Sequence[int]) -> set[tuple[int, int]]:
    """Return the pairs of letters of which the later repeats an ask of the earlier."""
    asks = (
        Recommendation.objects.public()
        .filter(letter__in=keys, restates__letter__in=keys)
        .order_by()
    )
    return set(asks.values_list("restates__letter", "letter"))


def _before(
    later: _Signed, older: Iterable[_Signed], repeated: set[tuple[int, int]]
) -> _Signed | None:
    """Return the letter that this one follows; its date must be earlier for certain."""
    for each in older:
        is_earlier = each.letter.latest < later.letter.earliest
        if is_earlier and (_are_alike(each.by, later.by) or _pair(each, later) in repeated):
            return each
    return None


def _are_alike(one: set[int], other: set[int]) -> bool:
    shared = len(one & other)
    return shared >= LEAST_SHARED and 2 * shared >= min(len(one), len(other))


def _pair(earlier: _Signed, later: _Signed) -> tuple[int, int]:
    return earlier.letter.pk, later.letter.pk


def _step(
    earlier: _Signed,
    later: _Signed,
    names: Mapping[int, Organisation],
    repeated: set[tuple[int, int]],
) -> Step:
    return Step(
        earlier.letter,
        later.letter,
        stayed=_named(earlier.by & later.by, names),
        joined=_named(later.by - earlier.by, names),
        left=_named(earlier.by - later.by, names),
        repeats=_pair(earlier, later) in repeated,
    )


def _named(keys: Iterable[int], names: Mapping[int, Organisation]) -> list[Organisation]:
    return sorted((names[key] for key in keys if key in names), key=lambda row: row.sort_key)
