"""Publishing and withdrawing: what has to hold first, and what is written."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest
from django.utils import timezone

from letters.admin.saving import saving
from letters.models import FormerSlug, Letter

PERMISSION = "letters.publish_letter"


def may_publish(request: HttpRequest) -> bool:
    """Tell whether this curator is an editor."""
    return bool(request.user.has_perm(PERMISSION))


def may_write(request: HttpRequest, letter: Letter | None) -> bool:
    """Tell whether this curator may write into a letter: editors into any, others into drafts."""
    return letter is None or letter.status == Letter.Status.DRAFT or may_publish(request)


def problems(letter: Letter) -> list[str]:
    """Return why a letter cannot be published; nothing if it can."""
    rows: list[Any] = [letter, *_rows_of(letter)]
    return [problem for row in rows for problem in _problems(row)]


def _rows_of(letter: Letter) -> Iterator[Any]:
    yield from letter.correspondents.all()
    for signatory in letter.signatories.all():
        yield from (signatory, *signatory.capacities.all())
    for relation in (letter.recommendations, letter.reported_recommendations, letter.answers):
        yield from relation.select_related("letter")


def _problems(row: Any) -> Iterator[str]:
    try:
        row.full_clean()
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            is_whole = field == NON_FIELD_ERRORS
            label = "" if is_whole else f", {row._meta.get_field(field).verbose_name}"
            name = "The letter" if isinstance(row, Letter) else f"“{row}”"
            yield f"{name}{label}: {_sentences(messages)}"


def _sentences(messages: Iterable[str]) -> str:
    return " ".join(str(message) for message in messages)


def publish(letter: Letter) -> None:
    """Make a letter public, and keep the date of the first time."""
    letter.status = Letter.Status.PUBLISHED
    letter.withdrawn_reason = ""
    letter.published_at = letter.published_at or timezone.now()
    _save(letter, "Published")


def withdraw(letter: Letter, reason: str) -> None:
    """Take a letter from public view; its address says why."""
    letter.status = Letter.Status.WITHDRAWN
    letter.withdrawn_reason = reason
    _save(letter, "Withdrawn")


def _save(letter: Any, why: str) -> None:
    letter._history_date = saving(letter).moment
    letter._change_reason = why
    letter.save()


def keep_address(letter: Letter, former: str) -> None:
    """Let the former address of a letter that was public lead to it, unless it is taken back."""
    FormerSlug.objects.filter(letter=letter, slug=letter.slug).delete()
    if letter.published_at is not None and former != letter.slug:
        FormerSlug.objects.get_or_create(slug=former, defaults={"letter": letter})
