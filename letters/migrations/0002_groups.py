"""Create the groups Curator, who edits drafts, and Editor, who also publishes."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

EDITED = (
    "addressee",
    "answer",
    "asker",
    "capacity",
    "correspondent",
    "countrymention",
    "formerslug",
    "letter",
    "office",
    "organisation",
    "person",
    "recommendation",
    "signatory",
    "source",
    "synonym",
    "theme",
)
ACTIONS = ("view", "add", "change", "delete")


def create_groups(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    # Permissions are otherwise made after all migrations, too late for the groups that carry them.
    config = apps.get_app_config("letters")
    config.models_module = True  # type: ignore[assignment]
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    curator = _group(apps, "Curator", [f"{a}_{model}" for model in EDITED for a in ACTIONS])
    editor = _group(apps, "Editor", ["publish_letter"])
    editor.permissions.add(*curator.permissions.all())


def _group(apps: Apps, name: str, codenames: list[str]):  # type: ignore[no-untyped-def]
    group, __ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="letters", codename__in=codenames
    )
    group.permissions.add(*permissions)
    return group


def remove_groups(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("auth", "Group").objects.filter(name__in=["Curator", "Editor"]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0001_archive"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_groups, remove_groups)]
