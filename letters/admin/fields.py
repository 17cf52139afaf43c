"""Form fields of the curators' forms: clean text, and what a form remembers of what it showed.

Every form carries beside each field what the field said when the page was opened (as a digest
where that is long). So a form knows what the curator herself changed, whatever has happened in the
database since, and saves that alone.
"""

import hashlib
from typing import Any

from django import forms
from django.db import models

from letters import text
from letters.admin.choices import LabelledChoice, LabelledChoices

_MARK = "sha256:"


def digest(value: object) -> str:
    """Return a short stand-in for a text as a form would save it; one stands for itself."""
    written = "" if value is None else str(value)
    if written.startswith(_MARK):
        return written
    return _MARK + hashlib.sha256(text.clean(written).strip().encode()).hexdigest()[:20]


class DigestInput(forms.HiddenInput):
    """A hidden field that holds the digest of a text instead of the text."""

    def format_value(self, value: Any) -> str:
        return digest(value)


class PlainText(forms.CharField):
    """A text of lines: one kind of line end, no control characters, no white space around it."""

    hidden_widget = DigestInput

    def to_python(self, value: Any) -> Any:
        # A NUL is left for Django's validator to refuse: no keyboard makes one.
        written = super().to_python(value)
        return written if not written or "\0" in written else text.clean(written).strip()

    def has_changed(self, initial: Any, data: Any) -> bool:
        return digest(self.to_python(initial)) != digest(self.to_python(data))


class PlainLine(PlainText):
    """A text of one line."""

    def to_python(self, value: Any) -> Any:
        written = super().to_python(value)
        return " ".join(written.split("\n")) if written else written


# For a model admin's `formfield_overrides`.
OVERRIDES: dict[Any, dict[str, Any]] = {
    models.TextField: {"form_class": PlainText},
    models.CharField: {"form_class": PlainLine},
    models.SlugField: {"form_class": forms.SlugField},
    models.URLField: {"form_class": forms.URLField, "assume_scheme": "https"},
    models.ForeignKey: {"form_class": LabelledChoice},
    models.ManyToManyField: {"form_class": LabelledChoices},
}


def remember_shown(form: forms.BaseForm) -> None:
    """Make a form carry what each of its fields shows when it is opened."""
    for field in form.fields.values():
        if not field.widget.is_hidden:
            field.show_hidden_initial = True


def shown(form: forms.BaseForm, name: str) -> Any:
    """Return what the form said in a field when the page was opened."""
    bound = form[name]
    raw = form.data.get(bound.html_initial_name)
    return form.fields[name].to_python(raw)
