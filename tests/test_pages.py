"""The templates of the public pages, and what they may call."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.conf import settings
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from jinja2 import Environment, UndefinedError, meta, nodes

from letters import pages

PUBLIC = settings.BASE_DIR / "templates"
TEMPLATES = sorted(
    path for path in PUBLIC.rglob("*.html") if not path.is_relative_to(PUBLIC / "django")
)
# What the views give, and what every page is given. Nothing of a reader or a session.
GIVEN = {
    *("collection", "site_url", "section", "current", "page", "results", "fields", "rows"),
    *("letter", "letters", "formats", "query", "suggestions", "echoes", "found", "sender"),
    *("notices", "is_cut", "few", "may_change"),
    # A part of a part: what parts/letter_text.html sets.
    "text",
}


@pytest.fixture
def made() -> Environment:
    return cast(Jinja2, engines["jinja2"]).env


def parsed(made: Environment, path: Path) -> nodes.Template:
    return made.parse(path.read_text(encoding="utf-8"))


def taken(made: Environment, path: Path) -> set[str]:
    """Name what a template takes from its context; imported macros and globals are not of it."""
    template = parsed(made, path)
    imported = {name for each in template.find_all(nodes.FromImport) for name in each.names}
    return meta.find_undeclared_variables(template) - imported - set(made.globals)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_public_template_compiles_and_takes_what_is_given(made: Environment, path: Path) -> None:
    made.get_template(path.relative_to(PUBLIC).as_posix())
    assert taken(made, path) <= GIVEN


def test_a_macro_is_told_all_that_it_needs(made: Environment) -> None:
    shown = [path for path in TEMPLATES if f"macro show_{path.stem}(" in path.read_text()]
    assert len(shown) > 50
    assert {path.stem: taken(made, path) for path in shown if taken(made, path)} == {}


def test_all_that_is_included_or_imported_is_there_and_used(made: Environment) -> None:
    def named() -> Iterator[tuple[str, str]]:
        for path in TEMPLATES:
            text = path.read_text()
            yield from ((path.name, name) for name in re.findall(r'"(\w+/\w+\.html)"', text))

    there = {path.relative_to(PUBLIC).as_posix() for path in TEMPLATES}
    assert {name for _, name in named()} <= there
    unused = {name for name in there if name.startswith("parts/")} - {name for _, name in named()}
    assert unused == set()
    for path in TEMPLATES:
        text = path.read_text()
        for macro in re.findall(r"import (show_\w+)", text):
            assert f"{macro}(" in text, (path.name, macro)


def test_templates_are_short() -> None:
    assert {p.name for p in TEMPLATES if len(p.read_text().splitlines()) > 120} == set()


# What is a mistake


class Row:
    nothing = None

    def is_open(self) -> bool:
        return False


@pytest.mark.parametrize(
    "source",
    [
        "{{ row.is_open }}",
        "{% if row.is_open %}open{% endif %}",
        "{% for each in row.is_open %}{% endfor %}",
        "{{ row.is_open or 'closed' }}",
        "{% if row.is_open == 1 %}open{% endif %}",
        "{{ row.nothing }}",
    ],
)
def test_a_method_that_is_not_called_and_a_none_that_is_printed_fail_here(
    made: Environment, source: str
) -> None:
    with pytest.raises(TypeError, match="is not called|None is printed"):
        made.from_string(source).render(row=Row())


@pytest.mark.parametrize(
    "source", ["{{ rwo }}", "{{ row.titel }}", "{% if row.titel %}{% endif %}"]
)
def test_a_misspelt_name_fails_everywhere(source: str) -> None:
    with pytest.raises(UndefinedError):
        pages.environment().from_string(source).render(row=Row())


# What they may call


def printed(source: str, **context: Any) -> str:
    return pages.environment().from_string(source).render(**context)


def test_all_is_escaped_but_what_is_safe() -> None:
    typed = "<b> & \"q\" 'q'"
    escaped = "&lt;b&gt; &amp; &#34;q&#34; &#39;q&#39;"
    assert printed("{{ typed }}", typed=typed) == escaped
    macro = "{% macro show(words) %}<i>{{ words }}</i>{% endmacro %}{{ show(typed) }}"
    assert printed(macro, typed=typed) == f"<i>{escaped}</i>"
    assert printed("{{ typed|join('<') }}", typed=["a", "<"]) == "a&lt;&lt;"
    assert printed("{{ typed|truncatewords(1) }}", typed="<a> b") == "&lt;a&gt; …"
    assert printed("{{ typed|linebreaksbr }}", typed="<a>\nb") == "&lt;a&gt;<br>b"
    assert printed("{{ typed|keep }}", typed=pages.keep("a & b")) == "a &amp; b"


def test_names_are_kept_whole() -> None:
    kept = 'To <span class="keep">UNA-UK</span>, not to Anglo-French &lt;b&gt;'
    assert pages.keep("To UNA-UK, not to Anglo-French <b>") == kept


def test_numbers_are_set() -> None:
    source = "{{ n|amount }} {{ n|cell }} {{ 0|cell }} {{ n|milliseconds }} {{ 0.4|milliseconds }}"
    assert printed(source, n=12345) == "12,345 12,345 – 12,345 ms under 1 ms"


def test_addresses_are_made() -> None:
    source = "{{ url('letter-list') }} {{ url('recommendation', row.slug, 3) }}"
    row = SimpleNamespace(slug="a-b")
    assert printed(source, row=row) == "/letters/ /recommendations/a-b/3/"


def test_public_pages_are_compiled_before_anybody_asks(
    made: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert made.cache is not None
    made.cache.clear()
    pages.compile_all()
    assert len(made.cache) == len(TEMPLATES)
