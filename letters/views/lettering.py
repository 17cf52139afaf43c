"""Lettering of drawings: how wide words are set, by a rough table, as no font is known here."""

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

NARROW = set("iljtfrI.,:;'’‘|!()[]- ")
BROAD = set("mwMW@%—…")


def text_width(text: str, size: float) -> float:
    """Estimate how wide a text is set in a sans or an italic serif of a size, rather too wide."""
    return sum(map(_em, text)) * size


@lru_cache(maxsize=4096)
def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in NARROW:
        return 0.32
    if character in BROAD:
        return 0.9
    return 0.66 if character.isupper() else 0.56


def shortened(text: str, size: float, room: float) -> str:
    """Cut a text to the room there is, with an ellipsis."""
    ends = list(accumulate(map(_em, text)))
    if not ends or ends[-1] * size <= room:
        return text
    fitting = bisect_right(ends, room / size - _em("…"))
    return f"{text[:fitting].rstrip()}…"
