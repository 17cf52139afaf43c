"""Organisations: the searchable list, and the page of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from letters.filters.names import OrganisationFilter
from letters.models import Organisation
from letters.models.prepared import Prepared
from letters.views.lists import fields
from letters.views.organisation_page import organisation_page
from letters.views.public import public_or_404

BY_SLUG = Prepared(
    lambda slug: Organisation.objects.filter(slug=slug).select_related("parent__parent").order_by()
)


def organisation_list(request: HttpRequest) -> HttpResponse:
    """Show the organisations that the query string asks for."""
    results = OrganisationFilter(request.GET).results()
    forms = fields(results, request.GET, {"search": ["q"], "sort": ["sort", "per_page"]})
    context = {"section": "organisations", "current": "page", "results": results, "fields": forms}
    return render(request, "letters/organisation_list.html", context)


def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one organisation."""
    organisation = public_or_404(BY_SLUG, slug)
    context = {"section": "organisations", "page": organisation_page(organisation, request.GET)}
    return render(request, "letters/organisation_detail.html", context)
