"""Adds what 0001 got after people had run it.

Databases of before 23 November 2026 have 0001 applied without `color` and `signs`. Others stay as they are.
"""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LEFT_OUT = ("color", "signs")


def add_what_is_missing(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    model = apps.get_model("people", "KnownPerson")
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, model._meta.db_table)
    present = {column.name for column in columns}
    for name in LEFT_OUT:
        if name not in present:
            schema_editor.add_field(model, model._meta.get_field(name))


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(add_what_is_missing, migrations.RunPython.noop, elidable=True),
    ]
