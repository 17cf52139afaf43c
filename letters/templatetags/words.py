"""Words as they are set: small matters of typography that no data should carry."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_HYPHENATED = re.compile(r"\b[A-Z]{2,}(?:[-–][A-Z]{2,})+\b")


@register.filter
def keep(text: str) -> SafeString:
    """Escape a text and keep names such as UNA-UK from being broken at their hyphen."""
    escaped = conditional_escape(text)
    # Safe: the text is escaped, and what is put around a name is fixed.
    return mark_safe(_HYPHENATED.sub(r'<span class="keep">\g<0></span>', escaped))  # noqa: S308
