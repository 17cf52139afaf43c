"""What browser tests share: `page` is a Chromium page, `live_server` the archive it opens.

A page that breaks the Content-Security-Policy, or whose script fails, fails its test.
"""

import os
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from playwright.sync_api import ConsoleMessage, Page

from letters import search

# Playwright keeps an event loop in the thread of the test, where Django would refuse its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def errors(message: ConsoleMessage) -> Iterator[str]:
    if message.type == "error":
        yield f"{message.text} ({message.location['url']})"


@pytest.fixture(autouse=True)
def no_complaint(page: Page) -> Iterator[list[str]]:
    """Collect what the browser complains of; a test that provokes a complaint clears the list."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.extend(errors(message)))
    yield complaints
    assert complaints == []


@pytest.fixture
def collection(data_dir: None, transactional_db: None) -> None:
    """Load and index the first collection."""
    call_command("loaddata", "fixtures/archive.json", verbosity=0)
    search.rebuild()
