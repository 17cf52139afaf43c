"""A letter: its reading view, the forms it can be taken away in, and its source."""

from typing import Any

from csp.constants import NONE
from csp.decorators import csp
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.http import content_disposition_header

from letters.exports import FORMATS, Edition, Format, complete
from letters.models import FormerSlug, Letter, Source
from letters.models.prepared import Prepared
from letters.views.reading import for_reading, reading_page

LETTER = Prepared(lambda slug: for_reading(Letter.objects.published()).filter(slug=slug))

KEY = Prepared(lambda slug: Letter.objects.filter(slug=slug).values_list("pk", flat=True))


def edition() -> Edition:
    """Name the archive in citations and permalinks."""
    return Edition(settings.COLLECTION.title, settings.SITE_URL)


def letter_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a letter as it is read."""
    letter = LETTER.first(slug)
    if letter is None:
        return elsewhere(request, slug)
    page = reading_page(letter, edition(), query=request.GET.get("q", ""))
    context = {"page": page, "letter": letter, "formats": FORMATS, "section": "letters"}
    return render(request, "letters/letter_detail.html", context)


def letter_export(request: HttpRequest, slug: str, written: Format) -> HttpResponse:
    """Give a letter in a form to be taken away."""
    letter = next(iter(complete(KEY(slug))), None)
    if letter is None:
        return elsewhere(request, slug)
    name = f"{letter.slug}.{written.extension}"
    return HttpResponse(
        written.write(letter, edition()),
        content_type=written.content_type,
        headers={"Content-Disposition": content_disposition_header(False, name) or "inline"},
    )


# The decorator's types know only views without further arguments.
@csp({"default-src": [NONE], "frame-ancestors": [NONE], "sandbox": [True]})  # type: ignore[arg-type]
def letter_source(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the file that a letter was transcribed from, byte for byte."""
    letter = Letter.objects.published().select_related("source").filter(slug=slug).first()
    if letter is None:
        return elsewhere(request, slug)
    if letter.source is None:
        raise Http404
    return source_file(letter.source)


def source_file(source: Source) -> HttpResponse:
    """Return a source as plain text, or as a download where it is none: never as a page."""
    content = bytes(source.content)
    is_text = _is_text(content)
    disposition = content_disposition_header(not is_text, source.file_name)
    return HttpResponse(
        content,
        content_type="text/plain; charset=utf-8" if is_text else "application/octet-stream",
        headers={"Content-Disposition": disposition or "attachment"},
    )


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False


def elsewhere(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer for a letter that is not published under this name.

    A former name leads on, a withdrawn letter says why; all else, drafts too, is unknown.
    """
    former = FormerSlug.objects.filter(slug=slug).select_related("letter").first()
    letter: Any = former.letter if former else Letter.objects.filter(slug=slug).first()
    if letter is None or letter.published_at is None:
        raise Http404
    if letter.status == Letter.Status.WITHDRAWN:
        context = {"letter": letter, "section": "letters"}
        return render(request, "410.html", context, status=410)
    if former is None or not letter.is_published:
        raise Http404
    # Only the name in the path is replaced, so that the form asked for and the query stay.
    path = request.path.replace(f"/{slug}", f"/{letter.slug}", 1)
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
