"""What the form of a letter and the forms of its rows know of each other while they are saved."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from letters.admin.history import Part
from letters.models import (
    Addressee,
    Answer,
    Asker,
    Capacity,
    Correspondent,
    CountryMention,
    Letter,
    Recommendation,
    Signatory,
)

SIGNATORIES = Part(Signatory, "letter")
ASKS = Part(Recommendation, "letter")
# What belongs to a letter, and is part of its history.
LETTER_PARTS = (
    Part(Correspondent, "letter"),
    SIGNATORIES,
    Part(Capacity, "signatory", SIGNATORIES),
    ASKS,
    Part(Asker, "recommendation", ASKS),
    Part(Addressee, "recommendation", ASKS),
    Part(Answer, "letter"),
    Part(CountryMention, "letter"),
)


@dataclass
class Saving:
    """One save of one letter.

    All copies for the history that it writes carry the same moment: that is how the history page
    knows what was saved together.
    """

    moment: datetime.datetime = field(default_factory=timezone.now)
    # The text before this save, to see where its quotes went.
    text_before: str = ""
    is_claimed: bool = False
    # New people and organisations, to be told of.
    made: list[Any] = field(default_factory=list)


def saving(letter: Letter) -> Saving:
    """Return the save that a letter, as this request holds it, is in."""
    found: Saving = letter.__dict__.setdefault("_saving", Saving())
    return found
