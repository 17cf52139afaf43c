"""What is decided once for every answer: headers, and the line between the two sites.

Everything under /admin/ is the curators' site; everything else is public. The public site only
reads, knows no cookies, and may be kept by browsers and proxies for a minute.
"""

import hashlib
import logging
from collections.abc import Callable

from csp.constants import UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.db import InterfaceError, OperationalError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseNotModified,
)
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags

from letters.views.version import archive_version
from r2p_archive.errors import error_page

logger = logging.getLogger(__name__)

Next = Callable[[HttpRequest], HttpResponseBase]

CURATORS_PATH = "/admin/"
READING = ("GET", "HEAD", "OPTIONS")
DEVICES = "camera=(), geolocation=(), microphone=()"
KEPT_A_MINUTE = (200, 301, 304, 410)


def is_curators(request: HttpRequest) -> bool:
    """Tell whether the request is for the curators' site."""
    return request.path_info.startswith(CURATORS_PATH)


class IsolationHeaders:
    """Say that no other site may embed an answer, and that no page uses the reader's devices."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", DEVICES)
        return response


class ContentSecurityPolicy(CSPMiddleware):
    """The policy of the settings; Django's admin alone may also write style into its pages."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if is_curators(request) and not report_only:
            parts.update = {"style-src": [UNSAFE_INLINE], **(parts.update or {})}
        return parts


class PublicSite:
    """Keep cookies, writing and private pages to the curators' site."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_curators(request):
            response = self.get_response(request)
            response.headers["Cache-Control"] = "no-store"
            return response
        response = self.answer(request)
        # An error is not kept: what is missing or broken now may be there in a moment.
        kept = "public, max-age=60" if response.status_code in KEPT_A_MINUTE else "no-store"
        response.headers.setdefault("Cache-Control", kept)
        return response

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a public request to a reader who is nobody in particular."""
        if request.method not in READING:
            return HttpResponseNotAllowed(READING)
        # What is not read cannot change an answer: a page is the same for a curator and a stranger.
        request.META.pop("HTTP_COOKIE", None)
        return self.get_response(request)


class Validators:
    """Answer 304 without making a page, where the reader has it as it is now.

    What a page shows follows from the release, from what was published up to now, and from its
    address; all three are in its ETag. It is read before the page is made: what changes meanwhile
    is told at the next request.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        etag = "" if is_curators(request) or request.method == "OPTIONS" else self.etag(request)
        if etag and etag in parse_etags(request.headers.get("If-None-Match", "")):
            return HttpResponseNotModified(headers={"ETag": etag, "Vary": "Accept-Encoding"})
        response = self.get_response(request)
        if etag and response.status_code == 200:
            response.headers.setdefault("ETag", etag)
        return response

    def etag(self, request: HttpRequest) -> str:
        """Return the ETag of an address; "" where the database cannot tell."""
        try:
            made_from = f"{archive_version()} {request.get_full_path()}"
        except (OperationalError, InterfaceError):
            return ""
        # Weak: compressed or not, and however long it took, it is the same page.
        return f'W/"{hashlib.sha256(made_from.encode()).hexdigest()[:32]}"'


class BusyDatabase:
    """Answer 503, try again, where the database is locked, restarting, or takes too long."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, (OperationalError, InterfaceError)):
            return None
        logger.warning("%s: %s", request.get_full_path(), str(exception).partition("\n")[0])
        response = error_page(request, 503)
        response.headers["Retry-After"] = "5"
        return response
