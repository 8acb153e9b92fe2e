"""Reminders around a meeting."""

from django.conf import settings
from django.db import migrations, models

import backend.sealing.fields


class Migration(migrations.Migration):
    dependencies = [
        ("reminders", "0004_queue_by_channel"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="calendar",
            name="meetings",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="reminder",
            name="remove_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="reminder",
            name="with_person",
            field=backend.sealing.fields.SealedField(null=True),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(
                condition=models.Q(("remove_at__isnull", False)),
                fields=["remove_at"],
                name="reminders_to_be_removed",
            ),
        ),
    ]
