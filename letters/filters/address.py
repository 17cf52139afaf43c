"""Addresses: the query string of a list as a value, from which its links are made."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode


@dataclass(frozen=True)
class Address:
    """The valid pairs of a query string, in the order typed; each method returns another one."""

    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def url(self) -> str:
        """The link, relative to the list's own address."""
        return f"?{'&'.join(map(_encoded, self.pairs))}" if self.pairs else "./"

    def adding(self, name: str, value: str) -> "Address":
        """Add a value to those the name has."""
        return Address((*self.without(name, value).pairs, (name, value)))

    def setting(self, name: str, value: str) -> "Address":
        """Give the name this value alone."""
        return Address((*self.without(name).pairs, (name, value)))

    def without(self, name: str, value: str | None = None) -> "Address":
        """Drop a value of the name, or all its values."""
        return Address(
            tuple(
                (key, held)
                for key, held in self.pairs
                if key != name or (value is not None and held != value)
            )
        )


# The links of a page repeat the same few pairs a hundred times.
@lru_cache(maxsize=4096)
def _encoded(pair: tuple[str, str]) -> str:
    return urlencode([pair])
