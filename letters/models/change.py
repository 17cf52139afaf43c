"""Changes: the append-only log of what the index has to follow and what caches must forget.

Whoever writes calls :func:`record_change` in the same transaction: the admin's base class and the
importers' one writer. Drafts leave no trace here.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connection, models, transaction

from letters.models.answer import Answer
from letters.models.letter import Letter
from letters.models.prepared import Prepared
from letters.models.recommendation import Recommendation

# Changes that are told apart when they become visible out of order.
NEWEST = 2000


class ChangeQuerySet(models.QuerySet[Any]):
    """Changes, and how far they go."""

    def version(self) -> str:
        """Return a word that is another one after every change that becomes visible.

        Not the highest id alone: on PostgreSQL a change may be committed after others with higher
        ids. It moves the sum of the newest ids, out of which a change never falls uncounted, since
        transactions that record changes are short; the index counts those that come later still.
        """
        newest = LATEST.first()
        return f"{newest[0]}.{newest[2]}.{newest[1]}" if newest else "0"


class Sum(models.Subquery):
    """The sum of the only column of a query, which may be limited: an aggregate may not."""

    template = "(SELECT SUM(pk) FROM (%(subquery)s) AS newest)"
    output_field = models.BigIntegerField()


class Change(models.Model):
    """One thing that changed in what the public sees."""

    class Subject(models.TextChoices):
        LETTER = "letter", "letter"
        ORGANISATION = "organisation", "organisation"
        PERSON = "person", "person"
        OFFICE = "office", "office"
        THEME = "theme", "theme"
        SYNONYM = "synonym", "synonym"

    subject = models.CharField(max_length=12, choices=Subject.choices)
    key = models.BigIntegerField(help_text="Primary key of the subject, which may be gone.")
    indexed = models.BooleanField(
        default=True, help_text="Off: only pages change, such as a name that the index lacks."
    )
    words = models.TextField(
        blank=True, help_text="Forms of a synonym, old and new: letters with them follow."
    )
    # Ids are not committed in order on PostgreSQL; the transaction tells what may still come.
    transaction = models.BigIntegerField(default=0, editable=False, db_index=True)
    # Tells a restored database from the one that the index followed.
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    at = models.DateTimeField(auto_now_add=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.subject} {self.key}"


# The latest change with its token, and the sum of the newest ids.
LATEST = Prepared(
    lambda: Change.objects.order_by("-pk").values_list(
        "pk", "token", Sum(Change.objects.order_by("-pk").values("pk")[:NEWEST])
    )[:1]
)


def record_change(
    subject: Change.Subject, keys: Iterable[int], *, indexed: bool = True, words: str = ""
) -> None:
    """Append one change for each key, in the running transaction."""
    with transaction.atomic():
        number = _running_transaction()
        Change.objects.bulk_create(
            Change(subject=subject, key=key, indexed=indexed, words=words, transaction=number)
            for key in keys
        )


def _running_transaction() -> int:
    """Return the number of the transaction on PostgreSQL; 0 on SQLite, which has one writer."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return int(cursor.fetchone()[0])


def record_letter_change(letter: Letter) -> None:
    """Append changes for a letter and for every letter whose entry in the index shows it.

    Call it when a published letter changes, and when a letter becomes public or ceases to be.
    """
    record_change(Change.Subject.LETTER, sorted(letters_shown_with(letter)))


def letters_shown_with(*letters: Letter) -> set[int]:
    """Return the ids of letters and of the public ones that share an ask or answer with them."""
    keys = {letter.pk for letter in letters}
    answers = Answer.objects.all()
    of_asks = answers.filter(recommendation__letter__in=keys)
    reported = Recommendation.objects.filter(reported_in__in=keys)
    to_reported = answers.filter(recommendation__reported_in__in=keys)
    beside = {
        *answers.filter(letter__in=keys).values_list("recommendation__letter", flat=True),
        *of_asks.values_list("letter", flat=True),
        *reported.values_list("letter", flat=True),
        *to_reported.values_list("letter", flat=True),
    }
    public = Letter.objects.published().filter(pk__in=beside).values_list("pk", flat=True)
    return {*keys, *(public if beside else ())}
