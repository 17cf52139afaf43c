"""Forms in which letters leave the archive, one file each. A format knows nothing of HTTP.

``records`` fetches what a format may show, ``citation`` makes the sentence by which a letter is
cited. May import models and what is below them.
"""

from letters.exports import csv, json, jsonl, plain_text
from letters.exports.asks import ASK_FORMATS, Asked, AskFormat
from letters.exports.citation import Citation, cite
from letters.exports.format import Edition, Format
from letters.exports.lists import ListFormat, Tally
from letters.exports.records import complete

# Forms of one letter, and of any list of them.
FORMATS: tuple[Format, ...] = (plain_text.FORMAT, json.FORMAT)
LIST_FORMATS: tuple[ListFormat, ...] = (csv.FORMAT, jsonl.FORMAT)

__all__ = [
    "ASK_FORMATS",
    "FORMATS",
    "LIST_FORMATS",
    "AskFormat",
    "Asked",
    "Citation",
    "Edition",
    "Format",
    "ListFormat",
    "Tally",
    "cite",
    "complete",
]
