"""Asks by themselves: who asks and who is asked, where that is not the senders and recipients."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from letters.admin import history, letter_list, publishing, traces, worklist
from letters.admin.base import filled_with, named
from letters.admin.rows import ArchiveInline, RowsFormSet
from letters.admin.saving import saving
from letters.admin.traces import Trace
from letters.admin.versions import VersionedAdmin, VersionedForm, claim
from letters.models import Addressee, Asker, Letter, Recommendation

PARTIES = ("organisation", "person", "office")


class RecommendationForm(VersionedForm):
    """The fields of an ask, saved as a version of its letter."""

    @property
    def letter(self) -> Letter:
        found: Letter = self.instance.letter
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        changed = set(self.changed_data)
        if "passage" not in changed and {"quote", "reported_in"} & changed:
            cleaned["passage"] = None
        return cleaned


class PartyRows(RowsFormSet):
    """Askers or addressees, counted from one."""

    placed_within = ()

    @property
    def owner(self) -> Letter:
        found: Letter = self.instance.letter
        return found


class PartyInline(ArchiveInline):
    formset = PartyRows
    fields = (("organisation", "person", "office"), ("words", "order"))

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related(*PARTIES)


class AskerInline(PartyInline):
    model = Asker
    hint = "Only where it is not the senders of the letter who ask."


class AddresseeInline(PartyInline):
    model = Addressee
    hint = "Only where it is not the recipients of the letter who are asked."


@admin.register(Recommendation)
class RecommendationAdmin(VersionedAdmin):
    form = RecommendationForm
    inlines = (AskerInline, AddresseeInline)
    name_of_list = "Asks"
    history_of = (
        history.Part(Asker, "recommendation"),
        history.Part(Addressee, "recommendation"),
    )
    rows: ClassVar[dict[str, int]] = {"quote": 5, "note": 3}
    reading = frozenset({"quote"})
    readonly_fields = ("letter", "number")
    fieldsets = (
        (None, {"fields": (("letter", "number"), "quote", ("gist", "form"), "themes")}),
        (
            "Where the words stand, and what they restate",
            {"fields": (("passage", "reported_in"), ("restates", "restates_reason"), "note")},
        ),
    )
    list_display = ("number", "gist", "letter_day", "letter_title", "form", "state")
    list_display_links = ("gist",)
    list_filter = ("form", "themes")
    list_select_related = ("letter",)
    labelled_with = ("letter",)
    search_fields = ("gist", "quote", "letter__title")
    # Those entered last come first: an order of dates would sort all asks of the archive.
    ordering = ("-letter_id", "-number")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("letter")

    @admin.display(description="date")
    def letter_day(self, ask: Recommendation) -> str:
        return letter_list.day(ask.letter)

    @admin.display(description="letter")
    def letter_title(self, ask: Recommendation) -> str:
        return ask.letter.title

    @admin.display(description="state")
    def state(self, ask: Recommendation) -> str:
        return letter_list.badge(ask.letter)

    @staticmethod
    def label_in_choices(ask: Recommendation) -> str:
        """Return the date of the letter, the number in it and the gist."""
        return f"{letter_list.day(ask.letter)}, {ask.letter.title}, {ask.number}: {ask.gist}"

    # Filled in by a link of the work list

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(worklist.worklist)
        return [
            path("worklist/", view, name="letters_recommendation_worklist"),
            *super().get_urls(),
        ]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[Any]:
        """Fill in the earlier ask that this one repeats, if one is named in the address."""
        form = super().get_form(request, obj, change, **kwargs)
        earlier = named(Recommendation, request, "restates")
        if obj is None or earlier is None:
            return form
        return filled_with(form, {"restates": earlier.pk})

    # Who may do what

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leave adding to the form of the letter, beside its text."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        letter = obj.letter if obj is not None else None
        return super().has_change_permission(request, obj) and publishing.may_write(request, letter)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow it together with the letter; alone, an ask is removed in the form of its letter."""
        if obj is None:
            return False
        allowed = super().has_delete_permission(request, obj)
        return allowed and publishing.may_write(request, obj.letter)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        raise PermissionDenied

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["show_delete"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    # Saving

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if form.has_changed():
            self._begin(obj, form)
            admin.ModelAdmin.save_model(self, request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        has_changed = form.has_changed() or any(formset.has_changed() for formset in formsets)
        if has_changed:
            self._begin(form.instance, form)
        admin.ModelAdmin.save_related(self, request, form, formsets, change)
        if has_changed:
            self.leave(request, form.traces | self.traces(form.instance))

    def _begin(self, ask: Any, form: Any) -> None:
        """Take the letter's next version, once in a save."""
        if saving(ask.letter).is_claimed:
            return
        before = Recommendation.objects.get(pk=ask.pk)
        form.traces = self.traces(before)
        claim(ask.letter)
        history.remember(before, self.history_of)
        ask._history_date = saving(ask.letter).moment

    def traces(self, obj: Any, changed: Any = None) -> set[Trace]:
        return traces.of_letter(obj.letter)
