from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_person_devices_person_quiet_from_person_quiet_to"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="auto_quiet_since",
            field=models.DateTimeField(null=True),
        ),
    ]
