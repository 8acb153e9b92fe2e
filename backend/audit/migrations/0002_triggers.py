"""An event is never changed, and goes only while its person is being erased: the database itself says so.

The triggers name no table but ours, since SQLite can't rebuild a table that another one's trigger names, and
Django rebuilds tables there to change them. A migration that has `audit_event` itself rebuilt loses them and
has to make them again (tests/audit/test_triggers.py notices).
"""

from typing import Any

from django.db import migrations

SQLITE = (
    """
    CREATE TRIGGER audit_event_stays BEFORE UPDATE ON audit_event
    BEGIN SELECT RAISE(ABORT, 'an audit event is never changed'); END
    """,
    # INSERT OR REPLACE would delete the old row without a word to the trigger below.
    """
    CREATE TRIGGER audit_event_is_new BEFORE INSERT ON audit_event
    WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'an audit event is never changed'); END
    """,
    """
    CREATE TRIGGER audit_event_goes_with_its_person BEFORE DELETE ON audit_event
    WHEN NOT EXISTS (SELECT 1 FROM audit_leaving WHERE person_id = OLD.person_id)
    BEGIN SELECT RAISE(ABORT, 'an audit event goes only with its person'); END
    """,
)
POSTGRESQL = (
    """
    CREATE FUNCTION audit_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'an audit event is never changed'; END $$
    """,
    """
    CREATE FUNCTION audit_event_goes_with_its_person() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (SELECT 1 FROM audit_leaving WHERE person_id = OLD.person_id) THEN
            RAISE EXCEPTION 'an audit event goes only with its person';
        END IF;
        RETURN OLD;
    END $$
    """,
    """
    CREATE TRIGGER audit_event_stays BEFORE UPDATE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_stays()
    """,
    """
    CREATE TRIGGER audit_event_goes_with_its_person BEFORE DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_goes_with_its_person()
    """,
)


def make(apps: Any, schema_editor: Any) -> None:
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(make)]
