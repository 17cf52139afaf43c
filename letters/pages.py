"""What the templates of the public pages may call, and the environment that they are made in.

They are written in Jinja, the admin's in Django's own language. A name that nobody gives is an
error: a page with a gap where a number should be looks right to everybody but its reader. All that
is printed is escaped, but what Django or this module marks as safe.
"""

import re
from functools import cache
from typing import Any, cast

from django.template import defaultfilters, engines
from django.template.backends.jinja2 import Jinja2
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, StrictUndefined

_HYPHENATED = re.compile(r"\b[A-Z]{2,}(?:[-–][A-Z]{2,})+\b")
# The folder in which the templates of the other language lie.
_ADMIN = "django/"


def environment(**options: Any) -> Environment:
    """Return the environment of the public templates; Django's backend gives it its options."""
    made = Environment(  # noqa: S701  # autoescape is on
        **options | {"autoescape": True, "undefined": StrictUndefined},
        # White space between words stays as it is written: some of it shows.
        lstrip_blocks=True,
        cache_size=-1,
    )
    made.globals |= {"static": static, "url": url}
    made.filters |= {each.__name__: each for each in (amount, cell, keep, milliseconds)}
    made.filters |= {
        "capfirst": defaultfilters.capfirst,
        "linebreaksbr": defaultfilters.linebreaksbr,
        "pluralize": defaultfilters.pluralize,
        "truncatechars": defaultfilters.truncatechars,
        "truncatewords": defaultfilters.truncatewords,
    }
    return made


def compile_all() -> None:
    """Compile every public template now, for what it takes would be waited for by a reader."""
    made = cast(Jinja2, engines["jinja2"]).env
    for name in made.list_templates(extensions=["html"]):
        if not name.startswith(_ADMIN):
            made.get_template(name)


# Addresses


def url(name: str, *parts: str | int) -> str:
    """Return the address of a page: its name, and what stands in its address."""
    return reverse(name, args=parts) if parts else _address(name)


@cache
def _address(name: str) -> str:
    """Return an address that is always the same: every page has a dozen of them."""
    return reverse(name)


# Numbers


def amount(number: int) -> str:
    """Set a number with its thousands apart: 100,000."""
    return f"{number:,}"


def cell(number: int) -> str:
    """Set a number in a table, where nought is a dash."""
    return f"{number:,}" if number else "–"


def milliseconds(elapsed: float) -> str:
    """Set how long something took."""
    return f"{elapsed:,.0f} ms" if elapsed >= 1 else "under 1 ms"


# Words


def keep(text: str) -> SafeString:
    """Escape a text and keep names such as UNA-UK from being broken at their hyphen."""
    escaped = conditional_escape(text)
    # Safe: the text is escaped, and what is put around a name is fixed.
    return mark_safe(_HYPHENATED.sub(r'<span class="keep">\g<0></span>', escaped))  # noqa: S308
