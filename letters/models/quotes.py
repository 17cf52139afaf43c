"""Quotes: the rule that quoted words stand in the document they are quoted from."""

from django.core.exceptions import ValidationError

from letters.models.letter import Letter


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
    raise ValidationError({"quote": _not_found(letter, quote)})


def _not_found(letter: Letter, quote: str) -> str:
    nearest = letter.reading().nearest(quote)
    message = f"These words do not stand in “{letter.title}”."
    if nearest is None:
        return message
    return f"{message} The nearest wording, in passage {nearest.passage}: “{nearest.wording}”"
