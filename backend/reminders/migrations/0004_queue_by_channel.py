"""The queue by channel; no index that another one contains; room for updates.

An update that changes no indexed column stays on its page and writes to no index (PostgreSQL's HOT), if the
page has room for the new row version. A delivery is leased once before it ends, a nudge is updated once.
"""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

#: Percent of a page that inserts fill.
FILL = {"reminders_delivery": 60, "reminders_nudge": 60, "push_subscription": 80}


def copy_channel(apps: Any, schema_editor: Any) -> None:
    """The version before had the channel with the nudge only."""
    nudges = apps.get_model("reminders", "Nudge").objects.filter(channel="email")
    apps.get_model("reminders", "Delivery").objects.filter(nudge__in=nudges).update(channel="email")


def leave_room(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table, percent in FILL.items():
            schema_editor.execute(f"ALTER TABLE {table} SET (fillfactor = {percent})")


class Migration(migrations.Migration):
    dependencies = [
        ("push", "0004_one_index"),
        ("reminders", "0003_skipped_slots"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="delivery",
            name="reminders_for_the_sender",
        ),
        migrations.AddField(
            model_name="delivery",
            name="channel",
            field=models.CharField(db_default="push", default="push", max_length=8),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="nudge",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="reminders.nudge",
            ),
        ),
        migrations.AlterField(
            model_name="nudge",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="nudges",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "pending")),
                fields=["channel", "not_before", "id"],
                name="reminders_queue",
            ),
        ),
        migrations.RunPython(copy_channel, migrations.RunPython.noop),
        migrations.RunPython(leave_room, migrations.RunPython.noop),
    ]
