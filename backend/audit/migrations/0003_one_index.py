"""Drops an index that `audit_of_a_person` contains."""

from importlib import import_module
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def make_triggers_again(apps: Any, schema_editor: Any) -> None:
    """SQLite loses them, since Django writes a table anew there to change it."""
    if schema_editor.connection.vendor == "sqlite":
        import_module("backend.audit.migrations.0002_triggers").make(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="events",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(make_triggers_again),
    ]
