"""Rehearsal: a server's process asks itself for the pages that readers ask for most.

The first page of a kind writes its queries (see ``letters/models/prepared.py``) and opens the
index, which takes several times as long as the page itself. What the pages say is thrown away.
"""

import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit
from wsgiref.util import setup_testing_defaults

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.http.response import HttpResponseBase

logger = logging.getLogger(__name__)

Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


def rehearse(application: Application) -> None:
    """Ask for the pages, as long as they are well; for a thread beside those that serve."""
    try:
        for path in pages():
            if _ask(application, path) >= 500:
                break
    except Exception:
        # Nobody asked for it, and whoever asks for a page is told what is wrong with that.
        logger.exception("The rehearsal of pages has ended early.")
    finally:
        connections.close_all()


def pages() -> Iterator[str]:
    """Yield an address of each kind of page: lists, and what the newest letter is about."""
    yield from ("/", "/letters/", "/recommendations/", "/timeline/?q=a")
    # Gunicorn reads its settings, and this, before there are any models.
    letters: Any = apps.get_model("letters", "Letter")
    letter = letters.objects.published().order_by("-sort_date", "-pk").first()
    if letter is None:
        return
    words = urlencode({"q": letter.title.partition(" ")[0]})
    yield from (f"/letters/?{words}", f"/recommendations/?{words}", letter.get_absolute_url())
    named = (
        letter.correspondents.filter(organisation__isnull=False).first(),
        letter.signatories.first(),
        letter.recommendations.public().first(),
    )
    for row, name in zip(named, ("organisation", "person", ""), strict=True):
        if row:
            yield (getattr(row, name) if name else row).get_absolute_url()


def _ask(application: Application, path: str) -> int:
    """Return the status of a page."""
    site, wanted = urlsplit(settings.SITE_URL), urlsplit(path)
    environ = {
        "PATH_INFO": wanted.path,
        "QUERY_STRING": wanted.query,
        "HTTP_HOST": site.netloc,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": site.scheme,
        "wsgi.errors": sys.stderr,
    }
    setup_testing_defaults(environ)
    answer: HttpResponseBase = application(environ, lambda *_: None)
    answer.close()
    return answer.status_code
