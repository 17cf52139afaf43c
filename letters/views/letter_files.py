"""Files of any list of letters: those that the same address with /letters/ shows."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from letters.exports import ListFormat
from letters.filters.hits import tallies
from letters.filters.letters import LetterFilter
from letters.filters.searched import ParametersError
from letters.search import UnusableError
from letters.views.letter import edition


def letter_file(request: HttpRequest, written: ListFormat) -> HttpResponseBase:
    """Give all letters that the query string asks for, whatever page and order of pages it names.

    The file is written while it is read: nothing grows with the number of letters.
    """
    try:
        found = LetterFilter(request.GET, strict=True).filter_queryset(None)
    except ParametersError as error:
        return refusal(error)
    except UnusableError as error:
        return later(error)
    return StreamingHttpResponse(
        written.write(tallies(found.walk()), edition()),
        content_type=written.content_type,
        headers={"Content-Disposition": f'attachment; filename="letters.{written.extension}"'},
    )


def refusal(error: ParametersError) -> HttpResponse:
    """Say which parameters cannot be used, and why, one a line."""
    said = "".join(f"{name}: {' '.join(why)}\n" for name, why in error.errors.items())
    return HttpResponse(said, status=400, content_type="text/plain; charset=utf-8")


def later(error: UnusableError) -> HttpResponse:
    """Give nothing rather than too much, where filters mean nothing for want of an index."""
    said = f"{error}\nWithout it these filters cannot be used.\n"
    return HttpResponse(said, status=503, content_type="text/plain; charset=utf-8")
