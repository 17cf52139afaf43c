"""What all the curators' forms and lists have in common.

A form saves only what the curator changed in it, and leaves the changes for the public and the
history that belong to a write. No noun is named here.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.paginator import Paginator
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property

from letters.admin import fields, history, traces
from letters.admin.choices import OneChoice, SeveralChoices, expect_labels
from letters.admin.slugs import free_slug
from letters.admin.traces import Trace

if TYPE_CHECKING:
    Options = admin.options.BaseModelAdmin[Any]
    ModelAdmin = admin.ModelAdmin[Any]
    StackedInline = admin.StackedInline[Any, Any]
    ModelForm = forms.ModelForm[Any]
else:
    Options = object
    ModelAdmin, StackedInline, ModelForm = admin.ModelAdmin, admin.StackedInline, forms.ModelForm

RESTORED = "restore"


class CountedPaginator(Paginator):  # type: ignore[type-arg]
    """A paginator that counts no further than anybody leafs.

    Counting the rows that a filter leaves of a million takes seconds; whoever has ten thousand
    before her narrows them by year, by search or by a filter.
    """

    MOST = 10_000

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        if not isinstance(rows, models.QuerySet):
            return len(rows)
        # By key alone: what the columns of the list need is not computed to be counted.
        return int(rows.order_by().values("pk")[: self.MOST + 1].count())

    @property
    def is_capped(self) -> bool:
        """Tell whether there are more rows than were counted."""
        return self.count > self.MOST


class ArchiveForm(ModelForm):
    """A form that saves what was changed in it, and makes the slug if none is given."""

    slug_from: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.traces: set[Trace] = set()
        fields.remember_shown(self)
        expect_labels(self)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "slug" in self.fields and not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = self._new_slug(cleaned)
        keep_what_stands(self, cleaned)
        return cleaned

    def _new_slug(self, cleaned: dict[str, Any]) -> str:
        if self.instance.pk and self.instance.slug:
            return str(self.instance.slug)
        wording = " ".join(str(cleaned.get(name) or "") for name in self.slug_from)
        return free_slug(type(self.instance), wording)


def keep_what_stands(form: ModelForm, cleaned: dict[str, Any]) -> None:
    """Put what the database says into the fields that the curator did not change.

    It may have changed since the page was opened, and is not hers to set back.
    """
    if form.instance.pk is None:
        return
    for name in set(cleaned) - set(form.changed_data):
        field = form.fields.get(name)
        if field is None or name not in form.initial or not field.show_hidden_initial:
            continue
        if isinstance(field, fields.PlainText):
            # To the letter: white space at its ends is not for this form to take away.
            cleaned[name] = form.initial[name]
        elif field.has_changed(form.initial[name], form[name].data):
            cleaned[name] = field.clean(field.prepare_value(form.initial[name]))


class CuratorsFields(Options):
    """The fields of a form: clean text, choices by typing, room for long texts."""

    formfield_overrides = fields.OVERRIDES
    # Lines of the text areas, where four are not right.
    rows: ClassVar[dict[str, int]] = {}
    # Fields for words of the letters themselves, set in the reading type.
    reading: ClassVar[frozenset[str]] = frozenset()

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if isinstance(db_field, models.ForeignKey | models.ManyToManyField):
            kwargs.setdefault("widget", self.choice(db_field))
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = self.rows.get(db_field.name, 4)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # It would leave the form, and what was typed there; the pencil opens beside it.
            field.widget.can_view_related = field.widget.can_delete_related = False
        if field is not None and db_field.name in self.reading:
            field.widget.attrs["class"] = f"{field.widget.attrs.get('class', '')} reading".strip()
        return field

    def choice(self, db_field: Any) -> forms.Widget:
        """Return the widget with which a related record is chosen."""
        several = isinstance(db_field, models.ManyToManyField)
        kind = SeveralChoices if several else OneChoice
        return kind(db_field, self.admin_site)

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> Any:
        """Return the records to choose from, with what their labels need."""
        rows = db_field.remote_field.model._default_manager.all()
        chosen_by = self.admin_site.get_model_admin(rows.model)
        related = getattr(chosen_by, "labelled_with", ())
        return rows.select_related(*related) if related else rows


class ArchiveAdmin(CuratorsFields, ModelAdmin):
    """The form, list and history of one kind of record."""

    form = ArchiveForm
    paginator = CountedPaginator
    show_full_result_count = False
    # Counting what each filter would leave reads every row once for each.
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    save_on_top = False
    change_form_template = "admin/archive_form.html"
    change_list_template = "admin/archive_list.html"
    object_history_template = "admin/archive_history.html"
    # Off: a new address may be given to what is public, because the former one leads to it.
    keeps_slug = True
    # What its list is called, where the model does not say it.
    name_of_list = ""
    # Rows that are shown in the history of the record they belong to.
    history_of: ClassVar[tuple[history.Part, ...]] = ()

    # What a write leaves behind

    def traces(self, obj: Any, changed: Iterable[str] | None = None) -> set[Trace]:
        """Return what the public sees of this record as it stands in the database.

        ``changed`` names the fields that are written; None stands for all, as when it is deleted.
        """
        return set()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change and form.has_changed():
            before = self.model._default_manager.get(pk=obj.pk)
            form.traces = self.traces(before, form.changed_data)
            history.remember(before, self.history_of)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            self.leave(request, form.traces | self.traces(form.instance, form.changed_data))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        left = self.traces(obj)
        history.remember(obj, self.history_of)
        super().delete_model(request, obj)
        self.leave(request, left)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        with transaction.atomic():
            for obj in queryset:
                self.delete_model(request, obj)

    def leave(self, request: HttpRequest, left: set[Trace]) -> None:
        """Record changes, and let the index follow them once they are committed."""
        if left:
            traces.record(left)
            traces.follow_after_commit(request)

    # Slugs

    def is_public(self, obj: Any) -> bool:
        """Tell whether the public sees the record, so that its address has to stay."""
        rows = type(obj)._default_manager
        return hasattr(rows, "public") and bool(rows.public().filter(pk=obj.pk).exists())

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = tuple(super().get_readonly_fields(request, obj))
        is_kept = self.keeps_slug and obj is not None and self.is_public(obj)
        return (*fixed, "slug") if is_kept else fixed

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Lead to the public page of what is public."""
        has_page = obj is not None and hasattr(obj, "get_absolute_url") and self.is_public(obj)
        return str(obj.get_absolute_url()) if has_page else None

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj is not None else super().get_prepopulated_fields(request, obj)

    # History

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show who saved what and when, field by field."""
        obj = self.get_object(request, object_id)
        has_history = obj is not None and hasattr(self.model, "history")
        page = history.page(obj, self.history_of, request.GET.get("p", "")) if has_history else ()
        may_restore = obj is not None and self.has_change_permission(request, obj)
        context = {"history": page, "may_restore": may_restore, **(extra_context or {})}
        context |= {"title": f"History of “{obj}”", "list_name": self.list_name}
        return super().history_view(request, object_id, context)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[Any]:
        """Fill the form with an earlier version of the record, if one is named in the address.

        Nothing is written: the curator looks it through and saves it like anything she types.
        """
        form = super().get_form(request, obj, change, **kwargs)
        row = history.version(obj, request.GET.get(RESTORED, "")) if obj is not None else None
        if row is None or request.method == "POST":
            return form
        return filled_with(form, history.values(row))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        context = {"title": self.list_name, "list_name": self.list_name, **(extra_context or {})}
        return super().changelist_view(request, context)

    @property
    def list_name(self) -> str:
        """What the list of these records is called."""
        return self.name_of_list or str(self.opts.verbose_name_plural).capitalize()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = kwargs.get("obj")
        noun = str(self.opts.verbose_name)
        context |= {"title": str(obj) if obj else f"New {noun}", "subtitle": None}
        context |= {"list_name": self.list_name, "has_history": hasattr(self.model, "history")}
        if obj is not None and request.method != "POST":
            context["restored"] = history.version(obj, request.GET.get(RESTORED, ""))
        return super().render_change_form(request, context, *args, **kwargs)


def named(model: type[models.Model], request: HttpRequest, parameter: str) -> Any:
    """Return the record that the address names to fill in a form which is opened, if there is."""
    key = request.GET.get(parameter, "")
    if request.method == "POST" or not (key.isascii() and key.isdecimal() and len(key) < 19):
        return None
    return model._default_manager.filter(pk=key).first()


def filled_with(form: type[Any], values: dict[str, Any]) -> type[Any]:
    """Return the form class, its fields filled with these values over those of the record."""

    class Filled(form):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            restored = [name for name in self.fields if name in values and name in self.initial]
            # What the record says now is what the form carries as shown, so that a field filled
            # here counts as changed by the curator.
            self.data = MultiValueDict(
                {self[name].html_initial_name: _sent(self, name) for name in restored}
            )
            self.initial |= {name: values[name] for name in restored}
            # A field that was asked for its label has kept what the record says.
            self._bound_fields_cache.clear()
            expect_labels(self)

    return Filled


def _sent(form: forms.BaseForm, name: str) -> list[Any]:
    """Return what a field says, as a browser sends it."""
    value = form.fields[name].prepare_value(form.initial[name])
    several = value if isinstance(value, list | tuple) else [value]
    return ["" if one is None else one for one in several]
