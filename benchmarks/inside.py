"""What the bench does within the archive, in a process of its own: ``inside size`` and so on.

Prints what it found as JSON. "save": the seconds from a curator's save until search shows it.
"rename": those from renaming the organisation with most letters until its list shows the new name;
the index has no names and needs no following. "session": a curator's cookie. "size": the bytes of
the database with its indexes. "synonym": makes R2P a synonym.
"""

import json
import sys
import time
from typing import Any

import django
from django.http import QueryDict


def save() -> list[float]:
    from django.db import transaction

    from letters import search
    from letters.models import Letter, record_letter_change

    taken = []
    for letter in Letter.objects.published().order_by("pk")[:10]:
        started = time.perf_counter()
        with transaction.atomic():
            letter.summary = "Seen by a curator."
            letter.save()
            record_letter_change(letter)
        search.follow()
        taken.append(time.perf_counter() - started)
    return taken


def rename() -> list[float]:
    from django.db import transaction

    from letters import search
    from letters.filters.letters import LetterFilter
    from letters.models import Change, Organisation, record_change

    taken = []
    for number in range(5):
        body = Organisation.objects.get(slug="organisation-0")
        started = time.perf_counter()
        with transaction.atomic():
            body.name = f"The Organisation of {number} Names"
            body.save()
            record_change(Change.Subject.ORGANISATION, [body.pk], indexed=False)
        search.follow()
        found = LetterFilter(QueryDict("organisation=organisation-0")).results()
        taken.append(time.perf_counter() - started)
        if not any(body.name in chip.label for chip in found.chips):
            raise RuntimeError("The new name is not shown.")
    return taken


def session() -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore

    user, _ = User.objects.get_or_create(
        username="bench", defaults={"is_staff": True, "is_superuser": True}
    )
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def size() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def synonym() -> None:
    from letters.models import Synonym

    forms = "R2P\nRtoP\nResponsibility to Protect"
    Synonym.objects.get_or_create(slug="r2p", defaults={"forms": forms})


def main() -> None:
    django.setup()
    does: dict[str, Any] = {each.__name__: each for each in (save, rename, session, size, synonym)}
    json.dump(does[sys.argv[1]](), sys.stdout)


if __name__ == "__main__":
    main()
