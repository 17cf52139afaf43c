"""Pages for what goes wrong on our side: they ask nothing of the database, and never fail."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger(__name__)

WORDS = {
    500: "Something went wrong in the archive, and has been written down. Nothing is lost.\n",
    503: "The archive's database is busy. Please try again in a few seconds.\n",
}


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    """Render 500.html or 503.html with the words of the collection, or say it plainly."""
    try:
        return render(request, f"{status}.html", status=status)
    except Exception:
        logger.exception("%s.html", status)
        plain = "text/plain; charset=utf-8"
        return HttpResponse(WORDS[status], status=status, content_type=plain)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a crash. Django's own handler renders 500.html without any context."""
    return error_page(request, 500)
