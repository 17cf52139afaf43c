"""Lists of letters as formats take them: any number of letters, in constant memory."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from letters.exports.format import Edition


class Tally(NamedTuple):
    """A letter of a list by its number, with the asks it makes, and so on, as the list has them."""

    key: int
    asks: int
    answered: int
    answers: int


@dataclass(frozen=True)
class ListFormat:
    """A form in which a list of letters can be taken away.

    ``write`` turns the letters into pieces of text as they are asked for, with a constant number
    of queries for each ``at_once`` of them. Letters that are not public are left out.
    """

    name: str
    label: str
    description: str
    extension: str
    content_type: str
    write: Callable[[Iterable[Tally], Edition], Iterator[str]]


def chunks(tallies: Iterable[Tally], size: int) -> Iterator[list[Tally]]:
    """Group what a list has."""
    rest = iter(tallies)
    while chunk := list(islice(rest, size)):
        yield chunk
