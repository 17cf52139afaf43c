"""People: the searchable list, and the page of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from letters.filters.names import PersonFilter
from letters.models import Person
from letters.views.lists import fields
from letters.views.person_page import person_page

FORMS = {"search": ["q"], "sort": ["sort", "per_page"], "role": ["role"]}


def person_list(request: HttpRequest) -> HttpResponse:
    """Show the people that the query string asks for."""
    results = PersonFilter(request.GET).results()
    forms = fields(results, request.GET, FORMS)
    context = {"section": "people", "current": "page", "results": results, "fields": forms}
    return render(request, "letters/person_list.html", context)


def person_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one person."""
    person = get_object_or_404(Person.objects.public(), slug=slug)
    context = {"section": "people", "page": person_page(person, request.GET)}
    return render(request, "letters/person_detail.html", context)
