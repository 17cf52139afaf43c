"""Letters: the documents of the archive."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from letters import dates
from letters.models.derived import DerivedDateField
from letters.models.slugs import SLUG, SlugQuerySet, slug_field
from letters.models.source import Source
from letters.text import MAX_LENGTH, ReadingText, read

# Undated letters stand before all dated ones, and so last where the newest come first.
UNDATED = datetime.date.min


def check_edtf(value: str) -> None:
    """Raise ValidationError unless the value is an EDTF date this archive can bound."""
    try:
        dates.parse(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class LetterQuerySet(SlugQuerySet):
    """Letters, as the archive speaks of them."""

    def published(self) -> Any:
        """Keep what the public may see."""
        return self.filter(status=Letter.Status.PUBLISHED)

    def withdrawn(self) -> Any:
        """Keep what was published once and is no longer shown."""
        return self.filter(status=Letter.Status.WITHDRAWN)

    def signed_by(self, person: Any) -> Any:
        """Keep letters that a person signs."""
        return self.filter(signatories__person=person).distinct()

    def by_date(self) -> Any:
        """Order from the oldest to the newest, undated ones first; the order is total."""
        return self.order_by("sort_date", "pk")

    def claim(self, letter: "Letter") -> bool:
        """Take the next version of a letter; False where somebody else has saved it meanwhile.

        One statement, so that of two writers at once only one goes on, on either database.
        """
        mine = self.filter(pk=letter.pk, version=letter.version)
        if not mine.update(version=F("version") + 1, modified_at=timezone.now()):
            return False
        letter.version += 1
        return True

    def for_list(self) -> Any:
        """Leave the texts in the database and fetch who wrote to whom."""
        return self.defer(*LONG_FIELDS).prefetch_related(
            "correspondents__organisation",
            "correspondents__person",
            "correspondents__office",
            "signatories__person",
        )


LONG_FIELDS = ("opener", "text", "closer", "editorial_note", "enclosures", "rights")


class Letter(models.Model):
    """A document of the archive: a letter, a reply, a meeting summary, held or not."""

    class Kind(models.TextChoices):
        LETTER = "letter", "letter"
        JOINT_LETTER = "joint-letter", "joint letter"
        OPEN_LETTER = "open-letter", "open letter"
        CAMPAIGN_LETTER = "campaign-letter", "campaign letter"
        REPLY = "reply", "reply"
        MEETING_SUMMARY = "meeting-summary", "meeting summary"
        STATEMENT = "statement", "statement"
        OTHER = "other", "other document"

    class Status(models.TextChoices):
        DRAFT = "draft", "draft"
        PUBLISHED = "published", "published"
        WITHDRAWN = "withdrawn", "withdrawn"

    class DateOf(models.TextChoices):
        WRITING = "writing", "writing"
        SENDING = "sending", "sending"
        EVENT = "event", "the event"

    slug = slug_field()
    title = models.CharField(
        max_length=300, help_text="Who to whom, or the document's own title. Plain text."
    )
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.LETTER)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    withdrawn_reason = models.TextField(
        "reason for withdrawal", blank=True, help_text="Shown in place of a withdrawn letter."
    )
    held = models.BooleanField(
        default=True, help_text="Off: the archive knows this letter only from another document."
    )

    known_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="makes_known",
        help_text="The document that speaks of a letter that is not held.",
    )

    date = models.CharField(
        max_length=60,
        blank=True,
        validators=[check_edtf],
        help_text="EDTF: 2012-09-04, 2012-09, 2012-09~ (about), 2012? (uncertain), 2012/2014, "
        "../2014-05-14 (not after). Empty: undated.",
    )
    date_of = models.CharField(
        "date of", max_length=10, choices=DateOf.choices, default=DateOf.WRITING
    )
    date_as_printed = models.CharField(max_length=120, blank=True)
    date_inferred = models.BooleanField(default=False)
    date_reason = models.CharField(
        max_length=300, blank=True, help_text="Why, if the date is inferred."
    )
    earliest = DerivedDateField(derive="first_day", null=True)
    latest = DerivedDateField(derive="last_day", null=True)
    sort_date = DerivedDateField(derive="day_to_sort_by", default=UNDATED)

    place = models.CharField(
        max_length=120, blank=True, help_text="Where it was written, only if it says so."
    )
    reference = models.CharField(
        max_length=120, blank=True, help_text="The sender's file reference: MIN/66425/2014."
    )
    language = models.CharField(max_length=20, default="en", help_text="BCP 47: en-GB, en-US, fr.")

    opener = models.TextField(
        blank=True,
        help_text="Everything printed above the salutation, in its order: letterhead, address, "
        "date, reference, copy line. A blank line between blocks; lines stay lines.",
    )
    salutation = models.CharField(max_length=200, blank=True, help_text="“Dear Foreign Secretary”")
    text = models.TextField(
        blank=True,
        validators=[MaxLengthValidator(MAX_LENGTH)],
        help_text="The reading text in Markdown: paragraphs, headings, lists, *emphasis*, "
        "footnotes[^1]. Paragraphs and list items are numbered as passages.",
    )
    valediction = models.CharField(max_length=200, blank=True, help_text="“Yours respectfully,”")
    closer = models.TextField(
        blank=True,
        help_text="The signature block as printed. Leave it empty to have it set from the "
        "signatories.",
    )
    enclosures = models.TextField(blank=True, help_text="What was enclosed, one a line.")

    summary = models.TextField(blank=True, help_text="One or two sentences of the curators' own.")
    editorial_note = models.TextField(
        blank=True, help_text="What was mended, what is odd and stays, what is inferred."
    )
    replies_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )
    replies_to_inferred = models.BooleanField(
        "reply is inferred", default=False, help_text="On: the document does not say so itself."
    )
    replies_to_reason = models.CharField("reason", max_length=300, blank=True)
    source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    rights = models.TextField(blank=True, help_text="Who holds the rights in the text.")

    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)
    # Counts saves, so that the second of two curators is told instead of overwriting the first.
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = LetterQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["modified_at", "version"])

    class Meta:
        ordering = ["sort_date", "pk"]
        permissions = [("publish_letter", "Can publish and withdraw letters")]
        indexes = [
            # The status last: where it comes first, SQLite looks for a few rows of other tables
            # along all published letters.
            models.Index(fields=["sort_date", "id", "status"], name="letter_by_day"),
            models.Index(fields=["published_at", "id", "status"], name="letter_by_publication"),
            # Few are hidden, and they are left out by their list.
            models.Index(fields=["id"], name="letter_hidden", condition=~Q(status="published")),
            models.Index(fields=["reference"], name="letter_by_reference"),
            models.Index(fields=["kind", "sort_date", "id"], name="letter_by_kind"),
            models.Index(fields=["held", "sort_date", "id"], name="letter_by_held"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "published", "withdrawn"]),
                name="letter_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(earliest=None) | Q(latest=None) | Q(earliest__lte=F("latest")),
                name="letter_dates_are_in_order",
            ),
            models.CheckConstraint(
                condition=Q(held=True) | Q(text=""), name="letter_not_held_has_no_text"
            ),
            models.CheckConstraint(
                condition=Q(replies_to=None) | ~Q(replies_to=F("id")),
                name="letter_does_not_reply_to_itself",
            ),
            models.CheckConstraint(
                condition=Q(replies_to_inferred=False) | ~Q(replies_to_reason=""),
                name="letter_inferred_reply_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(date_inferred=False) | ~Q(date_reason=""),
                name="letter_inferred_date_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | ~Q(withdrawn_reason=""),
                name="letter_withdrawn_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/letters/{self.slug}/"

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    natural_key.dependencies = ["letters.source"]  # type: ignore[attr-defined]

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    @property
    def when(self) -> dates.Date:
        """The date with its bounds."""
        return dates.parse(self.date)

    def reading(self) -> ReadingText:
        """Return the text as numbered passages."""
        return read(self.text)

    def first_day(self) -> datetime.date | None:
        return self.when.earliest

    def last_day(self) -> datetime.date | None:
        return self.when.latest

    def day_to_sort_by(self) -> datetime.date:
        return self.when.earliest or self.when.latest or UNDATED

    def clean(self) -> None:
        """Raise ValidationError where fields contradict each other, naming the field."""
        errors = {
            "text": not self.held and self.text,
            "known_from": not self.held and self.known_from_id is None,
            "replies_to": self.pk and self.replies_to_id == self.pk,
            "replies_to_reason": self.replies_to_inferred and not self.replies_to_reason,
            "date_reason": self.date_inferred and not self.date_reason,
            "withdrawn_reason": (
                self.status == self.Status.WITHDRAWN and not self.withdrawn_reason.strip()
            ),
        }
        found = {field: CLEAN_MESSAGES[field] for field, wrong in errors.items() if wrong}
        if found:
            raise ValidationError(found)

    def validate_unique(self, exclude: Any = None) -> None:
        """Raise ValidationError also where the slug is one that another letter had."""
        super().validate_unique(exclude=exclude)
        if FormerSlug.objects.filter(slug=self.slug).exclude(letter=self.pk).exists():
            raise ValidationError({"slug": CLEAN_MESSAGES["slug"]})


CLEAN_MESSAGES = {
    "text": "A letter that is not held has no text here. Tick “held” or empty the text.",
    "known_from": "Name the document that speaks of this letter, which is not held.",
    "replies_to": "A letter cannot reply to itself.",
    "replies_to_reason": "Say why the reply is inferred.",
    "date_reason": "Say why the date is inferred.",
    "withdrawn_reason": "Say why the letter is withdrawn: the reason is shown in its place.",
    "slug": "Another letter had this address when it was public, and is still found under it.",
}


class FormerSlugQuerySet(models.QuerySet[Any]):
    """Former slugs by themselves."""

    def get_by_natural_key(self, slug: str) -> Any:
        return self.get(slug=slug)


class FormerSlug(models.Model):
    """A slug that a letter had when it was public; its address redirects."""

    slug = models.SlugField(max_length=120, unique=True, validators=[SLUG])
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="former_slugs")

    objects = FormerSlugQuerySet.as_manager()

    def __str__(self) -> str:
        return self.slug

    def natural_key(self) -> tuple[str]:
        return (self.slug,)
