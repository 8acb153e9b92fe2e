from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("push", "0002_breaker_by_people")]

    operations = [
        migrations.AddField(
            model_name="pushorigin",
            name="probing",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
