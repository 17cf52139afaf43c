"""Quotes: the rule that quoted words stand in the document they are quoted from."""

from django.core.exceptions import ValidationError

from letters.models.letter import Letter
from letters.text import ReadingText


def check_quote(letter: Letter, quote: str, passage: int | None) -> int:
    """Return the number of the passage in which the quote stands.

    White space is folded and markup ignored. Raises ValidationError on ``quote`` with the nearest
    wording where the words do not stand in the letter, or not in the passage given.
    """
    reading = letter.reading()
    span = reading.find(quote, passage)
    if span is not None:
        return span.passage
    elsewhere = reading.find(quote)
    if elsewhere is not None:
        raise ValidationError(
            {"passage": f"The quote stands in passage {elsewhere.passage}, not in {passage}."}
        )
    raise ValidationError({"quote": not_found(letter, quote)})


def refind(before: ReadingText, after: ReadingText, quote: str, passage: int | None) -> int | None:
    """Return the passage of a quote after its text was changed, or None where it is gone.

    Of several passages with the same words it is the one in the same place among them.
    """
    earlier, later = _passages_with(before, quote), _passages_with(after, quote)
    if passage in earlier and len(earlier) == len(later):
        return later[earlier.index(passage)]
    return min(later, key=lambda number: abs(number - (passage or 1)), default=None)


def _passages_with(reading: ReadingText, quote: str) -> list[int]:
    first = reading.find(quote)
    block = reading.passage(first.passage) if first else None
    if first is None or block is None:
        return []
    wording = " ".join(block.plain[first.start : first.end].split())
    return [
        each.number
        for each in reading.passages
        if each.number is not None and wording in " ".join(each.plain.split())
    ]


def not_found(letter: Letter, quote: str) -> str:
    """Say that a quote does not stand in a letter, and which wording there is nearest to it."""
    nearest = letter.reading().nearest(quote)
    message = f"These words do not stand in “{letter.title}”."
    if nearest is None:
        return message
    return f"{message} The nearest wording, in passage {nearest.passage}: “{nearest.wording}”"
