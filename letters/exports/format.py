"""What a format is, and what every exported letter says of where it comes from."""

from collections.abc import Callable
from dataclasses import dataclass

from letters.models import Letter


@dataclass(frozen=True)
class Edition:
    """The archive that a letter is exported from: its title, and its address without a slash."""

    title: str
    url: str

    def permalink(self, letter: Letter) -> str:
        """Return the permanent address of a letter."""
        return f"{self.url}{letter.get_absolute_url()}"


@dataclass(frozen=True)
class Format:
    """A form in which a letter can be taken away.

    ``write`` turns a letter of ``records.complete()`` into text, without a query.
    """

    name: str
    label: str
    extension: str
    content_type: str
    write: Callable[[Letter, Edition], str]

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        return self.content_type.partition(";")[0]
