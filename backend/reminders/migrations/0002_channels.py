import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_person_auto_quiet_since"),
        ("reminders", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Calendar",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="calendar",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("secret_hash", models.BinaryField(max_length=32, unique=True)),
                ("created_at", models.DateTimeField()),
                ("fetched_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="nudge",
            name="channel",
            field=models.CharField(default="push", max_length=8),
        ),
        migrations.AddIndex(
            model_name="nudge",
            index=models.Index(fields=["due_at"], name="reminders_lately"),
        ),
    ]
