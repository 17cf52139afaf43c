"""Letters: one form for everything that stands in a letter, from its date to its answers."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from letters.admin import history, letter_list, publishing, traces
from letters.admin.base import named
from letters.admin.correspondents import CorrespondentInline
from letters.admin.ledger import AnswerInline, RecommendationInline
from letters.admin.letter_actions import LetterActions
from letters.admin.letter_form import LetterForm
from letters.admin.rows import ArchiveInline
from letters.admin.saving import LETTER_PARTS, saving
from letters.admin.signatories import SignatoryInline
from letters.admin.traces import Trace
from letters.admin.versions import claim
from letters.models import CountryMention, Letter, Recommendation
from letters.text import MAX_LENGTH

NEW_NAME = 'New {}: <a href="{}">{}</a>. Please check the name.'


class CountryMentionInline(ArchiveInline):
    model = CountryMention
    verbose_name_plural = "countries mentioned"
    fields = (("country", "mentioned"),)
    hint = "Countries are found in the text. Say here where that is wrong, or not enough."


@admin.register(Letter)
class LetterAdmin(LetterActions):
    """The form of a letter, in the order in which a letter is read."""

    form = LetterForm
    history_of = LETTER_PARTS
    change_form_template = "admin/letters/letter/change_form.html"
    delete_confirmation_template = "admin/letters/letter/delete_confirmation.html"
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("date", "title")}
    keeps_slug = False
    readonly_fields = ("former_addresses",)
    rows: ClassVar[dict[str, int]] = {"text": 28, "opener": 8, "closer": 6, "enclosures": 2}
    reading = frozenset({"text", "opener", "salutation", "valediction", "closer"})
    fieldsets = (
        (
            "The letter",
            {"fields": ("title", "slug", ("kind", "language"), ("held", "known_from"))},
        ),
        (
            "Date",
            {
                "fields": (
                    ("date", "date_of", "date_as_printed"),
                    ("date_inferred", "date_reason"),
                )
            },
        ),
        (
            "What stands in it",
            {
                "fields": (
                    ("place", "reference"),
                    "opener",
                    "salutation",
                    "text",
                    "valediction",
                    "closer",
                    "enclosures",
                )
            },
        ),
        (
            "What it replies to",
            {"fields": ("replies_to", ("replies_to_inferred", "replies_to_reason"))},
        ),
        (
            "In the curators’ words",
            {"fields": ("summary", "editorial_note", "source", "rights")},
        ),
    )
    inlines = (
        CorrespondentInline,
        SignatoryInline,
        RecommendationInline,
        AnswerInline,
        CountryMentionInline,
    )
    # Which rows follow which fields.
    rows_after: ClassVar[dict[str, tuple[type[ArchiveInline], ...]]] = {
        "Date": (CorrespondentInline,),
        "What stands in it": (SignatoryInline, RecommendationInline),
        "What it replies to": (AnswerInline,),
        "In the curators’ words": (CountryMentionInline,),
    }

    # Who may do what

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and publishing.may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and publishing.may_write(request, obj)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return publishing.may_publish(request)

    def is_public(self, obj: Any) -> bool:
        return bool(obj.is_published)

    # The form

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "text":
            kwargs["max_length"] = MAX_LENGTH
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for the reason of a withdrawal, and show former addresses, where there are any."""
        fieldsets = super().get_fieldsets(request, obj)
        (first, options), *others = fieldsets
        fields = list(options["fields"])
        if obj is not None and obj.status == Letter.Status.WITHDRAWN:
            fields.insert(0, "withdrawn_reason")
        if obj is not None and obj.former_slugs.exists():
            fields.insert(fields.index("slug") + 1, "former_addresses")
        return [(first, {**options, "fields": fields}), *others]

    @admin.display(description="former addresses")
    def former_addresses(self, letter: Letter) -> str:
        return ", ".join(former.slug for former in letter.former_slugs.all())

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """Fill in an answer, if the address names the ask, and the passage that may answer it."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        ask = named(Recommendation, request, "answer") if isinstance(inline, AnswerInline) else None
        if ask is not None and obj is not None:
            kwargs["initial"] = [{"recommendation": ask.pk, **_quoted(request, obj)}]
        return kwargs

    def get_inline_formsets(
        self, request: HttpRequest, formsets: Any, inline_instances: Any, obj: Any = None
    ) -> Any:
        """Show the rows of a refused form as they were sent, whatever the database has now."""
        for formset in formsets:
            if formset.is_bound:
                shown = formset.initial_forms
                formset._queryset = [form.instance if form.is_stored else None for form in shown]
        return super().get_inline_formsets(request, formsets, inline_instances, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        letter = kwargs.get("obj")
        context |= {
            "parts": list(self._parts(context)),
            "reported": _reported_in(letter) if letter is not None else (),
            "may_publish": publishing.may_publish(request),
            "saved": history.last_save(letter) if letter is not None else None,
            "state": letter_list.badge(letter) if letter is not None else "",
            "is_for_editors": letter is not None and not publishing.may_write(request, letter),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def _parts(self, context: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield the fields and rows of the form in the order in which they are shown."""
        rows = {type(formset.opts): formset for formset in context["inline_admin_formsets"]}
        for fieldset in context["adminform"]:
            names = {name for line in fieldset for name in line.fields}
            errors = any(name in context["adminform"].form.errors for name in names)
            yield {"name": fieldset.name, "fieldset": fieldset, "has_errors": errors}
            for inline in self.rows_after.get(str(fieldset.name), ()):
                if inline in rows:
                    yield _part_of_rows(rows[inline])

    # Saving

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj._history_date = saving(obj).moment
        if not change:
            admin.ModelAdmin.save_model(self, request, obj, form, change)
        elif form.has_changed():
            self._write(request, obj, form)

    def _write(self, request: HttpRequest, letter: Any, form: Any) -> None:
        """Write a letter that was there before, once in a save."""
        if saving(letter).is_claimed:
            return
        before = Letter.objects.get(pk=letter.pk)
        form.traces = self.traces(before)
        claim(letter)
        history.remember(before, self.history_of)
        letter._change_reason = request.POST.get("reason", "")[:100]
        letter.save()
        publishing.keep_address(letter, before.slug)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        letter = form.instance
        is_to_publish = "_publish" in request.POST and publishing.may_publish(request)
        has_changed = form.has_changed() or any(formset.has_changed() for formset in formsets)
        if change and (has_changed or is_to_publish):
            self._write(request, letter, form)
        admin.ModelAdmin.save_related(self, request, form, formsets, change)
        for ask in form.reports:
            ask._history_date = saving(letter).moment
            ask.save()
        if is_to_publish:
            self._publish(request, letter)
        self.leave(
            request, form.traces | self.traces(letter) if has_changed or is_to_publish else set()
        )
        self._tell_of_new_names(request, letter)

    def _publish(self, request: HttpRequest, letter: Letter) -> None:
        stands = Letter.objects.get(pk=letter.pk)
        if found := publishing.problems(stands):
            told = format_html("Saved, but not published. {}", " ".join(found))
            self.message_user(request, told, messages.ERROR)
        else:
            publishing.publish(letter)

    def _tell_of_new_names(self, request: HttpRequest, letter: Letter) -> None:
        for _, made in saving(letter).made:
            address = reverse(f"admin:letters_{made._meta.model_name}_change", args=[made.pk])
            told = format_html(NEW_NAME, made._meta.verbose_name, address, made)
            self.message_user(request, told, messages.INFO)

    def traces(self, obj: Any, changed: Any = None) -> set[Trace]:
        return traces.of_letter(obj)


def _reported_in(letter: Letter) -> Any:
    """Return the asks of other letters that are quoted from this one."""
    reported = letter.reported_recommendations.select_related("letter")
    return reported.order_by("letter_id", "number")


def _quoted(request: HttpRequest, letter: Letter) -> dict[str, Any]:
    """Return the passage that the address names, to be cut to the words that answer."""
    number = request.GET.get("passage", "")
    is_number = number.isascii() and number.isdecimal() and len(number) < 7
    block = letter.reading().passage(int(number)) if is_number else None
    return {"quote": block.plain, "passage": block.number} if block else {}


def _part_of_rows(formset: Any) -> dict[str, Any]:
    return {
        "name": str(formset.opts.verbose_name_plural).capitalize(),
        "rows": formset,
        "number": formset.formset.initial_form_count(),
        "has_errors": formset.formset.is_bound and formset.formset.total_error_count() > 0,
    }
