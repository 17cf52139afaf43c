"""Choosing a record by typing: its label, and the labels of a whole form in one query."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.db.models import Model

from letters.admin.site import label_in_choices


class LabelledChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One record."""

    def label_from_instance(self, obj: Model) -> str:
        return label_in_choices(obj)


class LabelledChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several records."""

    def label_from_instance(self, obj: Model) -> str:
        return label_in_choices(obj)


class Labels:
    """The labels of the records chosen in a form's rows, read together when the first is needed.

    Django's widget asks the database once for each row; a letter of thirty signatories has ninety.
    """

    def __init__(self) -> None:
        self.expected: set[str] = set()
        self.known: dict[str, str] = {}

    def expect(self, chosen: Any) -> None:
        """Note what will be asked for: a primary key, or several."""
        several = chosen if isinstance(chosen, list | tuple) else [chosen]
        self.expected |= {str(key) for key in several if key not in (None, "")}

    def of(self, keys: Iterable[str], choices: Any) -> dict[str, str]:
        """Return the labels of those keys that exist."""
        wanted = set(keys)
        missing = {key for key in (wanted | self.expected) - self.known.keys() if key.isdecimal()}
        if missing:
            rows = choices.queryset.filter(pk__in=missing)
            self.known |= {str(row.pk): choices.field.label_from_instance(row) for row in rows}
            self.expected.clear()
        return {key: self.known[key] for key in wanted if key in self.known}


class OneChoice(AutocompleteSelect):
    """Django's autocompleting choice, its labels shared by all rows of a form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.labels = Labels()

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list[Any]:
        return _options(self, name, value)


class SeveralChoices(AutocompleteSelectMultiple):
    """The same for several records."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.labels = Labels()

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        """Let each be removed by itself: a cross for all would be no item of their list."""
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)
        return {**attrs, "data-allow-clear": "false"}

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list[Any]:
        return _options(self, name, value)


def _options(widget: Any, name: str, value: Sequence[str]) -> list[Any]:
    """Return the chosen records as options, and an empty one where nothing may be chosen."""
    options = []
    if not widget.is_required and not widget.allow_multiple_selected:
        options.append(widget.create_option(name, "", "", False, 0))
    labels = widget.labels.of([str(one) for one in value if one], widget.choices)
    for key, label in sorted(labels.items(), key=lambda item: value.index(item[0])):
        options.append(widget.create_option(name, key, label, True, len(options)))
    return [(None, options, 0)]


def expect_labels(form: forms.BaseForm) -> None:
    """Tell the choices of a form what they will be asked to label."""
    for name, field in form.fields.items():
        widget = getattr(field.widget, "widget", field.widget)
        if isinstance(widget, OneChoice | SeveralChoices):
            widget.labels.expect(form[name].value())
