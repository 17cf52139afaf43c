"""What every template may name. Never the reader: asking who reads makes a page vary by cookie."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def collection(request: HttpRequest) -> dict[str, Any]:
    """Add the words of the collection, and the address under which the site is known."""
    return {"collection": settings.COLLECTION, "site_url": settings.SITE_URL}
