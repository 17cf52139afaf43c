"""The name and the words of a collection, from `fixtures/collection.toml`.

A base room: it imports nothing of this project. Settings read the file once, at the start.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Search:
    """A search offered to a reader who does not know what to look for."""

    label: str
    address: str


@dataclass(frozen=True)
class Collection:
    """What a collection is called, and the sentences that introduce it.

    `scope` is Markdown; `period` reads "2012–2018"; `contact` is a web or mail address. The last
    two may be empty.
    """

    name: str
    short_name: str
    description: str
    heading: str
    lead: str
    rights: str
    scope: str
    searches: tuple[Search, ...] = ()
    period: str = ""
    contact: str = ""

    @property
    def title(self) -> str:
        """Name and period, as they stand in a citation."""
        return f"{self.name}, {self.period}" if self.period else self.name


def read(path: Path) -> Collection:
    """Read a collection's words; a ValueError names the file and the key."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ValueError(f"{path}: this file is missing; it names the collection.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: {error}") from None
    try:
        return _collection(table)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def _collection(table: dict[str, Any]) -> Collection:
    searches = table.pop("searches", [])
    if not isinstance(searches, list) or not all(isinstance(entry, dict) for entry in searches):
        raise ValueError("searches: write each as a [[searches]] table with label and address.")
    collection = Collection(
        **_texts(table, Collection),
        searches=tuple(
            Search(**_texts(entry, Search, f"searches {number}: "))
            for number, entry in enumerate(searches, start=1)
        ),
    )
    _check(collection)
    return collection


def _texts(
    table: Mapping[str, Any], kind: type[Search] | type[Collection], where: str = ""
) -> dict[str, str]:
    """Take the text fields of a dataclass: none unknown, none without a default empty."""
    texts = {field.name: field for field in fields(kind) if field.type is str}
    for key in table:
        if key not in texts:
            raise ValueError(f"{where}{key}: unknown key; the keys are {', '.join(texts)}.")
    return {
        name: _text(table.get(name, field.default), where + name, may_be_empty=field.default == "")
        for name, field in texts.items()
    }


def _text(value: object, where: str, *, may_be_empty: bool) -> str:
    if value is not MISSING and not isinstance(value, str):
        raise ValueError(f"{where}: write a text in quotation marks, not {value!r}.")
    text = value.strip() if isinstance(value, str) else ""
    if not text and not may_be_empty:
        raise ValueError(f"{where}: this text is missing.")
    return text


def _check(collection: Collection) -> None:
    if len(collection.short_name) > 16:
        raise ValueError(f"short_name: {collection.short_name!r} is longer than 16 characters.")
    if collection.contact and not collection.contact.startswith(("https://", "mailto:")):
        raise ValueError(
            f"contact: {collection.contact!r} begins neither with https:// nor mailto:."
        )
    for search in collection.searches:
        if not search.address.startswith("/") or search.address.startswith("//"):
            raise ValueError(
                f"searches: {search.address!r} is no address on this site; begin it with one /."
            )
