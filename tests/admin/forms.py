"""Filling in the curators' forms as a browser does: what the page holds is what is sent."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client

Fields = dict[str, list[str]]


class Page(HTMLParser):
    """Reads the fields of the form with an id, or of the only one with method post."""

    def __init__(self, html: str, form_id: str = "") -> None:
        super().__init__()
        self.fields: Fields = {}
        self.form_id = form_id
        self.is_inside = False
        self.text_of = ""
        self.select = ""
        self.options: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value if value is not None else "" for name, value in attrs}
        if tag == "form" and said.get("method") == "post" and said.get("id") != "logout-form":
            self.is_inside = not self.form_id or said.get("id") == self.form_id
        elif self.is_inside:
            self._take(tag, said)

    def _take(self, tag: str, said: dict[str, str]) -> None:
        name = said.get("name", "")
        if tag == "textarea":
            self.text_of = name
            self.fields[name] = [""]
        elif tag == "select":
            self.select, self.options = name, []
            self.is_multiple = "multiple" in said
        elif tag == "option" and self.select:
            self.first = getattr(self, "first", None) if self.options else said.get("value", "")
            self.options.append(said.get("value", ""))
            if "selected" in said:
                self.fields.setdefault(self.select, []).append(said.get("value", ""))
        elif tag == "input" and name:
            self._take_input(name, said)

    def _take_input(self, name: str, said: dict[str, str]) -> None:
        kind = said.get("type", "text")
        if kind in ("submit", "button", "file"):
            return
        if kind in ("checkbox", "radio"):
            if "checked" in said:
                self.fields.setdefault(name, []).append(said.get("value", "on"))
            return
        self.fields.setdefault(name, []).append(said.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.text_of:
            self.fields[self.text_of][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.text_of:
            # A browser drops the line break after the tag, and sends CR LF.
            text = self.fields[self.text_of][0].removeprefix("\n")
            self.fields[self.text_of] = [text.replace("\r\n", "\n").replace("\n", "\r\n")]
            self.text_of = ""
        elif tag == "select":
            if not self.is_multiple and self.options:
                self.fields.setdefault(self.select, [self.options[0]])
            self.select = ""
        elif tag == "form":
            self.is_inside = False


class Filled:
    """A form opened at an address: change its fields, then send it."""

    def __init__(self, client: Client, address: str, form_id: str = "") -> None:
        self.client, self.address, self.form_id = client, address, form_id
        self.response: Any = client.get(address)
        assert self.response.status_code == 200, self.response
        self.fields = Page(self.response.content.decode(), form_id).fields

    def __setitem__(self, name: str, value: Any) -> None:
        several = value if isinstance(value, list) else [value]
        self.fields[name] = [str(getattr(one, "pk", one)) for one in several]

    def __getitem__(self, name: str) -> str:
        return self.fields[name][0]

    def tick(self, name: str, *, on: bool = True) -> None:
        """Tick a box, or take the tick away."""
        self.fields.pop(name, None)
        if on:
            self.fields[name] = ["on"]

    def add_row(self, prefix: str, **values: Any) -> int:
        """Fill in an empty row; add one, as the page's script does, where there is none left."""
        total = int(self[f"{prefix}-TOTAL_FORMS"])
        number = next((n for n in range(total) if self._is_free(prefix, n)), total)
        if number == total:
            self[f"{prefix}-TOTAL_FORMS"] = total + 1
            for name in [name for name in self.fields if f"{prefix}-__prefix__" in name]:
                copied = name.replace("__prefix__", str(number))
                self.fields[copied] = list(self.fields[name])
        self._taken.add((prefix, number))
        for name, value in values.items():
            self[f"{prefix}-{number}-{name}"] = value
        return number

    @property
    def _taken(self) -> set[tuple[str, int]]:
        taken: set[tuple[str, int]] = self.__dict__.setdefault("taken", set())
        return taken

    def _is_free(self, prefix: str, number: int) -> bool:
        is_stored = number < int(self[f"{prefix}-INITIAL_FORMS"])
        return not is_stored and (prefix, number) not in self._taken

    def send(self, button: str = "_continue", **extra: Any) -> Any:
        """Send the form with a button, and stay at the answer."""
        self.response = self.client.post(self.address, {**self.fields, button: ["1"], **extra})
        return self.response

    def save(self, button: str = "_continue") -> Any:
        """Send the form; it must be accepted."""
        answer = self.send(button)
        assert answer.status_code == 302, errors(answer)
        return answer

    def again(self) -> None:
        """Take the fields from the answer: a refused form, as the curator sees it now."""
        self.fields = Page(self.response.content.decode(), self.form_id).fields


def errors(response: Any) -> list[str]:
    """Return what a refused form says, by field."""
    form = response.context["adminform"].form
    found = [f"{name}: {text}" for name, texts in form.errors.items() for text in texts]
    for inline in response.context["inline_admin_formsets"]:
        found += [str(text) for text in inline.formset.non_form_errors()]
        for number, row in enumerate(inline.formset.errors):
            prefix = f"{inline.formset.prefix}-{number}"
            found += [f"{prefix}-{name}: {text}" for name, texts in row.items() for text in texts]
    return found
