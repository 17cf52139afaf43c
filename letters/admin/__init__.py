"""The curators' site, one file a noun.

`base.py` has what all forms share, `letter.py` the form in which a whole letter is entered. May
import the public views, which draw the preview.
"""

from letters.admin.letter import LetterAdmin
from letters.admin.names import OfficeAdmin, OrganisationAdmin, PersonAdmin
from letters.admin.recommendation import RecommendationAdmin
from letters.admin.source import SourceAdmin
from letters.admin.vocabulary import SynonymAdmin, ThemeAdmin

__all__ = [
    "LetterAdmin",
    "OfficeAdmin",
    "OrganisationAdmin",
    "PersonAdmin",
    "RecommendationAdmin",
    "SourceAdmin",
    "SynonymAdmin",
    "ThemeAdmin",
]
