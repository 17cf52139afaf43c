"""The environment of the public templates under test, where a slip in one is an error.

In earnest a method that is named and not called would be printed, or be true, and None would stand
on the page. To look for either at every variable takes time that readers would wait for.
"""

from typing import Any, NoReturn

from jinja2 import Environment, Undefined

from letters import pages


class Method:
    """Something that can be called; nothing else can be done with it."""

    def __init__(self, method: Any) -> None:
        self.method = method

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self.method(*given, **named)

    def refuse(self, *_: object) -> NoReturn:
        raise TypeError(f"{self.method!r} is not called")

    __bool__ = __str__ = __html__ = __iter__ = __len__ = __eq__ = refuse


def environment(**options: Any) -> Environment:
    """Return the environment of `letters.pages`, with these two errors more."""
    made = pages.environment(**options)
    read = made.getattr

    def read_called(obj: Any, attribute: str) -> Any:
        found = read(obj, attribute)
        return Method(found) if callable(found) and not isinstance(found, Undefined) else found

    # What is compiled asks the environment for every attribute.
    made.getattr = read_called  # type: ignore[method-assign]
    made.finalize = printed
    return made


def printed(value: Any) -> Any:
    """Refuse to print None."""
    if value is None:
        raise TypeError("None is printed")
    return value
