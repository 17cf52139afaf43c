"""Forms in which letters leave the archive, one file each. A format knows nothing of HTTP.

``records`` fetches what a format may show, ``citation`` makes the sentence by which a letter is
cited. May import models and what is below them.
"""

from letters.exports import json, plain_text
from letters.exports.citation import Citation, cite
from letters.exports.format import Edition, Format
from letters.exports.records import complete

FORMATS: tuple[Format, ...] = (plain_text.FORMAT, json.FORMAT)

__all__ = ["FORMATS", "Citation", "Edition", "Format", "cite", "complete"]
