"""What a curator's write changes for the public, and how the index learns of it."""

import logging
from collections.abc import Iterable
from typing import NamedTuple

from django.contrib import messages
from django.db import DatabaseError, transaction
from django.http import HttpRequest

from letters import search
from letters.models import Change, Letter, letters_shown_with, record_change

logger = logging.getLogger(__name__)

BEHIND = (
    "Saved. Search does not show it yet: it will with the next save, "
    "or when somebody runs “manage.py index --follow”."
)


class Trace(NamedTuple):
    """One thing the public sees differently after a write: a `Change` to be."""

    subject: Change.Subject
    key: int
    indexed: bool = True
    words: str = ""


def of_letter(letter: Letter) -> set[Trace]:
    """Return a trace for the letter and each letter shown with it; none while it is not public."""
    if not letter.is_published:
        return set()
    return {Trace(Change.Subject.LETTER, key) for key in letters_shown_with(letter)}


def of_letters(keys: Iterable[int]) -> set[Trace]:
    """Return a trace for each of these published letters."""
    return {Trace(Change.Subject.LETTER, key) for key in keys}


def record(traces: Iterable[Trace]) -> None:
    """Append the changes, one for each record, in the running transaction."""
    for trace in sorted(_merged(traces)):
        record_change(trace.subject, [trace.key], indexed=trace.indexed, words=trace.words)


def _merged(traces: Iterable[Trace]) -> list[Trace]:
    """Join what is said twice of one record: before the write, and after it."""
    merged: dict[tuple[Change.Subject, int], Trace] = {}
    for trace in sorted(traces):
        key = (trace.subject, trace.key)
        earlier = merged.get(key, trace)
        forms = dict.fromkeys([*earlier.words.splitlines(), *trace.words.splitlines()])
        merged[key] = Trace(*key, earlier.indexed or trace.indexed, "\n".join(forms))
    return list(merged.values())


def follow_after_commit(request: HttpRequest) -> None:
    """Let the index follow as soon as the write is committed, so that she finds her own save.

    The write stands whatever becomes of the index, which can be made anew at any time.
    """

    def follow() -> None:
        try:
            search.follow()
        except (search.SearchError, DatabaseError):
            logger.exception("The index did not follow a curator's save")
            messages.warning(request, BEHIND)

    transaction.on_commit(follow)
