"""People: the searchable list, and the page of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from letters.filters.names import NameRow, PersonFilter
from letters.filters.shown import shown
from letters.filters.tallies import Tally
from letters.models import Capacity, Correspondent, Person, Signatory
from letters.models.letter import UNDATED
from letters.models.prepared import Prepared
from letters.views.from_to import party_label
from letters.views.lists import fields
from letters.views.parties import short_name
from letters.views.person_page import person_page
from letters.views.public import public_or_404

BY_SLUG = Prepared(lambda slug: Person.objects.filter(slug=slug).order_by())
FORMS = {"search": ["q"], "sort": ["sort", "per_page"], "role": ["role"]}


@dataclass(frozen=True)
class PersonRow:
    """A person in the list, with the last capacity that a letter gives."""

    person: Person
    capacity: str
    tally: Tally

    @property
    def name(self) -> str:
        """The name as it sorts."""
        parts = [self.person.surname, self.person.forenames]
        return ", ".join(parts) if self.person.forenames else str(self.person)

    @property
    def honorific(self) -> str:
        return self.person.honorific if self.person.forenames else ""


def person_list(request: HttpRequest) -> HttpResponse:
    """Show the people that the query string asks for."""
    results = PersonFilter(request.GET).results()
    context = {
        "section": "people",
        "current": "page",
        "results": results,
        "rows": person_rows(results.rows),
        "fields": fields(results, request.GET, FORMS),
    }
    return render(request, "letters/person_list.html", context)


def person_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one person."""
    person = public_or_404(BY_SLUG, slug)
    context = {"section": "people", "page": person_page(person, request.GET)}
    return render(request, "letters/person_detail.html", context)


def person_rows(rows: Sequence[NameRow]) -> list[PersonRow]:
    """Return people with their last capacities, in three queries."""
    last = _last_rows([row.named.pk for row in rows])
    signed = Capacity.objects.filter(signatory__in=[pk for pk, _ in last.values()])
    named = Correspondent.objects.filter(pk__in=[pk for _, pk in last.values()])
    capacities = {row.signatory_id: row for row in signed.select_related("organisation")}
    posts = {row.pk: row for row in named.select_related("organisation", "office")}
    return [
        PersonRow(
            row.named,
            _capacity(capacities.get(last[row.named.pk][0]), posts.get(last[row.named.pk][1])),
            row.tally,
        )
        for row in rows
    ]


def _last_rows(people: list[int]) -> dict[int, tuple[int, int]]:
    """Return for each person the last signature, and the last mention with a post or a body."""
    signed = Signatory.objects.filter(person=OuterRef("pk"), capacities__isnull=False)
    named = Correspondent.objects.filter(
        Q(office__isnull=False) | Q(organisation__isnull=False), person=OuterRef("pk")
    )
    found = Person.objects.filter(pk__in=people).order_by()
    rows = found.values_list("pk", _last(signed), _last(named))
    return {pk: (signatory or 0, correspondent or 0) for pk, signatory, correspondent in rows}


def _last(rows: Any) -> Subquery:
    """Return the row of the newest letter.

    The date is ordered by as an expression: by itself it leads SQLite through all letters from the
    newest, in search of one of this person's.
    """
    day = Coalesce("letter__sort_date", Value(UNDATED))
    return Subquery(shown(rows).order_by(day.desc(), "-pk").values("pk")[:1])


def _capacity(signed: Capacity | None, named: Correspondent | None) -> str:
    if signed:
        body = short_name(signed.organisation) if signed.organisation else ""
        return ", ".join(part for part in (signed.role, body) if part)
    if named:
        named.person = None
        return party_label(named)
    return ""
