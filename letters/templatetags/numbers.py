"""Numbers as they are set."""

from django import template

register = template.Library()


@register.filter
def amount(number: int) -> str:
    """Set a number with its thousands apart: 100,000."""
    return f"{number:,}"


@register.filter
def cell(number: int) -> str:
    """Set a number in a table, where nought is a dash."""
    return f"{number:,}" if number else "–"


@register.filter
def milliseconds(elapsed: float) -> str:
    """Set how long something took."""
    return f"{elapsed:,.0f} ms" if elapsed >= 1 else "under 1 ms"
