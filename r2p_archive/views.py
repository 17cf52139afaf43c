"""Addresses for machines: whether the archive is well, where crawlers may go, its icon."""

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static

from letters import search
from letters.models import Letter

UNKEPT = {"Cache-Control": "no-store"}

# A crawler that follows every combination of facets reads the whole archive a thousand times.
ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /*?
"""


def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 where letters can be read, 503 where they cannot.

    Without its index the archive is well enough: letters are read, lists are the newest first.
    """
    try:
        Letter.objects.exists()
    except (DatabaseError, InterfaceError):
        return JsonResponse({"database": "unreachable"}, status=503, headers=UNKEPT)
    return JsonResponse({"database": "ok", "index": index_state()}, headers=UNKEPT)


def index_state() -> str:
    """Say whether the search index can be used, or what to do where it cannot."""
    try:
        search.current()
    except search.UnusableError as error:
        return str(error)
    return "ok"


def robots(request: HttpRequest) -> HttpResponse:
    """Keep crawlers from the curators' site and from search results."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """Lead browsers to the icon where a page, such as the admin's, does not name it."""
    return redirect(static("favicon.svg"))
