"""Records of the archive, one file a noun. Imports only the base rooms below."""

from letters.models.answer import Answer
from letters.models.change import (
    Change,
    letters_shown_with,
    record_change,
    record_letter_change,
)
from letters.models.correspondent import Correspondent
from letters.models.imported import Awaited, ImportedFile
from letters.models.letter import FormerSlug, Letter
from letters.models.loaded import LoadedRecord
from letters.models.mention import CountryMention
from letters.models.names import lines
from letters.models.office import Office
from letters.models.organisation import Organisation
from letters.models.person import Person
from letters.models.recommendation import Addressee, Asker, Recommendation
from letters.models.signatory import Capacity, Signatory
from letters.models.source import Source
from letters.models.synonym import Synonym
from letters.models.theme import Theme

__all__ = [
    "Addressee",
    "Answer",
    "Asker",
    "Awaited",
    "Capacity",
    "Change",
    "Correspondent",
    "CountryMention",
    "FormerSlug",
    "ImportedFile",
    "Letter",
    "LoadedRecord",
    "Office",
    "Organisation",
    "Person",
    "Recommendation",
    "Signatory",
    "Source",
    "Synonym",
    "Theme",
    "letters_shown_with",
    "lines",
    "record_change",
    "record_letter_change",
]
