#!/usr/bin/env bash
# Django 5.2.19: raw() refuses every query for a model with a composite primary key, even one with the whole key.
#
# 5.2 brought CompositePrimaryKey. For such a model, objects.raw() raises FieldDoesNotExist, "Raw query must include
# the primary key", although both columns of the key are in the query. No query can satisfy it: Django looks for the key
# among the fields that have a column, and a composite key has none of its own. filter() on the same table works, and
# so does raw() on a model with a key of one column. The page on composite keys doesn't mention raw(). Django 6.0 mended
# it (ticket #36326); 5.2, which has long-term support, didn't get the change.
#
# Seen: "5.2.19 filter: (1, 2)", "columns: ['tenant_id', 'id', 'text']", then for each of three queries
#       "raw: FieldDoesNotExist Raw query must include the primary key", and "raw, key of one column: 2".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check django==5.2.19
cat > "$folder/seen.py" <<'PYTHON'
import django
from django.conf import settings

settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
django.setup()

from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models


class Note(models.Model):
    pk = models.CompositePrimaryKey("tenant_id", "id")
    tenant_id = models.IntegerField()
    id = models.IntegerField()
    text = models.TextField()

    class Meta:
        app_label = "seen"
        db_table = "note"


class PlainNote(models.Model):
    """The same table, read as if `id` alone were its key."""

    tenant_id = models.IntegerField()
    id = models.IntegerField(primary_key=True)
    text = models.TextField()

    class Meta:
        app_label = "seen"
        db_table = "note"
        managed = False


with connection.schema_editor() as editor:
    editor.create_model(Note)
Note.objects.create(tenant_id=1, id=2, text="here")
print(django.get_version(), "filter:", Note.objects.filter(pk=(1, 2)).get().pk)
with connection.cursor() as cursor:
    cursor.execute("SELECT tenant_id, id, text FROM note")
    print("columns:", [column[0] for column in cursor.description])
for query in ("SELECT tenant_id, id, text FROM note", "SELECT * FROM note", "SELECT *, 1 AS pk FROM note"):
    try:
        print("raw:", Note.objects.raw(query)[0].pk)
    except FieldDoesNotExist as refused:
        print("raw: FieldDoesNotExist", refused)
print("raw, key of one column:", PlainNote.objects.raw("SELECT tenant_id, id, text FROM note")[0].pk)
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" | tee "$folder/output"
diff "$folder/output" - <<'EXPECTED'
5.2.19 filter: (1, 2)
columns: ['tenant_id', 'id', 'text']
raw: FieldDoesNotExist Raw query must include the primary key
raw: FieldDoesNotExist Raw query must include the primary key
raw: FieldDoesNotExist Raw query must include the primary key
raw, key of one column: 2
EXPECTED
echo "As described."
