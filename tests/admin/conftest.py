"""A curator, an editor, and their browsers."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client

PASSWORD = "correct horse battery staple"


def make_user(name: str, *groups: str) -> User:
    if not Group.objects.exists():
        # A test that commits empties every table afterwards, also those that a migration filled.
        migration = import_module("letters.migrations.0002_groups")
        migration.create_groups(apps, connection.schema_editor())
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def curator(db: None) -> Client:
    """Clara edits drafts."""
    return browser_of(make_user("clara", "Curator"))


@pytest.fixture
def editor(db: None) -> Client:
    """Edith also publishes."""
    return browser_of(make_user("edith", "Curator", "Editor"))


@pytest.fixture(autouse=True)
def committed(
    request: pytest.FixtureRequest, django_capture_on_commit_callbacks: Any
) -> Iterator[None]:
    """Run what waits for the commit, which a test's own transaction never does."""
    if request.node.get_closest_marker("django_db") is None and "db" not in request.fixturenames:
        yield
        return
    with django_capture_on_commit_callbacks(execute=False):
        yield
