"""Files of any part of the ledger: the asks that the same address with /recommendations/ shows."""

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from letters.exports import AskFormat
from letters.filters.recommendations import RecommendationFilter
from letters.filters.searched import ParametersError
from letters.search import UnusableError
from letters.views.asks import fetch_rows
from letters.views.letter import edition
from letters.views.letter_files import later, refusal


def ask_file(request: HttpRequest, written: AskFormat) -> HttpResponseBase:
    """Give all asks that the query string asks for, as the ledger stood on the day it names."""
    try:
        asks = RecommendationFilter(request.GET, strict=True, fetch=fetch_rows).asked()
    except ParametersError as error:
        return refusal(error)
    except UnusableError as error:
        return later(error)
    return StreamingHttpResponse(
        written.write(asks, edition()),
        content_type=written.content_type,
        headers={"Content-Disposition": f'attachment; filename="asks.{written.extension}"'},
    )
