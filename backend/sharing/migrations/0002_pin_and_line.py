from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="share",
            name="acknowledged_line",
            field=models.CharField(max_length=40, null=True),
        ),
        migrations.AddField(
            model_name="share",
            name="pin_hash",
            field=models.CharField(max_length=200, null=True),
        ),
        migrations.AddField(
            model_name="share",
            name="pin_tries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="share",
            name="locked_at",
            field=models.DateTimeField(null=True),
        ),
    ]
