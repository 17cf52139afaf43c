"""Rehearsal: a server's process asks itself for a page of each kind before a reader does.

The first page of a kind writes its queries (see ``letters/models/prepared.py``) and opens the
index, which takes several times as long as the page itself. What the pages say is thrown away.
"""

import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connections

Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


def rehearse(application: Application) -> None:
    """Ask for the pages; whatever is wrong with one is told when a reader asks for it."""
    try:
        for path in pages():
            _ask(application, path)
    except DatabaseError:
        # A site whose database is not there yet answers 503, and serves when it is.
        pass
    finally:
        connections.close_all()


def pages() -> Iterator[str]:
    """Yield an address of each kind of page: those about the newest letter, and the lists."""
    yield from ("/", "/letters/", "/recommendations/", "/timeline/?q=a")
    # Gunicorn reads its settings, and this, before there are any models.
    letters: Any = apps.get_model("letters", "Letter")
    letter = letters.objects.published().order_by("-sort_date", "-pk").first()
    if letter is None:
        return
    words = urlencode({"q": letter.title.partition(" ")[0]})
    yield from (f"/letters/?{words}", f"/recommendations/?{words}", letter.get_absolute_url())
    parties = letter.correspondents.select_related("organisation", "person")
    bodies = {row.organisation for row in parties if row.organisation}
    people = {row.person for row in letter.signatories.select_related("person")}
    yield from (each.get_absolute_url() for each in (*bodies, *people))
    ask = letter.recommendations.first()
    if ask:
        yield ask.get_absolute_url()


def _ask(application: Application, path: str) -> None:
    site, wanted = urlsplit(settings.SITE_URL), urlsplit(path)
    host = site.hostname or ""
    answer = application(
        {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": wanted.path,
            "QUERY_STRING": wanted.query,
            "SERVER_NAME": host,
            "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": site.netloc,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": site.scheme,
            "wsgi.input": BytesIO(),
            "wsgi.errors": sys.stderr,
        },
        lambda *_: None,
    )
    answer.close()
