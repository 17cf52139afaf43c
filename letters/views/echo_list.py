"""The strongest echoes of the archive, by pairs of senders."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from letters.models import Organisation, Person
from letters.search import UnusableError
from letters.search.sharing import FEW
from letters.views.echo_pairs import SHOWN, EchoList, Sender, echo_pairs

LONGEST_SLUG = 120


def echo_list(request: HttpRequest) -> HttpResponse:
    """Show which senders share words in their letters, those that share most first."""
    typed = request.GET.get("sender", "").replace("\0", "")[:LONGEST_SLUG]
    sender = _sender(typed) if typed else None
    notices = []
    if typed and not sender:
        notices.append(f"No sender has the address “{typed}”: all are shown.")
    try:
        found = echo_pairs(sender)
    except UnusableError as error:
        found = EchoList()
        notices.append(f"Echoes cannot be shown now. {error}")
    context = {
        "section": "letters",
        "found": found,
        "is_cut": len(found.pairs) == SHOWN,
        "few": FEW,
        "sender": sender,
        "notices": notices,
    }
    return render(request, "letters/echo_list.html", context)


def _sender(slug: str) -> Sender | None:
    """Find who is meant; an organisation goes before a person of the same name."""
    found: Sender | None = Organisation.objects.public().filter(slug=slug).first()
    return found or Person.objects.public().filter(slug=slug).first()
