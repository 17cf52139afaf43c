"""Signatories of a letter: in what capacities they sign, and where else they do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from letters import dates
from letters.models import Capacity, Letter, Signatory
from letters.models.prepared import Prepared, keep
from letters.views.parties import Words

# So many other letters are named; whether there are more shows in one beyond.
ELSEWHERE = 2
# A block of signatures over so many shows the first rows and folds the rest.
FOLD_OVER, UNFOLDED = 30, 12


@dataclass(frozen=True)
class Elsewhere:
    """Another letter that a person signs, and as what."""

    letter: Words
    sort_date: Any
    capacities: list[str]


@dataclass(frozen=True)
class SignatoryRow:
    """A line of the table of signatories."""

    name: Words
    capacities: list[list[Words]]
    elsewhere: list[Elsewhere]
    has_more: bool


@dataclass(frozen=True)
class Signatures:
    """The signatories of a letter, those beyond a page's worth folded."""

    shown: list[SignatoryRow]
    more: list[SignatoryRow]


def _with_elsewhere(letter: int) -> Any:
    """Return signatories with the ids of other published letters' rows that are the same person.

    They are taken by id, newest entry first: an index gives those at once, where the dates of all
    that a person signs would have to be read and sorted.
    """
    others = (
        Signatory.objects.public()
        .filter(person=OuterRef("person"))
        .exclude(letter=OuterRef("letter"))
        .order_by("-pk")
        .values("pk")
    )
    annotations: dict[str, Any] = {
        f"other_{place}": Subquery(others[place : place + 1]) for place in range(ELSEWHERE + 1)
    }
    rows = Signatory.objects.filter(letter=letter).select_related("person")
    return rows.annotate(**annotations)


SIGNATORIES = Prepared(_with_elsewhere)
CAPACITIES = Prepared(
    lambda rows: Capacity.objects.filter(signatory__in=rows).select_related("organisation")
)
ELSEWHERE_SIGNED = Prepared(
    lambda rows: (
        Signatory.objects.filter(pk__in=rows)
        .order_by("pk", "capacities__order")
        .values_list(
            "pk",
            "letter__slug",
            "letter__title",
            "letter__date",
            "letter__sort_date",
            "capacities__role",
            "capacities__organisation_as_printed",
            "capacities__organisation__name",
        )
    )
)


def fetch_signatures(letter: Letter) -> None:
    """Fetch the signatories of a letter, their capacities, and where else they sign."""
    signatories = SIGNATORIES(letter.pk)
    keep([letter], "signatories", signatories, "letter")
    if signatories:
        keep(signatories, "capacities", CAPACITIES([row.pk for row in signatories]), "signatory")


def signatures_of(letter: Letter) -> Signatures:
    """Return the table of signatories; one more query says where else they sign."""
    signatories = list(letter.signatories.all())
    elsewhere = _elsewhere(pk for row in signatories for pk in _others(row)[:ELSEWHERE])
    rows = [_row(row, elsewhere) for row in signatories]
    cut = len(rows) if len(rows) <= FOLD_OVER else UNFOLDED
    return Signatures(rows[:cut], rows[cut:])


def _others(row: Any) -> list[int]:
    ids = [getattr(row, f"other_{place}") for place in range(ELSEWHERE + 1)]
    return [pk for pk in ids if pk]


def _row(row: Signatory, elsewhere: dict[int, Elsewhere]) -> SignatoryRow:
    others = _others(row)
    found = [elsewhere[pk] for pk in others if pk in elsewhere]
    return SignatoryRow(
        name=Words(str(row), row.person.get_absolute_url()),
        capacities=[_capacity(capacity) for capacity in row.capacities.all()],
        elsewhere=sorted(found, key=lambda each: each.sort_date),
        has_more=len(others) > ELSEWHERE,
    )


def _capacity(row: Capacity) -> list[Words]:
    words = [Words(row.role)] if row.role else []
    if row.organisation:
        name = row.organisation_as_printed or row.organisation.name
        words.append(Words(name, row.organisation.get_absolute_url()))
    return words


def _elsewhere(ids: Iterable[int]) -> dict[int, Elsewhere]:
    keys = list(ids)
    rows = ELSEWHERE_SIGNED(keys) if keys else []
    found: dict[int, Elsewhere] = {}
    for pk, slug, title, edtf, sort_date, role, printed, name in rows:
        # The letter's own day says more than its title in a column of dates.
        label = dates.display(edtf) if edtf else title
        each = found.setdefault(pk, Elsewhere(Words(label, f"/letters/{slug}/"), sort_date, []))
        capacity = ", ".join(part for part in (role, printed or name) if part)
        if capacity:
            each.capacities.append(capacity)
    return found
